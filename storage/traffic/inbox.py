"""What came in: stored before it is acknowledged, taken one per conversation, in order."""

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from handlers.events import Event
from handlers.values import dataclass
from storage import codec
from storage.database.bulk import Bulk
from storage.tables import inbox, offsets

#: How often an event may fail before it is put aside.
ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """An inbox row in hand."""

    id: int
    key: str
    attempts: int
    event: Event


_waiting = inbox.alias("earlier")
# Head of line: an event is due only when nothing earlier of its conversation waits.
_HEADS = (
    select(inbox.c.id, inbox.c.update_key, inbox.c.attempts, inbox.c.event)
    .where(inbox.c.state == "waiting")
    .where(
        ~select(_waiting.c.id)
        .where(_waiting.c.state == "waiting")
        .where(_waiting.c.conversation == inbox.c.conversation)
        .where(_waiting.c.id < inbox.c.id)
        .exists()
    )
    .order_by(inbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
)
_DONE = update(inbox).where(inbox.c.id.in_(bindparam("rows", expanding=True))).values(state="done")
_STORED = ("channel", "account", "update_key", "conversation", "event", "received_at")
_STORE = {
    dialect.__name__: Bulk(dialect.insert(inbox).on_conflict_do_nothing(), _STORED)
    for dialect in (postgresql, sqlite)
}
_FAILED = (
    update(inbox)
    .where(inbox.c.id == bindparam("row"))
    .values(attempts=inbox.c.attempts + 1, state=bindparam("new_state"), error=bindparam("new_error"))
)


def store(
    connection: Connection,
    channel: str,
    account: str,
    received: Sequence[tuple[str, Event]],
    position: str | None = None,
) -> int:
    """Keep events under their keys and, for a polled account, its new position; how many were new.

    A key seen before changes nothing, for good.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = 0
    if received:
        rows = [
            {
                "channel": channel,
                "account": account,
                "update_key": key,
                "conversation": event.conversation,
                "event": codec.write_event(event),
                "received_at": event.at,
            }
            for key, event in received
        ]
        new = _STORE[dialect.__name__].run(connection, rows)
    if position is not None:
        keep = dialect.insert(offsets).values(channel=channel, account=account, position=position)
        connection.execute(
            keep.on_conflict_do_update(index_elements=["channel", "account"], set_={"position": position})
        )
    return new


def offset(connection: Connection, channel: str, account: str) -> str | None:
    """The committed position of a polled account."""
    found: str | None = connection.scalar(
        select(offsets.c.position).where(offsets.c.channel == channel, offsets.c.account == account)
    )
    return found


def take(connection: Connection, most: int) -> list[Taken]:
    """Up to `most` due events, each of another conversation, locked until the transaction ends."""
    rows = connection.execute(_HEADS, {"most": most}).all()
    return [Taken(row.id, row.update_key, row.attempts, codec.read_event(row.event)) for row in rows]


def finish(connection: Connection, ids: Sequence[int]) -> None:
    if ids:
        connection.execute(_DONE, {"rows": list(ids)})


def fail(connection: Connection, taken: Taken, error: str) -> bool:
    """Count a failure; whether the event was put aside now, so that the conversation can go on."""
    parked = taken.attempts + 1 >= ATTEMPTS
    # A traceback may quote what a person sent, and PostgreSQL cannot keep NUL in text.
    words = error[-4000:].replace("\0", "")
    connection.execute(
        _FAILED, {"row": taken.id, "new_state": "parked" if parked else "waiting", "new_error": words}
    )
    return parked


def waiting(connection: Connection) -> int:
    """How many events are still to be handled."""
    return connection.scalar(select(func.count()).where(inbox.c.state == "waiting")) or 0
