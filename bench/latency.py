"""How long a person waits: the whole application at a steady hundred turns a second."""

import asyncio
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from statistics import quantiles
from typing import Any

from pydantic import SecretStr
from sqlalchemy import select

from bench.house import furnish
from bench.script import ANSWERS, BOT, PAUSE, conversation
from bot.app import App, running, utc_now
from bot.channels.abilities import TELEGRAM
from bot.channels.port import House, Outgoing, Received
from bot.settings import Settings
from handlers.events import Event, FileRef, Said
from storage.database.engine import open_engine
from storage.tables import inbox, metadata

RATE = 100
_FIRST = 1001


class NoPhone:
    """A channel whose people write by themselves and whose platform takes everything at once."""

    name = "telegram"
    account = str(BOT)
    limits = TELEGRAM

    def events(self, raw: Any, at: datetime) -> list[Received]:
        return []

    async def send(self, outgoing: Outgoing) -> str:
        return str(outgoing.id)

    async def acknowledge(self, event: Event) -> None:
        pass

    async def fetch(self, file: FileRef) -> bytes:
        return b""

    async def listen(self, house: House) -> None:
        await asyncio.Event().wait()


@dataclass
class Watched(App):
    """The application, with an eye on which turns have been committed."""

    began: dict[str, float] = field(default_factory=dict)
    waits: list[float] = field(default_factory=list)
    _seen: int = 0

    def wake_senders(self) -> None:
        now = time.perf_counter()
        super().wake_senders()
        with self.engine.connect().execution_options(reading=True) as connection:
            rows = connection.execute(
                select(inbox.c.id, inbox.c.update_key, inbox.c.state)
                .where(inbox.c.id > self._seen)
                .order_by(inbox.c.id)
            ).all()
        for row in rows:
            if row.state != "done":
                break
            self._seen = row.id
            self.waits.append(now - self.began.pop(row.update_key))


@dataclass(frozen=True, slots=True)
class Waits:
    """In milliseconds, from the moment an answer was due to arrive until the commit of what it led to."""

    synchronous: str
    turns: int
    middle: float
    p95: float
    p99: float
    worst: float


async def measure(synchronous: str, seconds: int, tick: Callable[[int], None]) -> Waits:
    """`RATE` turns a second, each stored by itself as by a webhook; replies are claimed and settled too."""
    turns = RATE * seconds
    people = range(_FIRST, _FIRST + -(-turns // len(ANSWERS)))
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        app = _application(Path(folder), synchronous, people)
        channel = NoPhone()
        app.add(channel)
        async with running(app):
            await _feed(app, channel, people, turns, tick)
            while app.began:  # noqa: ASYNC110 - the application says nothing to those who watch it
                await asyncio.sleep(0.05)
    assert len(app.waits) == turns, (len(app.waits), turns)
    steps = [1000 * step for step in quantiles(app.waits, n=100)]
    return Waits(synchronous, turns, steps[49], steps[94], steps[98], 1000 * max(app.waits))


def _application(folder: Path, synchronous: str, people: Sequence[int]) -> Watched:
    file = folder / "house.db"
    settings = Settings(
        data_dir=folder,
        database_url=SecretStr(f"sqlite:///{file}"),
        secret_key=SecretStr("bench" * 8),
        demo=False,
        _env_file=None,
    )
    engine = open_engine(f"sqlite:///{file}", synchronous=synchronous)
    metadata.create_all(engine)
    furnish(engine, people)
    return Watched(settings, engine)


async def _feed(
    app: Watched, channel: NoPhone, people: Sequence[int], turns: int, tick: Callable[[int], None]
) -> None:
    async def one(number: int) -> None:
        place, person = divmod(number, len(people))
        # As if everybody had paused between two answers: what comes at once goes on with the last one.
        at = utc_now() - (len(ANSWERS) - place) * PAUSE
        said = Said(conversation=conversation(people[person]), at=at, text=ANSWERS[place])
        await app.house.store(channel, [Received(key=str(number), event=said)], None)

    start = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(turns):
            due = start + number / RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            # From when it was due: a late loop must not make the waiting look shorter.
            app.began[str(number)] = due
            group.create_task(one(number))
            tick(1)
