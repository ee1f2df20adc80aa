"""Stopping a broadcast, holding it, and letting it go on."""

from datetime import datetime

from sqlalchemy import Connection, and_, delete, exists, func, select, update

from storage.tables import broadcasts, outbox, recipients

#: From which states a broadcast can still be stopped, and held.
STOPPABLE = ("draft", "asking", "due", "preparing", "sending", "paused", "done")
HOLDABLE = ("due", "preparing", "sending", "done")


def stop(connection: Connection, broadcast_id: int, now: datetime) -> bool:
    """Nobody more gets it, but for what is in a sender's hands already; false when it had ended.

    Who was queued and not begun counts as skipped, so that it uses up nobody's share of messages.
    """
    stopped = connection.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id, broadcasts.c.state.in_(STOPPABLE))
        .where(broadcasts.c.ended_at.is_(None))
        .values(state="stopped", ended_at=now)
    )
    if stopped.rowcount == 0:
        return False
    connection.execute(
        update(recipients)
        .where(recipients.c.broadcast_id == broadcast_id, recipients.c.state == "waiting")
        .values(state="skipped", why="stopped", at=now)
    )
    unsent = and_(outbox.c.broadcast_id == broadcast_id, outbox.c.state.in_(["queued", "paused"]))
    not_begun = exists(select(outbox.c.id).where(unsent, outbox.c.person_id == recipients.c.person_id))
    connection.execute(
        update(recipients)
        .where(recipients.c.broadcast_id == broadcast_id, recipients.c.state == "queued", not_begun)
        .values(state="skipped", why="stopped", at=now)
    )
    connection.execute(delete(outbox).where(unsent))
    # Stopped in the middle of writing people down, it was meant for those who stand there by now.
    meant = select(func.count()).where(recipients.c.broadcast_id == broadcast_id).scalar_subquery()
    connection.execute(update(broadcasts).where(broadcasts.c.id == broadcast_id).values(expected=meant))
    return True


def pause(connection: Connection, broadcast_id: int) -> bool:
    """Hold it where it is; false when it is not under way."""
    held = connection.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id, broadcasts.c.state.in_(HOLDABLE))
        .where(broadcasts.c.ended_at.is_(None))
        .values(paused=broadcasts.c.state, state="paused")
    )
    if held.rowcount == 0:
        return False
    connection.execute(
        update(outbox)
        .where(outbox.c.broadcast_id == broadcast_id, outbox.c.state == "queued")
        .values(state="paused")
    )
    return True


def resume(connection: Connection, broadcast_id: int, now: datetime) -> bool:
    """Go on from there; false when it was not held."""
    freed = connection.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id, broadcasts.c.state == "paused")
        .values(state=broadcasts.c.paused, paused="")
    )
    if freed.rowcount == 0:
        return False
    connection.execute(
        update(outbox)
        .where(outbox.c.broadcast_id == broadcast_id, outbox.c.state == "paused")
        .values(state="queued", due_at=now)
    )
    return True
