"""One channel with somebody on the other side and a house behind it, whatever the platform."""

import asyncio
import contextlib
import io
import socket
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, ClassVar, Self

import uvicorn
from fastapi import FastAPI
from PIL import Image

from bot.channels.port import Channel, Contact, FileUnavailable, Outgoing, Part, Received
from handlers.events import Attached, FileRef, Said
from tests.channels.telegram import telegram_house

NOW = telegram_house.NOW
PHOTO_KEY = "web:two-halves"


class Trouble(Enum):
    """What a network and the machines on it do to one call."""

    CUT_BEFORE = auto()
    CUT_AFTER = auto()
    HANGS = auto()
    BAD_GATEWAY = auto()
    GATEWAY_LOST_PATIENCE = auto()
    TOO_MANY = auto()
    REFUSED = auto()


#: After these nobody on our side of the line can know whether the message arrived.
UNKNOWABLE = (Trouble.CUT_BEFORE, Trouble.CUT_AFTER, Trouble.HANGS, Trouble.GATEWAY_LOST_PATIENCE)


@dataclass(frozen=True)
class Sight:
    """One message as a person sees it: its words, the labels of its buttons, its picture."""

    text: str
    labels: tuple[str, ...] = ()
    picture: bytes | None = None

    @property
    def words(self) -> str:
        return "\n".join((self.text, *self.labels))


def picture() -> bytes:
    """A real photo, red on the left and blue on the right."""
    drawn = Image.new("RGB", (640, 480), (200, 30, 30))
    drawn.paste((30, 30, 200), (320, 0, 640, 480))
    held = io.BytesIO()
    drawn.save(held, "JPEG", quality=90)
    return held.getvalue()


PICTURE = picture()


def is_our_picture(data: bytes | None) -> bool:
    """Whether these bytes show `PICTURE`, perhaps written anew."""
    if data is None:
        return False
    with Image.open(io.BytesIO(data)) as shown:
        colours = [shown.convert("RGB").getpixel((x, 240)) for x in (80, 560)]
    left, right = (colour if isinstance(colour, tuple) else (0, 0, 0) for colour in colours)
    return left[0] > 150 > 100 > left[2] and right[2] > 150 > 100 > right[0]


async def read_file(key: str) -> bytes:
    """The one file the house keeps; others were never there."""
    if key != PHOTO_KEY:
        raise FileUnavailable(key)
    return PICTURE


class Ledger(telegram_house.Ledger):
    """Events by key, for which one can wait."""

    def __init__(self) -> None:
        super().__init__()
        self._news = asyncio.Condition()

    async def store(self, channel: Channel, received: Sequence[Received], position: str | None) -> int:
        new = await super().store(channel, received, position)
        async with self._news:
            self._news.notify_all()
        return new

    async def read_file(self, key: str) -> bytes:
        return await read_file(key)

    def words(self) -> list[str]:
        """What people typed, in the order it was stored."""
        return [event.text for event in self.kept.values() if isinstance(event, Said)]

    def files(self) -> list[FileRef]:
        return [event.file for event in self.kept.values() if isinstance(event, Attached)]

    async def holds(self, *, words: int = 0, files: int = 0, within: float = 10.0) -> None:
        """Waits until at least so much has been stored."""
        try:
            async with asyncio.timeout(within), self._news:
                await self._news.wait_for(lambda: len(self.words()) >= words and len(self.files()) >= files)
        except TimeoutError:
            raise AssertionError(f"after {within} s only {list(self.kept.values())}") from None


class Stand(ABC):
    """What the contract needs of a channel and its surroundings.

    `address` is the person on the other side, who has been in touch before. `secrets` may stand
    nowhere. `shows_pictures` is False where a file's name has to do.
    """

    channel: Channel
    address: str
    secrets: ClassVar[tuple[str, ...]] = ()
    shows_pictures: ClassVar[bool] = True

    def __init__(self) -> None:
        self.ledger = Ledger()
        self._sent = 0

    async def send(self, part: Part, *, to: str | None = None) -> str:
        """Through the channel, as one row of the outbox."""
        self._sent += 1
        contact = Contact(interacted_at=NOW)
        address = self.address if to is None else to
        return await self.channel.send(Outgoing(id=self._sent, address=address, part=part, contact=contact))

    def reachable(self) -> AbstractAsyncContextManager[object]:
        """Others can call us."""
        return contextlib.nullcontext()

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """The channel brings events into the ledger."""
        async with self.reachable(), asyncio.TaskGroup() as group:
            task = group.create_task(self.channel.listen(self.ledger.house()))
            try:
                yield
            finally:
                task.cancel()

    @abstractmethod
    async def says(self, text: str) -> None:
        """The person types this and sends it."""

    @abstractmethod
    async def sends_picture(self, content: bytes) -> None:
        """The person sends this photo."""

    @abstractmethod
    def forgets_pictures(self) -> None:
        """What was sent can be had from the platform no longer."""

    @abstractmethod
    async def sees(self, count: int) -> list[Sight]:
        """The first `count` messages on the person's screen, waited for."""

    async def fetch(self, file: FileRef) -> bytes:
        """The bytes of what the person sent, as the house gets them."""
        return await self.channel.fetch(file)


class PlatformStand(Stand):
    """A channel that talks to somebody else's machine."""

    stranger: ClassVar[str]
    door: "Door"

    def reachable(self) -> AbstractAsyncContextManager[object]:
        return self.door.open()

    @abstractmethod
    async def says_twice(self, text: str) -> None:
        """The person says this once, and the platform tells of it two times."""

    @abstractmethod
    def genuine(self) -> list[Any]:
        """Real updates of every kind, as `events` is given them."""

    @abstractmethod
    def breaks(self, trouble: Trouble, call: str = "") -> None:
        """The next call of this name meets this, ``*`` for any; otherwise one that sends or acknowledges."""

    @abstractmethod
    def elsewhere(self, url: str) -> Channel:
        """The same account behind another address; to be closed by `close`."""

    @abstractmethod
    async def changed(self) -> None:
        """Waits until anything happens on the platform."""

    @abstractmethod
    def screen(self) -> list[Sight]:
        """What is on the person's screen now."""

    async def sees(self, count: int) -> list[Sight]:
        async with asyncio.timeout(5):
            while len(self.screen()) < count:
                await self.changed()
        return self.screen()


class Door:
    """An application at an address that is known before anybody opens it.

    Most promises need no server of ours, and a server takes a quarter of a second to come and go.
    """

    def __init__(self, ws: Any = "none") -> None:
        self.application = FastAPI()
        self._ws = ws
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._socket.close()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        config = uvicorn.Config(self.application, log_level="critical", lifespan="off", ws=self._ws)
        config.timeout_graceful_shutdown = 1
        server = uvicorn.Server(config)
        server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
        async with asyncio.TaskGroup() as group:
            group.create_task(server.serve([self._socket]))
            while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
                await asyncio.sleep(0.01)
            try:
                yield
            finally:
                server.should_exit = True
