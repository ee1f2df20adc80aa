"""Finds the units that a program may see, and what runs there."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from handlers.campaigns.phase import Phase
from storage import programmes as running
from storage import units as unit_rows
from storage.campaigns import phases
from storage.clients.clients import Client
from storage.clients.records import Place
from storage.tables import programmes, units

_upper = units.alias("upper")
_heir = units.alias("heir")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A programme with its phases."""

    key: str
    name: str
    active: bool
    phases: tuple[Phase, ...]


def page(
    connection: Connection, client: Client, path: str, after: int, most: int, *, ended: bool = False
) -> list[Place]:
    """The next units of a branch by id behind `after`; those that ended only when they are asked for."""
    if not client.reaches(path):
        return []
    wanted = _read().where(units.c.path.startswith(path), units.c.id > after)
    if not ended:
        wanted = wanted.where(units.c.until.is_(None))
    return [_place(row) for row in connection.execute(wanted.order_by(units.c.id).limit(most))]


def one(connection: Connection, client: Client, code: str) -> tuple[Place, str] | None:
    """The unit of this code, in any case, or of a code it had, with its path; None outside the branch."""
    found = unit_rows.ids_by_codes(connection, [code])
    row = connection.execute(_read().where(units.c.id.in_(list(found.values())))).first()
    if row is None or not client.reaches(row.path):
        return None
    return _place(row), row.path


def of_ids(connection: Connection, ids: Collection[int]) -> list[Place]:
    """Those of these that exist, by id."""
    query = _read().where(units.c.id.in_(list(ids))).order_by(units.c.id)
    return [_place(row) for row in connection.execute(query)] if ids else []


def plans(connection: Connection) -> list[Plan]:
    """Every programme, the newest first."""
    rows = connection.execute(select(programmes).order_by(programmes.c.id.desc())).all()
    found = phases.of_programmes(connection, [row.id for row in rows])
    return [Plan(key=row.key, name=row.name, active=row.active, phases=tuple(found[row.id])) for row in rows]


def phase(connection: Connection, unit_id: int, key: str) -> tuple[Phase, str] | None:
    """A phase, by its key, of the programme that runs at a unit, with that programme's name."""
    programme = running.of_unit(connection, unit_id)
    found = phases.by_key(connection, programme.id, key) if programme is not None else None
    return (found, programme.name) if found is not None and programme is not None else None


def _read() -> Select[Any]:
    return (
        select(units, _upper.c.code.label("parent_code"), _heir.c.code.label("heir_code"))
        .outerjoin(_upper, _upper.c.id == units.c.parent_id)
        .outerjoin(_heir, _heir.c.id == units.c.merged_into)
    )


def _place(row: Row[Any]) -> Place:
    return Place(
        id=row.id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        parent_code=row.parent_code or "",
        members=row.members,
        workers=row.workers,
        fdi=row.fdi,
        enterprise=row.enterprise,
        employer=row.employer,
        cluster=row.cluster,
        until=row.until,
        merged_into=row.heir_code or "",
    )
