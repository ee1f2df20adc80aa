"""From one screen of a broadcast's making to the next, told by the event alone and what it names."""

from dataclasses import dataclass, replace
from typing import Final, Literal

from handlers import taps
from handlers.broadcasts import broadcasting
from handlers.broadcasts.composing.facts import ANY_THEME, GROUPS, ComposingFacts
from handlers.events import Attached, Commanded, Event, Said, SentOther
from handlers.officers import review
from handlers.speaker import Composing, Speaker
from handlers.understanding.folding import clean

COMMAND: Final = "compose"
#: What ends it without sending.
LEAVE: Final = "no"
_LEAVING: Final = ("cancel", "pause")
_BEFORE: Final[dict[str, Literal["unit", "who", "words", "preview"]]] = {
    "unit": "unit",
    "below": "unit",
    "who": "unit",
    "words": "who",
    "theme": "words",
    "narrow": "preview",
    "preview": "words",
}


@dataclass(frozen=True, slots=True)
class Move:
    """Where it stands now (`None`: given up), what is to be done, and why nothing changed, as a text's
    name; `sample` shows the words as their readers will see them before the screen."""

    place: Composing | None
    act: Literal["show", "sample", "test", "send"] = "show"
    note: str = ""


def asks_composing(event: Event, speaker: Speaker) -> bool:
    """The command, its buttons, and what is typed while one of its screens is the last shown."""
    if review.calls(event, COMMAND):
        return True
    if not isinstance(speaker.place, Composing) or not is_shown(speaker):
        return False
    match event:
        case (
            Said() | Attached() | SentOther() | Commanded(name="cancel" | "back" | "pause" | "skip" | "done")
        ):
            return True
        case _:
            return False


def is_shown(speaker: Speaker) -> bool:
    calls = (taps.unpack(offer.data) for offer in speaker.offered)
    return any(isinstance(call, taps.Call) and call.command == COMMAND for call in calls)


def named_unit(event: Event, speaker: Speaker) -> int | None:
    """The unit that a button names, else the one chosen before."""
    kind, _, rest = _wish(event, speaker.place).partition(".")
    if kind == "u" and rest.isascii() and rest.isdigit() and len(rest) <= 15:
        return int(rest)
    return speaker.place.unit_id or None if isinstance(speaker.place, Composing) else None


def searched(event: Event, speaker: Speaker) -> str:
    """The words by which a unit is looked for; "" when none is."""
    if _wish(event, speaker.place) != "typed" or not isinstance(event, Said):
        return ""
    asked = isinstance(speaker.place, Composing) and speaker.place.step in ("unit", "below")
    return clean(event.text)[:200] if asked else ""


def advance(event: Event, facts: ComposingFacts) -> Move:
    """What the event makes of the screen it answers; nothing is decided by a plan's numbers."""
    place = facts.speaker.place
    wish = _wish(event, place)
    if wish == "begin":
        return _begin(event, facts)
    if not isinstance(place, Composing):
        return Move(None, note="gone")
    moved = _moved(event, facts, place, wish)
    return replace(moved, place=replace(moved.place, revision=place.revision + 1)) if moved.place else moved


def _wish(event: Event, place: object) -> str:
    """What is wanted, as a button would say it."""
    if review.calls(event, COMMAND):
        argument = review.argument_of(event)
        revision, _, rest = argument.partition(":")
        if not argument:
            return "begin"
        return rest if isinstance(place, Composing) and revision == str(place.revision) else "gone"
    match event:
        case Commanded(name=name) if name in _LEAVING:
            return LEAVE
        case Commanded(name="back"):
            return "back"
        case Said(forwarded=False):
            return "typed"
        case _:
            return ""


def _begin(event: Event, facts: ComposingFacts) -> Move:
    place = Composing(revision=int(event.at.timestamp()))
    only = facts.own[0] if len(facts.own) == 1 else None
    if only is not None and only.id not in facts.branching:
        place = replace(place, unit_id=only.id, step="who")
    return Move(place)


def _moved(event: Event, facts: ComposingFacts, place: Composing, wish: str) -> Move:
    kind, _, rest = wish.partition(".")
    match kind:
        case "no":
            return Move(None)
        case "gone":
            return Move(place, note="old")
        case "back":
            return Move(replace(place, step=_BEFORE[place.step]))
        case "u" if facts.unit is not None and rest == str(facts.unit.id):
            return _on(replace(place, unit_id=facts.unit.id))
        case "below":
            return Move(replace(place, step="below"))
        case "w" if rest in GROUPS:
            return _on(replace(place, did=tuple(one.value for one in GROUPS[rest])))
        case "n":
            return _narrowed(place, rest)
        case "piece":
            return Move(replace(place, step="theme"))
        case "t" if rest == ANY_THEME or rest in dict(facts.themes):
            return _on(replace(place, theme=rest, text=""), "sample")
        case "edit" if rest in ("unit", "words", "narrow"):
            step: dict[str, Literal["unit", "words", "narrow"]]
            step = {"unit": "unit", "words": "words", "narrow": "narrow"}
            return Move(replace(place, step=step[rest]))
        case "g":
            return _on(replace(place, groups=not place.groups))
        case "test" if place.step == "preview":
            return Move(place, "test")
        case "send" if place.step == "preview":
            return Move(place, "send")
        case "typed" if isinstance(event, Said):
            return _typed(event, facts, place)
        case _:
            return Move(place, note="unclear")


def _on(place: Composing, act: Literal["show", "sample"] = "show") -> Move:
    """To the first question that has no answer yet."""
    if not place.unit_id:
        return Move(replace(place, step="unit"))
    if not place.did:
        return Move(replace(place, step="who"))
    if not place.text and not place.theme:
        return Move(replace(place, step="words"))
    return Move(replace(place, step="preview"), act)


def _narrowed(place: Composing, to: str) -> Move:
    match to:
        case "everyone":
            return _on(replace(place, role="", fdi=None))
        case "worker":
            return _on(replace(place, role="worker"))
        case "officer":
            return _on(replace(place, role="officer"))
        case "fdi":
            return _on(replace(place, fdi=None if place.fdi else True))
        case _:
            return Move(place, note="unclear")


def _typed(event: Said, facts: ComposingFacts, place: Composing) -> Move:
    match place.step:
        case "unit" | "below":
            if len(facts.found) == 1:
                return _on(replace(place, unit_id=facts.found[0].id))
            return Move(replace(place, step="below"), note="which" if facts.found else "no_unit")
        case "words":
            text = clean(event.text)
            if (wrong := broadcasting.trouble(text)) != "":
                return Move(place, note=wrong)
            return _on(replace(place, text=text, theme=""), "sample")
        case _:
            return Move(place, note="unclear")
