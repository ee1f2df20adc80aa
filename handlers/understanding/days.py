"""Days as people name them."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from handlers.understanding.day_words import spelled
from handlers.understanding.loose_days import loosely

_LONGEST: Final = 60
_YEARS: Final = range(1900, 2101)


def day(text: str, today: date) -> date | None:
    """The day that is meant; a period stands for its first day.

    Without a year it is the latest such day that is not after `today`. With one it may be later.
    """
    if len(text) > _LONGEST:
        return None
    typed = text.strip().strip(".!,;()")
    told = spelled(typed)
    for pattern, read in _SHAPES:
        if found := pattern.fullmatch(told):
            return read(found, today)
    return loosely(typed, today) if _is_worth_a_try(typed, told) else None


def _is_worth_a_try(typed: str, told: str) -> bool:
    """Only with a year in figures and a month's name: what a parser makes of less is a guess."""
    return told.count("name") == 1 and re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", typed) is not None


def _date(year: int, month: int, number: int) -> date | None:
    if year not in _YEARS or not 1 <= month <= 12 or not 1 <= number <= monthrange(year, month)[1]:
        return None
    return date(year, month, number)


def _year(written: str, today: date) -> int | None:
    if written in {"year last", "last year"}:
        return today.year - 1
    if written in {"year this", "this year"}:
        return today.year
    figures = "".join(char for char in written if char.isdigit())
    return {2: 2000 + int(figures), 4: int(figures)}.get(len(figures))


def _dated(found: re.Match[str], today: date) -> date | None:
    """A day of a month, with a year or the latest one there was."""
    month, number = int(found["month"]), int(found["day"])
    if found["year"]:
        year = _year(found["year"], today)
        return None if year is None else _date(year, month, number)
    # Eight years hold a 29 February, whatever a century does.
    for year in range(today.year, today.year - 9, -1):
        candidate = _date(year, month, number)
        if candidate and candidate <= today:
            return candidate
    return None


def _numbered(found: re.Match[str], today: date) -> date | None:
    """A day of some month: this one or the latest that had it."""
    number = int(found["day"])
    first = today.replace(day=1)
    for _ in range(4):
        candidate = _date(first.year, first.month, number)
        if candidate and candidate <= today:
            return candidate
        first = _months_before(first, 1)
    return None


def _months_before(when: date, months: int) -> date:
    year, month = divmod(when.year * 12 + when.month - 1 - months, 12)
    return date(year, month + 1, min(when.day, monthrange(year, month + 1)[1]))


def _part(found: re.Match[str], first: date, last: date, middle: date) -> date:
    return {"late": last, "middle": middle}.get(found["part"] or "", first)


def _in_month(found: re.Match[str], today: date) -> date | None:
    said = found["month"]
    if said in {"this", "last"}:
        first = _months_before(today.replace(day=1), 1 if said == "last" else 0)
        return _in_that_month(found, first)
    year = _year(found["year"], today) if found["year"] else None
    if found["year"]:
        begins = _date(year, int(said), 1) if year else None
        return _in_that_month(found, begins) if begins else None
    for candidate in (today.year, today.year - 1):
        begins = _date(candidate, int(said), 1)
        named = _in_that_month(found, begins) if begins else None
        if named and named <= today:
            return named
    return None


def _in_that_month(found: re.Match[str], first: date) -> date:
    return _part(
        found, first, first.replace(day=monthrange(first.year, first.month)[1]), first.replace(day=15)
    )


def _in_year(found: re.Match[str], today: date) -> date | None:
    year = _year(found["year"], today)
    if year is None or year not in _YEARS:
        return None
    return _part(found, date(year, 1, 1), date(year, 12, 31), date(year, 7, 1))


def _ago(found: re.Match[str], today: date) -> date | None:
    count = int(found["count"])
    if not 0 < count <= 1000:
        return None
    unit = found["unit"]
    if unit in {"day", "week"}:
        return today - timedelta(days=count * (7 if unit == "week" else 1))
    months = count * (12 if unit == "year" else 1)
    return _months_before(today, months) if months <= 600 else None


