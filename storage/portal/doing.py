"""Does something at the portal for doors beside the chat: the same rules, and everybody is told."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from handlers.person import Person
from handlers.portal import deciding
from handlers.portal.acts import Act, Enter
from handlers.portal.deciding import Done, Undone
from handlers.portal.entries import By, OnPortal
from storage.apply import portal as apply_portal
from storage.apply import telling
from storage.apply.batch import Conflict
from storage.apply.telling import Render
from storage.portal import entries
from storage.portal.loading import works
from storage.tables import initiatives

#: How often it is tried anew when another process records the same code in the same moment.
_TRIES: Final = 3


def look(
    connection: Connection, numbers: Collection[int], codes: Collection[str], person: Person | None
) -> dict[int, OnPortal]:
    """These by number, without those that this person may not enter; None is the administrator, who may."""
    rows = connection.execute(
        select(initiatives.c.id, initiatives.c.unit_id).where(initiatives.c.number.in_(list(numbers)))
    ).all()
    able: dict[int | None, bool] = {}
    for row in rows:
        if row.unit_id not in able:
            able[row.unit_id] = person is None or works(connection, person, row.unit_id)
    known = entries.load(connection, [row.id for row in rows if able[row.unit_id]], codes)
    return {one.listed.number: one for one in known.values()}


def act(
    connection: Connection,
    wanted: Act,
    number: int,
    person: Person | None,
    now: datetime,
    render: Render,
    zone: ZoneInfo,
    language: str,
) -> Done | Undone | None:
    """Do it, all of it or nothing, or say why not; None when they may not, or there is no such one.

    Runs inside the caller's transaction. Raises `Conflict` when others were faster each time.
    """
    codes = [wanted.code.text] if isinstance(wanted, Enter) else []
    by = by_of(person, language)
    for _ in range(_TRIES):
        lock(connection, [number])
        found = look(connection, [number], codes, person).get(number)
        if found is None:
            return None
        outcome = deciding.decide(wanted, found, by, now, zone)
        if isinstance(outcome, Undone) or carry_out(connection, outcome, by, now, render):
            return outcome
    raise Conflict("an initiative was entered in the portal meanwhile")


def carry_out(connection: Connection, done: Done, by: By, now: datetime, render: Render) -> bool:
    """What was decided, with everybody who is told; false when somebody was faster."""
    if not apply_portal.add(connection, done.entry, by.id or None, now):
        return False
    telling.tell(connection, done.tells, render, now)
    return True


def lock(connection: Connection, numbers: Sequence[int]) -> None:
    """Keep these as they are until the transaction ends."""
    held = select(initiatives.c.id).where(initiatives.c.number.in_(numbers)).order_by(initiatives.c.id)
    connection.execute(held.with_for_update()).all()


def by_of(person: Person | None, language: str) -> By:
    return By(person.id if person else 0, (person.name or "") if person else "", language)
