"""The closing minute: what is in time, what has its grace, and how a person is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from babel.dates import format_date

from handlers.form.drafts import Draft
from handlers.rules import Programme
from messages.catalog import say

#: From how long before a closing minute, and for how long after it, the server's time is shown.
NEAR: Final = timedelta(hours=24)
#: What is counted in grace counts as if it had come at the last moment before the closing minute.
JUST_BEFORE: Final = timedelta(microseconds=1)


class Timing(StrEnum):
    """How a report stands to one closing minute."""

    IN_TIME = "in_time"
    GRACE = "grace"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A campaign's closing minute, or a `phase`'s; nothing that comes at `closes_at` is in time any more,
    but what was begun before it and comes less than `grace` later."""

    name: str
    closes_at: datetime
    grace: timedelta = timedelta(0)
    phase: bool = False

    def timing(self, begun_at: datetime | None, at: datetime) -> Timing:
        if at < self.closes_at:
            return Timing.IN_TIME
        begun = begun_at is not None and begun_at < self.closes_at
        return Timing.GRACE if begun and at < self.closes_at + self.grace else Timing.LATE

    def concerns(self, begun_at: datetime | None, at: datetime) -> bool:
        """Whether somebody who sends now is to be told of it: shortly before and after, and afterwards
        whoever began before it and may believe to be in time."""
        if self.closes_at - NEAR <= at < self.closes_at + NEAR:
            return True
        return at >= self.closes_at and begun_at is not None and begun_at < self.closes_at


def counted_at(closings: Iterable[Closing], begun_at: datetime | None, at: datetime) -> datetime:
    """The moment by which a report that comes now is counted: `at`, or the last one before the earliest
    closing minute whose grace it has."""
    graced = [one.closes_at for one in closings if one.timing(begun_at, at) is Timing.GRACE]
    return min(graced) - JUST_BEFORE if graced else at


def on_review(
    language: str, draft: Draft, programme: Programme | None, closings: Iterable[Closing], at: datetime
) -> str:
    """What the review screen says of the time. What is mended counts as it was sent first, and that the
    whole programme is over is one of its rules."""
    if draft.initiative_id is not None:
        return ""
    over = programme is not None and programme.closes is not None and at.date() > programme.closes
    told = [one for one in closings if not (over and one.phase)]
    return ahead(language, told, draft.begun_at, at)


def ahead(language: str, closings: Iterable[Closing], begun_at: datetime | None, at: datetime) -> str:
    """What the review screen says of the time; "" when no closing minute is near."""
    return _told(language, closings, begun_at, at, "ahead")


def sent(language: str, closings: Iterable[Closing], begun_at: datetime | None, at: datetime) -> str:
    """What the answer to a report that was just sent says of the time; "" when no closing minute is near."""
    return _told(language, closings, begun_at, at, "sent")


def _told(
    language: str, closings: Iterable[Closing], begun_at: datetime | None, at: datetime, when: str
) -> str:
    one = _weightiest(closings, begun_at, at)
    if one is None:
        return ""
    return say(
        language,
        f"closing.{when}.{one.timing(begun_at, at)}",
        name=one.name,
        closes=minute(language, one.closes_at.astimezone(at.tzinfo)),
        now=minute(language, at),
        until=minute(language, (one.closes_at + one.grace).astimezone(at.tzinfo)),
    )


def _weightiest(closings: Iterable[Closing], begun_at: datetime | None, at: datetime) -> Closing | None:
    """One is spoken of: a grace that is running, else the next end, else the one that was missed last;
    of two that end together the campaign, whose grace it is."""
    near = [one for one in closings if one.concerns(begun_at, at)]
    order = (Timing.GRACE, Timing.IN_TIME, Timing.LATE)

    def weight(one: Closing) -> tuple[int, float, bool]:
        apart = abs((one.closes_at - at).total_seconds())
        return order.index(one.timing(begun_at, at)), apart, one.phase

    return min(near, key=weight, default=None)


def minute(language: str, moment: datetime) -> str:
    """A local moment to the minute; midnight is the end of the day before."""
    midnight = moment.time().replace(second=0, microsecond=0) == time() and moment.second == 0
    day = (moment - timedelta(days=1) if midnight else moment).date()
    shown = format_date(day, "d/M" if language == "vi" else "d MMMM", locale=language)
    if midnight:
        return say(language, "closing.end_of_day", day=shown)
    return say(language, "closing.minute", time=f"{moment:%H:%M}", day=shown)
