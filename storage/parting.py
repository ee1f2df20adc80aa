"""Makes a stranger of a conversation that its person cuts off."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from handlers.speaker import Home
from storage import codec
from storage.tables import conversations, links, people
from storage.tables import outbox as outbox_rows


def cut(connection: Connection, person: int, key: str, here: str, at: datetime) -> bool:
    """Make this conversation a stranger's; false when it is not the person's, or their only one.

    What was still to be said there to the person is not said any more: nobody knows who reads it.
    """
    left = (
        select(conversations.c.key)
        .where(conversations.c.person_id == person, conversations.c.key != key)
        .order_by(conversations.c.reachable.desc(), conversations.c.last_at.desc(), conversations.c.key)
    )
    others = list(connection.scalars(left))
    owner = select(people.c.language, people.c.conversation, people.c.chosen)
    mine = connection.execute(owner.where(people.c.id == person).with_for_update()).first()
    if mine is None or not others:
        return False
    stranger = connection.execute(
        insert(people).values(created_at=at, conversation=key, language=mine.language).returning(people.c.id)
    ).scalar_one()
    parted: dict[str, Any] = {"person_id": stranger, "place": codec.write_place(Home())}
    parted |= {} if key == here else {"offered": "[]"}
    moved = update(conversations).where(conversations.c.key == key, conversations.c.person_id == person)
    if connection.execute(moved.values(parted)).rowcount != 1:
        return False
    if key == mine.conversation:
        elsewhere = {"conversation": others[0], "chosen": False}
        connection.execute(update(people).where(people.c.id == person).values(elsewhere))
    unsaid = (outbox_rows.c.conversation == key) & (outbox_rows.c.person_id == person)
    unsaid &= outbox_rows.c.state.in_(["queued", "held"]) & (outbox_rows.c.queued_at < at)
    connection.execute(update(outbox_rows).where(unsaid).values(state="cancelled"))
    connection.execute(delete(links).where(links.c.conversation == key, links.c.used_at.is_(None)))
    return True
