"""The days of a campaign that begins on a day of one's own choice."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def last(first: date, *, days: int = 0, months: int = 0) -> date:
    """Its last day, of so many days or of so many months by the calendar: a month from the 1st of February
    ends with that February, one from the 31st of January with the day before the 29th or the 28th."""
    if days:
        return first + timedelta(days=days - 1)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    day = min(first.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) - timedelta(days=1)


def closing(ends: date, at: time | None, zone: ZoneInfo) -> datetime:
    """The closing minute: at a time of the last day, or when that day ends."""
    if at is not None:
        return datetime.combine(ends, at, zone)
    return datetime.combine(ends + timedelta(days=1), time(), zone)


def day_of(starts: date, ends: date, today: date) -> tuple[int, int]:
    """Which day of the campaign today is, from 1, and how many it has; 0 or less before it begins."""
    return (today - starts).days + 1, (ends - starts).days + 1
