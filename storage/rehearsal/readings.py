"""What a rehearsal came to, read from its own database."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select

from handlers.initiative import Status
from storage.tables import broadcasts, initiatives, outbox, receipts, recipients

#: What stands so was passed on by the union at least.
_BEYOND = (Status.ENDORSED, Status.ASKED, Status.RECOGNISED, Status.REFUSED, Status.VALID)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Counts of initiatives at one moment; `endorsed` came at least so far."""

    submitted: int = 0
    submitters: int = 0
    endorsed: int = 0
    valid: int = 0
    returned: int = 0
    not_valid: int = 0


def reached(connection: Connection) -> Reached:
    counted = connection.execute(select(initiatives.c.status, func.count()).group_by(initiatives.c.status))
    states: dict[str, int] = {row[0]: row[1] for row in counted}
    authors = connection.scalar(select(func.count(initiatives.c.author_id.distinct())))
    return Reached(
        submitted=sum(states.values()),
        submitters=authors or 0,
        endorsed=sum(states.get(one.value, 0) for one in _BEYOND),
        valid=states.get(Status.VALID.value, 0),
        returned=states.get(Status.RETURNED.value, 0),
        not_valid=states.get(Status.NOT_VALID.value, 0),
    )


def spread(connection: Connection, start: datetime, end: datetime) -> dict[int, int]:
    """How many people were sent so many broadcasts in that time; those with none are not among them."""
    each = (
        select(outbox.c.person_id, func.count().label("many"))
        .join(receipts, and_(receipts.c.outbox_id == outbox.c.id, receipts.c.outcome == "sent"))
        .where(outbox.c.broadcast_id.is_not(None), receipts.c.at >= start, receipts.c.at < end)
        .group_by(outbox.c.person_id)
        .subquery()
    )
    rows = connection.execute(select(each.c.many, func.count()).group_by(each.c.many).order_by(each.c.many))
    return {row[0]: row[1] for row in rows}


def left_over(connection: Connection) -> dict[int, int]:
    """By broadcast, whom it has not reached yet: not handed over, or queued and not sent."""
    left: dict[int, int] = {}
    waiting = (
        select(recipients.c.broadcast_id, func.count())
        .where(recipients.c.state == "waiting")
        .group_by(recipients.c.broadcast_id)
    )
    queued = (
        select(outbox.c.broadcast_id, func.count())
        .where(outbox.c.broadcast_id.is_not(None), outbox.c.state == "queued")
        .group_by(outbox.c.broadcast_id)
    )
    for query in (waiting, queued):
        for broadcast_id, count in connection.execute(query):
            left[broadcast_id] = left.get(broadcast_id, 0) + count
    return left


def fired(connection: Connection) -> Iterator[Any]:
    """Every broadcast that was written down: id, entry_id, title, state, planned_at, begins_at."""
    yield from connection.execute(select(broadcasts).order_by(broadcasts.c.begins_at, broadcasts.c.id)).all()


def crowded(connection: Connection, start: datetime, end: datetime) -> tuple[int, int]:
    """How many broadcasts that began in that time shared people, and how many people were meant twice."""
    begun = select(broadcasts.c.id).where(
        broadcasts.c.begins_at >= start,
        broadcasts.c.begins_at < end,
        broadcasts.c.state.not_in(["missed", "holiday"]),
    )
    twice = (
        select(recipients.c.person_id)
        .where(recipients.c.broadcast_id.in_(begun))
        .where(recipients.c.why.in_(["", "cap", "out_of_window"]))
        .group_by(recipients.c.person_id)
        .having(func.count() > 1)
        .subquery()
    )
    people = connection.scalar(select(func.count()).select_from(twice)) or 0
    many = connection.scalar(select(func.count()).select_from(begun.subquery())) or 0
    return (many, people) if people else (0, 0)


def skipped(connection: Connection, why: str) -> Mapping[str, int]:
    """Distinct people skipped for this reason, by lane."""
    rows = connection.execute(
        select(recipients.c.lane, func.count(recipients.c.person_id.distinct()))
        .where(recipients.c.state == "skipped", recipients.c.why == why)
        .group_by(recipients.c.lane)
    )
    return {row[0]: row[1] for row in rows}
