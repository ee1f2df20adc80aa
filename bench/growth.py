"""Whether a turn grows dearer with what is stored already."""

import gc
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Connection, Engine, insert

from bench.house import LANE, House
from bench.script import BOT, START, Crowd, conversation
from storage.tables import inbox, initiatives, outbox

SIZES = (10_000, 300_000)
_CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class Stored:
    """How many initiatives, done events and sent messages lay there; µs of wall time per turn."""

    size: int
    cost: float


async def measure(runs: int, tick: Callable[[str], None]) -> list[Stored]:
    """The same form on a small and on a large database, in turn."""
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        houses = {size: House("FULL", reads=False) for size in SIZES}
        crowds = {size: Crowd(first=10_000_000) for size in SIZES}
        for size, house in houses.items():
            own = Path(folder) / str(size)
            own.mkdir()
            await house.open(own, crowds[size].people)
            fill(house.engine, size)
            tick(f"{size:,} rows filled")
        costs: dict[int, list[float]] = {size: [] for size in SIZES}
        for turn in range(runs + 1):
            for size, house in houses.items():
                batches = crowds[size].batches()
                turns = sum(len(batch.events) for batch in batches)
                gc.collect()
                began = time.perf_counter()
                await house.take(batches)
                if turn:
                    costs[size].append((time.perf_counter() - began) / turns * 1e6)
                await house.reset()
                tick(f"{size:,} rows")
        for house in houses.values():
            await house.close()
    return [Stored(size, median(costs[size])) for size in SIZES]


def fill(engine: Engine, size: int) -> None:
    """As many of each as `size`, all of it over and done."""
    with engine.begin() as connection:
        _insert(connection, initiatives, map(_initiative, range(1, size + 1)))
        _insert(connection, inbox, map(_event, range(1, size + 1)))
        _insert(connection, outbox, map(_message, range(1, size + 1)))


def _insert(connection: Connection, table: Any, rows: Iterator[dict[str, Any]]) -> None:
    while chunk := list(islice(rows, _CHUNK)):
        connection.execute(insert(table), chunk)


def _initiative(number: int) -> dict[str, Any]:
    return {
        "number": number,
        "code": f"SK-{number:06d}",
        "author_id": 1 + number % 100,
        "unit_id": 1,
        "status": "valid" if number % 3 else "submitted",
        "title": "Ke de vai xoay ben chuyen may",
        "answers": {"idea": "Ke de vai xoay duoc, lay vai khong phai cui " * 4, "confidential": "no"},
        "form_version": 1,
        "folded": "ke de vai xoay ben chuyen may",
        "submitted_at": START,
        "updated_at": START,
    }


def _event(number: int) -> dict[str, Any]:
    return {
        "channel": "telegram",
        "account": str(BOT),
        "update_key": f"old:{number}",
        "conversation": conversation(number % 5_000),
        "event": '{"kind":"said","text":"Ke de vai xoay duoc"}',
        "received_at": START,
        "state": "done",
    }


def _message(number: int) -> dict[str, Any]:
    return {
        "kind": "say",
        "lane": LANE,
        "conversation": conversation(number % 5_000),
        "body": '{"text":"' + "Anh/chi dat ten cho sang kien la gi? " * 4 + '"}',
        "state": "sent",
        "queued_at": START,
        "due_at": START,
    }
