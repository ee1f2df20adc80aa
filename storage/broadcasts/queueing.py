"""Handing a broadcast's people over to the outbox, a page at a time, as fast as their channel sends."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, and_, bindparam, func, select, update

from handlers.broadcasts.audience import Did
from handlers.broadcasts.content import Piece
from handlers.broadcasts.letter import Letter
from storage.broadcasts import audience as audiences
from storage.broadcasts import broadcasts as rows
from storage.broadcasts.broadcasts import Broadcast
from storage.propaganda import pieces
from storage.tables import outbox as outbox_rows
from storage.tables import recipients
from storage.traffic import outbox

#: The same piece does not come to the same person again within this time.
REST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Page:
    """What one step did: how many were queued, how many skipped, and whether nobody waits any more."""

    queued: int
    skipped: int
    done: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What one person gets: the outbox body, "" when there is nothing to say to them, and which piece of
    the library it is."""

    body: str
    piece: str = ""


#: Finds the words for somebody who had these pieces lately.
Write = Callable[[Letter, frozenset[str]], Words]
#: Whether somebody may be written to there now: lane, and when they did something last.
Within = Callable[[str, datetime | None], bool]


def lanes(connection: Connection, broadcast_id: int) -> list[str]:
    """Where somebody still waits."""
    found = connection.execute(
        select(recipients.c.lane)
        .where(recipients.c.broadcast_id == broadcast_id, recipients.c.state == "waiting")
        .distinct()
    )
    return sorted(found.scalars())


def backlog(connection: Connection, lane: str) -> int:
    """How many messages of broadcasts wait in a lane to be sent."""
    waiting = select(func.count()).where(
        outbox_rows.c.state == "queued", outbox_rows.c.lane == lane, outbox_rows.c.priority == outbox.BULK
    )
    return connection.scalar(waiting) or 0


def queue(
    connection: Connection,
    broadcast_id: int,
    lane: str,
    now: datetime,
    zone: ZoneInfo,
    write: Write,
    within: Within,
    most: int = 500,
) -> Page:
    """Queue the broadcast for the next `most` people of a lane.

    Whoever has opted out, reported, moved or had enough since they were written down is skipped, with the
    reason. Ledger and outbox change in one transaction, so nobody is queued twice and nobody forgotten.
    """
    found = rows.find(connection, broadcast_id, zone, lock=True)
    if found is None or found.state != "sending":
        return Page(0, 0, found is None or found.state not in rows.OPEN)
    if found.courtesy.is_quiet(now.astimezone(zone).time()) and not found.is_over(now):
        return Page(0, 0, False)
    waiting = _waiting(connection, found.id, lane, most)
    told = _told(connection, found, [row.person_id for row in waiting])
    often = _often(connection, told, now, zone)
    had = _had(connection, found, told, now)
    first = rows.is_first(connection, found, zone)
    queued: list[outbox.Row] = []
    ledger: list[dict[str, object]] = []
    for row in waiting:
        why, words = _decide(found, told.get(row.person_id), often, now, within), Words("")
        if not why:
            to = told[row.person_id]
            about = letter(found, Did(to.did), to.lane, to.language, first, now, zone)
            words = write(about, had.get(row.person_id, frozenset()))
            why = "" if words.body else "no_words"
        state = "skipped" if why else "queued"
        ledger.append({"who": row.person_id, "how": state, "reason": why, "given": words.piece, "when": now})
        if not why:
            queued.append(_row(found, told[row.person_id], words, now, zone))
    new = outbox.add(connection, queued)
    if ledger:
        connection.execute(_SETTLE, [{**one, "broadcast": found.id} for one in ledger])
    done = len(waiting) < most and not _waits(connection, found.id)
    if done:
        rows.move(connection, found.id, "sending", to="done")
    return Page(new, len(ledger) - new, done)


_SETTLE = (
    update(recipients)
    .where(recipients.c.broadcast_id == bindparam("broadcast"), recipients.c.person_id == bindparam("who"))
    .values(state=bindparam("how"), why=bindparam("reason"), piece=bindparam("given"), at=bindparam("when"))
)


def _waiting(connection: Connection, broadcast_id: int, lane: str, most: int) -> Sequence[Any]:
    return connection.execute(
        select(recipients.c.person_id, recipients.c.did)
        .where(recipients.c.broadcast_id == broadcast_id, recipients.c.state == "waiting")
        .where(recipients.c.lane == lane)
        .order_by(recipients.c.person_id)
        .limit(most)
    ).all()


def _waits(connection: Connection, broadcast_id: int) -> bool:
    still = select(recipients.c.person_id).where(
        recipients.c.broadcast_id == broadcast_id, recipients.c.state == "waiting"
    )
    return connection.execute(still.limit(1)).first() is not None


def _told(connection: Connection, found: Broadcast, ids: list[int]) -> dict[int, Row[Any]]:
    """How these people stand now; who is no longer meant is missing."""
    if not ids:
        return {}
    return {
        row.person_id: row for row in connection.execute(audiences.facts(ids, found.since, found.audience))
    }


