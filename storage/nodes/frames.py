"""The tree above and in a node's branch with its programmes, phases and targets, as it travels down."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, insert, select, update

from storage.nodes import plain, twins
from storage.nodes.known import Node
from storage.nodes.parcels import Frame
from storage.tables import (
    phases,
    placements,
    programme_units,
    programmes,
    targets,
    unit_aliases,
    unit_kinds,
    units,
)
from storage.tree import paths

_UNIT: Final = (
    *("code", "name", "kind", "members", "workers", "fdi", "enterprise", "employer", "employer_language"),
    *("cluster", "folded", "since", "until"),
)
_PLACE: Final = ("code", "name", "kind", "since", "until")
_PROGRAMME: Final = [one.name for one in programmes.columns if one.name != "id"]
_PHASE: Final = ["key", "name", "opens", "closes"]


def read(connection: Connection, node: Node) -> Frame:
    """At the province."""
    above = [int(part) for part in node.path.split("/") if part]
    wanted = units.c.path.startswith(node.path) | units.c.id.in_(above)
    rows = connection.execute(select(units).where(wanted).order_by(units.c.path)).all()
    ids = {row.id for row in rows}
    places = connection.execute(select(programme_units)).all()
    # One that is run only somewhere else would be taken for one that is run everywhere.
    foreign = {row.programme_id for row in places} - {
        row.programme_id for row in places if row.unit_id in ids
    }
    ran = connection.execute(select(programmes).order_by(programmes.c.key)).all()
    run = [row for row in ran if row.id not in foreign]
    named = {row.id: row.key for row in run}
    running = phases.c.programme_id.in_(list(named))
    entered = set(connection.scalars(select(phases.c.id).where(running)))
    tables = {
        "unit_kinds": _all(connection, unit_kinds, ("key", "name", "level", "rank"), "key"),
        "units": [
            plain.write(units, row, ("id", *_UNIT))
            | {"parent": row.parent_id if row.parent_id in ids else None}
            | {"merged_into": row.merged_into if row.merged_into in ids else None}
            for row in rows
        ],
        "aliases": [
            plain.write(unit_aliases, row, ("code", "unit_id", "since"))
            for row in connection.execute(select(unit_aliases).order_by(unit_aliases.c.code))
            if row.unit_id in ids
        ],
        "placements": [
            plain.write(placements, row, ("unit_id", *_PLACE))
            | {"parent": row.parent_id if row.parent_id in ids else None}
            for row in connection.execute(select(placements).order_by(placements.c.id))
            if row.unit_id in ids
        ],
        "programmes": [plain.write(programmes, row, _PROGRAMME) for row in run],
        "programme_units": [
            {"programme": named[row.programme_id], "unit": row.unit_id}
            for row in sorted(places)
            if row.unit_id in ids
        ],
        "phases": [
            plain.write(phases, row, _PHASE) | {"programme": named[row.programme_id], "id": row.id}
            for row in connection.execute(select(phases).order_by(phases.c.id))
            if row.programme_id in named
        ],
        "targets": [
            plain.write(targets, row, ("phase_id", "unit_id", "assigned", "own"))
            for row in connection.execute(select(targets).order_by(targets.c.id))
            if row.unit_id in ids and row.phase_id in entered
        ],
    }
    return Frame(tables=tables)


def _all(connection: Connection, table: Table, names: Iterable[str], order: str) -> list[dict[str, Any]]:
    rows = connection.execute(select(table).order_by(table.c[order]))
    return [plain.write(table, row, names) for row in rows]


def lay(connection: Connection, frame: Frame) -> None:
    """At the node: from now on its tree and its programmes are these."""
    told = frame.tables
    _kinds(connection, told["unit_kinds"])
    ours = _units(connection, told["units"])
    known = sorted(ours.values())
    connection.execute(delete(unit_aliases).where(unit_aliases.c.unit_id.in_(known)))
    for row in told["aliases"]:
        values = plain.read(unit_aliases, row, ("code", "since"))
        connection.execute(insert(unit_aliases).values(**values, unit_id=ours[row["unit_id"]]))
    connection.execute(delete(placements).where(placements.c.unit_id.in_(known)))
    for row in told["placements"]:
        place = plain.read(placements, row, _PLACE) | {"parent_id": ours.get(row["parent"])}
        connection.execute(insert(placements).values(**place, unit_id=ours[row["unit_id"]]))
    _programmes(connection, told, ours)


def _kinds(connection: Connection, told: list[dict[str, Any]]) -> None:
    known = set(connection.scalars(select(unit_kinds.c.key)))
    for row in told:
        values = plain.read(unit_kinds, row, ("key", "name", "level", "rank"))
        if row["key"] in known:
            connection.execute(update(unit_kinds).where(unit_kinds.c.key == row["key"]).values(values))
        else:
            connection.execute(insert(unit_kinds).values(values))


def _units(connection: Connection, told: list[dict[str, Any]]) -> dict[int, int]:
    """Ours by the province's ids. A code that moves from one unit to another is let go of first."""
    ours = twins.find(connection, "", "unit", [row["id"] for row in told])
    present = {row.id: row for row in connection.execute(select(units))}
    for row in told:
        mine = ours.get(row["id"])
        if mine is not None and present[mine].code != row["code"]:
            connection.execute(update(units).where(units.c.id == mine).values(code=f"~{mine}"))
    for row in told:
        values = plain.read(units, row, _UNIT) | {"parent_id": ours.get(row["parent"])}
        if row["id"] in ours:
            same = units.c.id == ours[row["id"]]
            # A value that stays is not set: nothing that did not change stands in the feed.
            changed = {k: v for k, v in values.items() if getattr(present[ours[row["id"]]], k) != v}
            if changed:
                connection.execute(update(units).where(same).values(changed))
        else:
            made = insert(units).values(values).returning(units.c.id)
            ours[row["id"]] = connection.execute(made).scalar_one()
            twins.keep(connection, "", "unit", row["id"], ours[row["id"]])
    for row in told:
        into = ours.get(row["merged_into"]) if row["merged_into"] is not None else None
        connection.execute(update(units).where(units.c.id == ours[row["id"]]).values(merged_into=into))
    paths.settle(connection, ours.values())
    return ours


