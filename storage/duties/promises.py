"""Reminders of promised answers, and their way up the tree when nobody answers."""

from collections.abc import Sequence
from datetime import date, datetime, time
from itertools import groupby
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, bindparam, update

from handlers.effects import Tell
from handlers.initiative import PLAIN, Level, Status, waits_for
from handlers.officers.officer import Officer
from handlers.promises import reminders
from handlers.promises.reminders import Owed
from handlers.promises.workdays import DaysOff, after, works
from storage.posts import deciders
from storage.programmes import review_of
from storage.review import promises
from storage.tables import initiatives

#: Officers are told in the daytime of a working day.
FROM, TO = time(7, 30), time(18, 0)
#: How many are looked at in one go: a province that slept for a month is worked off minute by minute.
MOST: Final = 500

Kind = Literal["today", "late", "late_below"]


def due(connection: Connection, now: datetime, zone: ZoneInfo) -> list[Tell]:
    """What officers must hear now of answers they owe, and authors of answers they miss.

    On the promised day its own officers hear of it, on the next working day once more, and then, every
    time the promised days have gone by again, those of the next level above.
    """
    free = promises.days_off(connection)
    fresh = promises.set_due(connection, zone, free, MOST)
    came = _arrivals(connection, list(fresh), now)
    local = now.astimezone(zone)
    today = local.date()
    if not (FROM <= local.time() < TO and works(today, free)):
        return came
    rows = promises.to_nudge(connection, today, MOST)
    if not rows:
        return came
    told = _heard_by(connection, rows, now)
    _move_on(connection, rows, told, today, free)
    return [*came, *_officers(rows, told, today), *_authors(rows, told)]


def _arrivals(connection: Connection, ids: Sequence[int], now: datetime) -> list[Tell]:
    """Those next in turn hear what an employer recognised: forty at once are one message."""
    rows = promises.came_recognised(connection, ids) if ids else []
    told = _heard_by(connection, [row for row in rows if _level(row) is Level.UPPER], now)
    found = sorted(
        ((officer, row) for row in rows for officer in told.get(row.id, ())),
        key=lambda one: (one[0].person_id, one[1].id),
    )
    tells = []
    for officer, group in groupby(found, key=lambda one: one[0]):
        owed = [_owed(row) for _, row in group]
        once = f"owed:arrived:{owed[0].id}:{int(now.timestamp())}:{officer.person_id}"
        message = reminders.told_of("arrived", officer.language, owed)
        tells.append(Tell(officer.person_id, message, once))
    return tells


def _heard_by(
    connection: Connection, rows: Sequence[Row[Any]], now: datetime
) -> dict[int, tuple[Officer, ...]]:
    """Whom the next reminder of each goes to; nobody when it has come to the top of the tree."""
    heard: dict[int, tuple[Officer, ...]] = {}
    for level in (Level.GRASSROOTS, Level.UPPER):
        mine = [row for row in rows if _level(row) is level]
        chains = deciders.chains(connection, {row.unit_id for row in mine}, level, now)
        for row in mine:
            chain = chains.get(row.unit_id, ())
            step = _step(row, row.nudged)
            heard[row.id] = chain[step] if step < len(chain) else ()
    return heard


def _step(row: Row[Any], nudged: int) -> int:
    """How far up the chain of units a reminder goes: twice to the initiative's own officers, then higher."""
    return max(0, nudged - 1)


def _level(row: Row[Any]) -> Level:
    review = review_of(row) if row.programme is not None else PLAIN
    return waits_for(review, Status(row.status)) or Level.GRASSROOTS


def _move_on(
    connection: Connection,
    rows: Sequence[Row[Any]],
    told: dict[int, tuple[Officer, ...]],
    today: date,
    free: DaysOff,
) -> None:
    following = update(initiatives).where(initiatives.c.id == bindparam("row"))
    values = [
        {
            "row": row.id,
            "next": _next(row, today, free) if told[row.id] else None,
            "count": row.nudged + 1,
        }
        for row in rows
    ]
    connection.execute(following.values(nudge_on=bindparam("next"), nudged=bindparam("count")), values)


def _next(row: Row[Any], today: date, free: DaysOff) -> date:
    wait = 1 if row.nudged == 0 and row.answer_due >= today else row.answer_days or promises.USUAL
    return after(today, wait, free)


def _officers(rows: Sequence[Row[Any]], told: dict[int, tuple[Officer, ...]], today: date) -> list[Tell]:
    """One message for each officer and kind, however many they owe."""
    found = [
        (officer.person_id, officer.language, _kind(row, today), row)
        for row in rows
        for officer in told[row.id]
    ]
    found.sort(key=lambda one: (one[0], one[2], one[3].id))
    tells = []
    for (person, language, kind), group in groupby(found, key=lambda one: one[:3]):
        owed = [_owed(row) for *_, row in group]
        message = reminders.told_of(kind, language, owed)
        tells.append(Tell(person, message, f"owed:{kind}:{today}:{owed[0].id}:{person}"))
    return tells


def _kind(row: Row[Any], today: date) -> Kind:
    if row.nudged == 0 and row.answer_due >= today:
        return "today"
    return "late" if _step(row, row.nudged) == 0 else "late_below"


def _authors(rows: Sequence[Row[Any]], told: dict[int, tuple[Officer, ...]]) -> list[Tell]:
    """Once, when it goes up the tree: whoever has waited too long should not think they are forgotten."""
    return [
        Tell(
            row.author_id, reminders.apology(row.author_language, row.code), f"sorry:{row.id}:{row.author_id}"
        )
        for row in rows
        if told[row.id] and row.nudged == 2 and row.status == Status.SUBMITTED
    ]


def _owed(row: Row[Any]) -> Owed:
    return Owed(
        id=row.id,
        number=row.number,
        code=row.code,
        title=row.title,
        unit=row.unit_name or "",
        by=row.answer_due,
    )
