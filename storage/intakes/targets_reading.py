"""Reads rows of the targets' workbook: which unit, which phase, how many."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from handlers.campaigns.phase import Phase, nearest
from handlers.intakes import entry_cells as cells
from handlers.intakes.plan import Line, Note
from handlers.officers import rights
from handlers.person import Person, Role
from handlers.targets import target_words
from handlers.targets.targeting import whole
from handlers.targets.targets import MOST, Kind
from handlers.understanding.folding import fold
from handlers.units import Unit
from messages.catalog import say
from storage import programmes
from storage.campaigns import phases
from storage.intakes import entry_units
from storage.intakes.kinds import Desk

KINDS: Final = (Kind.ASSIGNED, Kind.OWN)
#: Whose units set targets of their own.
DECIDING: Final = frozenset(role for role, levels in rights.DECIDES.items() if levels)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The targets of one row, by kind: what it is to become."""

    line: Line
    unit: Unit
    phase: Phase
    numbers: Mapping[Kind, int | None]


class Rights:
    """For which units somebody may set targets, as in the chat: one is assigned from above, and a unit's own
    is set by who decides there."""

    def __init__(self, connection: Connection, sender: Person | None) -> None:
        self._all = sender is None
        self._own = _reach(connection, sender, DECIDING)
        self._above = _reach(connection, sender, rights.LEADS)

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self._own, *self._above)))

    def may(self, kind: Kind, path: str) -> bool:
        if self._all:
            return True
        if kind is Kind.OWN:
            return any(path.startswith(one) for one in self._own)
        return any(path.startswith(one) and path != one for one in self._above)


def _reach(connection: Connection, sender: Person | None, roles: frozenset[Role]) -> tuple[str, ...]:
    return entry_units.EVERYWHERE if sender is None else entry_units.scope(connection, sender, roles)


class Reader:
    """Reads rows with what all of them need: the units in reach, and their phases."""

    def __init__(self, connection: Connection, desk: Desk) -> None:
        self._connection, self._language = connection, desk.language
        self._rights = Rights(connection, desk.sender)
        self._branch = entry_units.Branch(connection, self._rights.paths, desk.language)
        self._phases: dict[int, list[Phase]] = {}
        self._today = desk.now.astimezone(desk.zone).date()
        self._seen: dict[tuple[int, int], int] = {}

    def read(self, line: Line) -> Wanted | list[Note]:
        notes: list[Note] = []
        unit = self._unit(line, notes)
        phase = self._phase(line, unit, notes) if unit is not None else None
        numbers = self._numbers(line, unit, notes)
        if unit is None or phase is None or notes:
            return notes
        before = self._seen.setdefault((unit.id, phase.id), line.row)
        if before != line.row:
            return [Note("unit", say(self._language, "sheets.targets.repeated", row=before))]
        return Wanted(line=line, unit=unit, phase=phase, numbers=numbers)

    def _unit(self, line: Line, notes: list[Note]) -> Unit | None:
        typed = cells.line(line.cells.get("unit"))
        found = self._branch.find(typed) if typed else ("missing", "")
        if isinstance(found, Unit):
            return found
        why, near = found
        text = say(self._language, f"entry.trouble.unit_{why}", typed=cells.told(typed), near=near)
        notes.append(Note("unit", text))
        return None

    def _phases_of(self, unit: Unit) -> list[Phase]:
        if unit.id not in self._phases:
            programme = programmes.of_unit(self._connection, unit.id)
            found = phases.of_programmes(self._connection, [programme.id] if programme else ())
            self._phases[unit.id] = next(iter(found.values()), [])
        return self._phases[unit.id]

    def _phase(self, line: Line, unit: Unit, notes: list[Note]) -> Phase | None:
        known = self._phases_of(unit)
        if not known:
            notes.append(Note("unit", say(self._language, "sheets.targets.no_phase")))
            return None
        typed = cells.line(line.cells.get("phase"))
        if not typed:
            return nearest(known, self._today)
        named = [one for one in known if fold(typed) in (fold(one.key), fold(one.name))]
        if named:
            return named[-1]
        near, values = cells.nearest(typed[:200], [one.name for one in known]), {"typed": cells.told(typed)}
        if near:
            text = say(self._language, "sheets.targets.phase_near", near=near, **values)
        else:
            names = "; ".join(one.name for one in known)
            text = say(self._language, "sheets.targets.phase", known=names, **values)
        notes.append(Note("phase", text))
        return None

    def _numbers(self, line: Line, unit: Unit | None, notes: list[Note]) -> dict[Kind, int | None]:
        numbers: dict[Kind, int | None] = {}
        for kind in KINDS:
            value = line.cells.get(kind.value)
            typed = cells.line(value)
            if not typed:
                continue
            count = whole(typed) if len(typed) <= 40 else None
            if isinstance(value, bool) or count is None:
                shown = {"typed": cells.told(value), "most": target_words.number(self._language, MOST)}
                notes.append(Note(kind.value, say(self._language, "sheets.targets.number", **shown)))
            elif unit is not None and not self._rights.may(kind, self._branch.units[unit]):
                may = "may_give" if kind is Kind.ASSIGNED else "may_own"
                notes.append(Note(kind.value, say(self._language, f"sheets.targets.{may}")))
            else:
                numbers[kind] = count or None
        return numbers
