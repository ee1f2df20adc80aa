"""Posting a broadcast once in each group of its units, when it begins to be sent."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, or_, select

from handlers.broadcasts.audience import Did
from handlers.broadcasts.letter import Letter
from handlers.units import Unit
from messages.catalog import DEFAULT
from storage.broadcasts import audience as audiences
from storage.broadcasts import broadcasts as rows
from storage.broadcasts import queueing
from storage.broadcasts.broadcasts import Broadcast
from storage.tables import conversations, groups, units
from storage.traffic import outbox

#: Gives a group's outbox body, "" when there is nothing to say in a group.
WriteThere = Callable[[Letter, Unit], str]


def post(connection: Connection, broadcast_id: int, now: datetime, zone: ZoneInfo, write: WriteThere) -> int:
    """Queue the broadcast for all groups of its units at once; how many are new.

    Asked again it adds nothing, not even for a group that has gone over to another unit. In the quiet hours
    it waits, and what is for officers alone stays out of groups.
    """
    found = rows.find(connection, broadcast_id, zone, lock=True)
    if found is None or not found.groups or found.state != "sending" or found.audience.role == "officer":
        return 0
    if found.courtesy.is_quiet(now.astimezone(zone).time()):
        return 0
    first = rows.is_first(connection, found, zone)
    language = found.audience.languages[0] if found.audience.languages else DEFAULT
    queued = []
    for group in _groups(connection, found):
        lane = outbox.lane_of(group.conversation)
        letter = queueing.letter(found, Did.NOTHING, lane, language, first, now, zone)
        if body := write(letter, Unit(group.unit_id, group.code, group.name)):
            queued.append(_row(found, group, body, now, zone))
    return outbox.add(connection, queued)


def _groups(connection: Connection, found: Broadcast) -> Sequence[Any]:
    """Those that can be written to; the one that shut us out is left in peace."""
    paths = audiences.roots(connection, found.audience)
    query = (
        select(groups.c.id, groups.c.conversation, groups.c.unit_id, units.c.code, units.c.name)
        .join(units, units.c.id == groups.c.unit_id)
        .outerjoin(conversations, conversations.c.key == groups.c.conversation)
        .where(groups.c.until.is_(None), conversations.c.reachable.is_not(False))
        .where(or_(*(units.c.path.startswith(path) for path in paths)))
        .order_by(groups.c.id)
    )
    if found.audience.fdi is not None:
        query = query.where(units.c.fdi.is_(found.audience.fdi))
    return connection.execute(query).all() if paths else ()


def _row(found: Broadcast, group: Any, body: str, now: datetime, zone: ZoneInfo) -> outbox.Row:
    """Without a person, so that no sum of people counts it."""
    return outbox.Row(
        kind="say",
        lane=outbox.lane_of(group.conversation),
        conversation=group.conversation,
        body=body,
        priority=outbox.BULK,
        dedupe_key=f"broadcast:{found.id}:group:{group.id}",
        broadcast_id=found.id,
        queued_at=now,
        due_at=now,
        until=found.courtesy.closes(now, zone),
    )
