"""The whole house but its edges: what a person sends goes through inbox, pump and outbox on a real
database, and what they would see is read from the outbox."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from bot import pump
from bot.channels import render
from bot.channels.port import Limits, Part
from bot.pump import Tools
from handlers.events import Attached, Began, Event, FileKind, FileRef, Said, Tapped
from handlers.message import Message
from storage import inbox, outbox, receipts
from storage import tables as t
from storage.apply import Conflict

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
BUTTONS = Limits(text=4096, edits=True)
NUMBERS = Limits(text=1900, buttons=False)


@dataclass
class House:
    """A database with its pump; time stands still unless it is moved."""

    engine: Engine
    limits: Limits = BUTTONS
    now: datetime = START
    keys: Any = field(default_factory=lambda: count(1))

    def tools(self) -> Tools:
        def bodies(lane: str, message: Message, language: str) -> list[str]:
            return [render.encode(part) for part in render.parts(message, self.limits, language)]

        return Tools(render=bodies, can_edit=lambda lane: self.limits.edits, zone=ZONE)

    def hear(self, event: Event, key: str | None = None) -> None:
        """Put an event into the inbox and pump until nothing waits."""
        channel, account, _ = event.conversation.split(":", 2)
        with self.engine.begin() as connection:
            inbox.store(connection, channel, account, [(key or str(next(self.keys)), event)])
        self.pump()

    def pump(self) -> None:
        most = pump.BATCH
        while True:
            try:
                with self.engine.begin() as connection:
                    if not pump.work(connection, self.tools(), most).taken:
                        return
            except Conflict:
                most = 1

    def deliver(self) -> None:
        """Everything queued and due is sent."""
        with self.engine.begin() as connection:
            lanes = connection.scalars(select(t.outbox.c.lane).distinct()).all()
        for lane in lanes:
            while True:
                with self.engine.begin() as connection:
                    rows = outbox.claim(connection, lane, self.now + timedelta(seconds=2), 100)
                    receipts.settle(
                        connection,
                        [
                            receipts.Outcome(outbox_id=row.id, result="sent", platform_id=f"p{row.id}")
                            for row in rows
                        ],
                        self.now,
                    )
                if not rows:
                    break

    def person(self, name: str, channel: str = "web") -> "Phone":
        return Phone(self, f"{channel}:test:{name}")

    def rows(self, table: Any) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(select(table)).all())


@dataclass
class Phone:
    """One conversation, with the verbs of the person who holds it."""

    house: House
    conversation: str
    read: int = 0

    def _event(self, kind: Any, **fields: Any) -> Any:
        # A person takes a moment; without it every test would look like a flood.
        self.house.now += timedelta(seconds=2)
        return kind(conversation=self.conversation, at=self.house.now, **fields)

    def begins(self, payload: str = "") -> "Phone":
        self.house.hear(self._event(Began, payload=payload))
        return self

    def says(self, text: str, *, key: str | None = None, forwarded: bool = False) -> "Phone":
        self.house.hear(self._event(Said, text=text, forwarded=forwarded), key)
        return self

    def taps(self, label: str, *, key: str | None = None) -> "Phone":
        """Press the newest button with this label (or one that begins with it)."""
        return self.presses(self.button(label), key=key)

    def presses(self, data: str, *, key: str | None = None) -> "Phone":
        self.house.hear(self._event(Tapped, data=data), key)
        return self

    def sends_file(self, name: str, kind: FileKind = FileKind.PHOTO, caption: str = "", album: str = "") -> "Phone":
        file = FileRef(key=f"test:{name}", kind=kind, name=name, remote="")
        self.house.hear(self._event(Attached, file=file, caption=caption, album=album))
        return self

    def does(self, event: Event) -> "Phone":
        self.house.now += timedelta(seconds=2)
        self.house.hear(replace(event, conversation=self.conversation, at=self.house.now))
        return self

    def parts(self) -> list[Part]:
        """Everything ever said to this person, in order."""
        with self.house.engine.connect() as connection:
            found = connection.execute(
                select(t.outbox.c.body)
                .where(t.outbox.c.conversation == self.conversation, t.outbox.c.kind == "say")
                .order_by(t.outbox.c.id)
            )
            return [render.decode(row.body) for row in found]

    def button(self, label: str) -> str:
        for part in reversed(self.parts()):
            for row in part.rows:
                for one in row:
                    if one.label == label or one.label.startswith(label):
                        return one.data
        raise AssertionError(f"{self.conversation} sees no button {label!r}; last: {self.last()}")

    def last(self) -> str:
        parts = self.parts()
        return parts[-1].text if parts else ""

    def new(self) -> list[str]:
        """What was said since this was asked last."""
        texts = [part.text for part in self.parts()]
        fresh, self.read = texts[self.read :], len(texts)
        return fresh

    def sees(self, *fragments: str) -> "Phone":
        """The last message has all of these."""
        for fragment in fragments:
            assert fragment in self.last(), f"{fragment!r} is not in: {self.last()!r}"
        return self

    def draft(self) -> Any:
        with self.house.engine.connect() as connection:
            return connection.execute(
                select(t.drafts)
                .join(t.conversations, t.conversations.c.person_id == t.drafts.c.person_id)
                .where(t.conversations.c.key == self.conversation, t.drafts.c.active)
            ).first()
