"""What every probe needs: questions one after the other, a volunteer to wait for, a door to listen at."""

import asyncio
import io
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final, Protocol, TypeVar

import structlog
from aiohttp import web
from PIL import Image

from bot.channels import posted
from bot.channels.port import SendFailed
from handlers.understanding.folding import fold

log = structlog.get_logger(__name__)
T = TypeVar("T")

#: What the volunteer writes, as it reads without marks.
WORD: Final = "thu"
#: How often a wait looks whether it is over, in seconds.
LOOK: Final = 0.1


@dataclass(frozen=True, slots=True)
class Finding:
    """One question with its answer, both as text ids (``probe.<question>.<answer>``).

    `setting` is the name and value that follow from it, never a secret; `None` when nothing has to change.
    """

    question: str
    answer: str
    values: Mapping[str, object] = field(default_factory=dict)
    setting: tuple[str, str] | None = None


Ask = Callable[[], Awaitable[Finding]]


class Guide(Protocol):
    """Whoever leads the administrator and the volunteer through it."""

    def says(self, text_id: str, /, **values: object) -> None:
        """Tell the administrator ``probe.say.<text_id>``."""
        ...

    def asks(self, question: str) -> None:
        """This question comes next."""
        ...

    def waiting(
        self, text_id: str, seconds: float, /, **values: object
    ) -> AbstractContextManager[asyncio.Event]:
        """Say what the volunteer shall do and show the time running; the event is set to skip it."""
        ...


class Skipped(Exception):
    """The question could not be asked; `answer` says why."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer


async def ask_all(guide: Guide, questions: Iterable[tuple[str, Ask]], found: list[Finding]) -> None:
    """Every question in turn, its answer put into `found` at once, so that it survives an interruption;
    one that fails is a finding too and does not stop the next."""
    for name, ask in questions:
        guide.asks(name)
        try:
            found.append(await ask())
        except Skipped as skipped:
            found.append(Finding(name, skipped.answer))
        except SendFailed as failed:
            found.append(Finding(name, "failed", {"detail": failed.detail or failed.why.value}))
        except Exception as bug:
            log.exception("probe_failed", question=name)
            found.append(Finding(name, "failed", {"detail": type(bug).__name__}))


async def wait_for(
    guide: Guide,
    text_id: str,
    seconds: float,
    arriving: Callable[[asyncio.Event], Awaitable[T | None]],
    **values: object,
) -> T | None:
    """What the volunteer did; `None` when it was skipped or did not come in time.

    `arriving` is told by the event that it is over and ends by itself: a poll that is cut off takes the
    update with it.
    """
    with guide.waiting(text_id, seconds, **values) as over:
        timer = asyncio.get_running_loop().call_later(seconds, over.set)
        try:
            return await arriving(over)
        finally:
            timer.cancel()


def is_word(text: object) -> bool:
    return isinstance(text, str) and fold(text).strip(" .!\"'") == WORD


def picture() -> bytes:
    """A small PNG that has nothing to do with anybody."""
    kept = io.BytesIO()
    Image.new("RGB", (320, 200), (0, 104, 255)).save(kept, "PNG")
    return kept.getvalue()


@dataclass(frozen=True, slots=True)
class Knock:
    """A request at our door: headers by lower-case names, `at` in seconds of the event loop's clock."""

    headers: Mapping[str, str]
    body: bytes
    at: float


class Listener:
    """A door where the house usually listens, for the time of a probe.

    Every POST to `path` is kept in `knocks`, in its order, and answered with what `decide` says. Every
    GET of `picture_path` gets a picture, its time is in `fetches`. `open` raises OSError for a taken port.
    """

    def __init__(self, host: str, port: int, path: str, decide: Callable[[Knock], Awaitable[int]]) -> None:
        self._where = (host, port)
        self._path = path
        self._decide = decide
        self._seen = 0
        self.picture_path = f"{path}/probe.png"
        self.knocks: list[Knock] = []
        self.fetches: list[float] = []

    async def open(self) -> None:
        app = web.Application(client_max_size=posted.LARGEST)
        app.router.add_post(self._path, self._receive)
        app.router.add_get(self._path, self._look)
        app.router.add_get(self.picture_path, self._show)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, *self._where).start()

    async def close(self) -> None:
        await self._runner.cleanup()

    async def find(self, wanted: Callable[[Knock], T | None], over: asyncio.Event) -> T | None:
        """The first of what comes from now on, and was not found before, that `wanted` makes something of."""
        while True:
            while self._seen < len(self.knocks):
                self._seen += 1
                if (found := wanted(self.knocks[self._seen - 1])) is not None:
                    return found
            if over.is_set():
                return None
            await asyncio.sleep(LOOK)

    async def _receive(self, request: web.Request) -> web.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        knock = Knock(headers, await request.read(), asyncio.get_running_loop().time())
        status = await self._decide(knock)
        if status == 200:
            self.knocks.append(knock)
        return web.Response(status=status)

    async def _look(self, request: web.Request) -> web.Response:
        return web.Response()

    async def _show(self, request: web.Request) -> web.Response:
        self.fetches.append(asyncio.get_running_loop().time())
        return web.Response(body=picture(), content_type="image/png")
