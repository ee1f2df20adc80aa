"""A conversation as it can be shown again: what came in and what went out, in the order of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, select

from handlers.events import Attached, Began, Said, Tapped
from storage import codec
from storage.tables import inbox, outbox

#: A row with a low id can be sent after one with a higher id, so the last ones are told again.
OVERLAP = 20
#: What may have reached the page: a row in flight too, or a page opened at that moment would
#: miss it; the page shows an id once only.
_ARRIVED = ("sending", "sent", "unknown")


@dataclass(frozen=True, slots=True)
class Own:
    """What the person did."""

    id: int
    key: str
    at: datetime
    event: Said | Tapped | Attached | Began


@dataclass(frozen=True, slots=True)
class Sent:
    """What was said to the person, or taken back; `body` is JSON text that only the edge reads."""

    id: int
    at: datetime
    body: str


Entry = TypeVar("Entry", Own, Sent)


@dataclass(frozen=True, slots=True)
class Transcript:
    """`begun` is false when the person never did anything, not even open the page."""

    entries: tuple[Own | Sent, ...]
    begun: bool


def read(
    connection: Connection, conversation: str, after_in: int, after_out: int, limit: int = 200
) -> Transcript:
    """At most `limit` of the newest entries with greater ids, and always the last few."""
    came = (
        select(inbox.c.id, inbox.c.update_key, inbox.c.received_at, inbox.c.event)
        .where(inbox.c.conversation == conversation)
        .order_by(inbox.c.id.desc())
        .limit(limit)
    )
    went = (
        select(outbox.c.id, outbox.c.due_at, outbox.c.body)
        .where(outbox.c.conversation == conversation)
        .where(outbox.c.kind.in_(("say", "strip", "edit")), outbox.c.state.in_(_ARRIVED))
        .order_by(outbox.c.id.desc())
        .limit(limit)
    )
    own = [
        Own(row.id, row.update_key, row.received_at, event)
        for row in connection.execute(came)
        if isinstance(event := codec.read_event(row.event), Said | Tapped | Attached | Began)
    ]
    sent = [Sent(row.id, row.due_at, row.body) for row in connection.execute(went)]
    entries: list[Own | Sent] = [*_unseen(own, after_in), *_unseen(sent, after_out)]
    entries.sort(key=lambda entry: (entry.at, isinstance(entry, Sent), entry.id))
    return Transcript(tuple(entries[-limit:]), begun=bool(own))


def _unseen(newest_first: Sequence[Entry], after: int) -> list[Entry]:
    return [entry for place, entry in enumerate(newest_first) if place < OVERLAP or entry.id > after]
