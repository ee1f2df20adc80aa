"""A named day in a few code words, the same for every language and spelling."""

import re
from typing import Final

from handlers.understanding import numbers
from handlers.understanding.lexicon import Lexicon
from messages import words

_WORDS: Final = Lexicon(words.spoken("days.words"))
_MONTHS: Final = Lexicon({int(month): forms for month, forms in words.spoken("days.months").items()})
_WEEKDAYS: Final = Lexicon({int(day): forms for day, forms in words.spoken("days.weekdays").items()})


def spelled(typed: str) -> str:
    """The message in figures and code words ("day 20 month 4 year last", "20 name4"); "?" is unknown."""
    said = re.findall(r"\d+|[^\W\d_]+|[-/.]", typed.lower())
    out: list[str] = []
    place = 0
    while place < len(said):
        piece = said[place]
        rest = said[place:]
        if piece.isdigit() or piece in "-/.":
            out.append(piece)
            taken = 1
        elif weekday := _WEEKDAYS.lead(rest):
            out.append(f"weekday{weekday[0]}")
            taken = weekday[1]
        else:
            word, taken = _spelled_word(rest, out)
            out.append(word)
        place += taken
    return " ".join(word for word in out if word != "noise")


def _spelled_word(rest: list[str], before: list[str]) -> tuple[str, int]:
    # "month five" and "year" are one word in Vietnamese: right after a day or a month it is a number,
    # unless figures or "last" follow and a number stood there already.
    if before and before[-1] in {"day", "month"} and (found := _spoken_number(rest)):
        return found
    if known := _WORDS.lead(rest):
        return known
    if month := _MONTHS.lead(rest):
        return f"name{month[0]}", month[1]
    return _spoken_number(rest) or ("?", 1)


def _spoken_number(rest: list[str]) -> tuple[str, int] | None:
    for size in range(min(3, len(rest)), 0, -1):
        if any(word.isdigit() for word in rest[:size]):
            continue
        value = numbers.parse(rest[:size])
        if value is not None and value == int(value) and 0 < value <= 31:
            return str(int(value)), size
    if rest and (month := _MONTHS.get(rest[0])):
        return str(month), 1
    return None
