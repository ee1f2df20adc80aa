"""What people wrote, as a cell may hold it: never a formula, a link or broken XML."""

import re
from datetime import date, datetime
from typing import Final
from xml.sax.saxutils import escape

from handlers.registers.cell_text import LONGEST, MARK, apart, clean

#: What makes a program that reads a text back take it for a formula; a cell that begins so is marked as text.
FORMULA: Final = ("=", "+", "-", "@", "\t")
#: Excel reads this as the letter with that number.
_HIDDEN_LETTER: Final = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_SPECIAL: Final = re.compile("[&<>_\x00-\x1f\ud800-\udfff\ufffe\uffff]|^\\s|\\s$")
__all__ = ["FORMULA", "LONGEST", "MARK", "apart", "clean", "inline", "is_exact", "serial"]
#: Days are counted from here; before 1900-03-01 spreadsheets disagree on them.
_FIRST: Final = date(1899, 12, 30).toordinal()
_SURE: Final = date(1900, 3, 1).toordinal() - _FIRST
#: A whole number of more digits loses its last ones.
_EXACT: Final = 10**15


def inline(text: str) -> str:
    """The text as the inside of an ``<is>`` element."""
    if len(text) * 2 <= LONGEST and not _SPECIAL.search(text):
        return f"<t>{text}</t>"
    told = _HIDDEN_LETTER.sub("_x005F_", escape(clean(text)))
    return f'<t xml:space="preserve">{told}</t>'


def serial(day: date) -> float | int | None:
    """A date or a local moment as spreadsheets count them; None for one they cannot."""
    whole = day.toordinal() - _FIRST
    if whole < _SURE:
        return None
    if isinstance(day, datetime):
        return whole + (day.hour * 3600 + day.minute * 60 + day.second) / 86_400
    return whole


def is_exact(number: float) -> bool:
    """Whether a spreadsheet keeps every digit of it."""
    return -_EXACT < number < _EXACT
