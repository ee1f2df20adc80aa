"""The groups and channels that propaganda is posted in, and the codes that connect them."""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from handlers.broadcasts import groups as handling
from handlers.broadcasts.groups import Found, GroupFacts, MakingFacts
from handlers.events import InGroup
from handlers.linking import TRIES
from handlers.speaker import Asked
from handlers.units import Unit
from messages.catalog import DEFAULT
from storage import links
from storage.tables import group_codes, groups, people, units


@dataclass(frozen=True, slots=True)
class Group:
    """A group as it is posted in, with the unit it belongs to today."""

    id: int
    conversation: str
    name: str
    unit: Unit


def add(
    connection: Connection, conversation: str, name: str, unit_id: int, by_id: int | None, now: datetime
) -> None:
    """From now on; a group that is in already goes over to the unit."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {"name": name, "unit_id": unit_id, "added_by": by_id, "added_at": now, "until": None}
    row = dialect.insert(groups).values(conversation=conversation, **values)
    connection.execute(row.on_conflict_do_update(index_elements=["conversation"], set_=values))


def remove(connection: Connection, conversation: str, now: datetime) -> bool:
    """Whether it was in."""
    known = (groups.c.conversation == conversation) & groups.c.until.is_(None)
    return connection.execute(update(groups).where(known).values(until=now)).rowcount == 1


def shown(connection: Connection) -> list[Group]:
    """All there are, by their names."""
    found = connection.execute(
        select(groups, units.c.code, units.c.name.label("unit_name"))
        .join(units, units.c.id == groups.c.unit_id)
        .where(groups.c.until.is_(None))
        .order_by(groups.c.name, groups.c.id)
    )
    return [
        Group(row.id, row.conversation, row.name, Unit(row.unit_id, row.code, row.unit_name)) for row in found
    ]


def load_making(
    connection: Connection, asked: Sequence[Asked], *, doors: Callable[[], tuple[str, ...]] = tuple
) -> list[MakingFacts]:
    """A fresh code for each, and what the bot is called where there are groups."""
    bot = next((door.split("/")[3].partition("?")[0] for door in doors() if "//t.me/" in door), "")
    return [MakingFacts(speaker=one.speaker, code=_fresh(connection), bot=bot) for one in asked]


def _fresh(connection: Connection) -> str:
    while True:
        code = f"{secrets.randbelow(10**8):08}"
        given = select(group_codes.c.code_hash).where(group_codes.c.code_hash == handling.hash_of(code))
        if connection.scalar(given) is None:
            return code


def load_codes(connection: Connection, asked: Sequence[Asked]) -> list[GroupFacts]:
    """The codes that were brought into groups, locked; none is looked at after too many wrong ones."""
    tries = links.wrong_codes(connection, asked)
    facts = []
    for one in asked:
        count, _ = tries[one.speaker.conversation]
        found = None
        if isinstance(one.event, InGroup) and count < TRIES:
            found = _found(connection, handling.hash_of(one.event.code), one.event.at)
        facts.append(GroupFacts(speaker=one.speaker, found=found, tries=count))
    return facts


def _found(connection: Connection, code_hash: str, now: datetime) -> Found | None:
    row = connection.execute(
        select(group_codes, units.c.code, units.c.name, people.c.language)
        .join(units, units.c.id == group_codes.c.unit_id)
        .outerjoin(people, people.c.id == group_codes.c.made_by)
        .where(group_codes.c.code_hash == code_hash, group_codes.c.used_at.is_(None))
        .where(group_codes.c.expires_at > now)
        .with_for_update(of=group_codes)
    ).first()
    if row is None:
        return None
    unit = Unit(row.unit_id, row.code, row.name)
    return Found(unit=unit, conversation=row.conversation, language=row.language or DEFAULT)
