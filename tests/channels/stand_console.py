"""The terminal on its stand."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import ClassVar

from bot.channels.console.channel import ConsoleChannel
from bot.channels.console.screen import Screen
from tests.channels.stand import Sight, Stand


class Glass(Screen):
    """Notes where one message ends and the next begins, which a terminal does not tell."""

    def __init__(self) -> None:
        super().__init__(io.StringIO(), "vi")
        self.shown: list[str] = []

    def message(self, text: str) -> None:
        assert isinstance(self.out, io.StringIO)
        before = len(self.out.getvalue())
        super().message(text)
        self.shown.append(self.out.getvalue()[before:].strip("\n"))


class ConsoleStand(Stand):
    address = "ha"
    shows_pictures: ClassVar = False

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.glass = Glass()
        self._typed: asyncio.Queue[str] = asyncio.Queue()
        self.channel: ConsoleChannel = ConsoleChannel(self.address, self._lines(), self.glass)

    async def _lines(self) -> AsyncIterator[str]:
        while True:
            yield await self._typed.get()

    async def says(self, text: str) -> None:
        self._typed.put_nowait(text)

    async def sends_picture(self, content: bytes) -> None:
        path = self.folder / "anh may dap.jpg"
        path.write_bytes(content)
        self._typed.put_nowait(f"/anh {path}")

    def forgets_pictures(self) -> None:
        for path in self.folder.glob("*.jpg"):
            path.unlink()

    async def sees(self, count: int) -> list[Sight]:
        return [Sight(text) for text in self.glass.shown]


@contextlib.asynccontextmanager
async def console(folder: Path) -> AsyncIterator[ConsoleStand]:
    yield ConsoleStand(folder)
