"""Who plays a role that must be single, where the database has no advisory locks."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import leases

#: How long a holder may be silent before another may take its place.
LEASE = timedelta(seconds=10)


def hold(connection: Connection, role: str, holder: str, now: datetime) -> bool:
    """Take the role or keep it for another `LEASE`; False while somebody else holds it."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(leases).values(role=role, holder=holder, until=now + LEASE)
    written = connection.execute(
        statement.on_conflict_do_update(
            index_elements=["role"],
            set_={"holder": holder, "until": now + LEASE},
            where=(leases.c.holder == holder) | (leases.c.until < now),
        ).returning(leases.c.role)
    ).first()
    return written is not None


def release(connection: Connection, role: str, holder: str) -> None:
    """Let the next one in at once."""
    connection.execute(delete(leases).where(leases.c.role == role, leases.c.holder == holder))
