"""The weekly bulletin of officers above grassroots level."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from handlers.bulletins import bulletin_chat
from handlers.bulletins.bulletin import Bulletin
from handlers.bulletins.bulletin_chat import TOLD
from handlers.effects import Tell
from handlers.promises.workdays import DaysOff, works
from handlers.units import Unit
from storage.results import bulletins as loading
from storage.review import promises
from storage.tables import bulletins, officers, people, units

#: From when on Mondays, local time, and until when one that could not be given before still is.
AT, UNTIL = time(8), time(11)
#: How many officers are told in one go: everybody else's turns wait meanwhile.
MOST: Final = 20
#: A phase that ended longer ago has nothing new to tell.
OVER: Final = timedelta(days=8)


def due(connection: Connection, now: datetime, zone: ZoneInfo, doors: tuple[str, ...] = ()) -> list[Tell]:
    """Once a week for each, on Monday, or on the first working day of a week that begins with days off.
    Several posts at one unit are one bulletin; whoever holds several units gets one for each."""
    local = now.astimezone(zone)
    today = local.date()
    monday = today - timedelta(days=today.weekday())
    if not AT <= local.time() < UNTIL or today != _day(monday, promises.days_off(connection)):
        return []
    rows = connection.execute(
        select(officers.c.person_id)
        .distinct()
        .outerjoin(bulletins, bulletins.c.person_id == officers.c.person_id)
        .where(officers.c.until.is_(None), officers.c.role.in_([role.value for role in TOLD]))
        .where(or_(bulletins.c.off.is_(None), bulletins.c.off.is_(False)))
        .where(or_(bulletins.c.last_on.is_(None), bulletins.c.last_on < monday))
        .order_by(officers.c.person_id)
        .limit(MOST)
    )
    persons = list(rows.scalars())
    _mark(connection, persons, today)
    return _tells(connection, persons, now, zone, doors)


def _day(monday: date, free: DaysOff) -> date | None:
    week = (monday + timedelta(days=one) for one in range(7))
    return next((day for day in week if works(day, free)), None)


def _mark(connection: Connection, persons: list[int], today: date) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    for person in persons:
        row = dialect.insert(bulletins).values(person_id=person, last_on=today)
        connection.execute(row.on_conflict_do_update(index_elements=["person_id"], set_={"last_on": today}))


def _tells(
    connection: Connection, persons: list[int], now: datetime, zone: ZoneInfo, doors: tuple[str, ...]
) -> list[Tell]:
    rows = connection.execute(
        select(officers.c.person_id, people.c.language, units.c.id, units.c.code, units.c.name)
        .distinct()
        .join(people, people.c.id == officers.c.person_id)
        .join(units, units.c.id == officers.c.unit_id)
        .where(officers.c.person_id.in_(persons), officers.c.until.is_(None))
        .where(officers.c.role.in_([role.value for role in TOLD]), units.c.until.is_(None))
        .order_by(officers.c.person_id, units.c.id)
    ).all()
    today = now.astimezone(zone).date()
    told: dict[int, Bulletin | None] = {}
    tells = []
    for row in rows:
        if row.id not in told:
            told[row.id] = loading.load(connection, Unit(row.id, row.code, row.name), now, zone, doors=doors)
        found = told[row.id]
        if found is None or today > found.course.closes + OVER:
            continue
        shown = bulletin_chat.copies(row.language, found, now, zone, caption="weekly")
        for part, message in enumerate(shown):
            once = f"bulletin:{today}:{row.id}:{part}:{row.person_id}"
            tells.append(Tell(row.person_id, message, once))
    return tells
