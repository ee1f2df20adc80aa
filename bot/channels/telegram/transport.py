"""The one HTTP connection to the Bot API, and the only holder of the token."""

import io
import json
import ssl
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import certifi
from pydantic import SecretStr

from bot.channels.port import FileUnavailable, Why
from bot.channels.telegram import failures
from bot.channels.telegram.failures import CallFailed

CONNECT_SECONDS = 10.0


def account_of(token: SecretStr) -> str:
    """The bot's own numeric id, which is the part of a token that is no secret."""
    return token.get_secret_value().partition(":")[0]


def stand_in(account: str) -> str:
    """What the libraries are given as the token: whatever they log, raise or print, it is not there."""
    return f"{account}:kept-by-the-transport"


class Wire:
    """Calls by method name. Raises `CallFailed` and nothing else, never with an address in it."""

    def __init__(self, token: SecretStr, api_url: str, *, timeout: float = 60.0) -> None:
        self._token = token
        self._api_url = api_url.rstrip("/")
        self._timeout = timeout
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self,
        method: str,
        form: Callable[[], aiohttp.FormData | aiohttp.Payload],
        *,
        within: float | None = None,
    ) -> bytes:
        """The body of an answer that says ok; `within` is in seconds."""
        answer = await self._exchange("POST", "bot", method, form(), within or self._timeout)
        if isinstance(answer, CallFailed):
            raise answer
        status, body = answer
        if not (200 <= status < 300 and _says_ok(body)):
            raise failures.of_answer(status, body)
        return body

    async def ask(self, method: str, parameters: Mapping[str, object], *, within: float | None = None) -> Any:
        """The result of a call whose answer is wanted as plain JSON."""

        def form() -> aiohttp.FormData:
            data = aiohttp.FormData(quote_fields=False)
            for name, value in parameters.items():
                data.add_field(name, value if isinstance(value, str) else json.dumps(value))
            return data

        return json.loads(await self.call(method, form, within=within))["result"]

    async def download(self, file_path: str, limit: int) -> bytes:
        """At most `limit` bytes. Raises also `FileUnavailable`."""
        answer = await self._exchange("GET", "file/bot", file_path, None, self._timeout, limit)
        if isinstance(answer, CallFailed):
            raise answer
        status, body = answer
        if status == 404:
            raise FileUnavailable("gone")
        if status != 200:
            raise failures.of_answer(status, body)
        if len(body) > limit:
            raise FileUnavailable("too large")
        return body

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _exchange(
        self,
        verb: str,
        door: str,
        path: str,
        data: aiohttp.FormData | aiohttp.Payload | None,
        within: float,
        limit: int | None = None,
    ) -> tuple[int, bytes] | CallFailed:
        """A failure is returned, not raised: aiohttp's exceptions carry the address, and with it the
        token, and a frame that knows the address would stay visible in the traceback."""
        try:
            async with self._open().request(
                verb,
                f"{self._api_url}/{door}{self._token.get_secret_value()}/{path}",
                data=data,
                timeout=aiohttp.ClientTimeout(total=within, connect=CONNECT_SECONDS),
                allow_redirects=False,
            ) as response:
                body = await (response.read() if limit is None else _read(response, limit))
                return response.status, body
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            return _not_answered(error)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            # certifi, as aiogram does: a slim image may have no certificates of its own.
            context = ssl.create_default_context(cafile=certifi.where())
            # Without a limit: the sender bounds what is under way, and a reply never waits for a connection.
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(ssl=context, limit=0, ttl_dns_cache=600)
            )
        return self._session


async def _read(response: aiohttp.ClientResponse, limit: int) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(65_536):
        body += chunk
        if len(body) > limit:
            break
    return bytes(body)


def add_file(
    form: aiohttp.FormData, field: str, data: bytes, name: str, media_type: str | None = None
) -> None:
    """Put an upload into a form; as a stream, since aiohttp would copy plain bytes in one blocking go."""
    form.add_field(field, io.BytesIO(data), filename=name, content_type=media_type)


def _says_ok(body: bytes) -> bool:
    try:
        answer = json.loads(body)
    except ValueError:
        return False
    return isinstance(answer, dict) and answer.get("ok") is True


def _not_answered(error: Exception) -> CallFailed:
    name = type(error).__name__
    if isinstance(error, aiohttp.InvalidURL):
        return CallFailed(Why.REFUSED, detail=name)
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return CallFailed(Why.UNREACHABLE, detail=name)
    return CallFailed(Why.UNCERTAIN, detail=name)
