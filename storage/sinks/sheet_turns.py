"""Sees that two processes never write into one spreadsheet at the same time."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import leases

#: Longer than any one call to Google may take, so that a call that hangs has ended when the next one begins.
LEASE = timedelta(seconds=90)


def take(connection: Connection, sink_id: int, holder: str, now: datetime) -> bool:
    """Take the turn or keep it; False while somebody else has it."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {"holder": holder, "until": now + LEASE}
    statement = dialect.insert(leases).values(role=_role(sink_id), **values)
    written = connection.execute(
        statement.on_conflict_do_update(
            index_elements=["role"],
            set_=values,
            where=(leases.c.holder == holder) | (leases.c.until < now),
        ).returning(leases.c.role)
    ).first()
    return written is not None


def give_back(connection: Connection, sink_id: int, holder: str) -> None:
    connection.execute(delete(leases).where(leases.c.role == _role(sink_id), leases.c.holder == holder))


def _role(sink_id: int) -> str:
    return f"sheet:{sink_id}"
