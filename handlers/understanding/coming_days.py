"""Days to come, from one to another, as people name them."""

import re
from datetime import date, timedelta
from typing import Final

from handlers.understanding.days import day
from handlers.understanding.folding import fold
from handlers.understanding.lexicon import Lexicon
from handlers.values import dataclass
from messages import words

_LONGEST: Final = 80
_FORMS: Final = words.spoken("days_ahead")
_AHEAD: Final = Lexicon({1: _FORMS["tomorrow"], 2: _FORMS["after_tomorrow"]}, telex=False)
_FROM: Final = Lexicon({True: _FORMS["from"]}, telex=False)
_FOR: Final = Lexicon({True: _FORMS["for"]}, telex=False)
_UNTIL: Final = Lexicon({True: _FORMS["until"]}, telex=False)
_UNITS: Final = Lexicon({1: words.spoken("days.words")["day"], 7: words.spoken("days.words")["week"]})
_DASH: Final = re.compile(r"\s+[-\u2013\u2014]+\s+|\s*(?:->|\u2192|\u2013|\u2014)\s*")
_SHORT: Final = re.compile(r"(\d{1,2})\s*[-\u2013]\s*(\d{1,2}\s*/\s*\d{1,2}(?:\s*/\s*\d{2,4})?)")
_TIGHT: Final = re.compile(r"(\d{1,2}/\d{1,2}(?:/\d{2,4})?)-(\d{1,2}/\d{1,2}(?:/\d{2,4})?)")
_COUNT: Final = re.compile(r"(\d{1,2})\s+(\D+)")
_YEAR: Final = re.compile(r"(?<!\d)\d{4}(?!\d)")
#: A day and a month name one day of the year; a day alone one of the month; a weekday one of the week.
_MONTHED: Final = re.compile(r"\d+\s*[/.-]\s*\d+|\bthang\b|\b(?!thu\b)[a-z]{3,}\s+\d|\d\s+[a-z]{3,}")
_NUMBERED: Final = re.compile(r"(?:ngay|mung|mong|hom|day)\s+\d{1,2}")

_WEEKDAY: Final = re.compile(r"\bthu (?:\d|[a-z])|\bchu nhat\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b")


@dataclass(frozen=True, slots=True)
class Days:
    """From the beginning of the first day to the end of the last."""

    first: date
    last: date


def days(text: str, today: date) -> Days | None:
    """Read from "25/11 den 28/11", "tu mai den thu sau", "25-28/11", "3 ngay" or "den 30/11"; never before
    today, and None for what cannot be read or ends before it begins."""
    typed = text.strip().strip(".!,;()")
    if not typed or len(typed) > _LONGEST:
        return None
    begins, until, ends = _parted(_without(typed, _FROM))
    if not until:
        return _one(begins, today)
    if begins.isdigit() and "/" in ends:
        begins = f"{begins}/{ends.partition('/')[2]}"
    first = today if not begins else coming(begins, today)
    if first is None:
        return None
    last = coming(ends, max(first, today))
    return Days(first, last) if last is not None and first >= today and last >= first else None


def coming(text: str, today: date) -> date | None:
    """The next such day from today on; one with its year may be over."""
    typed = text.strip()
    ahead = _AHEAD.get(typed)
    if ahead is not None:
        return today + timedelta(days=ahead)
    if _YEAR.search(typed):
        return day(typed, today)
    folded = fold(typed)
    # `day` gives the latest one that is not after a day: seen from there, that is the next from here.
    if _NUMBERED.fullmatch(folded):
        seen = day(typed, today + timedelta(days=27))
    elif _MONTHED.search(typed.lower()) or _MONTHED.search(folded):
        seen = day(typed, today + timedelta(days=364))
    else:
        seen = day(typed, today + timedelta(days=7 if _WEEKDAY.search(folded) else 0))
    return seen if seen is not None and seen >= today else None


def _parted(typed: str) -> tuple[str, bool, str]:
    """What stands before and after the word for "until", if there is one."""
    for shape in (_SHORT, _TIGHT):
        if found := shape.fullmatch(typed):
            first, last = found[1], found[2].replace(" ", "")
            return (first if "/" in first else f"{first}/{last.partition('/')[2]}"), True, last
    if found := _DASH.search(typed):
        return typed[: found.start()], True, typed[found.end() :]
    said = typed.split()
    for place in range(len(said)):
        if led := _UNTIL.lead(said[place:]):
            return " ".join(said[:place]), True, " ".join(said[place + led[1] :])
    return typed, False, ""


def _one(typed: str, today: date) -> Days | None:
    """So many days from today, or a single day."""
    if found := _COUNT.fullmatch(_without(typed, _FOR)):
        unit = _UNITS.get(found[2].strip())
        count = int(found[1]) * unit if unit else 0
        if count:
            return Days(today, today + timedelta(days=count - 1))
    only = coming(typed, today)
    return Days(only, only) if only is not None and only >= today else None


def _without(typed: str, before: Lexicon[bool]) -> str:
    led = before.lead(typed.split())
    return " ".join(typed.split()[led[1] :]) if led else typed
