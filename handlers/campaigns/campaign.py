"""A campaign as it was set up: a Peak Week, a Peak Month, the forty days, an update day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final, Literal
from zoneinfo import ZoneInfo

Kind = Literal["peak_week", "peak_month", "forty_days", "update_day", "other"]

#: When nobody is written to unless the campaign says otherwise: broadcasts are not replies. The floor of
#: decree 91/2020/NĐ-CP is 07:00-22:00 for advertising; union mail keeps an hour more of the evening free.
QUIET: Final = (time(21, 0), time(7, 0))
PER_DAY, PER_WEEK = 1, 3
#: From so many people a second officer has to agree.
APPROVE_ABOVE: Final = 500
SHIFTS: Final = (time(6, 0), time(14, 0), time(22, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Its days, both included, and the minute from which nothing more is in time. `shifts` are the local
    times of day at which shifts change."""

    starts: date
    ends: date
    closes_at: datetime
    shifts: tuple[time, ...] = SHIFTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Courtesy:
    """How people are spared: no broadcast between `quiet_from` and `quiet_until` (local times of day; equal
    ones mean no such hours), none on public holidays unless `holidays`, and so many a day and a week."""

    quiet_from: time = QUIET[0]
    quiet_until: time = QUIET[1]
    per_day: int = PER_DAY
    per_week: int = PER_WEEK
    holidays: bool = False

    def is_quiet(self, at: time) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until

    def opens(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """That moment, or the end of the quiet hours it lies in."""
        local = moment.astimezone(zone)
        if not self.is_quiet(local.time()):
            return local
        morning = datetime.combine(local.date(), self.quiet_until, zone)
        return morning if morning > local else morning + timedelta(days=1)

    def closes(self, moment: datetime, zone: ZoneInfo) -> datetime | None:
        """When the quiet hours after that moment begin; None where there are none."""
        if self.quiet_from == self.quiet_until:
            return None
        local = moment.astimezone(zone)
        evening = datetime.combine(local.date(), self.quiet_from, zone)
        return evening if evening > local else evening + timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """One campaign inside a phase; `grace` is how long after the closing minute a report begun before it may
    still be sent in, `target` how many valid initiatives it is to bring (None: the units' own targets)."""

    id: int
    name: str
    slogan: str
    kind: Kind
    window: Window
    courtesy: Courtesy = Courtesy()
    grace: timedelta = timedelta(0)
    target: int | None = None
    approve_above: int = APPROVE_ABOVE
    unit_ids: tuple[int, ...] = ()
    programme_id: int | None = None
    phase_id: int | None = None
    created_at: datetime | None = None

    @property
    def starts(self) -> date:
        return self.window.starts

    @property
    def ends(self) -> date:
        return self.window.ends
