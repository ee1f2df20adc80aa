"""When the entries of a campaign's plan go off."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal, assert_never
from zoneinfo import ZoneInfo

from handlers.campaigns.campaign import Window


@dataclass(frozen=True, slots=True)
class Once:
    """A moment of its own: a local day and time of day."""

    on: date
    at: time
    kind: Literal["once"] = "once"


@dataclass(frozen=True, slots=True)
class FromStart:
    """So many days after the first day (-7 is T-7, 0 the day itself, 2 its third day), at a time of day."""

    days: int
    at: time
    kind: Literal["from_start"] = "from_start"


@dataclass(frozen=True, slots=True)
class BeforeClose:
    """So many hours before the closing minute."""

    hours: int
    kind: Literal["before_close"] = "before_close"


@dataclass(frozen=True, slots=True)
class Daily:
    """On every day of the campaign at these times of day."""

    at: tuple[time, ...]
    kind: Literal["daily"] = "daily"


@dataclass(frozen=True, slots=True)
class Weekly:
    """On one day of each week of the campaign; `weekday` counts from Monday, 0."""

    weekday: int
    at: time
    kind: Literal["weekly"] = "weekly"


@dataclass(frozen=True, slots=True)
class Shifts:
    """On every day, so many minutes before each change of shift: people look at their phones then."""

    minutes_before: int = 15
    kind: Literal["shifts"] = "shifts"


Rule = Once | FromStart | BeforeClose | Daily | Weekly | Shifts


def moments(rule: Rule, window: Window, zone: ZoneInfo) -> Iterator[datetime]:
    """Every moment the rule names for this campaign, in order, as aware local times.

    None lies at or after the closing minute but one that was named by its own day (`Once`). Days are counted
    in the calendar, so a week over a month's end or the 29th of February is a week.
    """
    match rule:
        case Once(on, at):
            yield _local(on, at, zone)
            return
        case FromStart(days, at):
            found = [_local(window.starts + timedelta(days=days), at, zone)]
        case BeforeClose(hours):
            found = [(window.closes_at - timedelta(hours=hours)).astimezone(zone)]
        case Daily(at):
            found = [_local(day, one, zone) for day in _days(window) for one in sorted(at)]
        case Weekly(weekday, at):
            found = [_local(day, at, zone) for day in _days(window) if day.weekday() == weekday]
        case Shifts(minutes):
            early = timedelta(minutes=minutes)
            found = [_local(day, one, zone) - early for day in _days(window) for one in sorted(window.shifts)]
        case _:
            assert_never(rule)
    yield from (one for one in found if one < window.closes_at)


def _days(window: Window) -> Iterator[date]:
    day = window.starts
    while day <= window.ends:
        yield day
        day += timedelta(days=1)


def _local(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone)
