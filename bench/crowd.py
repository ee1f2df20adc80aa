"""A million initiatives with their sketches, for looking up duplicates among them."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from random import Random
from typing import Any, Final

from sqlalchemy import Connection, Engine, insert, text

from bench.pairs import Told, load
from handlers.likeness import sketch
from storage.database.engine import is_postgres
from storage.tables import initiatives, people, sketches, units

#: The largest establishment holds so many of a million; all others about five hundred.
LARGEST: Final = 20_000
NOW: Final = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
_CHUNK: Final = 20_000
#: Different texts: each is sent by as many different people as it takes.
_TEXTS: Final = 20_000


@dataclass(frozen=True, slots=True)
class Crowd:
    """`establishments[n - 1]` is where initiative n is; the pairs' first texts are the last ones, and stand
    in the largest establishment, 1."""

    establishments: Sequence[int]
    planted: int


def build(engine: Engine, size: int, tick: Callable[[int], None]) -> Crowd:
    """Fill empty tables. `tick` gets how many rows more are there."""
    draw = Random(1)  # noqa: S311 - the same every time, and nobody's secret
    planted = [pair.one for pair in load() if pair.same]
    texts = [*_mixed(draw), *planted]
    smaller = max(2, size // 500)
    count = size - len(planted)
    large = LARGEST * size // 1_000_000
    places = [1 if number < large else 2 + draw.randrange(smaller) for number in range(count)]
    draw.shuffle(places)
    places += [1] * len(planted)
    which = [draw.randrange(_TEXTS) for _ in range(count)] + list(range(_TEXTS, len(texts)))
    with engine.begin() as connection:
        # Made again from the sorted rows at the end, as a restored backup would be.
        if is_postgres(engine):
            connection.execute(text("ALTER TABLE sketches DROP CONSTRAINT pk_sketches"))
        connection.execute(text("DROP INDEX ix_sketches_initiative_id"))
        connection.execute(insert(people), [{"id": 1, "name": "Nguyen Van A", "created_at": NOW}])
        connection.execute(insert(units), [_unit(number) for number in range(1, smaller + 2)])
    _fill(engine, initiatives.name, _COLUMNS, _rows(texts, which, places), tick)
    drawn = [sketch.draw(one.story).bands for one in texts]
    for turn in range(sketch.NEAR + sketch.WIDE):
        rows = [(drawn[told][turn], places[place], place + 1) for place, told in enumerate(which)]
        rows.sort()
        _fill(engine, sketches.name, _SKETCH, iter(rows), tick)
    with engine.begin() as connection:
        if is_postgres(engine):
            names = ", ".join(_SKETCH)
            connection.execute(text(f"ALTER TABLE sketches ADD CONSTRAINT pk_sketches PRIMARY KEY ({names})"))
        for index in sketches.indexes:
            index.create(connection)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")
    return Crowd(places, len(planted))


_SKETCH: Final = ("band", "establishment_id", "initiative_id")
_COLUMNS: Final = (
    "id",
    "number",
    "code",
    "author_id",
    "unit_id",
    "establishment_id",
    "status",
    "title",
    "answers",
    "form_version",
    "submitted_at",
    "updated_at",
)
#: As both databases keep a moment that nothing here reads.
_SENT: Final = "2026-11-23 01:30:00.000000"


def _mixed(draw: Random) -> list[Told]:
    """Sentences of real reports in new company: every one of them stands in many texts."""
    told = [one for pair in load() for one in (pair.one, pair.other)]
    ideas = [piece.strip() for one in told for piece in one.answers["idea"].split(",") if piece.strip()]
    titles = [one.title for one in told]
    return [
        Told(draw.choice(titles), {"idea": ", ".join(draw.sample(ideas, 4)), "change": draw.choice(ideas)})
        for _ in range(_TEXTS)
    ]


def _unit(number: int) -> dict[str, Any]:
    code = f"U{number}"
    return {"id": number, "code": code, "name": code, "kind": "grassroots", "path": f"/{number}/"}


def _rows(texts: list[Told], which: list[int], places: list[int]) -> Iterator[tuple[Any, ...]]:
    answers = [json.dumps(one.answers) for one in texts]
    for place, told in enumerate(which):
        number, where = place + 1, places[place]
        code = f"NT-{number:06d}"
        told_as = (texts[told].title, answers[told])
        yield (number, number, code, 1, where, where, "submitted", *told_as, 1, _SENT, _SENT)


def _fill(
    engine: Engine,
    table: str,
    columns: tuple[str, ...],
    rows: Iterator[tuple[Any, ...]],
    tick: Callable[[int], None],
) -> None:
    with engine.begin() as connection:
        while chunk := list(islice(rows, _CHUNK)):
            _put(connection, table, columns, chunk)
            tick(len(chunk))


def _put(connection: Connection, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """By the driver's own way: SQLAlchemy's takes twice as long for seventy million rows."""
    names = ", ".join(columns)
    if connection.dialect.name != "postgresql":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copying:
        for row in rows:
            copying.write_row(row)
