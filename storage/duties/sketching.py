"""Sketches for what was sent before there were any, or before they were drawn as now."""

from typing import Final

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from handlers.likeness import sketch
from storage.review import sketches
from storage.tables import counters, initiatives

#: The version that sketches are brought to, and the last initiative that was looked at.
_VERSION: Final = "sketch version"
_UP_TO: Final = "sketched up to"


def backfill(connection: Connection, most: int = 200) -> int:
    """How many initiatives were sketched, at most so many at a time; 0 when all are.

    Goes on where it stopped, after any restart. When sketches are drawn in another way it begins anew.
    """
    if _value(connection, _VERSION) != sketch.VERSION:
        _set(connection, _VERSION, sketch.VERSION)
        _set(connection, _UP_TO, 0)
    rows = connection.execute(
        select(initiatives.c.id, initiatives.c.title, initiatives.c.answers)
        .where(initiatives.c.id > _value(connection, _UP_TO))
        .order_by(initiatives.c.id)
        .limit(most)
    ).all()
    for row in rows:
        sketches.keep(connection, row.id, row.title, row.answers)
    if rows:
        _set(connection, _UP_TO, rows[-1].id)
    return len(rows)


def _value(connection: Connection, name: str) -> int:
    return connection.scalar(select(counters.c.value).where(counters.c.name == name)) or 0


def _set(connection: Connection, name: str, value: int) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    made = dialect.insert(counters).values(name=name, value=value)
    connection.execute(made.on_conflict_do_nothing(index_elements=["name"]))
    connection.execute(update(counters).where(counters.c.name == name).values(value=value))
