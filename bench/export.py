"""How long a province's whole register takes to become a workbook, and how much memory that needs."""

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, bindparam, insert, select, text, update

from bench import country
from bench.country import NOW
from bench.review import databases
from messages.demo.reading import load_initiatives
from storage.database.engine import is_postgres, open_engine
from storage.registers.listings import Wanted
from storage.tables import decisions, initiatives, metadata, people, recognitions, units

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SIZE, QUICK = 100_000, 10_000
#: Seconds for the whole of it, and MiB at the highest of a process that does nothing else.
LIMIT, MOST = 30.0, 300.0
_CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Exported:
    """Seconds (the median and all runs), and MiB that the process had at its highest, beside what a tenth of
    the rows needed; `size_of_file` is in MiB."""

    database: str
    size: int
    seconds: float
    runs: tuple[float, ...]
    memory: float
    memory_of_tenth: float
    size_of_file: float


def measure(size: int, runs: int, tick: Callable[[str, int], None]) -> list[Exported]:
    """The same initiatives on SQLite and on PostgreSQL, each export in a process of its own."""
    measured = []
    for database, opened in databases():
        with opened() as engine:
            fill(engine, size, partial(tick, f"{database}: filling"))
            url = engine.url.render_as_string(hide_password=False)
            _, tenth, _ = _once(url, size // 10)
            times, highest, file = [], 0.0, 0.0
            for _ in range(runs):
                seconds, memory, file = _once(url, None)
                times.append(seconds)
                highest = max(highest, memory)
                tick(f"{database}: exporting", 0)
            measured.append(Exported(database, size, median(times), tuple(times), highest, tenth, file))
    return measured


def fill(engine: Engine, size: int, tick: Callable[[int], None]) -> None:
    """Initiatives with everything a register shows: answers, last steps, papers, portal codes."""
    metadata.create_all(engine)
    country.build(engine, size, tick)
    told = [one.answers.model_dump() for one in load_initiatives()]
    draw = Random(5)  # noqa: S311 - the same answers every time
    with engine.begin() as connection:
        if is_postgres(engine):
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(update(people).values(phone="+84900000000"))
        connection.execute(update(units).values(name=units.c.name + " may xuất khẩu Bình Minh"))
        connection.execute(insert(recognitions), [_paper(number) for number in range(1, 1001)])
        numbers: Iterator[int] = iter(connection.scalars(select(initiatives.c.id)).all())
        while chunk := list(islice(numbers, _CHUNK)):
            connection.execute(_AMEND, [_amended(draw, told, number) for number in chunk])
            connection.execute(insert(decisions), [_step(draw, one) for one in chunk if one % 4])


_AMEND = (
    update(initiatives)
    .where(initiatives.c.id == bindparam("this"))
    .values(
        answers=bindparam("told"),
        recognition_id=bindparam("paper"),
        portal_code=bindparam("portal"),
        title=bindparam("name"),
    )
)


_WITH = {
    "coauthors": [{"name": "Trần Văn Bình", "share": 40}],
    "evidence": [{"key": "web:0", "kind": "photo", "name": "anh.jpg"}],
}


def _amended(draw: Random, told: list[dict[str, Any]], number: int) -> dict[str, Any]:
    answers = {key: value for key, value in draw.choice(told).items() if value not in (None, "")}
    name = str(answers.pop("title", "Kê dê vải xoay được"))
    return {
        "this": number,
        "told": {**answers, "amount": str(answers.get("amount", "")), "applied": "2026-03-08", **_WITH},
        "paper": 1 + number % 1000 if number % 3 == 0 else None,
        "portal": f"TLD{number:07d}" if number % 5 == 0 else None,
        "name": name,
    }


def _paper(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "kind": "decision",
        "number": f"{number}/QĐ-BM",
        "signed_on": NOW.date(),
        "signer": "Nguyễn Thị Bình",
        "at": NOW,
    }


def _step(draw: Random, number: int) -> dict[str, Any]:
    return {
        "initiative_id": number,
        "action": draw.choice(("approve", "endorse", "return")),
        "by_id": 1 + number % 200,
        "at": NOW - timedelta(minutes=number),
        "reason": draw.choice(("", "content_missing")),
        "words": draw.choice(("", "Cảm ơn anh chị, cách làm rất hay và dễ nhân rộng.")),
    }


def _once(url: str, most: int | None) -> tuple[float, float, float]:
    """Seconds, the highest MiB and the MiB of the file, in a fresh process: memory never goes back."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_export, (url, most))


def _export(url: str, most: int | None) -> tuple[float, float, float]:
    from bot.workbooks.register_book import write_register

    engine = open_engine(url)
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "register.xlsx"
        began = time.perf_counter()
        with engine.connect().execution_options(reading=True) as connection:
            write_register(path, connection, Wanted(), "vi", ZONE, now=NOW, most=most)
        seconds = time.perf_counter() - began
        size = path.stat().st_size / 2**20
    engine.dispose()
    return seconds, _highest(), size


def _highest() -> float:
    """The most MiB this process ever had. What `getrusage` says begins with what its parent had."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
