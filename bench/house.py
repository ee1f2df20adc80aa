"""The house itself: what getUpdates brought is stored, then pumped until nothing waits, all on disk."""

import json
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine, delete, func, insert, select, update

from bench.script import ANSWERS, BOT, START, Batch, conversation
from bot import pump
from bot.channels import render
from bot.channels.abilities import limits_of
from bot.pump import Tools
from bot.settings import Settings
from handlers.events import Event
from handlers.form.initiative_form import REPORT
from handlers.message import Message
from storage import tables as t
from storage.database.engine import open_engine
from storage.traffic import inbox

LANE = f"telegram:{BOT}"


def tools() -> Tools:
    """The pump's tools as the application makes them."""

    def bodies(lane: str, message: Message, language: str) -> list[str]:
        return [render.encode(part) for part in render.parts(message, limits_of(lane), language)]

    zone = Settings.model_fields["time_zone"].default
    return Tools(render=bodies, can_edit=lambda lane: limits_of(lane).edits, zone=zone)


def furnish(engine: Engine, people: Sequence[int]) -> None:
    """One unit, and people who are done with first contact."""
    with engine.begin() as connection:
        unit = t.units.insert().values(code="CD01", name="CDCS May Binh Minh", kind="grassroots", path="/1/")
        unit_id = connection.execute(unit.returning(t.units.c.id)).scalar_one()
        for person in people:
            key = conversation(person)
            known = {"name": "Lan", "handling": True, "unit_id": unit_id, "conversation": key}
            row = insert(t.people).values(**known, created_at=START).returning(t.people.c.id)
            place = {"key": key, "lane": LANE, "burst_at": START, "last_at": START}
            connection.execute(
                insert(t.conversations).values(**place, person_id=connection.execute(row).scalar_one())
            )


def empty(engine: Engine) -> None:
    """Everybody at home without a draft, and what was queued counts as sent."""
    with engine.begin() as connection:
        connection.execute(delete(t.drafts))
        connection.execute(update(t.conversations).values(place='{"kind":"home"}', offered="[]"))
        connection.execute(update(t.outbox).where(t.outbox.c.state == "queued").values(state="sent"))


def check(engine: Engine, people: int) -> None:
    """Every draft stands where ten answers lead, and each answer brought its next question."""
    after = REPORT.steps[len(ANSWERS)].key
    with engine.connect() as connection:
        steps = connection.scalars(select(t.drafts.c.step)).all()
        queued = connection.scalar(select(func.count()).where(t.outbox.c.state == "queued"))
    assert list(steps) == [after] * people, set(steps)
    assert queued == people * len(ANSWERS), queued


class House:
    """Store and pump on one SQLite file. With `reads` Telegram's JSON is parsed too, as python-telegram-bot
    and aiogram must; without, the events come ready made, as from a channel with a lighter parser."""

    def __init__(self, synchronous: str, *, reads: bool = True) -> None:
        self.name = f"this bot, SQLite {synchronous}" + ("" if reads else ", events ready made")
        self.keeps = "everything" + (", and after a power cut" if synchronous == "FULL" else "")
        self._synchronous = synchronous
        self._reads = reads
        self._tools = tools()

    async def open(self, folder: Path, people: Sequence[int]) -> None:
        # Imported late: whoever needs no Telegram does not pay for aiogram.
        from bot.channels.telegram.parsing import Reader

        self._reader = Reader(str(BOT))
        self.engine = open_engine(f"sqlite:///{folder / 'house.db'}", synchronous=self._synchronous)
        t.metadata.create_all(self.engine)
        furnish(self.engine, people)

    async def take(self, batches: Sequence[Batch]) -> None:
        for batch in batches:
            events = self._read(batch) if self._reads else batch.events
            with self.engine.begin() as connection:
                inbox.store(connection, "telegram", str(BOT), events, str(batch.last + 1))
            taken = 1
            while taken:
                with self.engine.begin() as connection:
                    taken = pump.work(connection, self._tools).taken

    def _read(self, batch: Batch) -> list[tuple[str, Event]]:
        events: list[tuple[str, Event]] = []
        for raw in json.loads(batch.raw)["result"]:
            event, _ = self._reader.read(raw, batch.at)
            if event is not None:
                events.append((str(raw["update_id"]), event))
        return events

    async def check(self, people: Sequence[int]) -> None:
        check(self.engine, len(people))

    async def reset(self) -> None:
        empty(self.engine)

    async def close(self) -> None:
        self.engine.dispose()
