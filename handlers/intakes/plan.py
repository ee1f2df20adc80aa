"""What a workbook would change, row by row, before anything is changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Literal, get_args

#: What a cell of a workbook holds.
Value = str | float | int | bool | date | datetime | None
#: change: it would be done, or (after doing) was done. same: it says what already is. conflict: somebody
#: decided meanwhile. wrong: it cannot be done as it stands. doubtful: it would be done, but somebody should
#: look first (a duplicate).
State = Literal["change", "same", "conflict", "wrong", "doubtful"]
STATES: Final[tuple[State, ...]] = get_args(State)
#: What is worth a look before and after: the rows that the annotated copy of the file points at.
UNCLEAN: Final[tuple[State, ...]] = ("conflict", "wrong", "doubtful")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the sheet with its cells by the key of their column; `row` is its number in the sheet, from
    1, as the person sees it. Text is NFC without anything invisible, never "" (an empty cell is None); a
    whole number is an `int`; a date without a time is a `date`."""

    row: int
    cells: Mapping[str, Value]

    def text(self, column: str) -> str:
        """What the cell says, as words; "" when it is empty or its column is missing."""
        value = self.cells.get(column)
        return "" if value is None else str(value).strip()


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be said of one cell, in finished words; `column` is its key, "" for the whole row."""

    column: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What becomes of one row. `what` is all that doing it needs, as JSON can keep it; `title` is the row in
    a few words, for whoever reads a list of them."""

    row: int
    state: State
    what: Mapping[str, Any]
    title: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a whole workbook of a kind (review, entry, units, targets, officers, portal). Rows that
    want nothing (an empty decision) are not in it. `refused`: nothing of it may be done, and why, in finished
    words (somebody without the right for this kind)."""

    kind: str
    rows: tuple[Planned, ...]
    refused: str = ""

    def count(self, state: State) -> int:
        return sum(one.state == state for one in self.rows)

    @property
    def doable(self) -> Sequence[Planned]:
        """The rows that would change something."""
        return [one for one in self.rows if one.state in ("change", "doubtful")]
