"""Which backups are kept: the last week's every day, then one a week, then one a month."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

#: How many days, weeks and months back one is kept.
DAYS: Final = 7
WEEKS: Final = 5
MONTHS: Final = 12


def outdated(made: Iterable[date], today: date) -> set[date]:
    """The days whose backups may go. The newest of all always stays, however old it is."""
    days = sorted(set(made), reverse=True)
    kept: set[date] = set(days[:1])
    kept |= {day for day in days if day > today - timedelta(days=DAYS)}
    weeks: dict[tuple[int, int], date] = {}
    months: dict[tuple[int, int], date] = {}
    for day in days:
        # The oldest of each is what it keeps, so that none slips from one week into the next.
        weeks[day.isocalendar()[:2]] = day
        months[day.year, day.month] = day
    kept |= {day for day in weeks.values() if day > today - timedelta(weeks=WEEKS)}
    kept |= {day for (year, month), day in months.items() if _months(today, year, month) < MONTHS}
    return set(days) - kept


def _months(today: date, year: int, month: int) -> int:
    return (today.year - year) * 12 + today.month - month
