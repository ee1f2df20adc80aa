"""How many messages a lane has sent this month, where a platform sells them by the month."""

from datetime import datetime, tzinfo

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import usage


def month_of(moment: datetime, zone: tzinfo) -> str:
    """The calendar month of a moment there, as "2026-11". When a platform's month really begins is not
    documented; the calendar is what its customers read on the bill."""
    return moment.astimezone(zone).strftime("%Y-%m")


def sent(connection: Connection, lane: str, period: str) -> int:
    """Messages counted so far, those in flight included."""
    found = connection.scalar(select(usage.c.sent).where(usage.c.lane == lane, usage.c.period == period))
    return found or 0


def count(connection: Connection, lane: str, period: str, more: int) -> None:
    """Add `more`, which is negative for messages that did not go out after all."""
    if not more:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    written = dialect.insert(usage).values(lane=lane, period=period, sent=more)
    connection.execute(
        written.on_conflict_do_update(index_elements=["lane", "period"], set_={"sent": usage.c.sent + more})
    )
