"""Finds what changes are about as it stands now, as far as it belongs to a sink's branch."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from handlers.registers.listed import Listed
from storage.clients import changes as feed_rows
from storage.clients import places, readings
from storage.clients.records import Note, Place, Step, Told
from storage.feed.feed import Change
from storage.registers import listings
from storage.tables import initiatives, units


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Changes by the names that programs know, and the records of some, each by its id. What went to another
    branch since has none, and neither has an internal note."""

    changes: tuple[Told, ...]
    initiatives: Mapping[int, Listed]
    decisions: Mapping[int, Step]
    remarks: Mapping[int, Note]
    units: Mapping[int, Place]


def present(connection: Connection, changes: Sequence[Change], path: str | None) -> Present:
    """`path` is that of the branch, `None` for the whole tree."""
    inside = _inside(connection, {one.initiative_id for one in changes if one.initiative_id}, path)
    seen = [one for one in changes if one.initiative_id is None or one.initiative_id in inside]

    def ids(kind: str) -> set[int]:
        return {one.ref_id for one in seen if one.kind == kind}

    places_there = places.of_ids(connection, _units_inside(connection, ids("unit"), path))
    return Present(
        changes=feed_rows.told(connection, changes),
        initiatives={one.id: one for one in listings.of_ids(connection, ids("initiative"))},
        decisions={one.id: one for one in readings.steps_of_ids(connection, ids("decision"))},
        remarks={one.id: one for one in readings.notes_of_ids(connection, ids("remark"), internal=False)},
        units={one.id: one for one in places_there},
    )


def _inside(connection: Connection, ids: Collection[int], path: str | None) -> set[int]:
    if path is None or not ids:
        return set(ids)
    query = select(initiatives.c.id).join(units, units.c.id == initiatives.c.unit_id)
    here: Any = query.where(initiatives.c.id.in_(list(ids)), units.c.path.startswith(path))
    return set(connection.scalars(here))


def _units_inside(connection: Connection, ids: Collection[int], path: str | None) -> set[int]:
    if path is None or not ids:
        return set(ids)
    query = select(units.c.id).where(units.c.id.in_(list(ids)), units.c.path.startswith(path))
    return set(connection.scalars(query))
