"""A federation as large as a province in its Peak Week, with as many initiatives as one asks for."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice
from random import Random
from typing import Any

from sqlalchemy import Connection, Engine, insert, text

from handlers.understanding.folding import fold
from messages.demo.reading import load_initiatives
from storage.database.engine import is_postgres
from storage.tables import initiatives, officers, people, programmes, units

ZONES, FACTORIES, AUTHORS = 20, 2_000, 20_000
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
_CHUNK = 20_000
#: How many in a hundred stand where; about a third of all wait for somebody.
_STANDING = {
    "submitted": 18,
    "sent_back": 1,
    "refused": 1,
    "endorsed": 6,
    "recognised": 6,
    "asked": 5,
    "returned": 8,
    "valid": 42,
    "not_valid": 10,
    "withdrawn": 3,
}
#: Words that few texts have: a machine's number, a name of the house.
_RARE = 40_000


@dataclass(frozen=True, slots=True)
class Tree:
    """The ids of units, from the root down; factories of a zone follow one another, the largest first."""

    province: int
    zones: tuple[int, ...]
    factories: dict[int, tuple[int, ...]]


def build(engine: Engine, size: int, tick: Callable[[int], None]) -> Tree:
    """Fill empty tables with a tree and `size` initiatives; `tick` gets how many more are there."""
    with engine.begin() as connection:
        if is_postgres(engine):
            # Triggers and keys are looked at once at the end and not a million times.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        tree = _plant(connection)
        connection.execute(insert(programmes), [_PROGRAMME])
        connection.execute(insert(people), [_person(number) for number in range(1, AUTHORS + 1)])
        connection.execute(insert(officers), [_officer(number) for number in range(1, 201)])
        rows = _rows(tree, size)
        while chunk := list(islice(rows, _CHUNK)):
            _put(connection, chunk)
            tick(len(chunk))
        if is_postgres(engine):
            connection.execute(text(_INDEX))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if is_postgres(engine):
            connection.execute(text("VACUUM ANALYZE"))
    return tree


#: What the triggers would have done for each row.
_INDEX = (
    "INSERT INTO initiative_words"
    " SELECT id, coalesce(unit_id, 0), strip(to_tsvector('simple', folded)) FROM initiatives"
)
_PROGRAMME = {
    "key": "bench",
    "name": "Bench",
    "slogan": "Bench",
    "prefix": "NT",
    "levels": 2,
    "recognition": True,
}


def _plant(connection: Connection) -> Tree:
    draw = Random(1)  # noqa: S311 - the same federation every time, and nobody's secret
    made = [_unit(1, None, "/1/", "province")]
    zones = tuple(range(2, 2 + ZONES))
    made += [_unit(zone, 1, f"/1/{zone}/", "board") for zone in zones]
    below: dict[int, list[int]] = {zone: [] for zone in zones}
    for factory in range(2 + ZONES, 2 + ZONES + FACTORIES):
        # The first zone has two hundred factories; the others share the rest unevenly.
        zone = zones[0] if len(below[zones[0]]) < 200 else draw.choice(zones[1:])
        below[zone].append(factory)
        made.append(_unit(factory, zone, f"/1/{zone}/{factory}/", "grassroots", draw.random() < 0.3))
    connection.execute(insert(units), made)
    return Tree(1, zones, {zone: tuple(ids) for zone, ids in below.items()})


def _unit(number: int, parent: int | None, path: str, kind: str, fdi: bool = False) -> dict[str, Any]:
    name = f"Cong doan {number}"
    return {
        "id": number,
        "code": f"U{number}",
        "name": name,
        "kind": kind,
        "parent_id": parent,
        "path": path,
        "folded": f" {fold(name)} ",
        "fdi": fdi,
    }


def _person(number: int) -> dict[str, Any]:
    return {"id": number, "name": f"Nguyen Van {number}", "created_at": NOW}


def _officer(number: int) -> dict[str, Any]:
    return {"person_id": number, "unit_id": 1 + number, "role": "grassroots", "since": NOW}


def _rows(tree: Tree, size: int) -> Iterator[dict[str, Any]]:
    draw = Random(2)  # noqa: S311 - the same initiatives every time
    places = [factory for zone in tree.zones for factory in tree.factories[zone]]
    # Few large companies and many small ones: a Zipf-like share for each.
    sizes = list(accumulate(1 / (1 + rank % 200) ** 0.8 for rank in range(len(places))))
    unit_ids = draw.choices(places, cum_weights=sizes, k=size)
    stands = draw.choices(list(_STANDING), list(_STANDING.values()), k=size)
    parts = _sentences()
    for number in range(1, size + 1):
        yield _row(draw, parts, number, unit_ids[number - 1], stands[number - 1], size)


def _sentences() -> list[str]:
    """The demo's stories in pieces: what people really write, without its marks."""
    told = [one.answers for one in load_initiatives()]
    stories = [f"{one.title}. {one.idea}. {one.before}. {one.change}" for one in told]
    return [piece for story in stories for part in story.split(".") if len(piece := fold(part)) > 12]


def _row(draw: Random, parts: list[str], number: int, unit_id: int, status: str, size: int) -> dict[str, Any]:
    told = draw.choices(parts, k=4)
    rare = f"ck{int(_RARE * draw.random() ** 2)}"
    sent = NOW - timedelta(seconds=(size - number) * 40 * 86_400 / size)
    waiting = status not in ("valid", "not_valid", "withdrawn")
    back = status in ("returned", "sent_back") or draw.random() < 0.05
    claimed = waiting and draw.random() < 0.002
    return {
        "id": number,
        "number": number,
        "code": f"NT-{number:06d}",
        "author_id": 1 + number % AUTHORS,
        "unit_id": None if draw.random() < 0.0001 else unit_id,
        "programme_id": 1,
        "status": status,
        "revision": 1 + 2 * back,
        "title": told[0][:80],
        "answers": {"idea": told[1], "before": told[2], "change": told[3], "confidential": "no"},
        "form_version": 1,
        "folded": f"{' '.join(told)} {rare} nguyen van {number % AUTHORS}",
        "submitted_at": sent,
        "updated_at": min(NOW, sent + timedelta(hours=draw.expovariate(1 / 30))),
        "establishment_id": unit_id,
        "claimed_by": draw.randrange(1, 201) if claimed else None,
        "claimed_until": NOW + timedelta(minutes=draw.randrange(-30, 30)) if claimed else None,
        "lacking": waiting and draw.random() < 0.1,
        "returns": int(back),
        "benefit": draw.randrange(1, 500) * 1_000_000,
    }


def _put(connection: Connection, rows: list[dict[str, Any]]) -> None:
    if connection.dialect.name != "postgresql":
        connection.execute(insert(initiatives), rows)
        return
    names = list(rows[0])
    driver: Any = connection.connection.driver_connection
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY initiatives ({', '.join(names)}) FROM STDIN") as copying,
    ):
        for row in rows:
            copying.write_row([json.dumps(row[name]) if name == "answers" else row[name] for name in names])
