"""How many working hours each first answer took, filled in soon after it was given."""

from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, select, update

from handlers.promises.office_hours import between
from storage.review import promises
from storage.tables import initiatives


def measure(connection: Connection, zone: ZoneInfo, most: int = 2_000) -> int:
    """How many were measured, at most so many at a time; 0 when all are."""
    rows = connection.execute(
        select(initiatives.c.id, initiatives.c.submitted_at, initiatives.c.answered_at)
        .where(initiatives.c.answered_at.is_not(None), initiatives.c.answer_hours.is_(None))
        .order_by(initiatives.c.id)
        .limit(most)
    ).all()
    if not rows:
        return 0
    free = promises.days_off(connection)
    connection.execute(
        update(initiatives)
        .where(initiatives.c.id == bindparam("row"))
        .values(answer_hours=bindparam("hours")),
        [{"row": row.id, "hours": between(row.submitted_at, row.answered_at, free, zone)} for row in rows],
    )
    return len(rows)
