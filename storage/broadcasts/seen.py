"""How many messages of a broadcast were read, where a channel tells: one number for all, never by person."""

import hmac
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import broadcasts, inbox, outbox

#: One call tells of no more messages than this; the rest of it is no receipt of ours.
MOST = 100


def count(connection: Connection, lane: str, platform_ids: Sequence[str], secret: str, now: datetime) -> int:
    """Raise the broadcasts' counts by these messages, each once however often it is told; how many counted.

    Who read is kept nowhere: what is remembered against counting twice is a hash that nobody without the
    `secret` can tie to a message.
    """
    wanted = list(dict.fromkeys(platform_ids))[:MOST]
    if not wanted:
        return 0
    found = connection.execute(
        select(outbox.c.platform_id, outbox.c.broadcast_id)
        .where(outbox.c.platform_id.in_(wanted), outbox.c.broadcast_id.is_not(None))
        .where(outbox.c.lane == lane, outbox.c.person_id.is_not(None))
    ).all()
    counted = 0
    for row in found:
        if _is_new(connection, lane, row.platform_id, secret, now):
            raised = broadcasts.c.seen + 1
            connection.execute(
                update(broadcasts).where(broadcasts.c.id == row.broadcast_id).values(seen=raised)
            )
            counted += 1
    return counted


def _is_new(connection: Connection, lane: str, platform_id: str, secret: str, now: datetime) -> bool:
    """Told of for the first time; the inbox's unique key remembers it for good."""
    channel, _, account = lane.partition(":")
    key = hmac.new(secret.encode(), f"seen:{lane}:{platform_id}".encode(), "sha256").hexdigest()
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = dialect.insert(inbox).values(
        channel=channel,
        account=account,
        update_key=f"seen:{key}",
        conversation="",
        event="{}",
        # The day is enough: to the second it would name the reader again.
        received_at=now.replace(hour=0, minute=0, second=0, microsecond=0),
        state="done",
    )
    return connection.execute(row.on_conflict_do_nothing().returning(inbox.c.id)).first() is not None
