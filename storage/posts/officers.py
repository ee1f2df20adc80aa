"""Posts and what they reach, and who is told of a submission."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handlers.officers.officer import Officer
from handlers.officers.rights import DECIDES
from handlers.speaker import Asked
from storage.tables import officers, people, units

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
#: Helpers, observers and administrators hear of nothing that they cannot decide.
_DECIDING = [role.value for role, levels in DECIDES.items() if levels]


def scopes(connection: Connection, asked: Iterable[Asked]) -> dict[int, tuple[str, ...]]:
    """The branches of the tree that each speaker's posts reach, as paths, by person."""
    posts = {one.speaker.person.id: {post.unit_id for post in one.speaker.person.posts} for one in asked}
    paths = paths_of(connection, {unit for held in posts.values() for unit in held})
    # A unit without a path (half an import) must reach nothing: "" is the beginning of every path.
    return {
        person: tuple(sorted(paths[unit] for unit in held if paths[unit])) for person, held in posts.items()
    }


def paths_of(connection: Connection, unit_ids: Iterable[int]) -> dict[int, str]:
    """Where units stand in the tree."""
    wanted = list(unit_ids)
    if not wanted:
        return {}
    rows = connection.execute(select(units.c.id, units.c.path).where(units.c.id.in_(wanted)))
    return {row.id: row.path for row in rows}


def reaches(scope: Sequence[str], path: str) -> bool:
    """Whether a unit at `path` belongs to one of these branches."""
    return any(path.startswith(branch) for branch in scope)


def officers_for(connection: Connection, unit_ids: Iterable[int | None]) -> dict[int | None, list[Officer]]:
    """Who is told of a submission from each unit: its deciding officers, or those of the nearest unit above
    that has any; for an initiative without a unit (None) those at the root."""
    wanted = set(unit_ids)
    paths = paths_of(connection, [unit for unit in wanted if unit is not None])
    above = {unit: _ids(path) for unit, path in paths.items()}
    if None in wanted:
        roots = connection.scalars(select(units.c.id).where(units.c.parent_id.is_(None)))
        above_nothing = list(roots)
    else:
        above_nothing = []
    posted = _posted(connection, {unit for chain in above.values() for unit in chain} | set(above_nothing))
    told: dict[int | None, list[Officer]] = {}
    for unit in wanted:
        if unit is None:
            told[unit] = _once(contact for root in above_nothing for contact in posted.get(root, []))
        else:
            chain = reversed(above.get(unit, []))
            told[unit] = next((posted[one] for one in chain if one in posted), [])
    return told


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.split("/") if part]


def _posted(connection: Connection, unit_ids: Iterable[int]) -> dict[int, list[Officer]]:
    wanted = list(unit_ids)
    if not wanted:
        return {}
    rows = connection.execute(
        select(officers.c.unit_id, people.c.id, people.c.language)
        .join(people, people.c.id == officers.c.person_id)
        .where(officers.c.unit_id.in_(wanted), officers.c.until.is_(None), officers.c.role.in_(_DECIDING))
        .order_by(officers.c.id)
    )
    posted: dict[int, list[Officer]] = {}
    for row in rows:
        posted.setdefault(row.unit_id, []).append(Officer(row.id, row.language))
    return {unit: _once(contacts) for unit, contacts in posted.items()}


def _once(contacts: Iterable[Officer]) -> list[Officer]:
    return list(dict.fromkeys(contacts))
