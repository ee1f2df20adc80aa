"""The morning list: when an officer wants it, and what it says."""

import re
from dataclasses import dataclass
from typing import Any, Final

from handlers import taps
from handlers.effects import Effects, Reply
from handlers.events import Event, Said
from handlers.message import Button, Message
from handlers.officers import review
from handlers.officers.effects import SetDigest
from handlers.officers.queue.queue_facts import MANY
from handlers.officers.queue.queue_filter import EVERYTHING, Filter
from handlers.officers.queue.queue_screen import amount
from handlers.speaker import Home, Speaker
from handlers.understanding.folding import fold
from handlers.understanding.lexicon import Lexicon
from messages import words
from messages.catalog import say

#: The hours on offer; any other can be typed.
OFFERED: Final = ("06:30", "07:00", "07:30", "08:00")
OFF: Final = "off"
_DIGEST: Final = Lexicon({name == "on": forms for name, forms in words.spoken("digest").items()})
_HOUR: Final = re.compile(
    r"(?:luc )?(\d{1,2})(?: ?(?:h|gio|g))? ?(\d{2}|ruoi)?(?: ?(?:phut|p))?(?: ?(?:sang|am))?", re.ASCII
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestFacts:
    """`hour` is when the speaker gets the morning list, "" for never."""

    speaker: Speaker
    hour: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """What waits for an officer this morning; each is counted up to `MANY`."""

    waiting: int = 0
    fresh: int = 0
    late: int = 0
    mine: int = 0
    lacking: int = 0
    below: int = 0


def asks_digest(event: Event, speaker: Speaker) -> bool:
    """The command, and words with an hour: "ban tin sang 7:30"."""
    if review.calls(event, "digest"):
        return True
    said = isinstance(event, Said) and not event.forwarded and speaker.person.is_officer
    return said and isinstance(speaker.place, Home) and wanted(event) is not None


def choose(event: Event, facts: DigestFacts) -> Effects:
    """Set the hour, or ask for it."""
    speaker = facts.speaker
    if not speaker.person.is_officer:
        return (Reply(review.no_post(speaker.language)),)
    hour, leave = wanted(event), review.leave(speaker)
    if hour == OFF:
        none = Message(text=say(speaker.language, "queue.digest.none"))
        return (SetDigest(None), *leave, Reply(none))
    if hour:
        told = Message(text=say(speaker.language, "queue.digest.set", hour=hour))
        return (SetDigest(hour), *leave, Reply(told))
    return (*leave, Reply(_asking(speaker.language, facts.hour)))


def wanted(event: Event) -> str | None:
    """The hour ("07:30"), `OFF`, or "" when it is still to be asked; None for other words."""
    if not isinstance(event, Said):
        argument = review.argument_of(event)
        return OFF if argument == OFF else clock(argument)
    said = event.text.split()
    begun = _DIGEST.lead(said) if len(said) <= 8 else None
    if begun is None:
        return None
    on, size = begun
    rest = " ".join(said[size:])
    if not on:
        return OFF if not rest else None
    return (clock(rest) or None) if rest else ""


def clock(text: str) -> str:
    """A time of day as typed ("7h30", "07:30"), in two and two figures; "" when it is none."""
    found = _HOUR.fullmatch(fold(text))
    if found is None:
        return ""
    hour, minute = int(found[1]), 30 if found[2] == "ruoi" else int(found[2] or 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def message(language: str, morning: Morning) -> Message:
    """The morning list in words, with the ways into each part of it."""

    def told(name: str) -> str:
        return amount(language, int(getattr(morning, name)), MANY)

    lines = [say(language, "queue.digest.heading", count=told("waiting"))]
    shown = [name for name in ("fresh", "late", "mine", "lacking", "below") if getattr(morning, name)]
    lines += [say(language, f"queue.digest.{name}", count=told(name)) for name in shown]
    ways: dict[str, dict[str, Any]] = {
        "late": {"late": True},
        "mine": {"tab": "mine"},
        "lacking": {"lacking": True},
    }
    buttons = [_way(say(language, "queue.digest.open"), EVERYTHING)]
    for name, changed in ways.items():
        if name in shown:
            buttons.append(_way(say(language, f"queue.digest.open_{name}"), Filter(**changed)))
    return Message(text="\n".join(lines), choices=tuple((one,) for one in buttons))


def _asking(language: str, hour: str) -> Message:
    lines = [say(language, "queue.digest.ask")]
    if hour:
        lines.append(say(language, "queue.digest.now", hour=hour))
    buttons = [
        Button(say(language, "queue.digest.hour", hour=one), taps.pack(taps.Call("digest", one)))
        for one in OFFERED
    ]
    if hour:
        buttons.append(Button(say(language, "queue.digest.off"), taps.pack(taps.Call("digest", OFF))))
    return Message(text="\n".join(lines), choices=tuple((one,) for one in buttons))


def _way(label: str, part: Filter) -> Button:
    return Button(label, taps.pack(taps.Call("queue", part.packed or "1")))
