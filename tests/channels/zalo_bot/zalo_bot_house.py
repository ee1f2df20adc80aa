"""A strict house for a Zalo bot: it keeps what it is given, and knows how to fail and to be slow."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import pytest
import uvicorn
from fastapi import FastAPI
from PIL import Image

from bot.channels.port import (
    Channel,
    FileUnavailable,
    House,
    Outgoing,
    Part,
    Received,
    SendFailed,
    Why,
)
from handlers.events import Event

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
PUBLIC = "https://sangkien.example.vn"
CHAT = "6ede9afa66b88fe6d6a9"


def text(words: str = "Chào anh/chị", *, bulk: bool = False) -> Outgoing:
    return Outgoing(id=1, address=CHAT, part=Part(text=words), bulk=bulk)


async def failed(channel: Channel, outgoing: Outgoing | None = None) -> SendFailed:
    with pytest.raises(SendFailed) as caught:
        await channel.send(outgoing or text())
    return caught.value


def picture(width: int = 60, height: int = 40, shape: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "teal").save(out, shape)
    return out.getvalue()


FILES = {"web:photo": picture(), "web:heic": b"\x00\x00\x00\x18ftypheic", "web:paper": b"%PDF-1.7"}


async def read_file(key: str) -> bytes:
    if key == "telegram:coming":
        raise SendFailed(Why.UNREACHABLE, retry_after=2.0, detail="its bytes are still on their way")
    if key not in FILES:
        raise FileUnavailable("no bytes")
    return FILES[key]


class Ledger:
    """Events by key, as the inbox keeps them; the next `failures` commits fail, each takes `seconds`."""

    def __init__(self) -> None:
        self.kept: dict[str, Event] = {}
        self.failures = 0
        self.seconds = 0.0
        self.tries = 0

    async def store(self, channel: Channel, received: Sequence[Received], position: str | None) -> int:
        assert position is None, "this platform has no positions"
        self.tries += 1
        await asyncio.sleep(self.seconds)
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full")
        new = [one for one in received if one.key not in self.kept]
        self.kept |= {one.key: one.event for one in new}
        return len(new)

    async def offset(self, channel: Channel) -> str | None:
        raise AssertionError("this platform has no positions")

    def house(self) -> House:
        return House(store=self.store, offset=self.offset, now=lambda: NOW, read_file=read_file)

    def said(self) -> list[str]:
        return [getattr(event, "text", event.kind) for event in self.kept.values()]


class Pauses:
    """Notes how long it was asked to sleep and hardly sleeps."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0.01)


@contextlib.asynccontextmanager
async def serving(application: FastAPI) -> AsyncIterator[str]:
    config = uvicorn.Config(application, port=0, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
            await asyncio.sleep(0.01)
        host, port = server.servers[0].sockets[0].getsockname()[:2]
        try:
            yield f"http://{host}:{port}"
        finally:
            server.should_exit = True
