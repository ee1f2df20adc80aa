"""The union tree changed by a workbook: the sheet of `unit import`, sent in, all of it or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, select

from handlers.intakes.plan import Line, Note, Plan, Planned, State
from handlers.person import Role
from handlers.understanding.folding import fold
from messages.catalog import say
from storage import units as unit_rows
from storage.intakes import entry_units
from storage.intakes.kinds import Desk
from storage.posts.officers import paths_of, reaches
from storage.tables import unit_changes
from storage.tree import diffs, footing
from storage.tree.sheet import columns, comparing, importing
from storage.tree.sheet.columns import Finding
from storage.tree.sheet.comparing import Comparison
from storage.tree.sheet.reading import Line as Read
from storage.tree.sheet.reading import line_of

#: Who may send it.
MAY: Final = frozenset({Role.PROVINCE, Role.ADMINISTRATOR})
#: The rest stays what it is when a sheet does not have it.
REQUIRED: Final = ("code", "name")
#: Letters by which a row is told of in a list.
_LONGEST: Final = 160


@dataclass(slots=True)
class Looked:
    """What the whole file would do, and what is said of each of its rows, by the sheet's row."""

    comparison: Comparison
    wrong: dict[int, list[Note]] = field(default_factory=dict)
    changes: dict[int, list[Note]] = field(default_factory=dict)


class Units:
    """One change of the tree, which is taken back as one: whichever row comes first brings the whole file."""

    kind = "units"
    columns: Sequence[str] = columns.COLUMNS
    required: Sequence[str] = REQUIRED

    def headings(self, language: str) -> Mapping[str, Sequence[str]]:
        return {one: (columns.heading(language, one),) for one in columns.COLUMNS}

    def check(self, connection: Connection, lines: Sequence[Line], desk: Desk) -> Plan:
        if desk.sender is not None and not any(post.role in MAY for post in desk.sender.posts):
            return Plan(self.kind, (), say(desk.language, "sheets.units.refused"))
        told = {line.row: _cells(line) for line in lines}
        told = {row: cells for row, cells in told.items() if any(cells.values())}
        looked = _look(connection, told, desk)
        first = next((row for row in told if row in looked.changes), None)
        rows = []
        for row, cells in told.items():
            state, notes = _state(looked, row, desk.language)
            what: dict[str, Any] = {}
            if state == "change":
                what = {"lines": [[at, one] for at, one in told.items()]} if row == first else {"with": first}
            title = say(desk.language, "sheets.units.row", code=cells["code"], name=cells.get("name", ""))
            if state == "change":
                title = "; ".join(note.text for note in notes)
            rows.append(Planned(row=row, state=state, what=what, title=title[:_LONGEST], notes=notes))
        return Plan(self.kind, tuple(rows))

    def do(self, connection: Connection, planned: Planned, desk: Desk) -> Planned:
        if "lines" not in planned.what:
            return planned if _is_done(connection, desk) else _failed(planned, desk)
        footing.lock(connection)
        looked = _look(connection, {int(row): cells for row, cells in planned.what["lines"]}, desk)
        if looked.wrong:
            return _failed(planned, desk)
        at = desk.now.astimezone(desk.zone)
        done = importing.apply(
            connection,
            looked.comparison,
            name=_name(desk),
            today=at.date(),
            at=at,
            by=desk.sender.id if desk.sender is not None else None,
        )
        if done is None:
            return Planned(row=planned.row, state="same", what=planned.what, title=planned.title)
        note = Note("", say(desk.language, "tree.done.undo_with", change=done.change_id))
        return Planned(row=planned.row, state="change", what={}, title=planned.title, notes=(note,))


UNITS: Final = Units()


def _cells(line: Line) -> dict[str, str]:
    """Its cells as text, which the sheet's own readers take; a code is there even when it is empty."""
    cells = {one: columns.text(cell) for one, cell in line.cells.items() if cell is not None}
    return {"code": "", **{one: cells[one] for one in columns.COLUMNS if one in cells}}


