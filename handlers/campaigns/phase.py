"""A window of a programme in which initiatives are entered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """`opens` and `closes` are its first and its last day, both still in it."""

    id: int
    programme_id: int
    key: str
    name: str
    opens: date
    closes: date

    def begins(self, zone: ZoneInfo) -> datetime:
        return datetime.combine(self.opens, time(), zone)

    def ends(self, zone: ZoneInfo) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.closes + timedelta(days=1), time(), zone)


def on(phases: Iterable[Phase], day: date) -> Phase | None:
    """The phase of a day, the shortest where several hold: a drive inside a longer one."""
    found = [one for one in phases if one.opens <= day <= one.closes]
    return min(found, key=lambda one: (one.closes - one.opens, -one.id), default=None)


def nearest(phases: Iterable[Phase], day: date) -> Phase | None:
    """The phase of a day; between phases the one to come, and after the last one that."""
    known = sorted(phases, key=lambda one: (one.opens, one.id))
    running = on(known, day)
    if running is not None or not known:
        return running
    return next((one for one in known if one.opens > day), known[-1])
