"""Whose posts reach an audience: who may write to it, and who else may agree."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, union_all

from handlers.broadcasts import broadcasting
from handlers.officers.officer import Officer
from handlers.person import Person
from storage.posts.officers import paths_of, reaches
from storage.tables import delegations, officers, people, units

#: How many second officers are asked, the nearest first.
ASKED = 8
_ROLES = [role.value for role in broadcasting.COMPOSES]


def branches(connection: Connection, person: Person) -> tuple[str, ...]:
    """The branches of the tree that somebody may write to, as paths."""
    posts = broadcasting.composing_posts(person)
    paths = paths_of(connection, {post.unit_id for post in posts})
    # A unit without a path (half an import) must reach nothing: "" is the beginning of every path.
    return tuple(sorted({path for path in paths.values() if path}))


def may_reach(connection: Connection, person: Person, unit_ids: Iterable[int]) -> bool:
    """Whether all of these units lie in branches that somebody may write to."""
    wanted = set(unit_ids)
    paths = paths_of(connection, wanted)
    own = branches(connection, person)
    return bool(wanted) and len(paths) == len(wanted) and all(reaches(own, path) for path in paths.values())


def seconds(connection: Connection, unit_id: int, besides: int | None, now: datetime) -> tuple[Officer, ...]:
    """Who else may write to this unit and all below it, by a post or standing in for one, the nearest units'
    officers first."""
    path = paths_of(connection, [unit_id]).get(unit_id, "")
    chain = [int(part) for part in path.split("/") if part]
    if not chain:
        return ()
    fitting = officers.c.unit_id.in_(chain), officers.c.until.is_(None), officers.c.role.in_(_ROLES)
    held = select(officers.c.person_id, officers.c.unit_id).where(*fitting)
    stood_in = (
        select(delegations.c.person_id, officers.c.unit_id)
        .join(officers, officers.c.id == delegations.c.officer_id)
        .where(*fitting, delegations.c.starts <= now, delegations.c.ends > now)
    )
    found = union_all(held, stood_in).subquery()
    rows: list[Any] = list(
        connection.execute(
            select(found.c.person_id, people.c.language, units.c.path)
            .join(people, people.c.id == found.c.person_id)
            .join(units, units.c.id == found.c.unit_id)
        )
    )
    rows.sort(key=lambda row: (-len(row.path), row.person_id))
    others = {row.person_id: Officer(row.person_id, row.language) for row in rows if row.person_id != besides}
    return tuple(others.values())[:ASKED]
