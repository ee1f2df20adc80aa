"""What officers and authors are told when a promised answer is due or late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from handlers import taps
from handlers.message import Button, Message
from messages.catalog import say

#: How many initiatives a reminder names; the others are counted.
NAMED: Final = 5
_TITLE: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """An initiative whose answer is due by the end of the day `by`."""

    id: int
    number: int
    code: str
    title: str
    unit: str
    by: date


def told_of(
    kind: Literal["arrived", "today", "late", "late_below"], language: str, owed: Sequence[Owed]
) -> Message:
    """One message about all of them, the longest owed first, each to be opened by its button."""
    named = sorted(owed, key=lambda one: (one.by, one.id))[:NAMED]
    lines = [say(language, f"promises.officer.{kind}", count=len(owed))]
    lines += [
        say(
            language,
            "promises.officer.line",
            code=one.code,
            title=_short(one.title),
            unit=one.unit or say(language, "review.unknown_unit"),
            date=f"{one.by:%d/%m/%Y}",
        )
        for one in named
    ]
    if len(owed) > NAMED:
        lines.append(say(language, "promises.officer.more", count=len(owed) - NAMED))
    buttons = [
        Button(
            say(language, "promises.officer.open", code=one.code),
            taps.pack(taps.Call("open", str(one.number))),
        )
        for one in named
    ]
    queue = Button(say(language, "review.queue.open"), taps.pack(taps.Call("queue", "1")))
    return Message(text="\n".join(lines), choices=tuple((one,) for one in buttons), nav=(queue,))


def apology(language: str, code: str) -> Message:
    """To an author who was promised an answer and has none."""
    return Message(text=say(language, "promises.late", code=code))


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1].rstrip()}…"
