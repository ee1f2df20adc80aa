"""A strict house for a Telegram channel: it keeps what it is given and knows how to fail."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.channels.port import Channel, House, Received
from handlers.events import Event

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
FILES = {"web:photo": b"\x89PNG-before", "web:voice": b"OggS", "web:paper": b"%PDF-1.7", "web:video": b"mp4"}


async def read_file(key: str) -> bytes:
    return FILES[key]


class Ledger:
    """Events by key, as the inbox keeps them, and the position; the next `failures` commits fail."""

    def __init__(self) -> None:
        self.kept: dict[str, Event] = {}
        self.position: str | None = None
        self.failures = 0
        self.commits: list[tuple[list[str], str | None]] = []

    async def store(self, channel: Channel, received: Sequence[Received], position: str | None) -> int:
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full")
        new = [one for one in received if one.key not in self.kept]
        self.kept |= {one.key: one.event for one in new}
        if position is not None:
            self.position = position
        self.commits.append(([one.key for one in received], position))
        return len(new)

    async def offset(self, channel: Channel) -> str | None:
        return self.position

    async def read_file(self, key: str) -> bytes:
        raise AssertionError("nothing is sent here")

    def house(self) -> House:
        return House(store=self.store, offset=self.offset, now=lambda: NOW, read_file=self.read_file)

    def said(self) -> list[str]:
        return [getattr(event, "text", event.kind) for event in self.kept.values()]
