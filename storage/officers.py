"""Posts and what they reach, who is told of a submission, and invites to a post."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select

from handlers.officers import invites as inviting
from handlers.officers.invites import Found, InviteFacts, InvitingFacts
from handlers.officers.officer import Officer
from handlers.person import Role
from handlers.speaker import Asked
from handlers.understanding.folding import fold
from handlers.units import Unit
from storage import units as unit_rows
from storage.tables import invites, officers, people, units

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


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
    """Who is told of a submission from each unit: its officers, or those of the nearest unit above
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


def make_invite(
    connection: Connection,
    unit_id: int,
    role: Role,
    made_by: int | None,
    now: datetime,
    expires_at: datetime,
) -> str:
    """A new invite's secret, which is kept nowhere; its link carries ``i_<secret>``."""
    secret = secrets.token_urlsafe(16)
    connection.execute(
        insert(invites).values(
            secret_hash=inviting.hash_of(secret),
            unit_id=unit_id,
            role=role,
            made_by=made_by,
            made_at=now,
            expires_at=expires_at,
        )
    )
    return secret


def load_inviting(
    connection: Connection, asked: Sequence[Asked], *, doors: tuple[str, ...] = (), zone: ZoneInfo = VIETNAM
) -> list[InvitingFacts]:
    """For an officer who invites: the unit of the code, and whether it is theirs to invite for."""
    found = unit_rows.by_codes(connection, (inviting.code_in(one.event) for one in asked))
    ids = {unit.id for unit in found.values()}
    roles = _roles(connection, ids)
    paths = paths_of(connection, ids)
    branches = scopes(connection, asked)
    facts = []
    for one in asked:
        unit = found.get(fold(inviting.code_in(one.event)))
        facts.append(
            InvitingFacts(
                speaker=one.speaker,
                secret=secrets.token_urlsafe(16),
                unit=unit,
                role=roles[unit.id] if unit else Role.GRASSROOTS,
                may=unit is not None and reaches(branches[one.speaker.person.id], paths[unit.id]),
                doors=doors,
                zone=zone,
            )
        )
    return facts


def load_invites(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = VIETNAM
) -> list[InviteFacts]:
    """The invites that opened links name, locked: two people with one link do not both get the post."""
    hashes = [inviting.hash_of(inviting.secret_in(one.event)) for one in asked]
    rows = connection.execute(
        select(invites, units.c.code, units.c.name)
        .join(units, units.c.id == invites.c.unit_id)
        .where(invites.c.secret_hash.in_(hashes))
        .order_by(invites.c.id)
        .with_for_update(of=invites)
    )
    found = {
        row.secret_hash: Found(
            id=row.id,
            unit=Unit(row.unit_id, row.code, row.name),
            role=Role(row.role),
            expires_at=row.expires_at,
            used_by=row.used_by,
            used=row.used_at is not None,
        )
        for row in rows
    }
    return [
        InviteFacts(speaker=one.speaker, found=found.get(key), zone=zone)
        for one, key in zip(asked, hashes, strict=True)
    ]


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.split("/") if part]


def _posted(connection: Connection, unit_ids: Iterable[int]) -> dict[int, list[Officer]]:
    wanted = list(unit_ids)
    if not wanted:
        return {}
    rows = connection.execute(
        select(officers.c.unit_id, people.c.id, people.c.language)
        .join(people, people.c.id == officers.c.person_id)
        .where(officers.c.unit_id.in_(wanted), officers.c.until.is_(None))
        .order_by(officers.c.id)
    )
    posted: dict[int, list[Officer]] = {}
    for row in rows:
        posted.setdefault(row.unit_id, []).append(Officer(row.id, row.language))
    return {unit: _once(contacts) for unit, contacts in posted.items()}


def _once(contacts: Iterable[Officer]) -> list[Officer]:
    return list(dict.fromkeys(contacts))


def _roles(connection: Connection, unit_ids: Iterable[int]) -> dict[int, Role]:
    """Officers of a company's union are of the grassroots; all above them are of an upper level."""
    rows = connection.execute(select(units.c.id, units.c.kind).where(units.c.id.in_(list(unit_ids))))
    return {row.id: Role.GRASSROOTS if row.kind in ("grassroots", "section") else Role.UPPER for row in rows}
