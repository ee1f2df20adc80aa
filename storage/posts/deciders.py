"""The officers who decide at a level, from an initiative's unit upwards."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select, union_all

from handlers.initiative import Level
from handlers.officers.officer import Officer
from handlers.officers.rights import DECIDES
from storage.posts.officers import paths_of
from storage.tables import delegations, officers, people, units

#: Officers unit by unit, the nearest unit first; units without any are left out.
Chain = tuple[tuple[Officer, ...], ...]

_ROLES: Final = {
    level: [role.value for role, levels in DECIDES.items() if level in levels]
    for level in (Level.GRASSROOTS, Level.UPPER)
}


def chains(
    connection: Connection, unit_ids: Iterable[int | None], level: Level, now: datetime
) -> dict[int | None, Chain]:
    """For each unit the officers who may decide at this level, whoever stands in for
    them now among them; for no unit (None) those at the roots."""
    wanted = set(unit_ids)
    paths = paths_of(connection, [unit for unit in wanted if unit is not None])
    ways: dict[int | None, list[int]] = {unit: _upwards(path) for unit, path in paths.items()}
    if None in wanted:
        roots = select(units.c.id).where(units.c.parent_id.is_(None), units.c.until.is_(None))
        ways[None] = list(connection.scalars(roots.order_by(units.c.id)))
    posted = _posted(connection, {unit for way in ways.values() for unit in way}, _ROLES[level], now)
    return {unit: tuple(posted[one] for one in way if one in posted) for unit, way in ways.items()}


def _upwards(path: str) -> list[int]:
    return [int(part) for part in path.split("/") if part][::-1]


def _posted(
    connection: Connection, unit_ids: Iterable[int], roles: Sequence[str], now: datetime
) -> dict[int, tuple[Officer, ...]]:
    held = officers.c.unit_id.in_(list(unit_ids)) & officers.c.role.in_(roles) & officers.c.until.is_(None)
    away = (delegations.c.starts <= now) & (delegations.c.ends > now)
    holders = select(officers.c.unit_id, officers.c.id.label("post"), officers.c.person_id).where(held)
    standing_in = (
        select(officers.c.unit_id, officers.c.id, delegations.c.person_id)
        .join(delegations, delegations.c.officer_id == officers.c.id)
        .where(held, away)
    )
    both = union_all(holders, standing_in).subquery()
    rows = connection.execute(
        select(both.c.unit_id, people.c.id, people.c.language)
        .join(people, people.c.id == both.c.person_id)
        .order_by(both.c.post, people.c.id)
    )
    posted: dict[int, tuple[Officer, ...]] = {}
    for row in rows:
        officer = Officer(row.id, row.language)
        if officer not in posted.get(row.unit_id, ()):
            posted[row.unit_id] = (*posted.get(row.unit_id, ()), officer)
    return posted
