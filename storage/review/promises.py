"""The days by which answers are promised."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update

from handlers.initiative import Action, Status
from handlers.promises.workdays import DaysOff, after
from storage.tables import days_off as day_rows
from storage.tables import decisions, initiatives, people, programmes, units

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


def own_days(connection: Connection) -> list[tuple[date, str, bool]]:
    """Each of them with its name and whether it is worked, the earliest first."""
    rows = connection.execute(select(day_rows).order_by(day_rows.c.day))
    return [(row.day, row.name, row.works) for row in rows]


def keep_day(connection: Connection, day: date, name: str, *, works: bool) -> None:
    """This day is off, or is worked; what was said of it before is replaced."""
    forget_day(connection, day)
    connection.execute(insert(day_rows).values(day=day, name=name, works=works))


def forget_day(connection: Connection, day: date) -> bool:
    """Whether there was anything to forget."""
    return connection.execute(delete(day_rows).where(day_rows.c.day == day)).rowcount > 0


def set_due(connection: Connection, zone: ZoneInfo, free: DaysOff, most: int) -> dict[int, date]:
    """Promise a day to what came to wait since the last look, at most `most` of it; the days by id."""
    found = _OPEN.where(initiatives.c.answer_due.is_(None)).order_by(initiatives.c.id).limit(most)
    new: list[Row[Any]] = list(connection.execute(found))
    if not new:
        return {}
    days = {row.id: _due(row, zone, free) for row in new}
    connection.execute(
        update(initiatives)
        .where(initiatives.c.id == bindparam("row"), initiatives.c.answer_due.is_(None))
        .values(answer_due=bindparam("due"), nudge_on=bindparam("due")),
        [{"row": one, "due": day} for one, day in days.items()],
    )
    return days


def came_recognised(connection: Connection, ids: Iterable[int]) -> list[Row[Any]]:
    """Those among these that an employer's decision brought to the upper level, by the page or on paper."""
    last = (
        select(decisions.c.action)
        .where(decisions.c.initiative_id == initiatives.c.id)
        .order_by(decisions.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    recognised = (initiatives.c.status == Status.RECOGNISED.value) & (last == Action.RECOGNISE.value)
    return list(connection.execute(_OPEN.where(initiatives.c.id.in_(list(ids)), recognised)))


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
