"""Asking for words about an initiative, and knowing what answers that."""

from typing import Final

from handlers import taps
from handlers.events import Attached, Commanded, Event, Said, SentOther
from handlers.initiative import Initiative
from handlers.message import Button, Message
from handlers.officers import review
from handlers.officers.review_card import number_of
from handlers.speaker import Speaker, Writing
from handlers.understanding.folding import clean
from messages.catalog import say

#: The most letters of a remark: it is read on a phone, at the machine.
LONGEST: Final = 1_000
#: Words that leave the question instead of answering it.
_LEAVING: Final = ("cancel", "back", "pause")
_COMMAND: Final = "unwrite"


def is_open(speaker: Speaker, *what: str) -> bool:
    """Whether these words are awaited. Only while the screen that asks for them is the last one shown:
    whoever has looked at something else meanwhile is not taken at their next word."""
    place = speaker.place
    if not isinstance(place, Writing) or place.what not in what:
        return False
    return any(offer.data == _way_out(place.number, place.what) for offer in speaker.offered)


def continues(event: Event, speaker: Speaker, *what: str) -> bool:
    """Whether an event answers the question for these words, or leaves it."""
    match event:
        case Said() | Attached() | SentOther():
            return is_open(speaker, *what)
        case Commanded(name=name, argument=argument) if name == _COMMAND:
            return review.split(argument)[1] in what
        case Commanded(name="cancel" | "back" | "pause" | "skip" | "done"):
            return is_open(speaker, *what)
        case _:
            return False


def leaves(event: Event) -> bool:
    return isinstance(event, Commanded) and event.name in (*_LEAVING, _COMMAND)


def named(event: Event, speaker: Speaker) -> Event:
    """The event with the number of the initiative it is about, which typed words do not carry."""
    if isinstance(event, Commanded) and event.name not in (*_LEAVING, "skip", "done"):
        return event
    if not isinstance(speaker.place, Writing):
        return event
    number = str(speaker.place.number)
    return Commanded(conversation=event.conversation, at=event.at, name="open", argument=number)


def words_of(event: Event) -> str:
    """What was typed: after the number in a command, the whole of anything else; "" for no words."""
    match event:
        case Said(text=text, forwarded=False):
            return clean(text)
        case Commanded(name="skip" | "done"):
            return ""
        case Commanded():
            return review.split(review.argument_of(event))[1]
        case _:
            return ""


def asking(language: str, item: Initiative, what: Writing, text: str, *more: Button) -> Message:
    """The question, with the way out that also shows that it is still open."""
    leave = Button(say(language, "trail.button.leave"), _way_out(number_of(item), what.what))
    return Message(text=text, nav=(*more, leave))


def _way_out(number: int, what: str) -> str:
    return taps.pack(taps.Call(_COMMAND, f"{number}:{what}"))