def _week(found: re.Match[str], today: date) -> date | None:
    monday = today - timedelta(days=today.weekday())
    if found["week"] == "last":
        monday -= timedelta(days=7)
    return _part(found, monday, monday + timedelta(days=6), monday + timedelta(days=2))


def _weekday(found: re.Match[str], today: date) -> date | None:
    wanted = int(found["weekday"])
    if not found["week"] or found["week"] == "last":
        return today - timedelta(days=(today.weekday() - wanted - 1) % 7 + 1)
    monday = today - timedelta(days=today.weekday() + (7 if "last" in found["week"] else 0))
    return monday + timedelta(days=wanted)


_NEAR: Final = {"today": 0, "yesterday": 1, "before_yesterday": 2}
_YEAR: Final = r"(?P<year>(?:year )?(?:\d{4})|year (?:last|this)|last year|this year)"
_SHORT_YEAR: Final = r"(?P<year>(?:year )?(?:\d{4}|\d\d)|year (?:last|this)|last year|this year)"
_PART: Final = r"(?:(?P<part>early|middle|late) )?"
_DAY: Final = r"(?P<day>\d{1,2})"
_MONTH: Final = r"(?P<month>\d{1,2})"

_SHAPES: Final[list[tuple[re.Pattern[str], Callable[[re.Match[str], date], date | None]]]] = [
    (re.compile(shape), read)
    for shape, read in (
        (
            r"(?P<near>today|yesterday|before_yesterday)",
            lambda found, today: today - timedelta(days=_NEAR[found["near"]]),
        ),
        (rf"(?P<year>\d{{4}}) (?P<mark>[-/.]) {_MONTH} (?P=mark) {_DAY}", _dated),
        (rf"(?:day )?{_DAY} (?P<mark>[-/.]) {_MONTH} (?P=mark) {_SHORT_YEAR}", _dated),
        (rf"(?:day )?{_DAY} [-/.] {_MONTH}(?: {_YEAR})?", _dated),
        (rf"(?:day )?{_DAY} {_MONTH} (?P<year>\d{{4}})", _dated),
        (rf"(?:day )?{_DAY} month {_MONTH}(?:(?: [-/.])? {_SHORT_YEAR})?", _dated),
        (rf"(?:day )?{_DAY}(?: [-/.])? name{_MONTH}(?:(?: [-/.])? {_SHORT_YEAR})?", _dated),
        (rf"name{_MONTH} {_DAY}(?: {_YEAR})?", _dated),
        (rf"day {_DAY}", _numbered),
        (rf"{_PART}(?:month )?(?P<month>\d{{1,2}}) [-/.] (?P<year>\d{{4}})", _in_month),
        (rf"{_PART}month {_MONTH}(?: {_YEAR})?", _in_month),
        (rf"{_PART}(?:month )?name{_MONTH} {_YEAR}", _in_month),
        # Alone, "may" is what a garment worker does all day.
        (rf"{_PART}month name{_MONTH}(?P<year>)", _in_month),
        (rf"{_PART}month (?P<month>this|last)(?P<year>)", _in_month),
        (rf"{_PART}(?P<month>this|last) month(?P<year>)", _in_month),
        (rf"{_PART}week (?P<week>this|last)", _week),
        (rf"{_PART}(?P<week>this|last) week", _week),
        (rf"{_PART}{_YEAR}", _in_year),
        (r"(?P<count>\d{1,4}) (?P<unit>day|week|month|year) (?:last|ago|since)", _ago),
        (r"since (?P<count>\d{1,4}) (?P<unit>day|week|month|year)", _ago),
        (r"weekday(?P<weekday>\d)(?: (?P<week>last|week last|week this))?", _weekday),
        (r"(?P<week>last) weekday(?P<weekday>\d)", _weekday),
    )
]
