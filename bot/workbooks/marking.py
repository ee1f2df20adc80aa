"""Writes a copy of a workbook that came in, with what is to be looked at marked in it, cell by cell."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Any, Final

from bot.workbooks.reading import MOST_ROWS, Sheet
from handlers.intakes.plan import UNCLEAN, Planned
from handlers.registers.cell_text import apart
from messages.catalog import LANGUAGES, say

_RED, _YELLOW, _HEAD = "#F8CBAD", "#FFE699", "#D9E1F2"
#: A comment takes a drawing each; what is said also stands in the column of its own.
_MOST_COMMENTS: Final = 2_000
_WIDEST: Final = 60
#: How wide the column of what is said is, in letters, and how high a line of it, in points.
_SAID: Final = 44
_LINE: Final = 15.0
#: What a name of a sheet and a cell hold, by the format; other programs allow more.
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\]")
#: Rows by which the columns' widths are chosen.
_MEASURED: Final = 200
_FORMATS: Final = {
    "date": "dd/mm/yyyy",
    "moment": "dd/mm/yyyy hh:mm",
    "time": "hh:mm",
    "whole": "0",
    "amount": "#,##0",
    "part": "#,##0.0##",
}


@dataclass(frozen=True, slots=True)
class _Style:
    """The formats of a copy by what they show; made once each."""

    book: Any
    made: dict[tuple[str, str], Any]

    def of(self, cell: Any, colour: str) -> Any:
        kind = _kind(cell)
        if (kind, colour) not in self.made:
            wanted: dict[str, Any] = {"valign": "top"}
            if kind in _FORMATS:
                wanted["num_format"] = _FORMATS[kind]
            if kind == "text":
                wanted["text_wrap"] = True
            if colour:
                wanted["bg_color"] = colour
            self.made[kind, colour] = self.book.add_format(wanted)
        return self.made[kind, colour]


def mark(data: bytes, sheet: Sheet, rows: Iterable[Planned], language: str) -> bytes:
    """The sheet that was worked in, with all its rows where they were and what is to be mended in a column
    before them, always in sight; the cells that are meant are coloured and carry it as a comment.

    Values, dates and numbers stay what they are; formulas stand as their values; nothing becomes a formula.
    """
    cells = _cells(data, sheet.name)
    named = {say(one, "intake.copy.column") for one in LANGUAGES}
    if cells and len(cells) >= sheet.top and cells[sheet.top - 1] and cells[sheet.top - 1][0] in named:
        # A copy that was corrected and sent again: what was said the last time is over.
        cells = [row[1:] for row in cells]
        sheet = replace(sheet, columns={key: place - 1 for key, place in sheet.columns.items()})
    marked = {one.row: one for one in rows if one.state in UNCLEAN}
    written = io.BytesIO()
    _write(written, cells, sheet, marked, language)
    return written.getvalue()


def _cells(data: bytes, name: str) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        nrows = MOST_ROWS + 100
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=nrows)


def _write(
    target: io.BytesIO,
    cells: Sequence[Sequence[Any]],
    sheet: Sheet,
    marked: Mapping[int, Planned],
    language: str,
) -> None:
    import xlsxwriter

    plain = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
    book = xlsxwriter.Workbook(target, {**plain, "in_memory": True, "nan_inf_to_errors": True})
    page = book.add_worksheet(_FORBIDDEN.sub(" ", sheet.name).strip("' ")[:31] or None)
    style = _Style(book, {})
    head = book.add_format({"bold": True, "bg_color": _HEAD, "text_wrap": True, "valign": "top"})
    said = book.add_format({"text_wrap": True, "valign": "top", "bg_color": _RED})
    last = max((len(row) for row in cells), default=0)
    for place, width in enumerate(_widths(cells, last)):
        page.set_column(place + 1, place + 1, width)
    page.set_column(0, 0, _SAID)
    comments = 0
    for at, row in enumerate(cells):
        planned = marked.get(at + 1)
        pointed = _pointed(planned, sheet) if planned is not None else {}
        colour = _YELLOW if planned is not None and planned.state == "doubtful" else _RED
        for place, cell in enumerate(row):
            chosen = head if at + 1 == sheet.top and cell != "" else None
            chosen = chosen or style.of(cell, colour if place in pointed else "")
            _put(page, at, place + 1, cell, chosen, shown=place in pointed)
        for place, text in list(pointed.items())[: _MOST_COMMENTS - comments]:
            page.write_comment(at, place + 1, text, {"x_scale": 2, "y_scale": 1.5})
            comments += 1
        if planned is not None:
            text = "\n".join(note.text for note in planned.notes)
            page.write_string(at, 0, apart(text), said)
            page.set_row(at, _LINE * sum(ceil(max(len(one), 1) / _SAID) for one in text.split("\n")))
    page.write_string(sheet.top - 1, 0, say(language, "intake.copy.column"), head)
    page.freeze_panes(sheet.top, 1)
    if len(cells) > sheet.top:
        page.autofilter(sheet.top - 1, 0, len(cells) - 1, last)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    book.close()


def _pointed(planned: Planned, sheet: Sheet) -> dict[int, str]:
    """What is said of each cell of a row, by its place."""
    found: dict[int, list[str]] = {}
    for note in planned.notes:
        place = sheet.columns.get(note.column)
        if place is not None:
            found.setdefault(place, []).append(note.text)
    return {place: "\n".join(texts) for place, texts in found.items()}


def _put(page: Any, row: int, place: int, cell: Any, chosen: Any, *, shown: bool) -> None:
    match cell:
        case "" | None:
            if shown:
                page.write_blank(row, place, None, chosen)
        case bool():
            page.write_boolean(row, place, cell, chosen)
        case int() | float():
            page.write_number(row, place, cell, chosen)
        case datetime() | date() | time() | timedelta():
            page.write_datetime(row, place, cell, chosen)
        case _:
            page.write_string(row, place, apart(str(cell)), chosen)


def _kind(cell: Any) -> str:
    match cell:
        case bool():
            return "truth"
        case int() | float():
            if not float(cell).is_integer():
                return "part"
            # The number of an initiative and a price do not look alike.
            return "amount" if abs(cell) >= 100_000 else "whole"
        case datetime() if (cell.hour, cell.minute, cell.second) != (0, 0, 0):
            return "moment"
        case datetime() | date():
            return "date"
        case time() | timedelta():
            return "time"
        case _:
            return "text"


def _widths(cells: Sequence[Sequence[Any]], last: int) -> list[int]:
    """Wide enough to read, as far as the first rows tell."""
    widths = [8] * last
    for row in cells[:_MEASURED]:
        for place, cell in enumerate(row):
            longest = max((len(line) for line in str(cell).splitlines()), default=0)
            widths[place] = min(_WIDEST, max(widths[place], longest + 2))
    return [12 if width < 12 else width for width in widths]
