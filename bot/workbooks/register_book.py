"""The register: every initiative with every column, and a first sheet that sums it up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, tzinfo
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection

from bot.workbooks.book import SHEET, Book, Field, Rows
from bot.workbooks.summary_sheet import Sums, write_summary
from handlers.registers.columns import COLUMNS, Column
from messages.catalog import say
from storage.registers import listings
from storage.registers.listings import Wanted

#: Told how many rows are done, after each page of them.
Progress = Callable[[int], object]
#: The number, the code and the name stay in sight.
_FROZEN = 3


def write_register(
    path: Path,
    connection: Connection,
    wanted: Wanted,
    language: str,
    zone: tzinfo,
    progress: Progress | None = None,
    *,
    now: datetime | None = None,
    most: int | None = None,
) -> int:
    """How many rows it has, at most `most`. The file appears whole or not at all; no more than a page of it
    is in memory. `now` is when it is made, as its readers are told."""
    sums = Sums()
    with Book(path) as book:
        summary = book.sheet(say(language, "export.register.summary"))
        rows = _table(book, language, 1)
        for one in islice(listings.stream(connection, wanted), most):
            if rows.count == SHEET:
                _finish(rows)
                rows = _table(book, language, sums.count // SHEET + 1)
            rows.add([column.read(one, language, zone) for column in COLUMNS])
            sums.add(one)
            if progress is not None and sums.count % listings.PAGE == 0:
                progress(sums.count)
        _finish(rows)
        write_summary(book, summary, sums, language, now.astimezone(zone) if now else None)
    if progress is not None:
        progress(sums.count)
    return sums.count


def _table(book: Book, language: str, number: int) -> Rows:
    title = say(language, "export.register.sheet")
    fields = [field_of(column, language) for column in COLUMNS]
    return book.table(title if number == 1 else f"{title} {number}", fields, frozen=_FROZEN)


def field_of(column: Column, language: str) -> Field:
    # Long texts stay in one line: a hundred thousand rows of different heights take a minute to open.
    look = "text" if column.kind == "long" else column.kind
    return Field(column.title(language), look, column.width)


def _finish(rows: Rows) -> None:
    rows.sheet.autofilter(0, 0, max(rows.count, 1), len(COLUMNS) - 1)
