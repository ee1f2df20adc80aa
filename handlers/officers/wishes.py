"""What an officer wants done with an initiative, read from a button, a command or typed words."""

from dataclasses import dataclass
from typing import Literal

from handlers import taps
from handlers.events import Commanded, Event, Said, Tapped
from handlers.initiative import Action, Initiative
from handlers.officers import reasons, review
from handlers.speaker import Deciding, Speaker
from handlers.understanding.folding import clean

Explained = Literal["return", "reject"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision with all it needs."""

    action: Action
    revision: int
    reason: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Explain:
    """A decision that still lacks its reason, or (with one) the officer's words."""

    action: Explained
    revision: int
    reason: str = ""
    trouble: Literal["", "words_wanted", "too_long"] = ""
    letters: int = 0


@dataclass(frozen=True, slots=True)
class Leave:
    """Nothing is decided after all."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A button of a conversation that has moved on."""

    revision: int


Wish = Verdict | Explain | Leave | Lost


def read(event: Event, speaker: Speaker, item: Initiative) -> Wish:
    """What the officer wants done, whether it is still possible or not."""
    match event:
        case Commanded(name="approve"):
            return Verdict(Action.APPROVE, item.revision)
        case Commanded(name="return" | "reject" as action, argument=argument):
            _, words = review.split(argument)
            return _typed(Explain(action, item.revision), words)
        case Tapped(data=data):
            return _pressed(taps.unpack(data), speaker)
    place = speaker.place
    if not isinstance(place, Deciding):
        return Lost(item.revision)
    begun = Explain(place.action, place.revision, place.reason)
    match event:
        case Commanded(name="cancel" | "back"):
            return Leave()
        case Commanded(name="done"):
            return _send(begun)
        case Commanded():
            # "Skip" may mean the words or the whole thing: nothing is sent on a guess.
            return begun
        case Said(text=text) if reasons.says(text, reasons.LEAVE):
            return Leave()
        case Said(text=text) if begun.reason and reasons.says(text, reasons.SEND):
            return _send(begun)
        case Said(text=text):
            return _typed(begun, clean(text))
        case _:
            return Explain(begun.action, begun.revision, begun.reason, trouble="words_wanted")


def _pressed(tap: taps.Tap | None, speaker: Speaker) -> Wish:
    match tap:
        case taps.Decision(revision=revision, action=Action.APPROVE):
            return Verdict(Action.APPROVE, revision)
        case taps.Decision(revision=revision, action=Action.RETURN):
            return Explain("return", revision)
        case taps.Decision(revision=revision, action=Action.REJECT):
            return Explain("reject", revision)
        case taps.Reason():
            return _picked(tap, speaker)
        case taps.Decision(revision=revision):
            return Lost(revision)  # an author's action on an officer's button: forged
        case _:
            return Lost(-1)


def _picked(tap: taps.Reason, speaker: Speaker) -> Wish:
    place = speaker.place
    if not isinstance(place, Deciding) or (place.initiative_id, place.revision) != (
        tap.initiative_id,
        tap.revision,
    ):
        return Lost(tap.revision)
    match tap.reason:
        case reasons.LEAVE:
            return Leave()
        case reasons.SEND:
            return _send(Explain(place.action, place.revision, place.reason))
        case reasons.OWN:
            return Explain(place.action, place.revision, reasons.OTHER)
        case reason if reason in reasons.fitting(Action(place.action)):
            return Explain(place.action, place.revision, reason)
        case _:
            return Explain(place.action, place.revision)


def _send(begun: Explain) -> Wish:
    """Without words: enough when a reason was picked, else it is asked for again."""
    if begun.reason and begun.reason != reasons.OTHER:
        return Verdict(Action(begun.action), begun.revision, begun.reason)
    return begun


def _typed(begun: Explain, words: str) -> Wish:
    if not any(letter.isalnum() for letter in words):
        return begun
    if len(words) > reasons.LONGEST:
        return Explain(begun.action, begun.revision, begun.reason, "too_long", len(words))
    action = Action(begun.action)
    return Verdict(action, begun.revision, begun.reason or reasons.matching(action, words), words)
