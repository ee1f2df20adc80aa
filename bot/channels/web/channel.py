"""The web chat as a channel: what a page says becomes events, what is sent reaches the open pages."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never

from bot.channels.port import FileUnavailable, House, Limits, Outgoing, Part, Received
from bot.channels.web import doors, frames
from bot.channels.web.lines import Lines
from bot.channels.web.links import Links
from handlers import taps
from handlers.events import Attached, Began, Event, FileRef, Said, Tapped
from handlers.message import Button, Shown


@dataclass(frozen=True, slots=True)
class FromPage:
    """A frame with the address its cookie proves."""

    address: str
    frame: frames.Told


class WebChannel:
    """Serves the pages of this process; a page that is closed reads what it missed when it is back."""

    name = "web"
    account = doors.ACCOUNT
    limits = Limits(text=frames.TEXT, caption=frames.TEXT, edits=True, file_in=20_000_000, pace=1_000.0)

    def __init__(self, links: Links, now: Callable[[], datetime]) -> None:
        self.links = links
        self.now = now
        self.lines = Lines()
        self.house: House | None = None

    def events(self, raw: Any, at: datetime) -> list[Received]:
        if not isinstance(raw, FromPage):
            return []
        event = self._event(raw, at)
        # The account is everybody's, so the address keeps one person's keys apart from another's.
        return [] if event is None else [Received(key=f"{raw.address}:{raw.frame.key}", event=event)]

    def _event(self, raw: FromPage, at: datetime) -> Event | None:
        where, frame = doors.conversation(raw.address), raw.frame
        match frame:
            case frames.Say():
                return Said(conversation=where, at=at, text=frame.text)
            case frames.Tap():
                return Tapped(conversation=where, at=at, data=frame.data, label=frame.label)
            case frames.Start():
                return Began(conversation=where, at=at, payload=frame.payload)
            case frames.File():
                file = self.links.redeem(where, frame.file)
                if file is None:
                    return None
                return Attached(conversation=where, at=at, file=file, caption=frame.caption)
            case _:
                assert_never(frame)

    def mine(self, key: str, event: Event, at: datetime, row: int | None = None) -> frames.Mine:
        """The person's own act, as their page shows it. Only what `events` makes can be shown."""
        match event:
            case Said():
                return frames.Mine(key=key, kind=event.kind, at=at, id=row, text=event.text)
            case Tapped():
                return frames.Mine(key=key, kind=event.kind, at=at, id=row, text=event.label)
            case Attached():
                address = event.conversation.split(":", 2)[2]
                file = self._picture(event.file, address)
                return frames.Mine(key=key, kind=event.kind, at=at, id=row, text=event.caption, file=file)
            case Began():
                return frames.Mine(key=key, kind=event.kind, at=at, id=row)
            case _:
                raise TypeError(f"a page cannot do this: {event.kind}")

    def frame(
        self, row: int, part: Part, address: str, at: datetime
    ) -> frames.Message | frames.Strip | frames.Change:
        """What the page is told for a part of the outbox."""
        if part.strip:
            return frames.Strip(id=int(part.strip))
        if part.edits:
            return frames.Change(id=int(part.edits), text=part.text, rows=_choices(part.rows))
        file = self._picture(part.file, address) if part.file else None
        return frames.Message(id=row, at=at, text=part.text, rows=_choices(part.rows), file=file)

    def _picture(self, file: FileRef | Shown, address: str) -> frames.Picture:
        url = self.links.url(doors.conversation(address), file.key)
        media_type = file.media_type if isinstance(file, FileRef) else ""
        return frames.Picture(url=url, kind=str(file.kind), name=file.name, media_type=media_type)

    async def send(self, outgoing: Outgoing) -> str:
        frame = self.frame(outgoing.id, outgoing.part, outgoing.address, self.now())
        self.lines.push(outgoing.address, frame)
        return str(outgoing.id)

    async def acknowledge(self, event: Event) -> None:
        self.lines.push(event.conversation.split(":", 2)[2], frames.Typing())

    async def fetch(self, file: FileRef) -> bytes:
        raise FileUnavailable(file.key)

    async def listen(self, house: House) -> None:
        self.house = house
        try:
            await asyncio.Event().wait()
        finally:
            self.house = None


def _choices(rows: Sequence[Sequence[Button]]) -> tuple[tuple[frames.Choice, ...], ...]:
    """Buttons for the page: beside answers, a command is a way out like back and skip; a screen
    of commands only is a menu, and they are its answers."""
    menu = all(isinstance(taps.unpack(button.data), taps.Call) for row in rows for button in row)

    def is_quiet(data: str) -> bool:
        tap = taps.unpack(data)
        out = isinstance(tap, taps.Go) and tap.way in ("back", "skip", "again", "keep")
        return out or (isinstance(tap, taps.Call) and not menu)

    return tuple(
        tuple(frames.Choice(label=b.label, data=b.data, quiet=is_quiet(b.data)) for b in row) for row in rows
    )
