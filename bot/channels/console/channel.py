"""A conversation in this terminal."""

import asyncio
import hashlib
import mimetypes
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.channels.abilities import CONSOLE
from bot.channels.console.screen import Screen
from bot.channels.port import FileUnavailable, House, Outgoing, Part, Received, SendFailed, Why
from handlers.events import Attached, Began, Event, FileKind, FileRef, Said
from messages.catalog import say

#: How long a piped line waits for its answer, and how long a silence ends the answer, in seconds.
PATIENCE, SILENCE = 5.0, 0.4
#: How soon a message for somebody who is not at this terminal is tried again, in seconds.
ELSEWHERE = 5.0

_LEAVE = ("/thoat", "/exit", "/quit")
_FILE = ("/anh", "/file")


@dataclass(frozen=True, slots=True)
class Typed:
    """A line with the key that names it for good."""

    key: str
    line: str


class ConsoleChannel:
    """Serves the one person at this terminal. `left` is set when they have gone.

    With `patient`, each line waits until the one before it was answered: lines from a pipe then
    read like a conversation.
    """

    name = "console"
    account = "local"
    limits = CONSOLE

    def __init__(
        self, address: str, lines: AsyncIterator[str], screen: Screen, *, patient: bool = False
    ) -> None:
        self.address = address
        self.left = asyncio.Event()
        self._lines = lines
        self._screen = screen
        self._patient = patient
        self._answered = asyncio.Event()

    @property
    def conversation(self) -> str:
        return f"{self.name}:{self.account}:{self.address}"

    def events(self, raw: Any, at: datetime) -> list[Received]:
        if not isinstance(raw, Typed):
            return []
        event = self._event(raw.line.strip(), at)
        return [] if event is None else [Received(key=raw.key, event=event)]

    def _event(self, line: str, at: datetime) -> Event | None:
        word, _, rest = line.partition(" ")
        if not line:
            return None
        if word == "/start":
            return Began(conversation=self.conversation, at=at, payload=rest.strip())
        if word in _FILE:
            path = Path(rest.strip().strip("'\"")).expanduser()
            if not path.is_file():
                return None
            return Attached(conversation=self.conversation, at=at, file=refer(path))
        return Said(conversation=self.conversation, at=at, text=line)

    async def send(self, outgoing: Outgoing) -> str:
        if outgoing.address != self.address:
            # It waits in the outbox until that person sits down at a terminal.
            raise SendFailed(Why.UNREACHABLE, retry_after=ELSEWHERE, detail="not at this terminal")
        if not outgoing.part.strip:
            self._screen.message(self._words(outgoing.part))
            self._answered.set()
            if not self._patient:
                self._screen.ask()
        return str(outgoing.id)

    def _words(self, part: Part) -> str:
        shown = []
        if part.file is not None:
            name = part.file.name or say(self._screen.language, f"console.{part.file.kind.value}")
            shown.append(say(self._screen.language, "console.shown_file", name=name))
        return "\n".join([*shown, part.text] if part.text else shown)

    async def acknowledge(self, event: Event) -> None:
        return

    async def fetch(self, file: FileRef) -> bytes:
        path = Path(file.remote)
        try:
            size = await asyncio.to_thread(lambda: path.stat().st_size)
            if size > self.limits.file_in:
                raise FileUnavailable("too large")
            return await asyncio.to_thread(path.read_bytes)
        except OSError:
            raise FileUnavailable(path.name) from None

    async def listen(self, house: House) -> None:
        """Bring typed lines in until `/thoat` or the end of the input, then wait to be cancelled."""
        self._screen.note(say(self._screen.language, "console.welcome", name=self.address))
        await self._store(house, "/start")
        async for line in self._lines:
            self._screen.typed()
            if line.strip().lower() in _LEAVE:
                break
            await self._store(house, line)
        self._screen.note(say(self._screen.language, "console.bye"))
        self.left.set()
        await asyncio.Event().wait()

    async def _store(self, house: House, line: str) -> None:
        received = self.events(Typed(str(uuid4()), line), house.now())
        if not received:
            self._refuse(line.strip())
            return
        self._answered.clear()
        await house.store(self, received, None)
        event = received[0].event
        if isinstance(event, Attached):
            self._screen.note(say(self._screen.language, "console.sent_file", name=event.file.name))
        if self._patient:
            await self._hear_out()

    def _refuse(self, line: str) -> None:
        path = line.partition(" ")[2].strip()
        if path:
            self._screen.note(say(self._screen.language, "console.no_file", path=path))
        elif line:
            self._screen.note(say(self._screen.language, "console.which_file"))
        self._screen.ask()

    async def _hear_out(self) -> None:
        """Until the answer came and nothing follows it, or nothing comes at all."""
        patience = PATIENCE
        while True:
            try:
                async with asyncio.timeout(patience):
                    await self._answered.wait()
            except TimeoutError:
                return
            self._answered.clear()
            patience = SILENCE


def refer(path: Path) -> FileRef:
    """A file on this machine, named by where it is and what it was when it was sent."""
    path = path.resolve()
    stat = path.stat()
    digest = hashlib.sha256(f"{path}\n{stat.st_mtime_ns}\n{stat.st_size}".encode()).hexdigest()
    media_type = mimetypes.guess_type(path.name)[0] or ""
    kinds = {"image": FileKind.PHOTO, "audio": FileKind.VOICE, "video": FileKind.VIDEO}
    return FileRef(
        key=f"console:{digest}",
        kind=kinds.get(media_type.partition("/")[0], FileKind.DOCUMENT),
        remote=str(path),
        name=path.name,
        media_type=media_type,
        size=stat.st_size,
    )
