"""The part of a batch that makes codes for groups and connects those that bring one."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sqlalchemy import Connection, delete, insert, update

from handlers.broadcasts.group_effects import ConnectGroup, MakeGroupCode
from storage.campaigns import groups
from storage.tables import group_codes

if TYPE_CHECKING:
    from storage.apply.batch import Batch


def write(connection: Connection, batch: Batch) -> bool:
    """False when a code was used meanwhile. An officer's new code takes the place of their last."""
    for turn, effect in batch.groups:
        at, here = turn.event.at, turn.event.conversation
        match effect:
            case MakeGroupCode(code_hash, unit_id, expires_at):
                officer = turn.look.speaker.person.id
                unused = (group_codes.c.made_by == officer) & group_codes.c.used_at.is_(None)
                connection.execute(delete(group_codes).where(unused))
                values = {"unit_id": unit_id, "made_by": officer, "conversation": here}
                row = insert(group_codes).values(code_hash=code_hash, expires_at=expires_at, **values)
                connection.execute(row)
            case ConnectGroup(code_hash, unit_id, name):
                free = (group_codes.c.code_hash == code_hash) & group_codes.c.used_at.is_(None)
                spent = update(group_codes).where(free).values(used_at=at).returning(group_codes.c.made_by)
                officers = connection.scalars(spent).all()
                if not officers:
                    return False
                groups.add(connection, here, name, unit_id, officers[0], at)
            case _:
                assert_never(effect)
    return True
