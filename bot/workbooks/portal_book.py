"""The workbook from which staff type into the national portal, in its order, and note the codes it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from bot.workbooks.book import SHEET, Book, Cell, Field, Rows
from bot.workbooks.review_book import Ordered
from handlers.registers import kept_sheet
from handlers.registers import portal_columns as c
from handlers.registers.columns import BY_KEY
from handlers.registers.listed import Listed
from messages.catalog import say
from storage.feed import feed

_YELLOW: Final = (("bg_color", "#FFF4C2"), ("border", 1), ("border_color", "#D9C77E"))
_LOOKS: Final = {c.PORTAL_DATE: "date", c.PORTAL_REFUSAL: "long"}
_WIDTHS: Final = {c.PORTAL_CODE: 20, c.PORTAL_DATE: 16, c.PORTAL_BY: 24, c.PORTAL_REFUSAL: 40}
#: The number and the code stay in sight.
_FROZEN: Final = 2
#: A block of the sheet to copy from holds every field, a heading, and an empty row after it.
_AROUND: Final = 3


def write_portal(
    path: Path,
    connection: Connection,
    pages: Iterable[Sequence[Listed]],
    ordered: Ordered,
    chosen: Sequence[str] = c.DEFAULT,
    progress: Callable[[int], object] | None = None,
) -> int:
    """How many rows it has. `chosen` are keys of `portal_columns.CHOOSABLE`, in the order they are typed."""
    language, zone = ordered.language, ordered.zone
    position = feed.newest(connection)
    with Book(path) as book:
        rows = book.table(say(language, "export.portal.sheet"), _fields(language, chosen), frozen=_FROZEN)
        copies = _Copies(book, language, chosen)
        for page in pages:
            for one in page:
                if rows.count == SHEET or not copies.room:
                    break
                values = [BY_KEY[key].read(one, language, zone) for key in chosen]
                rows.add([one.number, one.code, *values, *(None for _ in c.INPUT)])
                copies.add(one, values)
            if progress is not None:
                progress(rows.count)
        _rule(rows, language, len(chosen))
        made = ordered.now.astimezone(zone).isoformat(timespec="seconds")
        sheet = say(language, "export.portal.sheet")
        titles = c.titles(language, chosen)
        book.keep(kept_sheet.rows(c.KIND, sheet, ordered.unit_code, position, made, language, titles))
    return rows.count


def _fields(language: str, chosen: Sequence[str]) -> list[Field]:
    fields = [Field(c.title(language, c.NUMBER), "number", 8, hidden=True)]
    for key in (*c.BESIDE, *chosen):
        column = BY_KEY[key]
        fields.append(
            Field(c.title(language, key), "text" if column.kind == "long" else column.kind, column.width)
        )
    for key in c.INPUT:
        look: Any = _LOOKS.get(key, "text")
        fields.append(Field(c.title(language, key), look, _WIDTHS[key], drawn=True, more=_YELLOW))
    return fields


def _rule(rows: Rows, language: str, chosen: int) -> None:
    last, first = max(rows.count, 1), 1 + len(c.BESIDE) + chosen
    rows.sheet.autofilter(0, 0, last, first + len(c.INPUT) - 1)
    place = first + c.INPUT.index(c.PORTAL_DATE)
    rows.sheet.data_validation(
        1,
        place,
        last,
        place,
        {
            "validate": "date",
            "criteria": ">=",
            "value": date(2021, 1, 1),
            "error_title": say(language, "export.portal.date.title"),
            "error_message": say(language, "export.portal.date.wrong"),
        },
    )
    rows.sheet.activate()


class _Copies:
    """A sheet with a block for each initiative: the name of a field and what to copy into it, row by row."""

    def __init__(self, book: Book, language: str, chosen: Sequence[str]) -> None:
        heading = (("bold", True), ("bg_color", "#DDEBF7"))
        self._titles = [BY_KEY[key].title(language) for key in chosen]
        self._language = language
        fields = [
            Field(say(language, "export.portal.copy.code"), "text", 16, more=(("bold", True),)),
            Field(say(language, "export.portal.copy.field"), "text", 34, more=heading),
            Field(say(language, "export.portal.copy.value"), "long", 100),
        ]
        self._rows = book.table(say(language, "export.portal.copy.sheet"), fields)

    @property
    def room(self) -> bool:
        return self._rows.count + len(self._titles) + _AROUND < SHEET

    def add(self, one: Listed, values: Sequence[Cell]) -> None:
        name = say(self._language, "export.portal.copy.initiative")
        self._rows.add((one.code, name, one.title))
        for title, value in zip(self._titles, values, strict=True):
            self._rows.add(("", title, _plain(value)))
        if one.portal_refusal:
            refused = say(self._language, "export.portal.copy.refused")
            self._rows.add(("", refused, one.portal_refusal))
        self._rows.add(("", "", ""))


def _plain(value: Cell) -> str:
    """As it is typed into a form: digits alone, and a day as Vietnam writes it."""
    if isinstance(value, datetime):
        return f"{value:%H:%M %d/%m/%Y}"
    if isinstance(value, date):
        return f"{value.day:02}/{value.month:02}/{value.year}"
    return "" if value is None else str(value)
