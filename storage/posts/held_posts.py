"""The posts people hold at a moment, their own and those they stand in for."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, false, func, literal, select, union_all

from handlers.person import Post, Role
from storage.tables import delegations, officers, people, units

_away = people.alias("away")
_OWN = (
    select(
        officers.c.id,
        officers.c.person_id,
        officers.c.unit_id,
        officers.c.role,
        units.c.name,
        literal("").label("for_name"),
        delegations.c.starts,
        delegations.c.ends,
    )
    .select_from(officers.join(units, units.c.id == officers.c.unit_id).outerjoin(delegations, false()))
    .where(officers.c.person_id.in_(bindparam("people", expanding=True)), officers.c.until.is_(None))
)
_STOOD_IN = (
    select(
        officers.c.id,
        delegations.c.person_id,
        officers.c.unit_id,
        officers.c.role,
        units.c.name,
        func.coalesce(_away.c.name, "?").label("for_name"),
        delegations.c.starts,
        delegations.c.ends,
    )
    .select_from(
        delegations.join(officers, officers.c.id == delegations.c.officer_id)
        .join(units, units.c.id == officers.c.unit_id)
        .join(_away, _away.c.id == officers.c.person_id)
    )
    .where(delegations.c.person_id.in_(bindparam("people", expanding=True)), officers.c.until.is_(None))
    .where(delegations.c.ends > bindparam("earliest"))
)
_POSTS = union_all(_OWN, _STOOD_IN)
_NEVER = datetime(9999, 12, 31, tzinfo=UTC)


def posts_of(
    connection: Connection, moments: Mapping[int, datetime] | Iterable[int]
) -> dict[int, tuple[Post, ...]]:
    """The posts people hold, their own first; with a moment for each also those they stand in for then."""
    wanted: Mapping[int, datetime | None]
    wanted = moments if isinstance(moments, Mapping) else dict.fromkeys(moments)
    if not wanted:
        return {}
    # Nobody stands in for anyone at the end of time.
    earliest = min((at for at in wanted.values() if at is not None), default=_NEVER)
    posts: dict[int, tuple[Post, ...]] = {}
    rows = connection.execute(_POSTS, {"people": list(wanted), "earliest": earliest}).all()
    for row in sorted(rows, key=lambda row: (row.starts is not None, row.id)):
        at = wanted[row.person_id]
        if row.starts is not None and (at is None or not row.starts <= at < row.ends):
            continue
        post = Post(row.unit_id, row.name, Role(row.role), row.id, row.for_name)
        posts[row.person_id] = (*posts.get(row.person_id, ()), post)
    return posts
