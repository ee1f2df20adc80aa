"""Invites to posts: made, found by their link or their code, listed."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, insert, select

from handlers.linking import TRIES
from handlers.officers import rights
from handlers.officers.officer import Officer
from handlers.officers.posts import invite_codes, open_invites
from handlers.officers.posts import invites as inviting
from handlers.officers.posts.invite_codes import CodeFacts
from handlers.officers.posts.invites import Found, InviteFacts, InvitingFacts
from handlers.officers.posts.open_invites import Open, OpenFacts
from handlers.person import Role
from handlers.speaker import Asked
from handlers.understanding.folding import fold
from handlers.units import Unit
from storage import links
from storage import units as unit_rows
from storage.posts.officers import VIETNAM, paths_of, reaches
from storage.tables import invites, people, units
from storage.tree import kinds

_INVITER = people.alias("inviter")
_FOUND = (
    select(invites, units.c.code, units.c.name, _INVITER.c.language.label("inviter_language"))
    .join(units, units.c.id == invites.c.unit_id)
    .outerjoin(_INVITER, _INVITER.c.id == invites.c.made_by)
    .order_by(invites.c.id)
    .with_for_update(of=invites)
)


def make_invite(
    connection: Connection,
    unit_id: int,
    role: Role,
    made_by: int | None,
    now: datetime,
    expires_at: datetime,
    code: str | None = None,
) -> str:
    """A new invite's secret, which is kept nowhere; its link carries ``i_<secret>``. A short `code` that may
    be typed instead comes from `fresh_code`."""
    secret = secrets.token_urlsafe(16)
    connection.execute(
        insert(invites).values(
            secret_hash=inviting.hash_of(secret),
            unit_id=unit_id,
            role=role,
            made_by=made_by,
            made_at=now,
            expires_at=expires_at,
            code_hash=inviting.code_hash_of(code) if code is not None else None,
        )
    )
    return secret


def load_inviting(
    connection: Connection, asked: Sequence[Asked], *, doors: tuple[str, ...] = (), zone: ZoneInfo = VIETNAM
) -> list[InvitingFacts]:
    """For an officer who invites: the unit of the code, and what they may invite to there."""
    found = unit_rows.by_codes(connection, (inviting.code_in(one.event) for one in asked))
    ids = {unit.id for unit in found.values()}
    usual = kinds.roles(connection, ids)
    posts = {post.unit_id for one in asked for post in one.speaker.person.posts}
    paths = paths_of(connection, ids | posts)
    facts = []
    for one in asked:
        unit = found.get(fold(inviting.code_in(one.event)))
        reaching = [
            post.role
            for post in one.speaker.person.posts
            if unit is not None and paths[post.unit_id] and reaches((paths[post.unit_id],), paths[unit.id])
        ]
        facts.append(
            InvitingFacts(
                speaker=one.speaker,
                secret=secrets.token_urlsafe(16),
                code=fresh_code(connection),
                unit=unit,
                roles=rights.invitable(usual[unit.id], reaching) if unit else (),
                may=bool(reaching),
                doors=doors,
                zone=zone,
            )
        )
    return facts


def fresh_code(connection: Connection) -> str:
    """Eight digits that no invite was ever given."""
    while True:
        code = f"{secrets.randbelow(10**8):08}"
        given = select(invites.c.id).where(invites.c.code_hash == inviting.code_hash_of(code))
        if connection.scalar(given) is None:
            return code


def load_invites(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = VIETNAM
) -> list[InviteFacts]:
    """The invites that opened links name, locked: two people with one link do not both get the post."""
    hashes = [inviting.hash_of(inviting.secret_in(one.event)) for one in asked]
    rows = connection.execute(_FOUND.where(invites.c.secret_hash.in_(hashes)))
    found = {row.secret_hash: _found(row) for row in rows}
    return [
        InviteFacts(speaker=one.speaker, found=found.get(key), zone=zone)
        for one, key in zip(asked, hashes, strict=True)
    ]


def load_codes(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = VIETNAM
) -> list[CodeFacts]:
    """The invites that typed codes name, locked; none is looked at after too many wrong ones."""
    tries = links.wrong_codes(connection, asked)
    hashes = {
        one.speaker.conversation: inviting.code_hash_of(invite_codes.code_in(one.event))
        for one in asked
        if tries[one.speaker.conversation][0] < TRIES
    }
    rows = connection.execute(_FOUND.where(invites.c.code_hash.in_(list(hashes.values())))).all()
    facts = []
    for one in asked:
        wanted, at = hashes.get(one.speaker.conversation), one.event.at
        row = next((row for row in rows if row.code_hash == wanted), None)
        # A code that has run its day is as wrong as any other, while the invite's link still counts.
        found = _found(row) if row is not None and row.made_at + inviting.CODE_LASTS > at else None
        count, since = tries[one.speaker.conversation]
        about = InviteFacts(speaker=one.speaker, found=found, zone=zone)
        facts.append(CodeFacts(about=about, tries=count, tried_at=since))
    return facts


def _found(row: Any) -> Found:
    return Found(
        id=row.id,
        unit=Unit(row.unit_id, row.code, row.name),
        role=Role(row.role),
        expires_at=row.expires_at,
        used_by=row.used_by,
        used=row.used_at is not None,
        revoked=row.revoked_at is not None,
        by=Officer(row.made_by, row.inviter_language) if row.made_by is not None else None,
    )


def load_open(connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = VIETNAM) -> list[OpenFacts]:
    """The invites each speaker made that still open a door, the newest first."""
    return [
        OpenFacts(
            speaker=one.speaker,
            invites=tuple(
                opened(connection, one.event.at, invites.c.made_by == one.speaker.person.id)[
                    : open_invites.SHOWN * 2
                ]
            ),
            zone=zone,
        )
        for one in asked
    ]


def opened(connection: Connection, now: datetime, *which: ColumnElement[bool]) -> list[Open]:
    """Invites that nobody has used or taken back, and that have time left, the newest first."""
    rows: Iterable[Any] = connection.execute(
        select(invites.c.id, units.c.name, invites.c.role, invites.c.expires_at)
        .join(units, units.c.id == invites.c.unit_id)
        .where(
            invites.c.used_at.is_(None), invites.c.revoked_at.is_(None), invites.c.expires_at > now, *which
        )
        .order_by(invites.c.id.desc())
    )
    return [Open(row.id, row.name, Role(row.role), row.expires_at) for row in rows]
