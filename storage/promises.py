"""The days by which answers are promised."""

from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, bindparam, select, update

from handlers.promises.workdays import DaysOff, after
from storage.tables import days_off as day_rows
from storage.tables import initiatives, people, programmes, units

#: Where an initiative waits for a union, at whichever level.
WAITING: Final = ("submitted", "sent_back", "endorsed", "recognised")
#: What is promised where no programme says otherwise, in working days.
USUAL: Final = 3

_WAITS = initiatives.c.status.in_(WAITING)
_OPEN = (
    select(
        initiatives.c.id,
        initiatives.c.number,
        initiatives.c.code,
        initiatives.c.title,
        initiatives.c.status,
        initiatives.c.unit_id,
        initiatives.c.author_id,
        initiatives.c.updated_at,
        initiatives.c.answer_due,
        initiatives.c.nudged,
        people.c.language.label("author_language"),
        units.c.name.label("unit_name"),
        programmes.c.id.label("programme"),
        programmes.c.levels,
        programmes.c.recognition,
        programmes.c.lease_minutes,
        programmes.c.answer_days,
    )
    .join(people, people.c.id == initiatives.c.author_id)
    .outerjoin(units, units.c.id == initiatives.c.unit_id)
    .outerjoin(programmes, programmes.c.id == initiatives.c.programme_id)
    .where(_WAITS)
)


def days_off(connection: Connection) -> DaysOff:
    """The federation's own days off and days worked."""
    return {row.day: row.works for row in connection.execute(select(day_rows))}


def set_due(connection: Connection, zone: ZoneInfo, free: DaysOff, most: int) -> int:
    """Promise a day to what came to wait since the last look; how many there were, at most `most`."""
    found = _OPEN.where(initiatives.c.answer_due.is_(None)).order_by(initiatives.c.id).limit(most)
    new: list[Row[Any]] = list(connection.execute(found))
    if not new:
        return 0
    connection.execute(
        update(initiatives)
        .where(initiatives.c.id == bindparam("row"), initiatives.c.answer_due.is_(None))
        .values(answer_due=bindparam("due"), nudge_on=bindparam("due")),
        [{"row": row.id, "due": _due(row, zone, free)} for row in new],
    )
    return len(new)


def to_nudge(connection: Connection, today: date, most: int) -> list[Row[Any]]:
    """Those whose reminder is due, the longest owed first."""
    due = initiatives.c.nudge_on <= today
    query = _OPEN.where(due).order_by(initiatives.c.nudge_on, initiatives.c.id).limit(most)
    # Two clocks for a moment, while one takes over: neither climbs the step that the other climbs.
    return list(connection.execute(query.with_for_update(of=initiatives, skip_locked=True)))


def promised(at: datetime, zone: ZoneInfo, count: int, free: DaysOff) -> date:
    """The last day for an answer on what came in at this moment."""
    return after(at.astimezone(zone).date(), count, free)


def _due(row: Row[Any], zone: ZoneInfo, free: DaysOff) -> date:
    return promised(row.updated_at, zone, row.answer_days or USUAL, free)
