"""Writes down that a sink fails or works again, and says who has to hear of it."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handlers.effects import Tell
from handlers.person import Role
from handlers.sinks import notices
from handlers.sinks.notices import Broken
from storage.sinks import letters, sinks
from storage.sinks.sinks import SinkRow, State
from storage.tables import officers, people

#: A line that is down for a moment is nobody's business.
PATIENCE: Final = timedelta(minutes=5)
#: How often people are told of one sink that fails, and no oftener.
AGAIN: Final = timedelta(days=1)
_KEEPERS: Final = (Role.PROVINCE.value, Role.ADMINISTRATOR.value)


def fail(
    connection: Connection,
    sink_id: int,
    why: str,
    now: datetime,
    zone: ZoneInfo,
    *,
    retry_after: float | None = None,
    final: bool = False,
    jitter: float = 0.5,
) -> tuple[SinkRow, list[Tell]]:
    """One more failure: how the sink stands now, and who is to be told. That is said after some minutes, at
    most once a day, and at once when it was switched off."""
    row = sinks.failed(connection, sink_id, why, now, retry_after, final, jitter=jitter)
    lasting = row.failing_since is not None and now - row.failing_since >= PATIENCE
    quiet = row.told_at is None or now - row.told_at >= AGAIN
    if not (final or (lasting and quiet)):
        return row, []
    sinks.told(connection, sink_id, now)
    broken = Broken(
        id=row.id,
        name=row.name,
        kind=row.kind,
        why=row.why,
        since=(row.failing_since or now).astimezone(zone),
        off=row.state is State.OFF,
        aside=letters.counts(connection).get(row.id, 0),
    )
    once = f"sink:{row.id}:{now.isoformat()}"
    return row, [
        Tell(person, notices.failing(language, broken), once=f"{once}:{person}")
        for person, language in _hearers(connection, row)
    ]


def recover(connection: Connection, before: SinkRow, now: datetime, zone: ZoneInfo) -> list[Tell]:
    """Who was told that it fails hears that it does no more."""
    since = before.failing_since
    if since is None or before.told_at is None or before.told_at < since:
        return []
    once = f"sink:{before.id}:well:{now.isoformat()}"
    return [
        Tell(
            person,
            notices.well(language, before.name, before.kind, since.astimezone(zone)),
            f"{once}:{person}",
        )
        for person, language in _hearers(connection, before)
    ]


def tested(connection: Connection, row: SinkRow, person_id: int, why: str, now: datetime) -> list[Tell]:
    """What came of a test that this person asked for; `why` is "" when it arrived."""
    language = connection.scalar(select(people.c.language).where(people.c.id == person_id))
    if language is None:
        return []
    told = notices.tested(language, row.id, row.name, row.kind, why)
    return [Tell(person_id, told, once=f"sink:{row.id}:test:{person_id}:{now.isoformat()}")]


def _hearers(connection: Connection, row: SinkRow) -> list[tuple[int, str]]:
    """Who set it up; the province's officers and administrators where nobody did in the chat."""
    query = select(people.c.id, people.c.language).order_by(people.c.id)
    if row.person_id is not None:
        query = query.where(people.c.id == row.person_id)
    else:
        keepers = select(officers.c.person_id).where(
            officers.c.role.in_(_KEEPERS), officers.c.until.is_(None)
        )
        query = query.where(people.c.id.in_(keepers))
    return [(found.id, found.language) for found in connection.execute(query)]
