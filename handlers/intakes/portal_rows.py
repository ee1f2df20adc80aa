"""Rows of the portal workbook: what was typed into its last columns, read and checked cell by cell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Any, Final

from handlers.intakes.entry_cells import line as one_line
from handlers.intakes.entry_cells import serial
from handlers.intakes.plan import Line, Note, Planned, Value
from handlers.officers import review
from handlers.portal import codes, refusing
from handlers.portal.acts import Enter, Refuse
from handlers.registers import portal_columns as columns
from handlers.understanding import days
from messages.catalog import say

#: Of a day without an hour, so that it is the same day wherever it is read.
_NOON: Final = time(12)


@dataclass(frozen=True, slots=True)
class Row:
    """What one row wants. `refusal` is what its column says; of a row with a code it counts only when it is
    not what stood there before."""

    row: int
    number: int
    code: codes.Code | None = None
    at: datetime | None = None
    by: str = ""
    refusal: str = ""

    @property
    def act(self) -> Enter | Refuse:
        if self.code is not None:
            return Enter(code=self.code, at=self.at, by=self.by)
        return Refuse("", self.refusal)

    def packed(self) -> dict[str, Any]:
        """As JSON can keep it."""
        return {
            "number": self.number,
            "code": self.code.text if self.code is not None else "",
            "at": self.at.isoformat() if self.at is not None else "",
            "by": self.by,
            "refusal": self.refusal,
        }


def unpacked(row: int, what: Any) -> Row:
    return Row(
        row=row,
        number=int(what["number"]),
        code=codes.Code(what["code"]) if what["code"] else None,
        at=datetime.fromisoformat(what["at"]) if what["at"] else None,
        by=what["by"],
        refusal=what["refusal"],
    )


def read(lines: Sequence[Line], language: str, today: date, zone: tzinfo) -> tuple[list[Row], list[Planned]]:
    """The rows that want something, and those that cannot be done as they stand."""
    rows: list[Row] = []
    wrong: list[Planned] = []
    numbers: dict[int, int] = {}
    taken: dict[str, int] = {}
    for line in lines:
        found = _read(line, language, today, zone)
        if isinstance(found, Row) and found.number in numbers:
            found = _wrong(
                line, columns.NUMBER, say(language, "portal.intake.twice_number", row=numbers[found.number])
            )
        if isinstance(found, Row) and found.code is not None and found.code.text in taken:
            told = {"code": found.code.text, "row": taken[found.code.text]}
            found = _wrong(line, columns.PORTAL_CODE, say(language, "portal.intake.twice", **told))
        if isinstance(found, Planned):
            wrong.append(found)
        elif found is not None:
            rows.append(found)
            numbers[found.number] = line.row
            if found.code is not None:
                taken[found.code.text] = line.row
    return rows, wrong


def _read(line: Line, language: str, today: date, zone: tzinfo) -> Row | Planned | None:
    typed = one_line(line.cells.get(columns.PORTAL_CODE))
    refusal = one_line(line.cells.get(columns.PORTAL_REFUSAL))[: refusing.LONGEST]
    if not typed and not refusal:
        return None
    number = _number(line)
    if number is None:
        return _wrong(line, columns.NUMBER, say(language, "portal.intake.no_number"))
    if not typed:
        return Row(line.row, number, refusal=refusal)
    code = codes.read(typed, line.text("code"))
    if code is None:
        told = {"code": typed[:60], "least": codes.SHORTEST, "most": codes.LONGEST}
        return _wrong(line, columns.PORTAL_CODE, say(language, "portal.intake.bad_code", **told))
    at = _moment(line.cells.get(columns.PORTAL_DATE), today, zone)
    if isinstance(at, str):
        return _wrong(line, columns.PORTAL_DATE, say(language, "portal.intake.bad_date", date=at[:60]))
    by = one_line(line.cells.get(columns.PORTAL_BY))[:120]
    return Row(line.row, number, code, at, by, refusal)


def _number(line: Line) -> int | None:
    """From its hidden column, or from the code beside it where that was lost."""
    cell = line.cells.get(columns.NUMBER)
    if isinstance(cell, int) and not isinstance(cell, bool):
        return cell if 0 < cell < 10**9 else None
    number, _ = review.split(one_line(cell) or line.text("code"))
    return number


def _moment(cell: Value, today: date, zone: tzinfo) -> datetime | str | None:
    """When it was entered; the words of the cell when they are no day until today."""
    told = serial(cell)
    if told is None:
        return None
    if isinstance(told, datetime):
        day: date | None = told.date()
    elif isinstance(told, date):
        day = told
    else:
        day = days.day(one_line(told), today) if one_line(told) else None
        if day is None and not one_line(told):
            return None
    if day is None or day > today or day.year < 2000:
        return one_line(cell)
    return datetime.combine(day, _NOON, zone)


def _wrong(line: Line, column: str, text: str) -> Planned:
    title = line.text("code") or line.text(columns.NUMBER)
    return Planned(row=line.row, state="wrong", what={}, title=title, notes=(Note(column, text),))
