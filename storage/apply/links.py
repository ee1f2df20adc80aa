"""The part of a batch that joins persons, takes conversations apart and chooses among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, and_, case, delete, insert, literal, update

from handlers.linking import PAUSE
from storage import merging, parting
from storage.tables import conversations, links, people

if TYPE_CHECKING:
    from storage.apply.batch import Batch


def write(connection: Connection, batch: Batch) -> None:
    """New codes in the place of older unused ones, and wrong ones counted by the hour."""
    for turn, code in batch.codes:
        person = turn.look.speaker.person.id
        connection.execute(delete(links).where(links.c.person_id == person, links.c.used_at.is_(None)))
        connection.execute(
            insert(links).values(
                code_hash=code.code_hash,
                person_id=person,
                conversation=turn.event.conversation,
                made_at=turn.event.at,
                expires_at=code.expires_at,
            )
        )
    for turn in batch.missed:
        at = turn.event.at
        # Without its type SQLite would keep the local time as if it were UTC.
        moment = literal(at, conversations.c.tries_at.type)
        running = and_(conversations.c.tries_at.is_not(None), conversations.c.tries_at > at - PAUSE)
        connection.execute(
            update(conversations)
            .where(conversations.c.key == turn.event.conversation)
            .values(
                tries=case((running, conversations.c.tries + 1), else_=1),
                tries_at=case((running, conversations.c.tries_at), else_=moment),
            )
        )


def settle(connection: Connection, batch: Batch) -> bool:
    """Who is who from now on; false when a code was used or a conversation taken meanwhile."""
    for turn, merge in batch.merges:
        here, at = turn.event.conversation, turn.event.at
        used = merging.use(connection, merge.code_hash, turn.look.speaker.person.id, here, at)
        if not used or not merging.merge(connection, merge.kept, merge.other, here, at):
            return False
    for turn, cut in batch.cuts:
        person, here = turn.look.speaker.person.id, turn.event.conversation
        if not parting.cut(connection, person, cut.conversation, here, turn.event.at):
            return False
    for turn, chosen in batch.channels:
        pinned = chosen.conversation is not None
        connection.execute(
            update(people)
            .where(people.c.id == turn.look.speaker.person.id)
            .values(conversation=chosen.conversation or turn.event.conversation, chosen=pinned)
        )
    return True
