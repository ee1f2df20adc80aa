"""Remarks that came over the line, and who hears of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from handlers.effects import Tell
from handlers.nodes import notices
from handlers.officers.officer import Officer
from handlers.officers.review import Reference
from storage import initiatives as items
from storage.posts import levels
from storage.tables import people, remarks


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One remark, by one of ours."""

    by: int
    at: datetime
    words: str
    internal: bool


def keep(connection: Connection, initiative_id: int, said: Said) -> int:
    values = {"by_id": said.by, "at": said.at, "words": said.words, "internal": said.internal}
    made = insert(remarks).values(initiative_id=initiative_id, **values).returning(remarks.c.id)
    return int(connection.execute(made).scalar_one())


def tells(connection: Connection, initiative_id: int, said: Said, key: str) -> tuple[Tell, ...]:
    """Nobody hears of notes; authors hear what the union says, and whoever asked last what they answer."""
    if said.internal:
        return ()
    reference = Reference(id=initiative_id)
    item = items.find(connection, [reference])[reference].initiative
    joint = levels.joint(connection, [item.id]).get(item.id, ())
    authors = {item.author_id: item.author_language} | {one.person_id: one.language for one in joint}
    officers = _askers(connection, initiative_id, set(authors)) if said.by in authors else ()
    return notices.remarked(item, said.words, key, authors, officers, said.by)


def _askers(connection: Connection, initiative_id: int, authors: set[int]) -> tuple[Officer, ...]:
    asked = (remarks.c.initiative_id == initiative_id) & remarks.c.internal.is_(False)
    row = connection.execute(
        select(people.c.id, people.c.language)
        .join(remarks, remarks.c.by_id == people.c.id)
        .where(asked, people.c.id.not_in(authors))
        .order_by(remarks.c.id.desc())
        .limit(1)
    ).first()
    return (Officer(row.id, row.language),) if row is not None else ()
