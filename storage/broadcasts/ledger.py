"""The ledger of broadcasts when two persons turn out to be one."""

from sqlalchemy import Connection, delete, select, update

from storage.tables import broadcasts, outbox, recipients


def merge(connection: Connection, kept: int, other: int) -> None:
    """`kept` takes the other's place in every broadcast; what was expected falls by one where both had one.

    What was queued counts before what still waits, so that the sum of outcomes stays what was expected.
    """
    found: dict[int, dict[int, str]] = {}
    both = select(recipients).where(recipients.c.person_id.in_((kept, other)))
    for row in connection.execute(both):
        found.setdefault(row.broadcast_id, {})[row.person_id] = row.state
    for broadcast_id, states in found.items():
        if len(states) == 2:
            loser = kept if states[kept] != "queued" and states[other] == "queued" else other
            _drop(connection, broadcast_id, loser)
            _keep_one(connection, broadcast_id, kept)
    connection.execute(update(recipients).where(recipients.c.person_id == other).values(person_id=kept))


def _drop(connection: Connection, broadcast_id: int, person_id: int) -> None:
    lost = recipients.c.broadcast_id == broadcast_id, recipients.c.person_id == person_id
    connection.execute(delete(recipients).where(*lost))
    fewer = update(broadcasts).where(broadcasts.c.id == broadcast_id)
    # While it is being prepared nothing is counted yet.
    connection.execute(fewer.where(broadcasts.c.expected > 0).values(expected=broadcasts.c.expected - 1))


def _keep_one(connection: Connection, broadcast_id: int, person_id: int) -> None:
    """Of two messages of one broadcast the one that went out, or may have, is what became of it."""
    rows = connection.execute(
        select(outbox.c.id, outbox.c.state)
        .where(outbox.c.broadcast_id == broadcast_id, outbox.c.person_id == person_id)
        .order_by(outbox.c.id)
    ).all()
    spare = sorted(rows, key=lambda row: row.state == "cancelled")[1:]
    if spare:
        ids = [row.id for row in spare]
        connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(broadcast_id=None))
