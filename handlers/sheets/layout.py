"""The columns of the spreadsheet, and what we write into the row of an initiative."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Final

from handlers.initiative import Status
from handlers.registers import review_columns
from handlers.registers.columns import BY_KEY, Cell, Kind
from handlers.registers.listed import Listed
from messages.catalog import say

#: What a cell holds there: days and moments are counted in days since 30 December 1899, "" is empty.
Plain = str | int | float
NUMBER: Final = review_columns.NUMBER
#: Which initiative at which step our cells show: a row that was mixed up with another gives itself away.
STAMP: Final = "stamp"
CODE: Final = "code"
OFFICER: Final = "officer"
RESULT: Final = "result"
HIDDEN: Final = (NUMBER, STAMP)
#: Filled in by officers, and by nobody else.
INPUT: Final = (*review_columns.INPUT, OFFICER)
RECORD: Final = (*review_columns.BESIDE, *review_columns.SHOWN)
#: Filled in by us.
OURS: Final = (*HIDDEN, *RECORD, RESULT)
ORDER: Final = (*HIDDEN, *review_columns.BESIDE, *INPUT, RESULT, *review_columns.SHOWN)
#: What is looked at in every round.
READ: Final = (*HIDDEN, CODE, *INPUT, RESULT)
#: How many columns stay in sight, the hidden ones counted.
FROZEN: Final = len(HIDDEN) + len(review_columns.BESIDE)
#: States in which an officer is to act next.
WAITING: Final = (Status.SUBMITTED, Status.SENT_BACK, Status.ENDORSED, Status.RECOGNISED)
#: Never put into the sheet unless they stand there already.
OVER: Final = (Status.WITHDRAWN, Status.MERGED)
#: Google takes 50,000 letters in a cell, and counts some of them twice.
LONGEST: Final = 20_000
_WIDTHS: Final = {OFFICER: 24, RESULT: 44, review_columns.DECISION: 20, review_columns.REASON: 30}
_EPOCH: Final = date(1899, 12, 30)


def title(language: str, key: str) -> str:
    if key in (STAMP, OFFICER, RESULT):
        return say(language, f"gsheet.column.{key}")
    return review_columns.title(language, key)


def kind(key: str) -> Kind:
    if key in RECORD:
        return BY_KEY[key].kind
    return "money" if key == review_columns.CORRECTED else "long"


def width(key: str) -> int:
    """In letters."""
    return BY_KEY[key].width if key in RECORD else _WIDTHS.get(key, 26)


def stamp(number: int, revision: int) -> str:
    return f"{number}:{revision}"


def cells(one: Listed, language: str, zone: tzinfo) -> dict[str, Plain]:
    """All that we write for it but the result."""
    shown = {key: plain(BY_KEY[key].read(one, language, zone)) for key in RECORD}
    return {NUMBER: one.number, STAMP: stamp(one.number, one.revision), **shown}


def strayed(number: int, revision: int, written: Mapping[str, Plain], language: str) -> dict[str, Plain]:
    """What is left of it when it belongs to another branch now: others' names are not ours to show."""
    blank: dict[str, Plain] = dict.fromkeys(RECORD, "")
    kept = {CODE: written.get(CODE, "")}
    told = say(language, "gsheet.result.strayed")
    return {NUMBER: number, STAMP: stamp(number, revision), **blank, **kept, RESULT: told}


def plain(cell: Cell) -> Plain:
    match cell:
        case None:
            return ""
        case datetime():
            seconds = (cell.replace(tzinfo=UTC) - datetime(1899, 12, 30, tzinfo=UTC)).total_seconds()
            return seconds / 86_400
        case date():
            return (cell - _EPOCH).days
        case str():
            return cell[:LONGEST]
        case _:
            return cell
