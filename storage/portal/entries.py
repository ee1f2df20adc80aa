"""Reads what was done about initiatives in the portal."""

from collections.abc import Collection, Iterable
from typing import Any, Final

from sqlalchemy import Connection, Row, func, select

from handlers.portal.entries import Entry, OnPortal, Owner
from storage.portal import orders
from storage.posts import levels
from storage.registers import listings
from storage.tables import initiatives, people, portal_entries

_READ: Final = (
    select(portal_entries, people.c.name)
    .outerjoin(people, people.c.id == portal_entries.c.by_id)
    .order_by(portal_entries.c.id)
)
_TURNS: Final = ("taken", "put_back", "entered", "refused", "again", "withdrawn")


def of(connection: Connection, ids: Collection[int]) -> dict[int, tuple[Entry, ...]]:
    """The whole history of each of these that has one, the oldest first."""
    if not ids:
        return {}
    rows = connection.execute(_READ.where(portal_entries.c.initiative_id.in_(list(ids))))
    return _grouped(rows)


def turns(connection: Connection, ids: Collection[int]) -> dict[int, Entry]:
    """Whose turn at each of these was the newest."""
    if not ids:
        return {}
    newest = (
        select(func.max(portal_entries.c.id))
        .where(portal_entries.c.initiative_id.in_(list(ids)), portal_entries.c.kind.in_(_TURNS))
        .group_by(portal_entries.c.initiative_id)
    )
    rows = connection.execute(_READ.where(portal_entries.c.id.in_(newest)))
    return {number: found[-1] for number, found in _grouped(rows).items()}


def load(connection: Connection, ids: Collection[int], codes: Iterable[str] = ()) -> dict[int, OnPortal]:
    """These with all that is known of them at the portal, by id, and whose the `codes` are already."""
    listed = {one.id: one for one in listings.of_ids(connection, ids)}
    found = of(connection, listed)
    joint = levels.joint(connection, list(listed))
    named = {one.by_id for entries in found.values() for one in entries if one.by_id is not None}
    people_named = levels.hearers(connection, named | {one.author_id for one in listed.values()})
    order, owners = orders.of_initiatives(connection, listed), owned(connection, codes)
    return {
        number: OnPortal(
            listed=one,
            entries=found.get(number, ()),
            authors=tuple(
                {
                    hearer.person_id: hearer
                    for hearer in (people_named[one.author_id], *joint.get(number, ()))
                }.values()
            ),
            officers={person: people_named[person] for person in named if person in people_named},
            order=order[number],
            owners=owners,
        )
        for number, one in listed.items()
    }


def owned(connection: Connection, codes: Iterable[str]) -> dict[str, Owner]:
    """The initiatives that these codes of the portal stand for already."""
    wanted = list(codes)
    if not wanted:
        return {}
    rows = connection.execute(
        select(initiatives.c.id, initiatives.c.code, initiatives.c.title, initiatives.c.portal_code).where(
            initiatives.c.portal_code.in_(wanted)
        )
    )
    return {row.portal_code: Owner(row.id, row.code, row.title) for row in rows}


def _grouped(rows: Iterable[Row[Any]]) -> dict[int, tuple[Entry, ...]]:
    found: dict[int, tuple[Entry, ...]] = {}
    for row in rows:
        found[row.initiative_id] = (*found.get(row.initiative_id, ()), _entry(row))
    return found


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        kind=row.kind,
        at=row.at,
        by_id=row.by_id,
        by_name=row.name or "",
        code=row.code,
        reason=row.reason,
        words=row.words,
        file_key=row.file_key,
    )
