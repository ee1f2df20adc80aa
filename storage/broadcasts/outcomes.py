"""What became of a broadcast, and whether everybody is accounted for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from storage.broadcasts import broadcasts as rows
from storage.tables import broadcasts, outbox, receipts, recipients

#: Rows of the outbox that may still change.
_OPEN = ("queued", "sending", "held", "paused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """How everybody a broadcast was meant for stands; together they are `expected`.

    `waiting` are not handed over yet, `queued` are on their way, `struck` opted out while they were.
    `failed` and `skipped` are by reason; `seen` is told by some channels only and lies within `sent`.
    """

    expected: int
    waiting: int = 0
    queued: int = 0
    sent: int = 0
    unknown: int = 0
    struck: int = 0
    seen: int = 0
    failed: Mapping[str, int] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        known = self.waiting + self.queued + self.sent + self.unknown + self.struck
        return known + sum(self.failed.values()) + sum(self.skipped.values())

    @property
    def open(self) -> int:
        return self.waiting + self.queued


def count(connection: Connection, broadcast_id: int) -> Outcomes:
    """From the rows themselves, never from counters that could have drifted."""
    head = connection.execute(
        select(broadcasts.c.expected, broadcasts.c.seen).where(broadcasts.c.id == broadcast_id)
    ).one()
    skipped: dict[str, int] = {}
    waiting = 0
    for row in connection.execute(
        select(recipients.c.state, recipients.c.why, func.count())
        .where(recipients.c.broadcast_id == broadcast_id, recipients.c.state != "queued")
        .group_by(recipients.c.state, recipients.c.why)
    ):
        if row.state == "waiting":
            waiting += row[2]
        else:
            skipped[row.why] = row[2]
    states = {
        row.state: row[1]
        for row in connection.execute(
            select(outbox.c.state, func.count())
            .where(outbox.c.broadcast_id == broadcast_id, outbox.c.person_id.is_not(None))
            .group_by(outbox.c.state)
        )
    }
    return Outcomes(
        expected=head.expected,
        waiting=waiting,
        queued=sum(states.get(state, 0) for state in _OPEN),
        sent=states.get("sent", 0),
        unknown=states.get("unknown", 0),
        struck=states.get("cancelled", 0),
        seen=head.seen,
        failed=_failed(connection, broadcast_id) if states.get("failed") else {},
        skipped=skipped,
    )


def _failed(connection: Connection, broadcast_id: int) -> dict[str, int]:
    last = (
        select(func.max(receipts.c.id))
        .where(receipts.c.outbox_id == outbox.c.id)
        .correlate(outbox)
        .scalar_subquery()
    )
    why = func.coalesce(receipts.c.why, "")
    found = connection.execute(
        select(why, func.count())
        .select_from(outbox)
        .outerjoin(receipts, and_(receipts.c.outbox_id == outbox.c.id, receipts.c.id == last))
        .where(outbox.c.broadcast_id == broadcast_id, outbox.c.state == "failed")
        .where(outbox.c.person_id.is_not(None))
        .group_by(why)
    )
    return {row[0]: row[1] for row in found}


def settle(connection: Connection, now: datetime) -> list[tuple[int, Outcomes]]:
    """Mark as ended what has nothing open any more; those whose sum is wrong, which must never happen."""
    over = connection.scalars(
        select(broadcasts.c.id).where(broadcasts.c.state == "done", broadcasts.c.ended_at.is_(None))
    ).all()
    wrong = []
    for broadcast_id in over:
        going = select(outbox.c.id).where(outbox.c.broadcast_id == broadcast_id, outbox.c.state.in_(_OPEN))
        if connection.execute(going.limit(1)).first() is not None:
            continue
        rows.move(connection, broadcast_id, "done", to="done", ended_at=now)
        counted = count(connection, broadcast_id)
        if counted.total != counted.expected:
            wrong.append((broadcast_id, counted))
    return wrong