def _often(
    connection: Connection, ids: Iterable[int], now: datetime, zone: ZoneInfo
) -> dict[int, tuple[int, int]]:
    """How many broadcasts each was given today and in the last seven days."""
    today = datetime.combine(now.astimezone(zone).date(), time(), zone)
    week = now - timedelta(days=7)
    found = connection.execute(
        select(
            recipients.c.person_id,
            func.count().filter(recipients.c.at >= today),
            func.count(),
        )
        .where(recipients.c.person_id.in_(list(ids)), recipients.c.state == "queued")
        .where(recipients.c.at >= min(week, today))
        .group_by(recipients.c.person_id)
    )
    return {row[0]: (row[1], row[2]) for row in found}


def _had(
    connection: Connection, broadcast: Broadcast, ids: Iterable[int], now: datetime
) -> dict[int, frozenset[str]]:
    """Which pieces each was given lately, and which stories are not for them."""
    if not isinstance(broadcast.content, Piece):
        return {}
    found = connection.execute(
        select(recipients.c.person_id, recipients.c.piece)
        .where(recipients.c.person_id.in_(list(ids)), recipients.c.state == "queued")
        .where(recipients.c.at >= now - REST, recipients.c.piece != "")
    )
    had = {person: set(keys) for person, keys in pieces.barred(connection, ids).items()}
    for row in found:
        had.setdefault(row.person_id, set()).add(row.piece)
    return {person: frozenset(pieces) for person, pieces in had.items()}


def _decide(
    found: Broadcast,
    told: Row[Any] | None,
    often: dict[int, tuple[int, int]],
    now: datetime,
    within: Within,
) -> str:
    """Why this person is skipped; "" for whoever is written to."""
    if found.is_over(now):
        return "closed"
    if told is None:
        return "did_since"
    if told.why:
        return str(told.why)
    if found.audience.channels and told.lane.partition(":")[0] not in found.audience.channels:
        return "other_channel"
    a_day, a_week = often.get(told.person_id, (0, 0))
    if a_day >= found.courtesy.per_day or a_week >= found.courtesy.per_week:
        return "cap"
    return "" if within(told.lane, told.interacted_at) else "out_of_window"


def letter(
    found: Broadcast, did: Did, lane: str, language: str, first: bool, now: datetime, zone: ZoneInfo
) -> Letter:
    """The facts that the words for somebody like this are chosen by."""
    campaign = found.campaign
    today = (found.begins_at or now).astimezone(zone).date()
    return Letter(
        broadcast_id=found.id,
        content=found.content,
        did=did,
        lane=lane,
        language=language,
        campaign=campaign.name if campaign else "",
        slogan=campaign.slogan if campaign else "",
        closes_at=campaign.window.closes_at.astimezone(zone) if campaign else None,
        days_left=(campaign.ends - today).days + 1 if campaign else None,
        first=first,
    )


def _row(found: Broadcast, told: Row[Any], words: Words, now: datetime, zone: ZoneInfo) -> outbox.Row:
    return outbox.Row(
        kind="say",
        lane=told.lane,
        conversation=told.conversation,
        person_id=told.person_id,
        body=words.body,
        priority=outbox.BULK,
        dedupe_key=f"broadcast:{found.id}:{told.person_id}",
        broadcast_id=found.id,
        queued_at=now,
        due_at=now,
        until=_until(found, now, zone),
    )


def _until(found: Broadcast, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The quiet hours or the end of what it is about, whichever comes first."""
    ends = [one for one in (found.courtesy.closes(now, zone), found.ends_at) if one is not None]
    return min(ends, default=None)


def rest(connection: Connection, now: datetime, zone: ZoneInfo) -> int:
    """Put off until the morning what the quiet hours caught in the queue, or give it up where its campaign
    is over by then; how many messages were touched."""
    caught = connection.execute(
        select(outbox_rows.c.broadcast_id)
        .where(outbox_rows.c.state == "queued", outbox_rows.c.until.is_not(None))
        .where(outbox_rows.c.until <= now, outbox_rows.c.broadcast_id.is_not(None))
        .distinct()
    ).scalars()
    touched = 0
    for broadcast_id in caught.all():
        found = rows.find(connection, broadcast_id, zone)
        if found is None:
            continue
        opens = found.courtesy.opens(now, zone)
        late = and_(
            outbox_rows.c.broadcast_id == broadcast_id,
            outbox_rows.c.state == "queued",
            outbox_rows.c.until <= now,
        )
        if found.is_over(opens):
            values: dict[str, Any] = {"state": "cancelled"}
        else:
            values = {"due_at": opens, "until": _until(found, opens, zone)}
            # It is tomorrow's message now, and tomorrow's share that it uses up.
            whose = select(outbox_rows.c.person_id).where(late)
            moved = update(recipients).where(recipients.c.broadcast_id == broadcast_id)
            connection.execute(moved.where(recipients.c.person_id.in_(whose)).values(at=opens))
        touched += connection.execute(update(outbox_rows).where(late).values(**values)).rowcount
    return touched
