"""Reads what changed: each change once, in one order, from any place on."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, delete, func, select, text, update

from handlers.values import dataclass
from storage.nodes import joined
from storage.tables import changes, sinks, units

#: One hand gives the places; on SQLite that is whoever writes ("feed" in ASCII).
_LOCK: Final = 0x66656564
#: How many changes get their place in one statement.
_MOST: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry of the feed; see `storage.tables.changes`."""

    position: int
    kind: str
    ref_id: int
    initiative_id: int | None
    unit_id: int | None
    at: datetime


def number(connection: Connection, now: datetime) -> int:
    """Give every committed change that has none its place; how many there were. Runs in a transaction that
    writes.

    Places are given after the commit, by one hand, because ids are handed out before it: a reader who
    remembers the highest id would miss what a slower transaction commits under a lower one.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last = newest(connection)
    total = 0
    while True:
        unplaced = (
            select(changes.c.id).where(changes.c.position.is_(None)).order_by(changes.c.id).limit(_MOST)
        )
        found = unplaced.subquery()
        places = select(found.c.id, func.row_number().over(order_by=found.c.id).label("place")).subquery()
        given = connection.execute(
            update(changes)
            .where(changes.c.id == places.c.id)
            .values(position=last + places.c.place, noted_at=now)
        ).rowcount
        last, total = last + given, total + given
        if given < _MOST:
            break
    return total


def newest(connection: Connection) -> int:
    """The last place that was given; 0 in an empty feed."""
    return connection.scalar(select(func.max(changes.c.position))) or 0


def read(
    connection: Connection,
    after: int,
    most: int,
    *,
    path: str | None = None,
    kinds: Collection[str] | None = None,
) -> list[Change]:
    """What got its place behind `after`, in order. `path` leaves only what belongs to a branch of the tree
    as it is today (and units, targets and the like of it), `kinds` only these sorts of changes."""
    wanted = select(changes).where(changes.c.position > after).order_by(changes.c.position).limit(most)
    if path is not None:
        wanted = wanted.where(_within(path))
    if kinds is not None:
        wanted = wanted.where(changes.c.kind.in_(list(kinds)))
    return [
        Change(
            position=row.position,
            kind=row.kind,
            ref_id=row.ref_id,
            initiative_id=row.initiative_id,
            unit_id=row.unit_id,
            at=row.noted_at,
        )
        for row in connection.execute(wanted)
    ]


def forget(connection: Connection, before: datetime) -> int:
    """Drop what is older and was read by every sink that is not switched off; how much that was. The last
    place is kept, so that none is ever given twice."""
    slowest = connection.scalar(select(func.min(sinks.c.position)).where(sinks.c.state != "off"))
    last = newest(connection)
    upto = last - 1 if slowest is None else min(slowest, last - 1)
    node = joined.read(connection)
    if node is not None:
        upto = min(upto, node.up)  # the province has not taken the rest yet
    old = (changes.c.noted_at < before) & (changes.c.position <= upto)
    return connection.execute(delete(changes).where(old)).rowcount


def _within(path: str) -> ColumnElement[bool]:
    below = select(units.c.id).where(units.c.path.startswith(path))
    return changes.c.unit_id.in_(below)
