"""The author of what somebody else wrote: a worker who may never have written to us."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, insert, select

from handlers.officers.posts.on_behalf import consent_version
from handlers.person import Purpose
from handlers.understanding.folding import fold
from storage.tables import consents, people

if TYPE_CHECKING:
    from handlers.officers.effects import Behalf
    from storage.apply.batch import Turn


def author(connection: Connection, turn: Turn, behalf: Behalf) -> dict[str, Any]:
    """Whose initiative it is and who entered it, as columns; the worker's yes is kept as evidence, with the
    officer's conversation as the place where it was told."""
    known = _known(connection, behalf)
    person = _met(connection, turn, behalf) if known is None else known
    language = turn.look.speaker.language
    connection.execute(
        insert(consents).values(
            person_id=person,
            purpose=Purpose.HANDLING.value,
            given=True,
            text_version=consent_version(language, behalf.consent),
            at=turn.event.at,
            conversation=turn.event.conversation,
            update_key=turn.key,
        )
    )
    return {"author_id": person, "entered_by": turn.look.speaker.person.id}


def _known(connection: Connection, behalf: Behalf) -> int | None:
    """The same worker from an earlier time: that phone, that unit, and the same given name, which in
    Vietnamese comes last. A phone alone proves nothing: families and teams share one. Whoever writes to us
    themselves is left alone: an officer's word must not put anything under their name."""
    if not behalf.phone or behalf.unit is None:
        return None
    rows = connection.execute(
        select(people.c.id, people.c.name)
        .where(people.c.unit_id == behalf.unit.id, people.c.phone == behalf.phone)
        .where(people.c.conversation.is_(None))
        .order_by(people.c.id)
    )
    return next((row.id for row in rows if _given_name(row.name or "") == _given_name(behalf.name)), None)


def _given_name(name: str) -> str:
    return fold(name).rpartition(" ")[2]


def _met(connection: Connection, turn: Turn, behalf: Behalf) -> int:
    made = insert(people).values(
        name=behalf.name,
        phone=behalf.phone or None,
        unit_id=behalf.unit.id if behalf.unit else None,
        handling=True,
        created_at=turn.event.at,
    )
    return int(connection.execute(made.returning(people.c.id)).scalar_one())
