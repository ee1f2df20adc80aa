"""The sheet that says how the review workbook is worked in, large and with an example."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from bot.workbooks import cells
from bot.workbooks.book import Book
from handlers.registers import review_columns as c
from messages.catalog import say, under

if TYPE_CHECKING:
    from bot.workbooks.review_book import Ordered

_LARGE: Final = {"font_size": 13, "text_wrap": True, "valign": "vcenter"}
_EXAMPLE: Final = ("code", "title", c.DECISION, c.REASON, c.WORDS, c.CORRECTED)
_WIDTHS: Final = (6, 18, 44, 24, 32, 46, 22)


def write_guide(book: Book, ordered: Ordered, count: int, until: datetime | None) -> None:
    """`until` is when the links to pictures stop working."""
    language, zone = ordered.language, ordered.zone
    sheet = book.sheet(say(language, "export.guide.sheet"))
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    made = ordered.now.astimezone(zone)
    title = say(language, "export.guide.title")
    unit = ordered.unit_name or say(language, "export.guide.everything")
    about = say(
        language, "export.guide.about", unit=unit, count=count, time=f"{made:%H:%M}", date=f"{made:%d/%m/%Y}"
    )
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, title, book.look("title", font_size=22, valign="vcenter"))
    sheet.set_row(1, 24)
    sheet.write_string(1, 0, cells.apart(about), book.look("text", font_size=13, italic=True))
    row = _steps(book, sheet, language, 3)
    row = _example(book, sheet, language, row + 1)
    if until is not None:
        ends = until.astimezone(zone)
        told = say(language, "export.guide.links", time=f"{ends:%H:%M}", date=f"{ends:%d/%m/%Y}")
        _line(book, sheet, row + 1, told)
        row += 1
    _line(book, sheet, row + 1, say(language, "export.guide.thanks"), bold=True)


def _steps(book: Book, sheet: Any, language: str, row: int) -> int:
    """Numbered, one below the other; the row after them."""
    for number, told in enumerate(under(language, "export.guide.step.").values(), start=1):
        sheet.set_row(row, 40)
        sheet.write_string(row, 0, str(number), book.look("head", font_size=15, align="center", border=1))
        sheet.merge_range(row, 1, row, len(_WIDTHS) - 1, told, book.look("text", **_LARGE))
        row += 1
    return row


def _example(book: Book, sheet: Any, language: str, row: int) -> int:
    """Three rows as somebody might fill them in; the row after them."""
    sheet.set_row(row, 26)
    sheet.write_string(row, 0, say(language, "export.guide.example.title"), book.look("title", font_size=15))
    row += 1
    sheet.set_row(row, 34)
    for place, key in enumerate(_EXAMPLE, start=1):
        sheet.write_string(row, place, c.title(language, key), book.look("head", border=1, font_size=12))
    for number, (word, reason, corrected) in enumerate(_FILLED, start=1):
        row += 1
        sheet.set_row(row, 46)
        told = {
            "code": say(language, f"export.guide.example.{number}.code"),
            "title": say(language, f"export.guide.example.{number}.title"),
            c.DECISION: c.decision_texts(language)[word],
            c.REASON: c.reason_texts(language)[reason] if reason else "",
            c.WORDS: say(language, f"export.guide.example.{number}.words"),
        }
        for place, key in enumerate(_EXAMPLE, start=1):
            colour = "#FFF4C2" if key in c.INPUT else "#F2F2F2"
            look = {"bg_color": colour, "border": 1, "border_color": "#D9D9D9", "font_size": 12}
            if key == c.CORRECTED and corrected is not None:
                sheet.write_number(row, place, corrected, book.look("money", **look))
            else:
                sheet.write_string(row, place, told.get(key, ""), book.look("long", **look))
    return row + 1


def _line(book: Book, sheet: Any, row: int, told: str, **more: Any) -> None:
    sheet.set_row(row, 34)
    sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, told, book.look("text", **_LARGE, **more))


#: Decision, reason and corrected value of each example; its words are the catalogue's.
_FILLED: Final[tuple[tuple[Any, str, int | None], ...]] = (
    ("approve", "", 45_000_000),
    ("return", "content_missing", None),
    ("reject", "outside_period", None),
)
