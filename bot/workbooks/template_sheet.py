"""Writes a workbook to be filled in: titles, rows that are there already, lists to choose from, a guide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final, Literal

from bot.workbooks import cells
from bot.workbooks.book import Book, Cell, letters
from messages.catalog import say

Look = Literal["text", "long", "date", "money", "number"]
#: Rows that are ready to be filled in, below those that are there.
ROOM: Final = 2_000
#: What Excel shows beside a cell, at most, in letters.
_TITLE, _HINT = 32, 255
_FORMATS: Final[Mapping[Look, Mapping[str, Any]]] = {
    "text": {"num_format": "@"},
    "long": {"num_format": "@", "text_wrap": True},
    "date": {"num_format": "dd/mm/yyyy", "align": "left"},
    "money": {"num_format": "#,##0.####"},
    "number": {"num_format": "#,##0"},
}
_MUST, _MAY, _GREY = "#C00000", "#1F4E79", "#808080"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`must` be filled in, or the row does not count. `choices` are what its cells offer; an `open` list
    takes other words too, after asking."""

    title: str
    hint: str = ""
    look: Look = "text"
    width: float = 16
    must: bool = False
    choices: Sequence[str] = ()
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """`rows` stand there to be changed, `examples` in grey above them to be looked at."""

    language: str
    sheet: str
    title: str
    columns: Sequence[Column]
    steps: Sequence[str]
    rows: Sequence[Sequence[Cell]] = ()
    examples: Sequence[Sequence[Cell]] = field(default=())
    frozen: int = 1


def write(path: Path, template: Template) -> None:
    """The file appears whole or not at all. Raises OSError when it cannot be written."""
    with Book(path) as book:
        sheet = book.sheet(template.sheet)
        sources = _sources(template)
        _table(book, sheet, template)
        _rules(sheet, template, sources)
        _guide(book, template)
        _lists(book, template, sources)
        sheet.activate()


def _table(book: Book, sheet: Any, template: Template) -> None:
    looks = [book.look("text", **_FORMATS[one.look]) for one in template.columns]
    for place, one in enumerate(template.columns):
        sheet.set_column(place, place, one.width, looks[place])
    sheet.set_row(0, 36)
    for place, one in enumerate(template.columns):
        head = book.look("head", bg_color=_MUST if one.must else _MAY, border=1)
        sheet.write_string(0, place, cells.apart(f"{one.title} *" if one.must else one.title), head)
    grey = [book.look("text", **_FORMATS[one.look], italic=True, color=_GREY) for one in template.columns]
    told = [*((row, grey) for row in template.examples), *((row, looks) for row in template.rows)]
    for at, (row, formats) in enumerate(told, start=1):
        for place, cell in enumerate(row):
            _put(sheet, at, place, cell, formats[place])
    sheet.freeze_panes(1, template.frozen)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _put(sheet: Any, row: int, place: int, cell: Cell, look: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, date):
        sheet.write_datetime(row, place, cell, look)
    elif isinstance(cell, int | float):
        sheet.write_number(row, place, cell, look)
    else:
        sheet.write_string(row, place, cells.apart(cells.clean(cell)), look)


def _rules(sheet: Any, template: Template, sources: Mapping[int, str]) -> None:
    """What each cell takes and what is said beside it. Dates and numbers only warn: what is typed as words
    is understood, too."""
    last = len(template.examples) + len(template.rows) + ROOM
    for place, one in enumerate(template.columns):
        wish: dict[str, Any] = {
            "input_title": one.title[:_TITLE],
            "input_message": one.hint[:_HINT],
            "error_title": one.title[:_TITLE],
            "error_message": one.hint[:_HINT],
            "error_type": "warning",
        }
        if place in sources:
            wish |= {"validate": "list", "source": sources[place]}
            wish |= {} if one.open else {"error_type": "stop"}
        elif one.look == "date":
            wish |= {"validate": "date", "criteria": "between", "minimum": date(1990, 1, 1)}
            wish |= {"maximum": "=TODAY()"}
        elif one.look in ("money", "number"):
            wish |= {"validate": "decimal", "criteria": ">=", "value": 0}
        else:
            wish |= {"validate": "any"}
        sheet.data_validation(1, place, last, place, wish)


def _sources(template: Template) -> dict[int, str]:
    """Where the choices of each column will stand, by its place."""
    name = say(template.language, "sheets.guide.lists")
    listed = [(place, one.choices) for place, one in enumerate(template.columns) if one.choices]
    return {
        place: f"='{name}'!${letters(at)}$2:${letters(at)}${len(choices) + 1}"
        for at, (place, choices) in enumerate(listed)
    }


def _lists(book: Book, template: Template, sources: Mapping[int, str]) -> None:
    if not sources:
        return
    sheet = book.sheet(say(template.language, "sheets.guide.lists"))
    named = [template.columns[place] for place in sources]
    for at, one in enumerate(named):
        sheet.write_string(0, at, cells.apart(one.title))
    # Row by row: what stands above is on the disk already.
    for row, held in enumerate(zip_longest(*(one.choices for one in named)), start=1):
        for at, word in enumerate(held):
            if word is not None:
                sheet.write_string(row, at, cells.apart(word))
    sheet.hide()


def _guide(book: Book, template: Template) -> None:
    language = template.language
    sheet = book.sheet(say(language, "sheets.guide.sheet"))
    sheet.hide_gridlines(2)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for place, width in enumerate((34, 14, 90)):
        sheet.set_column(place, place, width)
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, template.title, book.look("title", font_size=20, valign="vcenter"))
    line = book.look("text", font_size=13, text_wrap=True, valign="vcenter")
    row = 2
    for told in (*template.steps, say(language, "sheets.guide.send")):
        sheet.set_row(row, 36)
        sheet.merge_range(row, 0, row, 2, told, line)
        row += 1
    row += 1
    sheet.set_row(row, 28)
    sheet.write_string(row, 0, say(language, "sheets.guide.columns"), book.look("title"))
    for one in template.columns:
        row += 1
        sheet.set_row(row, 32)
        edge = {"border": 1, "border_color": "#D9D9D9", "valign": "vcenter"}
        sheet.write_string(row, 0, cells.apart(one.title), book.look("text", bold=True, **edge))
        must = say(language, "sheets.guide.must") if one.must else ""
        sheet.write_string(row, 1, must, book.look("text", color=_MUST, **edge))
        sheet.write_string(row, 2, cells.apart(one.hint), book.look("text", text_wrap=True, **edge))
