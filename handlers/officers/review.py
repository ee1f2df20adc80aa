"""The officers' way to one initiative: how it is named, opened and refused."""

import re
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from typing import Final

from handlers import taps
from handlers.effects import MoveTo
from handlers.events import Commanded, Event, Said, Tapped
from handlers.initiative import Initiative, Level
from handlers.message import Button, Message
from handlers.officers.officer import Officer
from handlers.speaker import (
    Composing,
    Deciding,
    Disagreeing,
    EnteringFor,
    Home,
    Keying,
    Opening,
    Picking,
    Speaker,
    StandingIn,
    Targeting,
    Telling,
    Writing,
)
from handlers.understanding.folding import clean
from messages.catalog import LANGUAGES, say

# At most nine digits: what is longer fits no number column and is nobody's initiative.
_NUMBERED: Final = re.compile(r"\s*(?:[^\W\d_]{1,6}[-\s]{0,2})?#?0*(\d{1,9})(?!\d)[\s:;,.-]*(.*)", re.DOTALL)

#: Commands that answer the question for a reason instead of naming an initiative.
_WITHIN: Final = frozenset({"cancel", "back", "skip", "done"})


@dataclass(frozen=True, slots=True)
class Reference:
    """How an event names an initiative: by its number when typed, by its id in a button."""

    number: int | None = None
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody who is told what became of an initiative."""

    person_id: int
    language: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """One initiative as an officer asked for it. `may` is true when it belongs to one of their units
    or those below, or to no unit yet; `levels` are those at which they decide on it;
    `next_number` is the oldest other one waiting for them.

    Known only where it may be decided on: `joint` authors; the nearest officers `below` and `above` who
    could act next, without those whose own work it is; `holder`, who has taken it up; `merged_code`, the
    one it was merged into.
    """

    speaker: Speaker
    reference: Reference | None = None
    item: Initiative | None = None
    may: bool = False
    levels: frozenset[Level] = frozenset()
    next_number: int | None = None
    joint: tuple[Hearer, ...] = ()
    below: tuple[Officer, ...] = ()
    above: tuple[Officer, ...] = ()
    holder: Hearer | None = None
    merged_code: str = ""
    # Vietnam has one zone without summer time; the loader passes the configured one.
    zone: tzinfo = timezone(timedelta(hours=7))


def split(argument: str) -> tuple[int | None, str]:
    """The number at the front of typed words (``123``, ``NT-000123``, ``000123``) and the rest of them."""
    found = _NUMBERED.match(clean(argument))
    if found is None:
        return None, clean(argument)
    return int(found[1]), found[2].strip()


def reference(event: Event, speaker: Speaker) -> Reference | None:
    """Which initiative an officer's event is about; None when it names none."""
    match event:
        case Commanded(name=name) if name not in _WITHIN:
            return _numbered(event)
        case Tapped(data=data):
            match taps.unpack(data):
                case taps.Call():
                    return _numbered(event)
                case taps.Decision(initiative_id=item) | taps.Reason(initiative_id=item):
                    return Reference(id=item)
    if isinstance(speaker.place, Deciding):
        return Reference(id=speaker.place.initiative_id)
    return None


def _numbered(event: Event) -> Reference | None:
    number, _ = split(argument_of(event))
    return Reference(number=number) if number is not None else None


def argument_of(event: Event) -> str:
    """What a command, typed or pressed, is about."""
    match event:
        case Commanded(argument=argument):
            return argument.strip()
        case Tapped(data=data):
            call = taps.unpack(data)
            return call.argument.strip() if isinstance(call, taps.Call) else ""
        case _:
            return ""


def worded(event: Event, forms_id: str) -> str | None:
    """What was typed after one of the catalogue's words for a command; None when it begins otherwise."""
    if not isinstance(event, Said) or event.forwarded:
        return None
    word, _, rest = clean(event.text).partition(" ")
    forms = {form for language in LANGUAGES for form in say(language, forms_id).split("|")}
    return rest.strip() if word.lower() in forms else None


def look(facts: ItemFacts) -> Initiative | Message:
    """The initiative, or why this person is not shown it; a refusal tells nothing of what is in it."""
    language = facts.speaker.language
    if not facts.speaker.person.is_officer:
        return no_post(language)
    if facts.reference is None:
        return Message(text=say(language, "review.item.which"), nav=(queue_button(language),))
    if facts.item is None:
        number = facts.reference.number or facts.reference.id
        text = say(language, "review.item.unknown", number=number)
        return Message(text=text, nav=(queue_button(language),))
    if not facts.may:
        return Message(text=say(language, "review.refused.not_yours"), nav=(queue_button(language),))
    return facts.item


def no_post(language: str) -> Message:
    return Message(text=say(language, "review.refused.no_post"))


def leave(speaker: Speaker) -> tuple[MoveTo, ...]:
    """Whatever an officer turns to, a reason or words that were being asked for are no longer waited for."""
    asked = isinstance(
        speaker.place,
        Deciding
        | Writing
        | Picking
        | StandingIn
        | EnteringFor
        | Composing
        | Disagreeing
        | Telling
        | Targeting
        | Keying
        | Opening,
    )
    return (MoveTo(Home()),) if asked else ()


def queue_button(language: str) -> Button:
    return Button(say(language, "review.queue.open"), taps.pack(taps.Call("queue", "1")))


def calls(event: Event, name: str) -> bool:
    """Whether a command was given, typed or pressed."""
    match event:
        case Commanded(name=command):
            return command == name
        case Tapped(data=data):
            call = taps.unpack(data)
            return isinstance(call, taps.Call) and call.command == name
        case _:
            return False
