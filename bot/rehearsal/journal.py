"""How much went out in each minute, kept for no longer than the day it is told of."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """The most messages in a minute and in an hour of a day, and when that was ("19:30")."""

    minute: int = 0
    minute_at: str = ""
    hour: int = 0
    hour_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What left on one day, by lane."""

    sent: Mapping[str, int] = field(default_factory=dict)
    replies: Mapping[str, int] = field(default_factory=dict)
    peak: Peak = field(default_factory=Peak)


@dataclass(slots=True)
class Journal:
    """Messages by day, lane and minute. Replies may be noted ahead: a talk takes some minutes."""

    zone: ZoneInfo
    _sent: dict[date, Counter[tuple[str, int]]] = field(default_factory=dict)
    _said: dict[date, Counter[tuple[str, int]]] = field(default_factory=dict)

    def send(self, lane: str, at: datetime) -> None:
        day, minute = self._place(at)
        self._sent.setdefault(day, Counter())[lane, minute] += 1

    def say(self, lane: str, at: datetime) -> None:
        day, minute = self._place(at)
        self._said.setdefault(day, Counter())[lane, minute] += 1

    def said(self, lane: str, at: datetime) -> int:
        """Replies in the minute of that moment."""
        day, minute = self._place(at)
        return self._said.get(day, Counter())[lane, minute]

    def close(self, day: date) -> Load:
        """The day's load; its minutes are forgotten."""
        sent, said = self._sent.pop(day, Counter()), self._said.pop(day, Counter())
        minutes: Counter[int] = Counter()
        for counted in (sent, said):
            for (_, minute), count in counted.items():
                minutes[minute] += count
        hours: Counter[int] = Counter()
        for minute, count in minutes.items():
            hours[minute // 60] += count
        return Load(sent=_by_lane(sent), replies=_by_lane(said), peak=_peak(minutes, hours))

    def _place(self, at: datetime) -> tuple[date, int]:
        local = at.astimezone(self.zone)
        return local.date(), local.hour * 60 + local.minute


def _by_lane(counted: Counter[tuple[str, int]]) -> dict[str, int]:
    lanes: Counter[str] = Counter()
    for (lane, _), count in counted.items():
        lanes[lane] += count
    return dict(sorted(lanes.items()))


def _peak(minutes: Counter[int], hours: Counter[int]) -> Peak:
    if not minutes:
        return Peak()
    # The earliest of equals, whatever order they came in.
    minute = min(minutes, key=lambda one: (-minutes[one], one))
    hour = min(hours, key=lambda one: (-hours[one], one))
    return Peak(
        minute=minutes[minute],
        minute_at=f"{minute // 60:02d}:{minute % 60:02d}",
        hour=hours[hour],
        hour_at=f"{hour:02d}:00",
    )
