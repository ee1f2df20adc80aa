"""The whole house but its edges: what a person sends goes through inbox, pump and outbox on a real
database, and what they would see is read from the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, select

from bot import pump
from bot.channels import render
from bot.channels.port import Limits, Part
from bot.duties import Duties
from bot.pump import Tools
from bot.routes import ROUTES, Route
from handlers.events import (
    Attached,
    Began,
    Blocked,
    Edited,
    Event,
    FileKind,
    FileLost,
    FileRef,
    FileTrouble,
    Heard,
    Said,
    SentOther,
    SharedPhone,
    Tapped,
    Unblocked,
)
from handlers.message import Message
from storage import tables as t
from storage.apply import Conflict
from storage.traffic import inbox, outbox, receipts

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
START = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
BUTTONS = Limits(text=4096, edits=True)
NUMBERS = Limits(text=1900, buttons=False)
#: How long a person takes for one act, if nothing else is said: longer than any burst of messages.
MOMENT = 20.0
#: Goes on over a restart: a platform never gives a key twice.
_KEYS = count(1)


@dataclass
class House:
    """A database with its pump; time stands still unless it is moved.

    Another house on the same engine is the same bot after a restart.
    """

    engine: Engine
    limits: Limits = BUTTONS
    now: datetime = START
    keys: Any = field(default_factory=lambda: _KEYS)
    routes: Sequence[Route[Any]] = ROUTES

    def tools(self) -> Tools:
        def bodies(lane: str, message: Message, language: str) -> list[str]:
            return [render.encode(part) for part in render.parts(message, self.limits, language)]

        return Tools(render=bodies, can_edit=lambda lane: self.limits.edits, zone=ZONE)

    def hear(self, event: Event, key: str | None = None) -> None:
        """Put an event into the inbox and pump until nothing waits."""
        self.store(event, key=key)
        self.pump()

    def store(self, *events: Event, key: str | None = None) -> None:
        """Put events into the inbox, where they wait."""
        with self.engine.begin() as connection:
            for event in events:
                channel, account, _ = event.conversation.split(":", 2)
                inbox.store(connection, channel, account, [(key or str(next(self.keys)), event)])

    def pump(self) -> None:
        most = pump.BATCH
        while True:
            try:
                with self.engine.begin() as connection:
                    if not pump.work(connection, self.tools(), most, self.routes).taken:
                        return
            except Conflict:
                most = 1

    def attend(self) -> int:
        """The clock's duties of this moment; how many messages they queued."""
        queued = 0
        for _, work in Duties(self.tools().render, ZONE).works(self.now):
            with self.engine.begin() as connection:
                queued += work(connection)
        return queued

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

    def restarted(self) -> "House":
        """Another process on the same database."""
        return House(self.engine, limits=self.limits, now=self.now, routes=self.routes)

    def rows(self, table: Any) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(select(table)).all())


@dataclass
class Phone:
    """One conversation, with the verbs of the person who holds it."""

    house: House
    conversation: str
    read: int = 0

    def _event(self, kind: Any, after: float = MOMENT, **fields: Any) -> Any:
        self.house.now += timedelta(seconds=after)
        return kind(conversation=self.conversation, at=self.house.now, **fields)

    def begins(self, payload: str = "") -> "Phone":
        self.house.hear(self._event(Began, payload=payload))
        return self

    def says(
        self, text: str, *, key: str | None = None, forwarded: bool = False, after: float = MOMENT
    ) -> "Phone":
        """Type it, so many seconds after the last act."""
        self.house.hear(self._event(Said, after, text=text, forwarded=forwarded), key)
        return self

    def taps(self, label: str, *, key: str | None = None) -> "Phone":
        """Press the newest button with this label (or one that begins with it)."""
        return self.presses(self.button(label), key=key)

    def chooses(self, label: str) -> "Phone":
        """Press the button, or type its number or its words where the channel has no buttons."""
        if self.house.limits.buttons:
            return self.taps(label)
        for line in self.last().splitlines():
            number, dot, words = line.partition(". ")
            if dot and number.isdigit() and words.startswith(label):
                return self.says(number)
        assert label in self.last(), f"{label!r} is not offered in: {self.last()!r}"
        return self.says(label)

    def changes(self, label: str) -> "Phone":
        """From the review screen to the question of this answer, on whichever page of the list it is."""
        self.chooses("Sửa")
        while not any(line.partition(". ")[2].startswith(label) for line in self.last().splitlines()):
            if any(one.startswith(label) for one in self.buttons()):
                break
            self.chooses("Xem thêm")
        return self.chooses(label)

    def hurries(self, *events: Event) -> "Phone":
        """All of these arrive before the bot has looked at the first."""
        self.house.store(*(replace(one, conversation=self.conversation) for one in events))
        self.house.pump()
        return self

    def presses(self, data: str, *, key: str | None = None) -> "Phone":
        self.house.hear(self._event(Tapped, data=data), key)
        return self

    def sends_file(
        self, name: str, kind: FileKind = FileKind.PHOTO, caption: str = "", album: str = ""
    ) -> "Phone":
        file = FileRef(key=f"test:{name}", kind=kind, name=name, remote="")
        self.house.hear(self._event(Attached, file=file, caption=caption, album=album))
        return self

    def shares_phone(self, phone: str, *, own: bool = True) -> "Phone":
        return self._does(SharedPhone, phone=phone, own=own)

    def sends_other(self, what: Literal["sticker", "location", "poll", "game", "unknown"]) -> "Phone":
        return self._does(SentOther, what=what)

    def edits(self, text: str) -> "Phone":
        return self._does(Edited, text=text)

    def blocks(self) -> "Phone":
        return self._does(Blocked)

    def unblocks(self) -> "Phone":
        return self._does(Unblocked)

    def loses_file(self, name: str, why: FileTrouble = FileTrouble.DISGUISED) -> "Phone":
        """The bytes of a file that was sent turn out to be useless."""
        return self._does(FileLost, key=f"test:{name}", why=why)

    def _does(self, kind: type[Heard], **fields: Any) -> "Phone":
        self.house.hear(self._event(kind, **fields))
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

    def buttons(self) -> list[str]:
        """The labels under the last message."""
        parts = self.parts()
        return [one.label for row in parts[-1].rows for one in row] if parts else []

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

    def unsaid(self, *fragments: str) -> "Phone":
        """The last message has none of these."""
        for fragment in fragments:
            assert fragment not in self.last(), f"{fragment!r} is in: {self.last()!r}"
        return self

    def answers(self) -> dict[str, Any]:
        """What the active draft holds; empty when there is none."""
        draft = self.draft()
        return dict(draft.answers) if draft else {}

    def step(self) -> str:
        """The question on screen; "" when nothing is being filled in."""
        draft = self.draft()
        return draft.step if draft else ""

    def row(self) -> Any:
        """The person and the conversation as they are kept."""
        with self.house.engine.connect() as connection:
            return connection.execute(
                select(t.people, t.conversations.c.place, t.conversations.c.reachable)
                .join(t.conversations, t.conversations.c.person_id == t.people.c.id)
                .where(t.conversations.c.key == self.conversation)
            ).one()

    def draft(self) -> Any:
        with self.house.engine.connect() as connection:
            return connection.execute(
                select(t.drafts)
                .join(t.conversations, t.conversations.c.person_id == t.drafts.c.person_id)
                .where(t.conversations.c.key == self.conversation, t.drafts.c.active)
            ).first()
