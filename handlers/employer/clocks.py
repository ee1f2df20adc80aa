"""The days by which an employer is to be asked and to answer, and when people are reminded of them."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

#: When the author and the officer are warned, after the first application: a year is what Decree
#: 13/2012/ND-CP, article 5.2 gives for asking.
WARNINGS: Final = ("nine", "eleven", "week")
#: When the officer is reminded after asking: three months are what article 7.1 gives for the answer.
REMINDERS: Final = ("one", "two", "week", "over")
#: How long before the end of a link's life the officer is told.
EXPIRING: Final = timedelta(days=3)
_WEEK: Final = timedelta(days=7)


def months_after(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day_to_ask(applied: date) -> date:
    return months_after(applied, 12)


def last_day_to_answer(asked: date) -> date:
    return months_after(asked, 3)


def warnings(applied: date) -> tuple[tuple[date, str], ...]:
    """The days of the warnings before the year is over, in their order."""
    end = last_day_to_ask(applied)
    days = (months_after(applied, 9), months_after(applied, 11), end - _WEEK)
    return tuple(sorted(zip(days, WARNINGS, strict=True)))


def reminders(asked: date, expires: date | None) -> tuple[tuple[date, str], ...]:
    """The days of the reminders of an asking and of the end of its link (None without one)."""
    end = last_day_to_answer(asked)
    days = (months_after(asked, 1), months_after(asked, 2), end - _WEEK, end)
    found = list(zip(days, REMINDERS, strict=True))
    if expires is not None:
        found.append((expires - EXPIRING, "expiring"))
    return tuple(sorted(found))


def following(days: tuple[tuple[date, str], ...], today: date) -> date | None:
    """The first of these days that is still to come."""
    return next((day for day, _ in days if day > today), None)


def applied_on(answers: Mapping[str, Any]) -> date | None:
    """The day of the first application; None when there was none yet, or nobody told."""
    try:
        return date.fromisoformat(str(answers.get("applied") or ""))
    except ValueError:
        return None  # "not_yet", or a report on the short path


def first_warning(answers: Mapping[str, Any], today: date) -> date | None:
    """The day on which the clock looks at a new initiative first; None when nothing has to be asked."""
    applied = applied_on(answers)
    if applied is None or answers.get("recognition") == "have":
        return None
    if today > last_day_to_ask(applied):
        return None  # too late: the author was told before sending
    passed = any(day <= today for day, _ in warnings(applied))
    return today if passed else following(warnings(applied), today)
