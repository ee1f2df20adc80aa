"""How long the first answer takes, told to whoever asks."""

from dataclasses import dataclass

from handlers.effects import Effects, Reply
from handlers.events import Event
from handlers.form import wording
from handlers.message import Message
from handlers.speaker import Speaker
from messages.catalog import say


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTime:
    """What a unit's authors waited: `median` in working days, `None` while nobody was answered."""

    unit: str
    median: int | None
    answered: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimesFacts:
    """Times of the speaker's own units and of the slowest below; `promise` is in working days, `days` how
    far back was counted."""

    speaker: Speaker
    promise: int
    days: int
    own: tuple[AnswerTime, ...] = ()
    below: tuple[AnswerTime, ...] = ()


def show_times(event: Event, facts: TimesFacts) -> Effects:
    """The same figures for a worker and for an officer: what is promised can be checked by anyone."""
    language = facts.speaker.language
    start = wording.call(language, "start")
    if not facts.own:
        return (Reply(wording.choose(say(language, "promises.times.no_unit"), (start,))),)
    lines = [say(language, "promises.times.heading", days=facts.days)]
    lines += [_line(language, time) for time in facts.own]
    if facts.below:
        lines += [say(language, "promises.times.below"), *(_line(language, time) for time in facts.below)]
    lines.append(say(language, "promises.times.promise", count=facts.promise))
    return (Reply(Message(text="\n".join(lines), nav=(wording.call(language, "mine"),))),)


def _line(language: str, time: AnswerTime) -> str:
    if time.median is None:
        return say(language, "promises.times.nobody", unit=time.unit)
    spoken = {0: "within_day", 1: "one"}.get(time.median, "many")
    return say(
        language,
        "promises.times.line",
        unit=time.unit,
        median=say(language, f"promises.times.{spoken}", count=time.median),
        answered=time.answered,
        waiting=time.waiting,
    )
