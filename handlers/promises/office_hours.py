"""Working hours between two moments: what an author waited while anybody was there to answer."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from handlers.promises.workdays import DaysOff, works

#: Eight hours a day (Labour Code 45/2019/QH14, article 105), as offices keep them.
SPELLS: Final = ((time(7, 30), time(11, 30)), (time(13, 0), time(17, 0)))
A_DAY: Final = 8


def between(first: datetime, last: datetime, days_off: DaysOff, zone: ZoneInfo) -> int:
    """Begun hours: an answer within the first one took 1, and 0 what came while nobody worked."""
    begins, ends = first.astimezone(zone), last.astimezone(zone)
    worked = timedelta(0)
    day = begins.date()
    while day <= ends.date():
        if works(day, days_off):
            worked += sum((_shared(day, spell, begins, ends) for spell in SPELLS), timedelta(0))
        day += timedelta(days=1)
    return -(-worked // timedelta(hours=1))


def _shared(day: date, spell: tuple[time, time], begins: datetime, ends: datetime) -> timedelta:
    opens, closes = (datetime.combine(day, one, begins.tzinfo) for one in spell)
    return max(timedelta(0), min(closes, ends) - max(opens, begins))