def _programmes(connection: Connection, told: Mapping[str, Any], ours: Mapping[int, int]) -> None:
    known = {row.key: row.id for row in connection.execute(select(programmes))}
    for row in told["programmes"]:
        values = plain.read(programmes, row, _PROGRAMME)
        if row["key"] in known:
            connection.execute(update(programmes).where(programmes.c.key == row["key"]).values(values))
        else:
            made = insert(programmes).values(values).returning(programmes.c.id)
            known[row["key"]] = connection.execute(made).scalar_one()
    gone = programmes.c.key.not_in([row["key"] for row in told["programmes"]])
    connection.execute(update(programmes).where(gone).values(active=False))
    connection.execute(delete(programme_units))
    for row in told["programme_units"]:
        values = {"programme_id": known[row["programme"]], "unit_id": ours[row["unit"]]}
        connection.execute(insert(programme_units).values(values))
    _phases(connection, told, known, ours)


def _phases(
    connection: Connection, told: Mapping[str, Any], known: Mapping[str, int], ours: Mapping[int, int]
) -> None:
    mine: dict[int, int] = {}
    for row in told["phases"]:
        values = plain.read(phases, row, _PHASE) | {"programme_id": known[row["programme"]]}
        same = (phases.c.programme_id == values["programme_id"]) & (phases.c.key == row["key"])
        found = connection.scalar(select(phases.c.id).where(same))
        if found is None:
            made = insert(phases).values(values).returning(phases.c.id)
            found = connection.execute(made).scalar_one()
        else:
            connection.execute(update(phases).where(phases.c.id == found).values(values))
        mine[row["id"]] = int(found)
    for row in told["targets"]:
        place = {"phase_id": mine[row["phase_id"]], "unit_id": ours[row["unit_id"]]}
        aims = {"assigned": row["assigned"], "own": row["own"]}
        same = (targets.c.phase_id == place["phase_id"]) & (targets.c.unit_id == place["unit_id"])
        if connection.execute(update(targets).where(same).values(aims)).rowcount == 0:
            connection.execute(insert(targets).values(**place, **aims))
