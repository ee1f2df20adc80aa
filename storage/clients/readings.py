"""Finds the initiatives that a program may see, with their histories and what was said about them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, or_, select

from handlers.registers.listed import Listed
from storage.clients.clients import Client
from storage.clients.records import Note, Step
from storage.registers import listings
from storage.tables import decisions, initiatives, people, programmes, remarks, units


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """Which of them; what is left out does not matter. `path` is a branch, `programme` a key."""

    statuses: Sequence[str] = ()
    path: str | None = None
    programme: str | None = None
    updated_since: datetime | None = None


def page(connection: Connection, client: Client, wanted: Filter, after: int, most: int) -> list[Listed]:
    """The next ones of the client's branch by id behind `after`: new ones come last, so that whoever reads
    page by page misses none and sees none twice."""
    query = (
        select(initiatives.c.id)
        .where(initiatives.c.id > after, *_conditions(client, wanted))
        .order_by(initiatives.c.id)
        .limit(most)
    )
    return listings.of_ids(connection, list(connection.scalars(query)))


def one(connection: Connection, client: Client, number: int) -> Listed | None:
    """The initiative of this number, if it stands in the client's branch."""
    query = select(initiatives.c.id).where(initiatives.c.number == number, *_seen(client))
    found = connection.scalar(query)
    return None if found is None else listings.of_ids(connection, [found])[0]


def steps(connection: Connection, initiative_id: int) -> list[Step]:
    """A whole history, the first step first."""
    return _steps(connection, decisions.c.initiative_id == initiative_id)


def steps_of_ids(connection: Connection, ids: Collection[int]) -> list[Step]:
    """Those of these steps that exist, by id."""
    return _steps(connection, decisions.c.id.in_(list(ids))) if ids else []


def last_step(connection: Connection, initiative_id: int) -> Step | None:
    newest = select(func.max(decisions.c.id)).where(decisions.c.initiative_id == initiative_id)
    return next(iter(_steps(connection, decisions.c.id == newest.scalar_subquery())), None)


def notes(connection: Connection, initiative_id: int, *, internal: bool) -> list[Note]:
    """What was said about it, the first first; internal notes only where they are asked for."""
    said = remarks.c.initiative_id == initiative_id
    return _notes(connection, said if internal else said & remarks.c.internal.is_(False))


def notes_of_ids(connection: Connection, ids: Collection[int], *, internal: bool) -> list[Note]:
    """Those of these remarks that exist, by id."""
    if not ids:
        return []
    said = remarks.c.id.in_(list(ids))
    return _notes(connection, said if internal else said & remarks.c.internal.is_(False))


def _steps(connection: Connection, which: ColumnElement[bool]) -> list[Step]:
    query = (
        select(decisions, initiatives.c.number, people.c.name)
        .join(initiatives, initiatives.c.id == decisions.c.initiative_id)
        .join(people, people.c.id == decisions.c.by_id)
        .where(which)
        .order_by(decisions.c.id)
    )
    return [
        Step(
            id=row.id,
            number=row.number,
            action=row.action,
            status=row.status,
            by_name=row.by_words or row.name or "",
            at=row.at,
            reason=row.reason,
            words=row.words,
            via=row.via,
        )
        for row in connection.execute(query)
    ]


def _notes(connection: Connection, which: ColumnElement[bool]) -> list[Note]:
    query = (
        select(remarks, initiatives.c.number, people.c.name)
        .join(initiatives, initiatives.c.id == remarks.c.initiative_id)
        .join(people, people.c.id == remarks.c.by_id)
        .where(which)
        .order_by(remarks.c.id)
    )
    return [
        Note(
            id=row.id,
            number=row.number,
            internal=row.internal,
            by_name=row.name or "",
            at=row.at,
            words=row.words,
        )
        for row in connection.execute(query)
    ]


def _seen(client: Client) -> list[ColumnElement[bool]]:
    below = select(units.c.id).where(units.c.path.startswith(client.path))
    inside = initiatives.c.unit_id.in_(below)
    return [or_(inside, initiatives.c.unit_id.is_(None)) if client.is_root else inside]


def _conditions(client: Client, wanted: Filter) -> list[ColumnElement[bool]]:
    conditions = _seen(client)
    if wanted.path is not None:
        below = select(units.c.id).where(units.c.path.startswith(wanted.path))
        conditions.append(initiatives.c.unit_id.in_(below))
    if wanted.statuses:
        conditions.append(initiatives.c.status.in_(list(wanted.statuses)))
    if wanted.programme is not None:
        named = select(programmes.c.id).where(programmes.c.key == wanted.programme)
        conditions.append(initiatives.c.programme_id.in_(named))
    if wanted.updated_since is not None:
        conditions.append(initiatives.c.updated_at >= wanted.updated_since)
    return conditions
