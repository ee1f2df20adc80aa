"""The columns of the spreadsheet, and what a cell may hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from handlers.understanding.folding import clean, fold
from messages.catalog import LANGUAGES, say
from storage.tree.footing import TONGUES

COLUMNS: Final = (
    "code",
    "name",
    "kind",
    "parent",
    "members",
    "workers",
    "fdi",
    "employer",
    "employer_language",
    "since",
    "until",
    "aliases",
)
#: How much a spreadsheet program would take for a formula, were it not guarded.
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
#: No union has more people, and the database counts no further.
_MOST: Final = 999_999_999
_GROUPED = re.compile(r"\d{1,3}([.,\s]\d{3})+|\d{1,9}")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the reader of a file is told; `place` is the cell's, "" for what is in no cell.

    With a `trouble` nothing of the file is applied.
    """

    what: str
    place: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    trouble: bool = False

    @property
    def text_id(self) -> str:
        """Of a trouble in no cell it is the tree's own refusal."""
        if self.trouble and not self.place:
            return f"tree.refused.{self.what}"
        return f"tree.sheet.{'trouble' if self.trouble else 'found'}.{self.what}"


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that cannot be read as what its column holds; `what` picks the text that tells it."""

    what: str


def heading(language: str, column: str) -> str:
    return say(language, f"tree.sheet.column.{column}")


def headings() -> dict[str, str]:
    """Each column by what may stand above it, folded."""
    known = {fold(heading(language, one)): one for language in LANGUAGES for one in COLUMNS}
    return known | {fold(one): one for one in COLUMNS}


def place(column: int, row: int) -> str:
    """A cell as spreadsheets name it, both counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def text(cell: Any) -> str:
    """One line; a code typed as a number is given back as it was typed."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    words = " ".join(clean(str(cell)).split())
    return words[1:] if words.startswith("'") and words[1:2] in FORMULA else words


def number(cell: Any) -> int | Wrong | None:
    words = text(cell)
    if not words:
        return None
    if not _GROUPED.fullmatch(words):
        return Wrong("bad_number")
    count = int(re.sub(r"\D", "", words))
    return count if count <= _MOST else Wrong("bad_number")


def day(cell: Any) -> date | Wrong | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    words = text(cell)
    if not words:
        return None
    written = _DAY.fullmatch(words)
    try:
        if written:
            return date(int(written[3]), int(written[2]), int(written[1]))
        return date.fromisoformat(words)
    except ValueError:
        return Wrong("bad_day")


def yes(cell: Any) -> bool | Wrong | None:
    if not text(cell):
        return None
    word = fold(text(cell))
    for answer in (True, False):
        for language in LANGUAGES:
            words = say(language, f"tree.sheet.{'yes' if answer else 'no'}").split(",")
            if word in [fold(one) for one in words]:
                return answer
    return Wrong("bad_yes")


def tongue(cell: Any) -> str | Wrong | None:
    word = text(cell).lower()
    if word and word not in TONGUES:
        return Wrong("bad_tongue")
    return word or None


def codes(cell: Any) -> tuple[str, ...]:
    return tuple(one.upper() for one in re.split(r"[,;\s]+", text(cell)) if one)
