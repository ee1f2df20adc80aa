"""Things to do to the world: queued with the facts, claimed one per conversation, in order."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from handlers.values import dataclass
from storage.database.bulk import Bulk
from storage.tables import outbox

REPLY, BULK = 0, 5
#: How long a claimed row may be silent before its sender is taken for dead.
LEASE = timedelta(seconds=60)
#: The due time of what is held until its person does something, whenever that is.
SOMEDAY = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing to do, before it has an id. `body` is JSON text that only the edge reads."""

    kind: str
    lane: str
    conversation: str
    body: str
    queued_at: datetime
    due_at: datetime
    person_id: int | None = None
    about: str = ""
    priority: int = REPLY
    dedupe_key: str | None = None
    broadcast_id: int | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A row in a sender's hands."""

    id: int
    kind: str
    lane: str
    conversation: str
    body: str
    priority: int
    attempts: int


def lane_of(conversation: str) -> str:
    """The account that serves a conversation: the first two parts of its name."""
    return ":".join(conversation.split(":", 2)[:2])


def ordered(kind: str, conversation: str, once: str, body: str, at: datetime) -> Row:
    """A file that is to be made and sent to a conversation, once under this name. It stands in a line of its
    own, so that no answer waits until it is made."""
    lane = lane_of(conversation)
    return Row(
        kind=kind,
        lane=lane,
        conversation=f"{lane}:{kind} {once}",
        body=body,
        queued_at=at,
        due_at=at,
        dedupe_key=f"{kind}:{once}",
    )


def _fields(row: Row) -> dict[str, object]:
    return {name: getattr(row, name) for name in Row.__slots__}


_ADD = Bulk(insert(outbox), Row.__slots__)


def add(connection: Connection, rows: Sequence[Row]) -> int:
    """Queue rows in their order; one whose dedupe key was used before is left out. How many were new."""
    new = 0
    # Neighbours of one sort go together: a later row must not get a smaller id than an earlier one.
    for keyed, group in groupby(rows, key=lambda row: row.dedupe_key is not None):
        fields = [_fields(row) for row in group]
        if not keyed:
            _ADD.run(connection, fields)
            new += len(fields)
            continue
        dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
        statement = dialect.insert(outbox).on_conflict_do_nothing()
        # Without the option PostgreSQL answers -1 for more than one row.
        new += connection.execute(statement, fields, execution_options={"preserve_rowcount": True}).rowcount
    return new


_other = outbox.alias("other")
# Nothing of the same conversation is in flight, and nothing of it comes before this in the queue;
# the order is total (priority, id), so a claim can never hold two rows of one conversation.
_before = or_(
    _other.c.priority < outbox.c.priority,
    (_other.c.priority == outbox.c.priority) & (_other.c.id < outbox.c.id),
)
_first = ~(
    select(_other.c.id)
    .where(_other.c.conversation == outbox.c.conversation)
    .where(or_(_other.c.state == "sending", (_other.c.state == "queued") & _before))
    .exists()
)
_due = (
    select(outbox.c.id)
    .where(outbox.c.state == "queued")
    .where(outbox.c.lane == bindparam("lane_name"))
    .where(outbox.c.priority <= bindparam("least_urgent"))
    .where(outbox.c.due_at <= bindparam("now"))
    .where(or_(outbox.c.until.is_(None), outbox.c.until > bindparam("now")))
    .where(_first)
    .order_by(outbox.c.priority, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    # A plain sub-select may be run again for each row by PostgreSQL, and then locks more than `most`.
    .cte("due")
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(select(_due.c.id)))
    .where(outbox.c.state == "queued")
    .values(state="sending", lease_until=bindparam("leased"), attempts=outbox.c.attempts + 1)
    .returning(
        outbox.c.id,
        outbox.c.kind,
        outbox.c.lane,
        outbox.c.conversation,
        outbox.c.body,
        outbox.c.priority,
        outbox.c.attempts,
    )
)


def claim(
    connection: Connection, lane: str, now: datetime, most: int, *, least_urgent: int = BULK
) -> list[Claimed]:
    """Up to `most` due rows of a lane, replies first, at most one per conversation.

    They are marked as being sent in the caller's transaction, which must be committed before
    the first byte leaves: a row found `sending` after a crash may have arrived.
    """
    found = connection.execute(
        _CLAIM,
        {"lane_name": lane, "now": now, "most": most, "least_urgent": least_urgent, "leased": now + LEASE},
    ).all()
    claimed = [Claimed(**row._mapping) for row in found]
    return sorted(claimed, key=lambda row: (row.priority, row.id))


def next_due(connection: Connection, lanes: Iterable[str], after: datetime) -> datetime | None:
    """When the next reply of these lanes falls due; one that is due already waits for its turn only.

    Bulk is left out: looking through a whole campaign's queue would take tens of milliseconds.
    """
    found: datetime | None = connection.scalar(
        select(func.min(outbox.c.due_at))
        .where(outbox.c.state == "queued", outbox.c.lane.in_(list(lanes)))
        .where(outbox.c.priority < BULK, outbox.c.due_at > after)
    )
    return found


def platform_id(connection: Connection, outbox_id: int) -> str:
    """The platform's id of what this row showed, or "" if it was not sent."""
    return (
        connection.scalar(
            select(outbox.c.platform_id).where(outbox.c.id == outbox_id, outbox.c.state == "sent")
        )
        or ""
    )


def strike(connection: Connection, person_ids: Sequence[int], *, reason: str = "cancelled") -> int:
    """Cancel what campaigns queued for these people and nobody has begun to send."""
    return connection.execute(
        update(outbox)
        .where(outbox.c.person_id.in_(person_ids))
        .where(outbox.c.priority == BULK)
        .where(outbox.c.state.in_(["queued", "paused"]))
        .values(state=reason)
    ).rowcount


def release(connection: Connection, conversations: Sequence[str], now: datetime) -> None:
    """What was held until these people did something may go out, before anything that is said now."""
    connection.execute(
        update(outbox)
        .where(outbox.c.conversation.in_(conversations), outbox.c.state == "held")
        .values(state="queued", due_at=now)
    )


def wake(connection: Connection, now: datetime) -> int:
    """Queue again what was held only until a moment that has come (a template's morning); how many."""
    return connection.execute(
        update(outbox).where(outbox.c.state == "held", outbox.c.due_at <= now).values(state="queued")
    ).rowcount


def queued(connection: Connection) -> int:
    """How many rows still have to leave."""
    return connection.scalar(select(func.count()).where(outbox.c.state.in_(["queued", "sending"]))) or 0
