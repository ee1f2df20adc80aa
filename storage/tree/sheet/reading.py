"""Reads a spreadsheet of units, cell by cell, whatever program wrote it."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from handlers.understanding.folding import fold
from storage.tree.orders import Refused
from storage.tree.sheet.columns import (
    Finding,
    Wrong,
    codes,
    day,
    headings,
    number,
    place,
    text,
    tongue,
    yes,
)

#: A federation of the whole country has fewer grassroots unions, and a wrong file may be endless.
MOST_ROWS = 200_000
#: A title may stand above the row of headings.
_HEADING_ROWS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row as it was understood; None for an empty cell and for a column that the file does not have."""

    code: str
    name: str | None = None
    kind: str | None = None
    parent: str | None = None
    members: int | None = None
    workers: int | None = None
    fdi: bool | None = None
    employer: str | None = None
    employer_language: str | None = None
    since: date | None = None
    until: date | None = None
    aliases: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)

    def place(self, column: str) -> str:
        return self.places.get(column, self.places["code"])


@dataclass(frozen=True, slots=True)
class Table:
    """What a file says, and the cells in it that say nothing."""

    lines: list[Line]
    findings: list[Finding]


def _word(cell: Any) -> str | None:
    return text(cell) or None


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "name": _word,
    "kind": _word,
    "parent": _word,
    "members": number,
    "workers": number,
    "fdi": yes,
    "employer": _word,
    "employer_language": tongue,
    "since": day,
    "until": day,
    "aliases": codes,
}


def read(path: Path) -> Table | Refused:
    """The first sheet of a workbook (xlsx, xls, ods), or a file of commas, semicolons or tabs."""
    try:
        cells = _cells_of_text(path) if path.suffix.lower() in (".csv", ".txt") else _cells_of_book(path)
    except (OSError, UnicodeDecodeError, csv.Error):
        return Refused("unreadable", {"path": str(path)})
    if cells is None:
        return Refused("unreadable", {"path": str(path)})
    if len(cells) > MOST_ROWS:
        return Refused("too_many_rows", {"most": MOST_ROWS})
    known = headings()
    for top, row in enumerate(cells[:_HEADING_ROWS]):
        named = [known.get(fold(text(cell))) for cell in row]
        if "code" in named:
            return _table(cells, top, {one: at for at, one in enumerate(named) if one is not None})
    return Refused("no_headings", {"path": str(path)})


def _cells_of_text(path: Path) -> list[list[Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        file.seek(0)
        delimiter = max(",;\t", key=first.count)
        return list(islice(csv.reader(file, delimiter=delimiter), MOST_ROWS + 1))


def _cells_of_book(path: Path) -> list[list[Any]] | None:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        with CalamineWorkbook.from_path(path) as book:
            sheet = book.get_sheet_by_index(0)
            return sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS + 1)
    except (CalamineError, PasswordError):
        return None


def _table(cells: list[list[Any]], top: int, columns: Mapping[str, int]) -> Table:
    table = Table([], [])
    for row, held in enumerate(cells[top + 1 :], top + 1):
        told = {one: held[at] if at < len(held) else "" for one, at in columns.items()}
        if not any(text(cell) for cell in told.values()):
            continue
        line, findings = line_of(told, {one: place(at, row) for one, at in columns.items()})
        table.findings.extend(findings)
        table.lines.append(line)
    return table


def line_of(told: Mapping[str, Any], places: Mapping[str, str]) -> tuple[Line, list[Finding]]:
    """A row out of its cells by column, `code` among them, and the cells in it that say nothing; `places`
    name the cells."""
    read: dict[str, Any] = {"code": text(told["code"]).upper(), "places": places}
    findings = []
    for column in told.keys() - {"code"}:
        understood = _READERS[column](told[column])
        if isinstance(understood, Wrong):
            shown = {"cell": text(told[column])[:40]}
            findings.append(Finding(understood.what, places[column], shown, trouble=True))
        else:
            read[column] = understood
    return Line(**read), findings
