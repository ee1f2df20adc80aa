"""Reads single cells: words out of a list with the nearest suggestion, days, amounts."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import isfinite
from typing import Final

from rapidfuzz import fuzz, process

from handlers.form.wording import written
from handlers.intakes.plan import Value
from handlers.understanding import amounts, numbers
from handlers.understanding.amounts import Measure
from handlers.understanding.folding import clean, fold
from messages.catalog import LANGUAGES, say

#: From here on, of 100, a word is taken for a slip of another.
_NEAR: Final = 60
#: Days as spreadsheets count them, when a cell lost its format: from 1990 to 2078.
_SERIAL: Final = range(32_874, 65_380)
_FIRST: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a calendar day, not a moment
_MOST_LABELS: Final = 8
#: Numbers that a person may have meant; what is beyond has no plain spelling.
_LEAST: Final = 1e-6
_WIDEST: Final = int(numbers.MOST)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a cell cannot be taken, in finished words."""

    text: str


def words(value: Value) -> str:
    """What a cell says, as a person would type it."""
    match value:
        case None:
            return ""
        case bool():
            return "1" if value else "0"
        case datetime() | date():
            return f"{value:%d/%m/%Y}"
        case float():
            if not isfinite(value) or not _LEAST <= abs(value) < _WIDEST:
                return repr(value)
            return f"{numbers.plain(Decimal(repr(value))):f}"
        case int():
            return str(value)
        case _:
            return clean(value)


def line(value: Value) -> str:
    """The same on one line."""
    return " ".join(words(value).split())


def told(value: Value) -> str:
    """For repeating it in an answer."""
    shown = line(value)
    return shown if len(shown) <= 60 else f"{shown[:59].rstrip()}…"


def nearest(typed: str, labels: Iterable[str]) -> str:
    """The label that was probably meant; "" when none is near."""
    known = {label: fold(label) for label in labels}
    found = process.extractOne(fold(typed), known, scorer=fuzz.WRatio, score_cutoff=_NEAR)
    return str(found[2]) if found is not None else ""


def spelled(text: Callable[[str, str], str], keys: Sequence[str]) -> Mapping[str, str]:
    """Each key by what may stand for it, folded: itself, its text in every language (`text(language, key)`),
    and that without what it has in brackets."""
    known: dict[str, str] = {}
    for key in keys:
        known[fold(key)] = key
        for language in LANGUAGES:
            label = text(language, key)
            known.setdefault(fold(label.partition("(")[0]), key)
            known[fold(label)] = key
    return known


def pick(
    language: str, value: Value, known: Mapping[str, str], labels: Sequence[str]
) -> str | Trouble | None:
    """The key that a cell's words stand for; None for an empty cell."""
    typed = line(value)
    if not typed:
        return None
    found = known.get(fold(typed))
    if found is not None:
        return found
    near = nearest(typed[:200], labels)
    if near:
        return Trouble(say(language, "entry.nearest", typed=told(typed), near=near))
    shown = "; ".join(labels[:_MOST_LABELS])
    return Trouble(say(language, "entry.unlisted", typed=told(typed), labels=shown))


def serial(value: Value) -> Value:
    """A number that is a day whose cell lost its format, as that day."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if not isfinite(value) or int(value) not in _SERIAL:
        return value
    return (_FIRST + timedelta(days=int(value))).date()


def amount(language: str, value: Value, measure: Measure) -> str | Trouble:
    """A kept decimal. A number is taken as it is: its dot is no sign of thousands."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not isfinite(value) or not _LEAST <= value < _WIDEST:
            return Trouble(say(language, f"entry.trouble.amount_{measure}"))
        counted = Decimal(repr(value))
        if measure is Measure.PERCENT and 0 < counted < 1:
            # Whoever types 3% into a spreadsheet leaves 0.03 in the cell.
            typed, meant = (written(language, str(one)) for one in (counted, counted * 100))
            return Trouble(say(language, "entry.trouble.amount_share", typed=typed, meant=meant))
        if measure is Measure.PERCENT and counted > 100:
            return Trouble(say(language, f"entry.trouble.amount_{measure}"))
        return f"{numbers.plain(counted):f}"
    found = amounts.amount(line(value), measure)
    return Trouble(say(language, f"entry.trouble.amount_{measure}")) if found is None else f"{found:f}"
