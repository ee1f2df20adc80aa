"""The node's end of the line: one question, one answer that is surely the answer to it."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Final, Self, TypeVar

import aiohttp
from pydantic import BaseModel

from bot.nodes import bodies, versions
from bot.nodes.bodies import Broken

M = TypeVar("M", bound=BaseModel)

#: How long one answer may take, and how long nothing may come, in seconds.
WHOLE, SILENCE = 120.0, 20.0
#: The most of an answer that is read, in bytes.
_MOST: Final = bodies.MOST


class LineCut(Exception):
    """No answer, or none that can be believed: whatever was asked may have been done or not."""


class Refused(Exception):
    """The province answered, and said no; `text` says why."""

    def __init__(self, why: str, text: str) -> None:
        super().__init__(why)
        self.why, self.text = why, text


@dataclass
class Line:
    """One session with the province. `skew` is by how many seconds our clock was ahead at the last answer."""

    url: str
    token: str
    now: Callable[[], datetime]
    program: str = versions.PROGRAM
    silence: float = SILENCE
    skew: int = 0
    _session: aiohttp.ClientSession | None = field(init=False, default=None)

    async def __aenter__(self) -> Self:
        timeout = aiohttp.ClientTimeout(total=WHOLE, sock_read=self.silence, sock_connect=self.silence)
        self._session = aiohttp.ClientSession(timeout=timeout, auto_decompress=False)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._session is not None:
            await self._session.close()

    async def ask(self, path: str, parcel: BaseModel | str | None, model: type[M]) -> M:
        """Raises `LineCut` and `Refused`."""
        body = bodies.pack(parcel) if parcel is not None else b""
        answer, headers = await self._exchange("POST", path, body, {})
        try:
            return bodies.unpack(answer, headers.get(bodies.HASH, ""), model)
        except Broken as error:
            raise LineCut("broken") from error

    async def put(self, path: str, data: bytes, offset: int, size: int) -> bytes:
        more = {bodies.OFFSET: str(offset), bodies.SIZE: str(size)}
        answer, _ = await self._exchange("PUT", path, data, more)
        return answer

    async def get(self, path: str) -> tuple[bytes, int]:
        """A piece, and the size of the whole."""
        answer, headers = await self._exchange("GET", path, b"", {})
        return answer, int(headers.get(bodies.SIZE, "0"))

    async def _exchange(
        self, method: str, path: str, body: bytes, more: Mapping[str, str]
    ) -> tuple[bytes, Mapping[str, str]]:
        if self._session is None:
            raise RuntimeError("the line is not open")
        nonce = secrets.token_hex(8)
        headers = {
            "Authorization": f"Bearer {self.token}",
            bodies.VERSION: self.program,
            bodies.HASH: bodies.hash_of(body),
            bodies.NONCE: nonce,
            **more,
        }
        url = f"{self.url}/sync/v1{path}"
        try:
            # A redirect would carry the token to whoever it names.
            async with self._session.request(
                method, url, data=body, headers=headers, allow_redirects=False
            ) as response:
                answer = await response.content.read(_MOST + 1)
                while len(answer) <= _MOST and (piece := await response.content.read(_MOST)):
                    answer += piece
                status, told = response.status, response.headers
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise LineCut(type(error).__name__) from error
        self._believe(answer, told, nonce)
        if status != 200:
            raise _refusal(answer)
        return answer, told

    def _believe(self, answer: bytes, told: Mapping[str, str], nonce: str) -> None:
        """Only a whole answer, to this question, by the province and by nobody on the way."""
        try:
            bodies.check(answer, told.get(bodies.HASH, ""))
            there = datetime.fromisoformat(told.get(bodies.TIME, ""))
        except (Broken, ValueError) as error:
            raise LineCut("broken") from error
        if told.get(bodies.NONCE) != nonce or there.tzinfo is None:
            raise LineCut("stray")
        self.skew = round((self.now() - there).total_seconds())


class _Told(BaseModel):
    why: str
    text: str


def _refusal(answer: bytes) -> Exception:
    try:
        told = _Told.model_validate_json(answer)
    except ValueError:
        return LineCut("broken")
    # What arrived broken was broken on the way: it is sent again.
    return LineCut("broken") if told.why == "broken" else Refused(told.why, told.text)
