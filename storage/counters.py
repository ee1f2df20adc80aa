"""Numbers handed out once and in order."""

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import counters


def reserve(connection: Connection, name: str, count: int) -> range:
    """`count` fresh numbers. Rolling back gives them back; the row is locked until the commit."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    raised = dialect.insert(counters).values(name=name, value=count)
    last = connection.execute(
        raised.on_conflict_do_update(
            index_elements=["name"], set_={"value": counters.c.value + count}
        ).returning(counters.c.value)
    ).scalar_one()
    return range(last - count + 1, last + 1)
