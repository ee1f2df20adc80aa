"""How long a whole country takes to be written down for a broadcast, and how much memory that needs."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from random import Random
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import psutil
from sqlalchemy import Engine, delete, insert, text, update

from bench import country
from bench.country import NOW
from bench.review import databases
from handlers.broadcasts.audience import Audience
from handlers.broadcasts.content import ANYBODY, Text
from storage.broadcasts import broadcasts, outcomes, preparing
from storage.database.engine import is_postgres
from storage.tables import broadcasts as broadcast_rows
from storage.tables import conversations, metadata, people, recipients

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SIZE, QUICK = 1_000_000, 50_000
#: So many initiatives are there besides: what people did is looked up for each of them.
SENT = 200_000
LIMIT = 60.0
_CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """Seconds for the whole audience (the median and all runs), and MiB that this process grew meanwhile,
    beside those a tenth of the audience needed."""

    database: str
    size: int
    seconds: float
    runs: tuple[float, ...]
    growth: float
    growth_of_tenth: float
    waiting: int


def measure(size: int, runs: int, tick: Callable[[str, int], None]) -> list[Prepared]:
    """The same people on SQLite and on PostgreSQL."""
    measured = []
    for database, opened in databases():
        with opened() as engine:
            metadata.create_all(engine)
            country.build(engine, SENT * size // SIZE, lambda more: None)
            _fill(engine, size, lambda more, name=database: tick(f"{name}: filling", more))  # type: ignore[misc]
            _, tenth, _ = _once(engine, size // 10)
            times, growths, waiting = [], [], 0
            for _ in range(runs):
                seconds, growth, waiting = _once(engine, size)
                times.append(seconds)
                growths.append(growth)
                tick(f"{database}: preparing", 0)
            measured.append(
                Prepared(database, size, median(times), tuple(times), max(growths), tenth, waiting)
            )
    return measured


def _fill(engine: Engine, size: int, tick: Callable[[int], None]) -> None:
    """So many people in all, one in five of whom said no and one in fifty of whom shut us out."""
    draw = Random(4)  # noqa: S311 - the same people every time
    with engine.begin() as connection:
        first = 2 + country.ZONES
        rows = (_person(draw, number, first) for number in range(1, size + 1))
        connection.execute(update(people).values(unit_id=first, campaigns=True, conversation=None))
        while chunk := list(islice(rows, _CHUNK)):
            fresh = [row for row in chunk if row["id"] > country.AUTHORS]
            if fresh:
                connection.execute(insert(people), fresh)
            talks = [
                {
                    "key": f"telegram:1:{row['id']}",
                    "lane": "telegram:1",
                    "person_id": row["id"],
                    "reachable": row["id"] % 50 != 0,
                    "last_at": NOW,
                    "burst_at": NOW,
                    "interacted_at": NOW,
                }
                for row in chunk
            ]
            connection.execute(insert(conversations), talks)
            tick(len(chunk))
        connection.execute(update(people).values(conversation=text("'telegram:1:' || id")))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if is_postgres(engine):
            connection.execute(text("VACUUM ANALYZE"))


def _person(draw: Random, number: int, first: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"Nguyen Van {number}",
        "unit_id": first + draw.randrange(country.FACTORIES),
        "campaigns": number % 5 != 0,
        "created_at": NOW,
    }


def _once(engine: Engine, most: int) -> tuple[float, float, int]:
    """Seconds, MiB grown and how many wait to be sent to, of the first `most` people."""
    with engine.begin() as connection:
        connection.execute(delete(recipients))
        connection.execute(delete(broadcast_rows))
        number = broadcasts.make(
            connection,
            title="All",
            audience=Audience(unit_ids=(1,)),
            content=Text(((ANYBODY, "Words"),)),
            now=NOW,
            state="due",
            begins_at=NOW - timedelta(minutes=1),
        )
    page = preparing.PAGE[engine.dialect.name]
    process = psutil.Process()
    before, peak, started = process.memory_info().rss, 0, time.perf_counter()
    for _ in range(0, most, page):
        with engine.begin() as connection:
            done = preparing.prepare(connection, number, NOW, ZONE)
        peak = max(peak, process.memory_info().rss)
        if done:
            break
    taken = time.perf_counter() - started
    with engine.connect() as connection:
        waiting = outcomes.count(connection, number).waiting
    return taken, max(0, peak - before) / 2**20, waiting