def _look(connection: Connection, told: Mapping[int, Mapping[str, str]], desk: Desk) -> Looked:
    lines: list[Read] = []
    findings: list[Finding] = []
    for row, cells in told.items():
        line, found = line_of(cells, {one: f"{row} {one}" for one in columns.COLUMNS})
        lines.append(line)
        findings += found
    comparison = comparing.compare(connection, lines, None)
    comparison.findings = [*findings, *comparison.findings]
    if not comparison.has_trouble:
        today = desk.now.astimezone(desk.zone).date()
        refused = diffs.check(connection, comparison.diff, today)
        if refused is not None:
            comparison.findings.append(Finding(refused.why, "", refused.values, trouble=True))
    looked = Looked(comparison)
    for one in comparison.findings:
        at, _, column = one.place.partition(" ")
        if not at and not one.trouble:
            continue  # units that the file does not name stay as they are
        place = int(at) if at else next(iter(told), 0)
        kept = looked.wrong if one.trouble else looked.changes
        kept.setdefault(place, []).append(Note(column, _text(desk.language, one)))
    for row, column in _outside(connection, told, desk):
        note = Note(column, say(desk.language, "sheets.units.outside"))
        looked.wrong.setdefault(row, []).append(note)
    return looked


def _outside(
    connection: Connection, told: Mapping[int, Mapping[str, str]], desk: Desk
) -> list[tuple[int, str]]:
    """The cells that name units beyond the sender's branches: what is changed, and where it would go."""
    if desk.sender is None:
        return []
    scope = entry_units.scope(connection, desk.sender, MAY)
    named = {
        (row, column): code
        for row, cells in told.items()
        for column in ("code", "parent", "aliases")
        for code in (columns.codes(cells.get(column, "")) if column == "aliases" else [cells.get(column, "")])
    }
    found = unit_rows.by_codes(connection, named.values())
    paths = paths_of(connection, {unit.id for unit in found.values()})
    away = {code for code, unit in found.items() if not reaches(scope, paths[unit.id])}
    return [place for place, code in named.items() if fold(code) in away]


def _state(looked: Looked, row: int, language: str) -> tuple[State, tuple[Note, ...]]:
    if row in looked.wrong:
        return "wrong", tuple(looked.wrong[row])
    if row not in looked.changes:
        return "same", ()
    if looked.wrong:
        return "wrong", (Note("", say(language, "sheets.units.waits")),)
    return "change", tuple(looked.changes[row])


def _text(language: str, finding: Finding) -> str:
    """As `unit import` tells it, without the cell, which is pointed at."""
    values = {name: _plain(language, value) for name, value in finding.values.items()}
    if "column" in values:
        values["column"] = say(language, f"tree.sheet.column.{values['column']}")
    return say(language, finding.text_id, place="", **values).removeprefix(": ")


def _plain(language: str, value: object) -> str:
    match value:
        case None | "":
            return say(language, "tree.change.nothing")
        case bool():
            return say(language, f"tree.sheet.{'yes' if value else 'no'}").split(",")[0]
        case date():
            return f"{value:%d/%m/%Y}"
        case _:
            return str(value)


def _name(desk: Desk) -> str:
    return say(desk.language, "sheets.units.name", key=desk.key)


def _is_done(connection: Connection, desk: Desk) -> bool:
    """Whether the row that brought the file has been done."""
    mine = (unit_changes.c.kind == "import") & (unit_changes.c.words == _name(desk))
    return (
        connection.scalar(select(unit_changes.c.id).where(mine, unit_changes.c.state == "done")) is not None
    )


def _failed(planned: Planned, desk: Desk) -> Planned:
    note = Note("", say(desk.language, "sheets.units.failed"))
    return Planned(row=planned.row, state="conflict", what=planned.what, title=planned.title, notes=(note,))
