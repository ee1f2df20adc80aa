"""What is to be written so that the spreadsheet shows what is known, touching nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from handlers.sheets import layout
from handlers.sheets.found import Row
from handlers.sheets.layout import Plain

#: The revision of a row whose initiative belongs to another branch: whatever comes back is newer.
STRAYED: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What is to stand in the row of one initiative. `clear` are the officer's cells that were taken, to be
    emptied where they still hold what was read; `restore` what we emptied by mistake."""

    id: int
    number: int
    revision: int
    cells: Mapping[str, Plain]
    waiting: bool = False
    wanted: bool = True
    clear: Mapping[str, str] = field(default_factory=dict)
    restore: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What we know of its row; see `storage.tables.sheet_rows`."""

    id: int
    number: int
    revision: int
    written: Mapping[str, Plain] = field(default_factory=dict)
    read: Mapping[str, Any] | None = None
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """Cells by the keys of their columns, for the row `at`, where `number` stood when it was read."""

    at: int
    number: int
    cells: Mapping[str, Plain]


@dataclass(frozen=True, slots=True)
class Plan:
    """`gone` are those whose row a person deleted; `settled` need nothing written."""

    updates: Sequence[Update]
    appends: Sequence[Line]
    gone: Sequence[Line]
    settled: Sequence[Line]


def plan(lines: Sequence[Line], kept: Mapping[int, Kept], rows: Mapping[int, Sequence[Row]]) -> Plan:
    """`kept` by id, `rows` as just read by number."""
    updates: list[Update] = []
    appends: list[Line] = []
    gone: list[Line] = []
    settled: list[Line] = []
    for line in lines:
        was, found = kept.get(line.id), rows.get(line.number, ())
        changes = [one for row in found if (one := _update(line, was, row)) is not None]
        if found:
            updates += changes
            if not changes:
                settled.append(line)
        elif was is None:
            if line.wanted:
                appends.append(line)
        elif _returns(line, was):
            # A person deleted the row, but now it waits for them again.
            appends.append(line)
        else:
            gone.append(line)
    return Plan(updates, appends, gone, settled)


def differs(line: Line, was: Kept | None) -> bool:
    """Whether there may be anything to write; if not, the spreadsheet need not even be read."""
    if was is None:
        return line.wanted
    if line.clear or line.restore:
        return True
    if was.gone:
        return _returns(line, was)
    return any(was.written.get(key) != value for key, value in line.cells.items())


def _returns(line: Line, was: Kept) -> bool:
    return line.revision > was.revision and (line.waiting or was.revision == STRAYED)


def _update(line: Line, was: Kept | None, row: Row) -> Update | None:
    before: Mapping[str, Plain] = {} if was is None or was.gone else was.written
    cells: dict[str, Plain] = {key: value for key, value in line.cells.items() if before.get(key) != value}
    cells.update({key: "" for key, read in line.clear.items() if read and row.inputs[key] == read})
    cells.update({key: text for key, text in line.restore.items() if text and not row.inputs[key]})
    # The number is what the row was found by; writing it could only do harm.
    cells.pop(layout.NUMBER, None)
    if not cells:
        return None
    return Update(row.at, row.number, {**cells, layout.STAMP: line.cells[layout.STAMP]})
