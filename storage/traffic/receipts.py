"""What became of what was sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, Integer, bindparam, insert, or_, select, update

from storage.tables import conversations, outbox, people, receipts
from storage.traffic.outbox import BULK, SOMEDAY, release

#: After so many attempts a row that fails by a bug of ours is given up and stands in the report.
ATTEMPTS = 8
#: After so many attempts, eight hours, a platform that cannot be reached is: an outage must lose nothing.
PATIENCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How one attempt ended. `again_at` puts the row back in the queue for that moment, and
    `spared` does not count the attempt; `uncertain` leaves it in flight until its lease runs out;
    `held` keeps it until the person does something after `seen`, their last act when it was claimed,
    or until `again_at` where there is one; unlike `again` it holds up nothing that is said later."""

    outbox_id: int
    result: Literal["sent", "failed", "again", "uncertain", "held"]
    platform_id: str = ""
    why: str = ""
    detail: str = ""
    again_at: datetime | None = None
    spared: bool = False
    blocked: bool = False
    conversation: str = ""
    seen: datetime | None = None


# An answer that comes after the lease ran out is still true: it spares the second sending.
_SENT = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"))
    .where(or_(*(outbox.c.state == state for state in ("sending", "queued", "unknown"))))
    .values(state="sent", platform_id=bindparam("platform"), lease_until=None)
)
_FAILED = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.state == "sending")
    .values(state="failed", lease_until=None)
)
_HELD = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.state == "sending")
    .values(state="held", due_at=bindparam("when"), lease_until=None, attempts=outbox.c.attempts - 1)
)
_AGAIN = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.state == "sending")
    .values(
        state="queued",
        due_at=bindparam("when"),
        attempts=outbox.c.attempts - bindparam("spared", type_=Integer),
        lease_until=None,
    )
)


def settle(connection: Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write down how attempts ended; a person who blocked us is no longer written to."""
    if not outcomes:
        return
    sent = [o for o in outcomes if o.result == "sent"]
    failed = [o for o in outcomes if o.result == "failed"]
    again = [o for o in outcomes if o.result == "again"]
    if sent:
        connection.execute(_SENT, [{"row": o.outbox_id, "platform": o.platform_id} for o in sent])
    if failed:
        connection.execute(_FAILED, [{"row": o.outbox_id} for o in failed])
    if again:
        connection.execute(
            _AGAIN, [{"row": o.outbox_id, "when": o.again_at, "spared": int(o.spared)} for o in again]
        )
    held = [o for o in outcomes if o.result == "held"]
    if held:
        _hold(connection, held, now)
    connection.execute(
        insert(receipts),
        [
            {
                "outbox_id": o.outbox_id,
                "at": now,
                "outcome": o.result,
                "why": o.why,
                "detail": o.detail[:500].replace("\0", ""),
            }
            for o in outcomes
        ],
    )
    blocked = [o.conversation for o in outcomes if o.blocked]
    if blocked:
        connection.execute(
            update(conversations).where(conversations.c.key.in_(blocked)).values(reachable=False)
        )


def _hold(connection: Connection, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Keep these rows until the person's next act; whoever acted since the claim is not kept waiting."""
    connection.execute(_HELD, [{"row": o.outbox_id, "when": o.again_at or SOMEDAY} for o in outcomes])
    keys = {o.conversation for o in outcomes}
    theirs = select(conversations.c.person_id).where(conversations.c.key.in_(keys))
    # Locked as the pump does: an event of this person that is handled right now would not see the mark.
    connection.execute(
        select(people.c.id).where(people.c.id.in_(theirs)).order_by(people.c.id).with_for_update()
    ).all()
    # Read after the lock is ours, in a statement of its own: in the same one PostgreSQL would still give
    # what stood there before we waited.
    acts = connection.execute(
        select(conversations.c.key, conversations.c.interacted_at).where(conversations.c.key.in_(keys))
    )
    acted = {row.key: row.interacted_at for row in acts}
    waiting = {o.conversation for o in outcomes if acted.get(o.conversation) == o.seen}
    if waiting:
        connection.execute(update(conversations).where(conversations.c.key.in_(waiting)).values(held=True))
    release(connection, [key for key in acted if key not in waiting], now)


def recover(connection: Connection, now: datetime) -> tuple[int, int]:
    """Rows whose sender fell silent: replies go out again, broadcasts become `unknown` and are listed.

    No platform has idempotency keys, so whether they arrived cannot be known; a reply twice is
    better than a person left waiting, a broadcast twice is not (`docs/guarantees.md`).
    Returns how many were queued again and how many became unknown.
    """
    silent = (outbox.c.state == "sending") & (outbox.c.lease_until < now)
    lost = (
        connection.execute(select(outbox.c.id).where(silent).where(outbox.c.priority == BULK)).scalars().all()
    )
    if lost:
        connection.execute(
            update(outbox).where(outbox.c.id.in_(lost)).values(state="unknown", lease_until=None)
        )
        connection.execute(
            insert(receipts),
            [{"outbox_id": row, "at": now, "outcome": "unknown", "why": "lease"} for row in lost],
        )
    requeued = connection.execute(
        update(outbox).where(silent).where(outbox.c.priority < BULK).values(state="queued", lease_until=None)
    ).rowcount
    return requeued, len(lost)


def wait_after(attempts: int) -> timedelta:
    """How long a failed row rests: 2 s, 4 s, 8 s ... up to five minutes."""
    return timedelta(seconds=min(300, 2 ** min(attempts, 9)))
