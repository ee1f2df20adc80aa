"""Recognised initiatives entered many at a time, each as if an officer had entered it in the chat."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Final

from sqlalchemy import Connection

from handlers import rules
from handlers.intakes import entry as reading
from handlers.intakes import entry_cells as cells
from handlers.intakes import entry_columns as sheet
from handlers.intakes.entry_rows import Row
from handlers.intakes.entry_twins import Told, Twin, find
from handlers.intakes.plan import Line, Note, Plan, Planned, State
from handlers.officers import rights
from handlers.rules import Programme
from handlers.units import Unit
from messages.catalog import say
from storage import programmes
from storage.campaigns import phases
from storage.intakes import entry_doing, entry_known, entry_units
from storage.intakes.entry_known import Known
from storage.intakes.kinds import Desk
from storage.tree import kinds

#: Rules of the programme that an officer should look at before; the others are only told.
_DOUBTFUL: Final = frozenset({"outside_period", "protected", "not_applied"})
_TOLD: Final = _DOUBTFUL | {"closed"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that could be entered, its sheet's row, and what is to be told of it."""

    row: Row
    told: Told


class Entry:
    """Rows of the entry workbook."""

    kind = sheet.KIND
    columns: Sequence[str] = sheet.COLUMNS
    required: Sequence[str] = sheet.REQUIRED

    def headings(self, language: str) -> Mapping[str, Sequence[str]]:
        return sheet.headings(language)

    def check(self, connection: Connection, lines: Sequence[Line], desk: Desk) -> Plan:
        if desk.sender is None:
            return Plan(self.kind, (), say(desk.language, "entry.refused.no_officer"))
        if not rights.enters(desk.sender):
            return Plan(self.kind, (), say(desk.language, "entry.refused.no_right"))
        scope = entry_units.scope(connection, desk.sender)
        branch = entry_units.Branch(connection, scope, desk.language)
        today = desk.now.astimezone(desk.zone).date()
        places: dict[int, int] = {}
        kept: list[Kept] = []
        rows: list[Planned] = []
        for line in lines:
            if reading.is_empty(line) or reading.is_example(line):
                continue
            entered, row = reading.read(desk.language, line, today)
            unit = _unit(row, branch)
            if entered is None or unit is None:
                rows.append(
                    Planned(row=line.row, state="wrong", what={}, title=_title(row), notes=_notes(row))
                )
                continue
            if unit.id not in places:
                places[unit.id] = kinds.establishment(connection, unit.id) or unit.id
            kept.append(Kept(row, Told(entered, unit.id, places[unit.id])))
        rows += _weighed(connection, kept, desk, today)
        return Plan(self.kind, tuple(sorted(rows, key=lambda one: one.row)))

    def do(self, connection: Connection, planned: Planned, desk: Desk) -> Planned:
        return entry_doing.do(connection, planned, desk)


ENTRY: Final = Entry()


def _weighed(connection: Connection, kept: Sequence[Kept], desk: Desk, today: date) -> list[Planned]:
    """Rows without a trouble: which are there already, and which somebody should look at."""
    told = [one.told for one in kept]
    known, twins = entry_known.same(connection, told), find(told)
    fresh = [at for at, one in enumerate(told) if one.same not in known]
    found = entry_known.alike(connection, [told[at] for at in fresh])
    alike = {fresh[place]: hit for place, hit in found.items()}
    running = _programmes(connection, {one.unit_id for one in told}, today)
    rows = []
    for at, one in enumerate(kept):
        same = known.get(one.told.same)
        state = _state(one, desk.language, same, twins.get(at), alike.get(at), kept)
        if state != "same" and _ruled(one, running.get(one.told.unit_id), today):
            state = "doubtful"
        entered = one.told.entered
        title = say(desk.language, "entry.rowed", name=entered.author, title=entered.title)
        what = {**asdict(entered), "unit_id": one.told.unit_id}
        rows.append(Planned(row=one.row.line.row, state=state, what=what, title=title, notes=_notes(one.row)))
    return rows


def _state(
    one: Kept, language: str, same: Known | None, twin: Twin | None, like: Known | None, kept: Sequence[Kept]
) -> State:
    if same is not None:
        one.row.remark("", "known", code=same.code)
        return "same"
    if twin is not None and twin.exact:
        one.row.remark("", "repeated", row=kept[twin.place].row.line.row)
        return "same"
    if like is not None:
        one.row.remark("title", "alike", code=like.code, title=like.title, name=like.author)
    if twin is not None:
        other = kept[twin.place]
        named = {"title": other.told.entered.title, "name": other.told.entered.author}
        one.row.remark("title", "twin", row=other.row.line.row, **named)
    return "doubtful" if like is not None or twin is not None else "change"


def _ruled(one: Kept, programme: Programme | None, today: date) -> bool:
    """Tell the programme's rules that stand in the way, as the chat does before sending; whether somebody
    should look first."""
    if programme is None:
        one.row.remark("unit", "no_programme")
        return False
    found = [each for each in rules.concerns(one.told.entered.answers, programme, today) if each.key in _TOLD]
    for each in found:
        column = {"protected": "protected", "closed": ""}.get(each.key, "applied")
        one.row.remark(column, each.key, **each.values)
    return any(each.key in _DOUBTFUL for each in found)


def _programmes(connection: Connection, unit_ids: set[int], today: date) -> dict[int, Programme]:
    """The programme of each unit, with the days of the phase that is open now."""
    found: dict[int, Programme] = {}
    for unit_id, programme in programmes.of_units(connection, unit_ids).items():
        phase = phases.on(connection, programme.id, today)
        dated = programme if phase is None else replace(programme, opens=phase.opens, closes=phase.closes)
        if unit_id is not None:
            found[unit_id] = dated
    return found


def _unit(row: Row, branch: entry_units.Branch) -> Unit | None:
    typed = row.words("unit")
    if not typed:
        return None
    found = branch.find(typed)
    if isinstance(found, Unit):
        return found
    why, near = found
    row.refuse("unit", f"unit_{why}", typed=cells.told(typed), near=near)
    return None


def _title(row: Row) -> str:
    return say(row.language, "entry.rowed", name=row.words("author"), title=row.words("title"))[:120]


def _notes(row: Row) -> tuple[Note, ...]:
    return (*row.troubles, *row.remarks)
