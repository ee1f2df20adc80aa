"""What a register adds up to, on its first sheet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.workbooks import cells
from bot.workbooks.book import Book, Look
from handlers.initiative import Status
from handlers.registers.listed import Listed
from messages.catalog import say


@dataclass(slots=True)
class Sums:
    """Grows with each row; `worth` is that of the valid ones, in VND a year."""

    count: int = 0
    authors: set[int] = field(default_factory=set)
    statuses: Counter[Status] = field(default_factory=Counter)
    worth: int = 0
    worth_valid: int = 0
    entered: int = 0
    refused: int = 0

    def add(self, one: Listed) -> None:
        self.count += 1
        self.authors.add(one.author_id)
        self.statuses[one.status] += 1
        self.worth += one.worth or 0
        self.worth_valid += (one.worth or 0) if one.status is Status.VALID else 0
        self.entered += bool(one.portal_code)
        self.refused += bool(one.portal_refusal)


def write_summary(book: Book, sheet: Any, sums: Sums, language: str, made: datetime | None) -> None:
    """`made` is local."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 58)
    sheet.set_column(1, 1, 22)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, say(language, "export.register.title"), book.look("title"))
    if made is not None:
        told = say(language, "export.made", time=f"{made:%H:%M}", date=f"{made:%d/%m/%Y}")
        sheet.write_string(1, 0, told, book.look("text", italic=True))
    border = {"bottom": 4, "bottom_color": "#BFBFBF"}
    for row, (told, value, look, strong) in enumerate(_lines(sums, language), start=3):
        sheet.write_string(row, 0, cells.apart(told), book.look("text", bold=strong, **border))
        sheet.write_number(row, 1, value, book.look(look, bold=strong, **border))


def _lines(sums: Sums, language: str) -> list[tuple[str, int, Look, bool]]:
    def line(
        name: str, value: int, look: Look = "number", strong: bool = False
    ) -> tuple[str, int, Look, bool]:
        return say(language, f"export.register.{name}"), value, look, strong

    by_status: list[tuple[str, int, Look, bool]] = [
        (_status(language, status), sums.statuses[status], "number", status is Status.VALID)
        for status in Status
        if sums.statuses[status]
    ]
    return [
        line("count", sums.count, strong=True),
        line("authors", len(sums.authors)),
        *by_status,
        line("worth", sums.worth, "money"),
        line("worth_valid", sums.worth_valid, "money", True),
        line("entered", sums.entered),
        line("refused", sums.refused),
    ]


def _status(language: str, status: Status) -> str:
    return say(language, "export.register.of_which", status=say(language, f"review.status.{status}"))
