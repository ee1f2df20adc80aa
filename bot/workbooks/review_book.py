"""The workbook in which officers decide on what waits, and which comes back with their decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from math import ceil
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection

from bot.workbooks import guide_sheet, picture_sheet
from bot.workbooks.book import SHEET, Book, Cell, Field, Rows
from bot.workbooks.picture_links import PictureLinks
from handlers.officers import reasons
from handlers.registers import kept_sheet
from handlers.registers import review_columns as c
from handlers.registers.columns import BY_KEY
from handlers.registers.listed import Listed
from messages.catalog import say
from storage.feed import feed
from storage.registers import pictures

#: Number and step are hidden; code and name stay in sight.
_FROZEN: Final = len(c.HIDDEN) + len(c.BESIDE)
#: Heights of a row in points: a line of text, the most lines it may grow to, and the least a finger finds.
_LINE, _MOST_LINES, _LEAST = 15.0, 12, 30.0
_FILLED: Final = 0.85
_YELLOW: Final = (("bg_color", "#FFF4C2"), ("border", 1), ("border_color", "#D9C77E"))
_GREY: Final = (("bg_color", "#F2F2F2"), ("border", 1), ("border_color", "#D9D9D9"))
#: A sheet that is protected sorts only what is not locked; see `_guard`.
_UNLOCKED: Final = (("locked", False),)
_WIDTHS: Final = {c.DECISION: 18, c.REASON: 30, c.WORDS: 40, c.CORRECTED: 18}
#: The highest value an officer may write down, in VND a year.
_HIGHEST: Final = 10**15 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """For whom a review workbook is made, and of what: the code and name of their `unit` ("" for all)."""

    language: str
    zone: tzinfo
    now: datetime
    unit_code: str = ""
    unit_name: str = ""


def write_review(
    path: Path,
    connection: Connection,
    pages: Iterable[Sequence[Listed]],
    ordered: Ordered,
    links: PictureLinks | None = None,
    progress: Callable[[int], object] | None = None,
) -> int:
    """How many rows it has. The file appears whole or not at all."""
    language = ordered.language
    # Before anything is read: a change that came between would look like one the officer knew of.
    position = feed.newest(connection)
    with Book(path) as book:
        rows = book.table(say(language, "export.review.sheet"), _fields(language), frozen=_FROZEN)
        shown = picture_sheet.Pictures(book, language, links, ordered.zone)
        for page in pages:
            known = pictures.of_page(connection, page)
            for one in page:
                if rows.count == SHEET:
                    break
                values = _values(one, language, ordered.zone)
                rows.add(values, _height(values))
                shown.add(one, known)
            if progress is not None:
                progress(rows.count)
        _guard(book, rows, language)
        shown.finish()
        guide_sheet.write_guide(book, ordered, rows.count, links.until if links else None)
        made = ordered.now.astimezone(ordered.zone).isoformat(timespec="seconds")
        sheet = say(language, "export.review.sheet")
        book.keep(
            kept_sheet.rows(c.KIND, sheet, ordered.unit_code, position, made, language, c.titles(language))
        )
    return rows.count


def _fields(language: str) -> list[Field]:
    fields = []
    for key in c.ORDER:
        title = c.title(language, key)
        if key in c.HIDDEN:
            fields.append(Field(title, "number", 8, hidden=True, more=_UNLOCKED))
        elif key in c.INPUT:
            look = {c.WORDS: "long", c.REASON: "long", c.CORRECTED: "money"}.get(key, "text")
            fields.append(Field(title, look, _WIDTHS[key], drawn=True, more=(*_YELLOW, *_UNLOCKED)))  # type: ignore[arg-type]
        else:
            column = BY_KEY[key]
            look = "long" if column.kind == "text" else column.kind
            fields.append(Field(title, look, column.width, drawn=True, more=(*_GREY, *_UNLOCKED)))
    return fields


def _values(one: Listed, language: str, zone: tzinfo) -> list[Cell]:
    own: dict[str, Cell] = {c.NUMBER: one.number, c.REVISION: one.revision, **dict.fromkeys(c.INPUT)}
    return [own[key] if key in own else BY_KEY[key].read(one, language, zone) for key in c.ORDER]


def _height(values: Sequence[Cell]) -> float:
    """As high as its longest text needs, as far as that can be told from letters."""
    lines = 1
    for key, value in zip(c.ORDER, values, strict=True):
        if isinstance(value, str) and key in BY_KEY:
            width = BY_KEY[key].width * _FILLED  # words break before the end of a line
            lines = max(lines, sum(ceil(max(len(line), 1) / width) for line in value.split("\n", 40)))
    return max(_LEAST, _LINE * min(lines, _MOST_LINES))


def _guard(book: Book, rows: Rows, language: str) -> None:
    """What may be typed where. Protected without a password: nobody is locked out, but titles and hidden
    columns stay. No cell of the rows is locked, because Excel sorts no locked one; typing into what is only
    to be read is refused by a rule instead."""
    sheet, last = rows.sheet, max(rows.count, 1)
    sheet.autofilter(0, 0, last, len(c.ORDER) - 1)
    places = {key: place for place, key in enumerate(c.ORDER)}

    def rule(key: str, wish: dict[str, Any]) -> None:
        sheet.data_validation(1, places[key], last, places[key], wish)

    rule(c.DECISION, _choice(language, "decision", list(c.decision_texts(language).values())))
    rule(c.REASON, _choice(language, "reason", list(c.reason_texts(language).values()), book))
    words = _told(language, "words", longest=reasons.LONGEST)
    rule(c.WORDS, {"validate": "length", "criteria": "<=", "value": reasons.LONGEST, **words})
    money = _told(language, "corrected")
    rule(
        c.CORRECTED,
        {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": _HIGHEST, **money},
    )
    for first, end in _runs([places[key] for key in c.ORDER if key not in (*c.INPUT, *c.HIDDEN)]):
        kept = {
            "validate": "custom",
            "value": "=FALSE",
            **_told(language, "read_only"),
            "ignore_blank": False,
        }
        kept.pop("input_message"), kept.pop("input_title")
        sheet.data_validation(1, first, last, end, kept)
    allowed = ("sort", "autofilter", "format_cells", "format_columns", "format_rows")
    sheet.protect("", dict.fromkeys(allowed, True))
    sheet.activate()


def _choice(language: str, name: str, words: list[str], book: Book | None = None) -> dict[str, Any]:
    """A list to pick from. Excel takes no more than 255 letters of it, so a longer one stands in a sheet."""
    source: Any = words
    if book is not None:
        sheet = book.sheet(say(language, "export.review.lists"))
        for place, word in enumerate(words):
            sheet.write_string(place, 0, word)
        sheet.hide()
        source = f"='{sheet.get_name()}'!$A$1:$A${len(words)}"
    return {"validate": "list", "source": source, **_told(language, name)}


def _told(language: str, name: str, **values: object) -> dict[str, Any]:
    """What is said beside a cell, and when something else was typed."""
    title = say(language, f"export.rule.{name}.title")
    return {
        "input_title": title,
        "input_message": say(language, f"export.rule.{name}.hint", **values),
        "error_title": title,
        "error_message": say(language, f"export.rule.{name}.wrong", **values),
    }


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Places that follow one another as from and to."""
    runs: list[tuple[int, int]] = []
    for place in sorted(places):
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
