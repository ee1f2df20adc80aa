"""Numbers of initiatives: each instance hands out its own, and none of another's."""

from sqlalchemy import Connection, update

from storage import counters
from storage.nodes import joined, known
from storage.tables import counters as rows

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
