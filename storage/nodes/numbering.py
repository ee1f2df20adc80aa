"""Numbers of initiatives: each instance hands out its own, and none of another's."""

from collections.abc import Iterator

from sqlalchemy import Connection, select, update

from handlers.officers.officer import Officer
from handlers.person import Role
from storage import counters
from storage.nodes import joined, known
from storage.tables import counters as rows
from storage.tables import officers, people

_NAME = "initiative"


class Exhausted(Exception):
    """A node has handed out all of its numbers."""


def reserve(connection: Connection, count: int) -> range:
    """So many fresh numbers in a row. Those of nodes are passed over here; at a node there are a million, and
    `Exhausted` is raised rather than one of another's be given."""
    numbers = counters.reserve(connection, _NAME, count)
    if numbers.stop <= known.BLOCK:
        return numbers
    here = joined.read(connection)
    if here is not None:
        if numbers.stop > here.first_number + known.BLOCK:
            raise Exhausted
        return numbers
    following = known.past_blocks(connection, numbers)
    if following is None:
        return numbers
    connection.execute(update(rows).where(rows.c.name == _NAME).values(value=following - 1))
    return counters.reserve(connection, _NAME, count)


def of_reports(connection: Connection, count: int) -> tuple[Iterator[int], tuple[Officer, ...] | None]:
    """Numbers for so many reports, or those who have to hear that there are none left."""
    try:
        return iter(reserve(connection, count) if count else ()), None
    except Exhausted:
        return iter(()), _keepers(connection)


def _keepers(connection: Connection) -> tuple[Officer, ...]:
    """Administrators; every officer where there is none: a factory has nobody else to turn to."""
    held = (
        select(people.c.id, people.c.language, officers.c.role)
        .join(officers, officers.c.person_id == people.c.id)
        .where(officers.c.until.is_(None))
        .order_by(people.c.id)
    )
    found = connection.execute(held).all()
    able = [row for row in found if row.role == Role.ADMINISTRATOR.value] or found
    return tuple(dict.fromkeys(Officer(row.id, row.language) for row in able))
