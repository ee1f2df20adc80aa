"""What linking needs to know: whose code was typed, and which conversations are one person's."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from handlers import linking
from handlers.channels import ChannelFacts, Where
from handlers.linking import Found, LinkFacts
from handlers.person import Person
from handlers.speaker import Asked
from storage import people as people_rows
from storage import programmes
from storage.posts import held_posts
from storage.tables import conversations, drafts, links, people, units

_OWNERS = (
    select(people, people.c.id.label("person_id"), units.c.code.label("unit_code"))
    .add_columns(units.c.name.label("unit_name"))
    .select_from(people.outerjoin(units, units.c.id == people.c.unit_id))
    .order_by(people.c.id)
    .with_for_update(of=people)
)


def load_making(connection: Connection, asked: Sequence[Asked]) -> list[LinkFacts]:
    """A fresh code for each, that no code ever given has been."""
    programme = programmes.running(connection)
    return [LinkFacts(speaker=one.speaker, programme=programme, fresh=_fresh(connection)) for one in asked]


def _fresh(connection: Connection) -> str:
    while True:
        code = str(10**9 + secrets.randbelow(9 * 10**9))
        given = select(links.c.id).where(links.c.code_hash == linking.hash_of(code))
        if connection.scalar(given) is None:
            return code


def load_codes(connection: Connection, asked: Sequence[Asked]) -> list[LinkFacts]:
    """The account that each code names, locked until the transaction ends.

    The speaker is locked already, by the first look. Two people who type each other's codes at the
    same moment wait for each other, which the database notices: one of them is handled again.
    """
    programme = programmes.running(connection)
    tries = wrong_codes(connection, asked)
    looked_up = {
        one.speaker.conversation: linking.hash_of(linking.code_in(one.event))
        for one in asked
        if tries[one.speaker.conversation][0] < linking.TRIES
    }
    found = _found(connection, set(looked_up.values()))
    spent = _spent(connection, looked_up)
    return [
        LinkFacts(
            speaker=one.speaker,
            programme=programme,
            found=_live(found.get(looked_up.get(one.speaker.conversation, "")), one.event.at),
            spent=one.speaker.conversation in spent,
            tries=tries[one.speaker.conversation][0],
            tried_at=tries[one.speaker.conversation][1],
        )
        for one in asked
    ]


def wrong_codes(connection: Connection, asked: Sequence[Asked]) -> dict[str, tuple[int, datetime | None]]:
    """How many wrong codes of any kind came in each conversation within the hour, and since when."""
    rows = connection.execute(
        select(conversations.c.key, conversations.c.tries, conversations.c.tries_at).where(
            conversations.c.key.in_([one.speaker.conversation for one in asked])
        )
    )
    counted = {row.key: (row.tries, row.tries_at) for row in rows}
    tries: dict[str, tuple[int, datetime | None]] = {}
    for one in asked:
        count, since = counted.get(one.speaker.conversation, (0, None))
        fresh = since is not None and one.event.at - since < linking.PAUSE
        tries[one.speaker.conversation] = (count, since) if fresh else (0, None)
    return tries


def _spent(connection: Connection, hashes: dict[str, str]) -> set[str]:
    """The conversations in which their code was used already, as a second press finds it."""
    used = select(links.c.code_hash, links.c.used_in).where(links.c.code_hash.in_(list(hashes.values())))
    return {row.used_in for row in connection.execute(used) if hashes.get(row.used_in) == row.code_hash}


def _live(found: tuple[datetime, Found] | None, now: datetime) -> Found | None:
    return found[1] if found and found[0] > now else None


def _found(connection: Connection, hashes: Iterable[str]) -> dict[str, tuple[datetime, Found]]:
    """Codes nobody has used, by their hash, with the moment until which they count."""
    unused = select(links).where(links.c.code_hash.in_(list(hashes)), links.c.used_at.is_(None))
    rows = connection.execute(unused).all()
    if not rows:
        return {}
    owners = _owners(connection, {row.person_id for row in rows})
    writing = set(
        connection.scalars(
            select(drafts.c.person_id).where(
                drafts.c.person_id.in_(list(owners)), drafts.c.active, drafts.c.form == "report"
            )
        )
    )
    return {
        row.code_hash: (
            row.expires_at,
            Found(
                person=owners[row.person_id],
                conversation=row.conversation,
                writing=row.person_id in writing,
            ),
        )
        for row in rows
        if row.person_id in owners
    }


def _owners(connection: Connection, ids: Iterable[int]) -> dict[int, Person]:
    wanted = list(ids)
    rows = connection.execute(_OWNERS.where(people.c.id.in_(wanted))).all()
    posts = held_posts.posts_of(connection, wanted)
    return {row.id: people_rows.person_of(row, posts.get(row.id, ())) for row in rows}


def load_channels(connection: Connection, asked: Sequence[Asked]) -> list[ChannelFacts]:
    """All conversations of each speaker, the one used last first."""
    programme = programmes.running(connection)
    ids = [one.speaker.person.id for one in asked]
    wheres: dict[int, list[Where]] = {person: [] for person in ids}
    joined = (
        select(links.c.used_in, func.max(links.c.used_at).label("at"))
        .where(links.c.person_id.in_(ids), links.c.used_at.is_not(None))
        .group_by(links.c.used_in)
        .subquery()
    )
    rows = connection.execute(
        select(conversations.c.person_id, conversations.c.key, conversations.c.last_at, joined.c.at)
        .outerjoin(joined, joined.c.used_in == conversations.c.key)
        .where(conversations.c.person_id.in_(ids))
        .order_by(conversations.c.last_at.desc(), conversations.c.key)
    )
    for row in rows:
        wheres[row.person_id].append(Where(conversation=row.key, used_at=row.last_at, joined_at=row.at))
    told = select(people.c.id, people.c.conversation, people.c.chosen).where(people.c.id.in_(ids))
    told_in = {row.id: (row.conversation or "", row.chosen) for row in connection.execute(told)}
    return [
        ChannelFacts(
            speaker=one.speaker,
            programme=programme,
            wheres=_here_first(wheres[one.speaker.person.id], one.speaker.conversation),
            told_in=told_in[one.speaker.person.id][0],
            chosen=told_in[one.speaker.person.id][1],
        )
        for one in asked
    ]


def _here_first(wheres: list[Where], here: str) -> tuple[Where, ...]:
    """That this one is being used is written down only after the turn."""
    return tuple(sorted(wheres, key=lambda one: one.conversation != here))
