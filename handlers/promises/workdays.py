"""Working days in Vietnam: weekends, the holidays of the year, and what a federation adds to them."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

#: Days that differ from the calendar's, each with whether it is worked.
DaysOff = Mapping[date, bool]


@lru_cache(maxsize=1)
def _calendar() -> "HolidayBase":
    # The package brings all countries; it is wanted from the first initiative on and not at every start.
    import holidays

    return holidays.country_holidays("VN", language="vi")


def holidays_of(year: int) -> list[tuple[date, str]]:
    """The days off of a year as the law and the government have them, the earliest first."""
    calendar = _calendar()
    january = date(year, 1, 1)
    days = [january + timedelta(days=one) for one in range((date(year + 1, 1, 1) - january).days)]
    return [(day, calendar[day]) for day in days if day in calendar]


def works(day: date, days_off: DaysOff) -> bool:
    """Whether offices work on this day: Labour Code 45/2019/QH14, article 112, with the days that the
    government moves each year, and the federation's own."""
    told = days_off.get(day)
    return _calendar().is_working_day(day) if told is None else told


def is_holiday(day: date, days_off: DaysOff) -> bool:
    """Whether this is a public holiday or a day off of the federation's own; a weekend is neither."""
    told = days_off.get(day)
    return day in _calendar() if told is None else not told


def after(day: date, count: int, days_off: DaysOff) -> date:
    """The day on which `count` working days have gone by since `day`, which itself is not counted."""
    left = count
    while left > 0:
        day += timedelta(days=1)
        left -= works(day, days_off)
    return day


def between(first: date, last: date, days_off: DaysOff) -> int:
    """How many working days lie after `first`, up to and with `last`; 0 when it is not later."""
    days = (last - first).days
    return sum(works(first + timedelta(days=one), days_off) for one in range(1, days + 1))
