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
                revoke(connection, invite_id, at)
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


def revoke(connection: Connection, invite_id: int, at: datetime) -> None:
    """The invite opens nothing from now on; one that was used stays used."""
    unused = invites.c.used_at.is_(None) & invites.c.revoked_at.is_(None)
    connection.execute(update(invites).where(invites.c.id == invite_id, unused).values(revoked_at=at))


def end(connection: Connection, post_id: int, at: datetime, heir: int | None = None) -> None:
    """The post is nobody's from now on: stand-ins stop, and what its holder and they had taken up is
    anybody's again, but for the `heir`'s. Whoever has no post left stands in for nobody either."""
    holder = connection.scalar(
        update(officers)
        .where(officers.c.id == post_id, officers.c.until.is_(None))
        .values(until=at)
        .returning(officers.c.person_id)
    )
    if holder is None:
        return
    left = select(officers.c.id).where(officers.c.person_id == holder, officers.c.until.is_(None)).limit(1)
    stopped = delegations.c.officer_id == post_id
    if connection.scalar(left) is None:
        stopped = stopped | (delegations.c.person_id == holder)
    running = stopped & (delegations.c.ends > at)
    stand_ins = set(connection.scalars(select(delegations.c.person_id).where(running)))
    connection.execute(delete(delegations).where(running, delegations.c.starts > at))
    connection.execute(update(delegations).where(running).values(ends=at))
    free = {"claimed_by": None, "claimed_until": None}
    held = initiatives.c.claimed_by.in_({holder, *stand_ins} - {heir})
    connection.execute(update(initiatives).where(held).values(free))


def _hand_over(connection: Connection, post_id: int, person_id: int, at: datetime) -> None:
    post = connection.execute(
        select(officers).where(officers.c.id == post_id, officers.c.until.is_(None)).with_for_update()
    ).first()
    if post is None:
        return
    taken = initiatives.c.claimed_by == post.person_id
    connection.execute(update(initiatives).where(taken).values(claimed_by=person_id))
    take_up(connection, person_id, post.unit_id, post.role, at)
    end(connection, post_id, at, heir=person_id)


def take_up(connection: Connection, person_id: int, unit_id: int, role: str, at: datetime) -> None:
    """The post is this person's from now on; who holds it already holds it since they began."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = dialect.insert(officers).values(person_id=person_id, unit_id=unit_id, role=role, since=at)
    keys = ["person_id", "unit_id", "role"]
    ended = officers.c.until.is_not(None)
    connection.execute(
        row.on_conflict_do_update(index_elements=keys, set_={"until": None, "since": at}, where=ended)
    )
