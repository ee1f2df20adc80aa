"""How long authors wait for a first answer, unit by unit, for everybody to see."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from handlers.person import Person
from handlers.promises.times import AnswerTime, TimesFacts
from handlers.promises.workdays import DaysOff, between
from handlers.speaker import Asked
from handlers.units import Unit
from storage import programmes
from storage.posts.officers import VIETNAM, paths_of
from storage.review import promises
from storage.tables import initiatives, units

#: How far back answers are counted, in days, and how many of them at most: the newest tell the most.
DAYS: Final = 90
MOST: Final = 2_000
#: How many of the units below are shown, the slowest first.
SHOWN: Final = 5
#: How many units below are looked at.
BELOW: Final = 60


def load_times(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = VIETNAM
) -> list[TimesFacts]:
    """For each speaker the units of their posts, or where they work, with those right below."""
    free = promises.days_off(connection)
    programme = programmes.running(connection)
    days = programme.answer_days if programme else promises.USUAL
    found = []
    for one in asked:
        person, now = one.speaker.person, one.event.at
        own = [answer_time(connection, unit, now, zone, free) for unit in _units_of(person)]
        below = _below(connection, [unit.id for unit in _units_of(person)]) if person.is_officer else []
        slow = [answer_time(connection, unit, now, zone, free) for unit in below]
        slow.sort(key=lambda time: -(time.median if time.median is not None else -1))
        found.append(
            TimesFacts(
                speaker=one.speaker,
                promise=days,
                days=DAYS,
                own=tuple(own),
                below=tuple(time for time in slow if time.answered or time.waiting)[:SHOWN],
            )
        )
    return found


def answer_time(
    connection: Connection, unit: Unit, now: datetime, zone: ZoneInfo, free: DaysOff
) -> AnswerTime:
    """The median of a unit and all below it, in working days, with what it was counted from."""
    path = paths_of(connection, [unit.id])[unit.id]
    within = initiatives.c.unit_id.in_(select(units.c.id).where(units.c.path.startswith(path)))
    rows = connection.execute(
        select(initiatives.c.submitted_at, initiatives.c.answered_at)
        .where(within, initiatives.c.answered_at > now - timedelta(days=DAYS))
        .order_by(initiatives.c.answered_at.desc())
        .limit(MOST)
    ).all()
    waits = [
        between(row.submitted_at.astimezone(zone).date(), row.answered_at.astimezone(zone).date(), free)
        for row in rows
    ]
    waiting = connection.scalar(
        select(func.count())
        .select_from(initiatives)
        .where(within, initiatives.c.status == "submitted", initiatives.c.answered_at.is_(None))
    )
    return AnswerTime(
        unit=unit.name,
        median=round(median(waits)) if waits else None,
        answered=len(waits),
        waiting=waiting or 0,
    )


def _units_of(person: Person) -> list[Unit]:
    if person.posts:
        return [Unit(post.unit_id, "", post.unit_name) for post in person.posts]
    return [person.unit] if person.unit is not None else []


def _below(connection: Connection, unit_ids: Sequence[int]) -> list[Unit]:
    rows = connection.execute(
        select(units.c.id, units.c.code, units.c.name)
        .where(units.c.parent_id.in_(unit_ids), units.c.until.is_(None))
        .order_by(units.c.name)
        .limit(BELOW)
    ).all()
    return [Unit(row.id, row.code, row.name) for row in rows]
