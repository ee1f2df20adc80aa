"""The part of a batch that changes who holds which post: ends, hand-overs, stand-ins, revoked invites."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from handlers.officers import effects as o
from storage.tables import delegations, initiatives, invites, officers

if TYPE_CHECKING:
    from storage.apply.batch import Batch


def write(connection: Connection, batch: Batch) -> None:
    """Everything in its order; what was done already stays done."""
    for turn, effect in batch.posts:
        at = turn.event.at
        match effect:
            case o.RevokeInvite(invite_id):
                unused = (invites.c.id == invite_id) & invites.c.used_at.is_(None)
                connection.execute(update(invites).where(unused).values(revoked_at=at))
            case o.EndPost(post_id):
                end(connection, post_id, at)
            case o.HandOver(post_id, person_id):
                _hand_over(connection, post_id, person_id, at)
            case o.Delegate(post_id, person_id, starts, ends):
                values = {"officer_id": post_id, "person_id": person_id, "starts": starts, "ends": ends}
                connection.execute(insert(delegations).values(**values, made_at=at))
            case o.EndDelegation(delegation_id):
                running = (delegations.c.id == delegation_id) & (delegations.c.ends > at)
                connection.execute(update(delegations).where(running).values(ends=at))
            case _:
                assert_never(effect)


def end(connection: Connection, post_id: int, at: datetime) -> None:
    """The post is nobody's from now on; its holder's claims are anybody's again, and stand-ins stop."""
    holder = connection.scalar(
        update(officers)
        .where(officers.c.id == post_id, officers.c.until.is_(None))
        .values(until=at)
        .returning(officers.c.person_id)
    )
    if holder is None:
        return
    connection.execute(
        update(delegations)
        .where(delegations.c.officer_id == post_id, delegations.c.ends > at)
        .values(ends=at)
    )
    free = {"claimed_by": None, "claimed_until": None}
    connection.execute(update(initiatives).where(initiatives.c.claimed_by == holder).values(free))


def _hand_over(connection: Connection, post_id: int, person_id: int, at: datetime) -> None:
    post = connection.execute(
        select(officers).where(officers.c.id == post_id, officers.c.until.is_(None)).with_for_update()
    ).first()
    if post is None:
        return
    taken = initiatives.c.claimed_by == post.person_id
    connection.execute(update(initiatives).where(taken).values(claimed_by=person_id))
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = dialect.insert(officers).values(person_id=person_id, unit_id=post.unit_id, role=post.role, since=at)
    keys = ["person_id", "unit_id", "role"]
    connection.execute(row.on_conflict_do_update(index_elements=keys, set_={"until": None, "since": at}))
    end(connection, post_id, at)
    # Whoever takes over needs no stand-in of their own for it.
    idle = (delegations.c.officer_id == post_id) & (delegations.c.starts >= at)
    connection.execute(delete(delegations).where(idle))
