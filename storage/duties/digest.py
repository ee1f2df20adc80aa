"""The morning list of each officer who wants one."""

from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, or_, select, update

from handlers.effects import Tell
from handlers.officers.queue import digest
from handlers.officers.queue.digest import Morning
from handlers.person import Person
from handlers.promises.workdays import works
from storage.posts import held_posts
from storage.review import promises, waiting
from storage.review.waiting import Wanted
from storage.tables import digests
from storage.tables import people as persons

#: A morning list that could not be given within this time is no morning list any more.
LATEST: Final = timedelta(hours=3)
#: How many are made in one go: everybody else's turns wait meanwhile.
MOST: Final = 50


def due(connection: Connection, now: datetime, zone: ZoneInfo) -> list[Tell]:
    """For whom it is time now; each counts as given for this day, also when nothing waits."""
    local = now.astimezone(zone)
    today = local.date()
    earliest = local - LATEST
    since = f"{earliest:%H:%M}" if earliest.date() == today else ""
    rows = connection.execute(
        select(digests.c.person_id, persons.c.language)
        .join(persons, persons.c.id == digests.c.person_id)
        .where(digests.c.hour <= f"{local:%H:%M}", digests.c.hour > since)
        .where(or_(digests.c.last_on.is_(None), digests.c.last_on < today))
        .order_by(digests.c.hour, digests.c.person_id)
        .limit(MOST)
    ).all()
    if not rows or not works(today, promises.days_off(connection)):
        return []
    given = digests.c.person_id.in_([row.person_id for row in rows])
    connection.execute(update(digests).where(given).values(last_on=today))
    posts = held_posts.posts_of(connection, {row.person_id: now for row in rows})
    tells = []
    for row in rows:
        person = Person(id=row.person_id, language=row.language, posts=posts.get(row.person_id, ()))
        morning = _morning(connection, person, now)
        if morning is not None:
            shown = digest.message(row.language, morning)
            tells.append(Tell(row.person_id, shown, f"digest:{today}:{row.person_id}"))
    return tells


def _morning(connection: Connection, person: Person, now: datetime) -> Morning | None:
    """None when nothing waits for them, or they hold no post any more."""
    if not person.posts:
        return None
    reach = waiting.reach(connection, person)
    every = Wanted(person.id, now)
    total = waiting.count(connection, reach.yours, every)
    if not total:
        return None
    parts: dict[str, dict[str, Any]]
    parts = {"late": {"late": True}, "mine": {"tab": "mine"}, "lacking": {"lacking": True}}
    counted = {
        name: waiting.count(connection, reach.yours, waiting.narrowed(every, **part))
        for name, part in parts.items()
    }
    yesterday = now - timedelta(days=1) < waiting.SINCE
    return Morning(
        waiting=total,
        fresh=waiting.count(connection, reach.yours, every, yesterday),
        below=waiting.count(connection, reach.below, every),
        **counted,
    )
