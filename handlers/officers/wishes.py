"""What an officer wants done with an initiative, read from a button, a command or typed words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

from handlers import taps
from handlers.events import Commanded, Event, Said, Tapped
from handlers.initiative import Action, Initiative, Level
from handlers.officers import reasons, review, steps
from handlers.speaker import Deciding, Speaker
from handlers.understanding.folding import clean

Explained = Literal["return", "send_back", "reject", "reopen"]
_EXPLAINED: Final = frozenset(Action(one) for one in get_args(Explained))


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


def read(event: Event, speaker: Speaker, item: Initiative, levels: Iterable[Level]) -> Wish:
    """What the officer wants done, whether it is still possible or not. Typed words mean what fits these
    levels and the state; a button means exactly what it said."""
    match event:
        case Commanded(name=("approve" | "return" | "reject" | "reopen") as word, argument=argument):
            _, words = review.split(argument)
            return _typed(begin(steps.meant(word, item, levels), item.revision), words)
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


def begin(action: Action, revision: int) -> Verdict | Explain:
    """A decision as far as a word or a button takes it: what needs no reason is complete."""
    if action not in _EXPLAINED:
        return Verdict(action, revision)
    # What is opened again has no list of reasons: what happened is told in words.
    reason = "" if reasons.fitting(action) else reasons.OTHER
    return Explain(cast(Explained, action.value), revision, reason)


def _pressed(tap: taps.Tap | None, speaker: Speaker) -> Wish:
    match tap:
        case taps.Decision(revision=revision, action=action) if action in steps.DECIDED:
            return begin(action, revision)
        case taps.Reason():
            return _picked(tap, speaker)
        case taps.Decision(revision=revision):
            return Lost(revision)  # an author's action on an officer's button: forged
        case _:
            return Lost(-1)


def _picked(tap: taps.Reason, speaker: Speaker) -> Wish:
    word, dot, named = tap.reason.partition(".")
    if dot:
        return _at_once(tap, word, named)
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


def _at_once(tap: taps.Reason, word: str, reason: str) -> Wish:
    """A button that carries both the decision and its reason: only words may still be added."""
    if word not in get_args(Explained) or reason not in reasons.fitting(Action(word)):
        return Lost(tap.revision)
    return Explain(cast(Explained, word), tap.revision, reason)


def _send(begun: Explain) -> Wish:
    """Without words: enough when a reason was picked, else it is asked for again."""
    if begun.reason and begun.reason != reasons.OTHER:
        return Verdict(Action(begun.action), begun.revision, begun.reason)
    return begun


def _typed(begun: Verdict | Explain, words: str) -> Wish:
    if isinstance(begun, Verdict) or not any(letter.isalnum() for letter in words):
        return begun
    if len(words) > reasons.LONGEST:
        return Explain(begun.action, begun.revision, begun.reason, "too_long", len(words))
    action = Action(begun.action)
    return Verdict(action, begun.revision, begun.reason or reasons.matching(action, words), words)
