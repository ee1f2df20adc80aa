"""Puts dumped rows into an empty database of the same shape, and makes it fit to be worked on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, Final

import sqlalchemy as sa
from pydantic_core import from_json
from sqlalchemy import Connection, Engine, insert, inspect, select, text, update

from storage.database.columns import Json, Moment
from storage.tables import broadcasts, changes, outbox, triggers

#: A reader of the feed who was further than the backup must never take a new change for one it knows.
LEAP: Final = 1_000_000
_TYPES: Final[dict[str, Any]] = {"moment": Moment(), "date": sa.Date(), "json": Json}


@contextmanager
def unbound(connection: Connection) -> Iterator[None]:
    """Within it rows may come in any order: units name one another in both directions. On PostgreSQL every
    reference is checked at the end; on SQLite the caller has switched them off and checks them."""
    if connection.dialect.name != "postgresql":
        yield
        return
    bound = []
    found = inspect(connection)
    for table in found.get_table_names():
        for key in found.get_foreign_keys(table):
            definition = connection.scalar(
                text(
                    "SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                    " WHERE conname = :name AND conrelid = CAST(:of AS regclass)"
                ),
                {"name": key["name"], "of": f'"{table}"'},
            )
            bound.append((table, key["name"], definition))
            connection.execute(text(f'ALTER TABLE "{table}" DROP CONSTRAINT "{key["name"]}"'))
    yield
    for table, name, definition in bound:
        connection.execute(text(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}'))


def clear(connection: Connection, table: str) -> None:
    """Take out what stands in a table."""
    connection.execute(sa.delete(sa.table(table)))


def load(connection: Connection, table: str, columns: Mapping[str, str], lines: bytes) -> int:
    """Put these rows in; how many they were."""
    target = sa.table(table, *(sa.column(name, _TYPES.get(kind)) for name, kind in columns.items()))
    rows = [_row(columns, from_json(line)) for line in lines.splitlines()]
    if rows:
        connection.execute(insert(target), rows)
    return len(rows)


def finish(connection: Connection, tables: Iterable[str]) -> None:
    """Let PostgreSQL hand out ids behind those that came in, and the feed be written again."""
    triggers.forget(connection)
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        sequence = connection.scalar(
            text(
                "SELECT pg_get_serial_sequence(:of, 'id') FROM information_schema.columns"
                " WHERE table_name = :name AND column_name = 'id' AND table_schema = current_schema()"
            ),
            {"of": f'"{table}"', "name": table},
        )
        if sequence is not None:
            highest = f'SELECT setval(:sequence, coalesce(max(id), 0) + 1, false) FROM "{table}"'  # noqa: S608
            connection.execute(text(highest), {"sequence": sequence})


def settle(connection: Connection, now: datetime) -> int:
    """What nobody knows is not done again: messages that were on their way at the time of the backup may have
    arrived after it, so they count as unknown; broadcasts wait until somebody lets them go on. How many
    messages there were."""
    unsent = update(outbox).where(outbox.c.state.in_(["queued", "sending"]), outbox.c.kind == "say")
    unknown = connection.execute(unsent.values(state="unknown", lease_until=None)).rowcount
    open_ones = broadcasts.c.state.in_(["due", "preparing", "sending"])
    connection.execute(update(broadcasts).where(open_ones).values(state="paused", paused=broadcasts.c.state))
    last = connection.scalar(select(sa.func.max(changes.c.position))) or 0
    connection.execute(insert(changes).values(position=last + LEAP, kind="restored", ref_id=0, noted_at=now))
    return unknown


def counts(engine: Engine, tables: Sequence[str]) -> dict[str, int]:
    """How many rows each table has."""
    with engine.connect().execution_options(reading=True) as connection:
        return {
            name: connection.scalar(select(sa.func.count()).select_from(sa.table(name))) or 0
            for name in tables
        }


def _row(columns: Mapping[str, str], values: list[Any]) -> dict[str, Any]:
    return {name: _value(kind, value) for (name, kind), value in zip(columns.items(), values, strict=True)}


def _value(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == "moment":
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if kind == "date" else value
