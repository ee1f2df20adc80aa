"""The targets that units have, as rows of the workbook in which they are set."""

from datetime import date

from sqlalchemy import Connection

from handlers.campaigns.phase import nearest
from handlers.targets.targets import NONE
from storage import programmes
from storage.campaigns import phases
from storage.intakes import entry_units
from storage.targets import targets


def rows(connection: Connection, path: str, today: date) -> tuple[list[list[str | int | None]], list[str]]:
    """A row for each unit of a branch with its targets in the phase of today, and the names of all phases."""
    listed = list(entry_units.within(connection, [path]))
    belongs = {one.id: programmes.of_unit(connection, one.id) for one in listed[:1]}
    if len(programmes.where(connection)) > 1:
        belongs = {one.id: programmes.of_unit(connection, one.id) for one in listed}
    usual = next(iter(belongs.values()), None)
    wanted = {one.id for one in belongs.values() if one is not None}
    known = phases.of_programmes(connection, wanted)
    open_ones = {programme: nearest(found, today) for programme, found in known.items()}
    had = {phase.id: targets.of_phase(connection, phase.id) for phase in open_ones.values() if phase}
    told: list[list[str | int | None]] = []
    for unit in listed:
        programme = belongs.get(unit.id, usual)
        phase = open_ones.get(programme.id) if programme is not None else None
        held = had[phase.id].get(unit.id, NONE) if phase is not None else NONE
        told.append([phase.name if phase else None, unit.code, unit.name, held.assigned, held.own])
    return told, list(dict.fromkeys(one.name for found in known.values() for one in found))
