"""What was found in the spreadsheet: where our columns are by now, and what stands in the rows of ours."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from handlers.registers import review_columns
from handlers.sheets import layout
from handlers.sheets.layout import Plain
from handlers.understanding.folding import clean, fold
from messages.catalog import LANGUAGES

#: Without these nothing is known of any row.
NEEDED: Final = layout.HIDDEN
Grid = Sequence[Sequence[Plain | bool]]


@dataclass(frozen=True, slots=True)
class Row:
    """`at` counts from 0. `inputs` are the officer's cells as words; `code` is `None` when its column was
    deleted."""

    at: int
    number: int
    stamp: str
    code: str | None
    inputs: Mapping[str, str]

    @property
    def wants(self) -> bool:
        """Whether an officer decided something here."""
        return bool(self.inputs[review_columns.DECISION] or self.inputs[review_columns.CORRECTED])


def columns(marks: Mapping[str, int], header: Sequence[Plain | bool]) -> dict[str, int]:
    """Where each of our columns is, from 0: where its mark is, if its title is there too; else where its
    title is, if that is one place; else where its mark is, under a title that a person gave it. Deleted ones
    are left out."""
    titles: dict[str, list[int]] = defaultdict(list)
    for at, cell in enumerate(header):
        titles[fold(str(cell))].append(at)
    found: dict[str, int] = {}
    for key in layout.ORDER:
        places = [at for language in LANGUAGES for at in titles[fold(layout.title(language, key))]]
        named = set(places)
        if key in marks and (marks[key] in named or len(named) != 1):
            found[key] = marks[key]
        elif len(named) == 1:
            found[key] = places[0]
    return found


def header_of(grid: Grid, places: Mapping[str, int]) -> dict[str, str]:
    """The titles as they stand now."""
    return {key: _text(_cell(grid[0], at)) if grid else "" for key, at in places.items()}


def rows(grid: Grid, places: Mapping[str, int]) -> dict[int, list[Row]]:
    """Every row that has a number of ours, by it; more than one where a person copied a row."""
    found: dict[int, list[Row]] = defaultdict(list)
    for at, cells in enumerate(grid):
        number = _number(_cell(cells, places[layout.NUMBER]))
        if number is None:
            continue
        inputs = {key: _text(_cell(cells, places[key])) if key in places else "" for key in layout.INPUT}
        code = _text(_cell(cells, places[layout.CODE])) if layout.CODE in places else None
        stamp = _text(_cell(cells, places[layout.STAMP]))
        found[number].append(Row(at, number, stamp, code, inputs))
    return dict(found)


def number_at(grid: Grid, at: int) -> int | None:
    """The number in this row of a grid that is the column of numbers alone."""
    return _number(_cell(grid[at], 0)) if at < len(grid) else None


def _cell(cells: Sequence[Plain | bool], at: int) -> Plain | bool:
    return cells[at] if at < len(cells) else ""


def _number(cell: Plain | bool) -> int | None:
    if isinstance(cell, bool):
        return None
    if isinstance(cell, str):
        cell = cell.strip()
        return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 10 else None
    return int(cell) if cell == int(cell) and 0 < cell < 10**9 else None


def _text(cell: Plain | bool) -> str:
    if isinstance(cell, float) and cell == int(cell):
        cell = int(cell)
    return clean(str(cell)) if cell != "" else ""
