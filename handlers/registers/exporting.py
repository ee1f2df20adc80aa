"""Officers ask for workbooks in the chat: which one, of which unit, and that it is being made."""

from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from typing import Final

from handlers import taps
from handlers.effects import Effects, Reply
from handlers.events import Event
from handlers.form import wording
from handlers.message import Button, Message
from handlers.officers import review
from handlers.registers.export_effects import KINDS, Kind, MakeWorkbook
from handlers.speaker import Speaker
from handlers.units import Unit
from messages.catalog import say

#: How many rows a workbook in the chat has: it is made while somebody waits, and sent by every channel.
MOST: Final = 20_000
ASKS: Final = "export"
#: The command of each kind.
COMMANDS: Final[dict[str, Kind]] = {f"export_{kind}": kind for kind in KINDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFacts:
    """`units` are those of the speaker's posts, `unit` the one that is meant (None while it has to be chosen,
    or when it is out of reach); `count` how many rows the workbook would have, at least `MOST` + 1 when there
    are more."""

    speaker: Speaker
    units: tuple[Unit, ...] = ()
    unit: Unit | None = None
    count: int = 0
    zone: tzinfo = timezone(timedelta(hours=7))


def asks_export(event: Event, speaker: Speaker) -> bool:
    return any(review.calls(event, name) for name in (ASKS, *COMMANDS))


def kind_of(event: Event) -> Kind | None:
    """Which workbook is asked for; None while that has to be chosen."""
    return next((kind for name, kind in COMMANDS.items() if review.calls(event, name)), None)


def answer(event: Event, facts: ExportFacts) -> Effects:
    """The choice among workbooks or units, why there is none, or the order to make it."""
    speaker, language = facts.speaker, facts.speaker.language
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    left, kind = review.leave(speaker), kind_of(event)
    if kind is None:
        return (*left, Reply(_which(language)))
    if facts.unit is None:
        return (*left, Reply(_whose(facts, kind, review.argument_of(event))))
    named = {"unit": facts.unit.name, "count": wording.written(language, str(facts.count))}
    if not facts.count:
        return (*left, Reply(Message(text=say(language, f"export.chat.nothing.{kind}", **named))))
    if facts.count > MOST:
        most = wording.written(language, str(MOST))
        line = f"python -m bot export {kind} --unit {facts.unit.code}"
        text = say(language, "export.chat.too_many", most=most, command=line, **named)
        return (*left, Reply(Message(text=text)))
    once = f"{kind}:{facts.unit.id}:{speaker.person.id}:{int(event.at.timestamp())}"
    making = Message(text=say(language, f"export.chat.making.{kind}", **named))
    return (*left, MakeWorkbook(kind, facts.unit.id, once), Reply(making))


def _which(language: str) -> Message:
    return Message(
        text=say(language, "export.chat.which"),
        choices=tuple(
            (Button(say(language, f"export.chat.kind.{kind}"), taps.pack(taps.Call(name))),)
            for name, kind in COMMANDS.items()
        ),
    )


def _whose(facts: ExportFacts, kind: Kind, code: str) -> Message:
    language = facts.speaker.language
    if code or not facts.units:
        return Message(text=say(language, "export.chat.unknown", code=code))
    return Message(
        text=say(language, "export.chat.whose"),
        choices=tuple(
            (Button(one.name, taps.pack(taps.Call(f"export_{kind}", one.code))),) for one in facts.units
        ),
    )
