"""The questions by which a broadcast is made, each answered by a button, a number or words."""

from collections.abc import Sequence

from handlers import taps
from handlers.broadcasts import broadcasting
from handlers.broadcasts.composing import walking
from handlers.broadcasts.composing.facts import ANY_THEME, GROUPS, ComposingFacts, theme_name
from handlers.form import wording
from handlers.message import Button, Message
from handlers.speaker import Composing
from messages.catalog import say

#: How many units that typed words may mean are offered.
SHOWN = 8


def button(language: str, place: Composing, text_id: str, wish: str, /, **values: object) -> Button:
    """A way on from this screen; older screens' buttons no longer count."""
    call = taps.Call(walking.COMMAND, f"{place.revision}:{wish}")
    return Button(say(language, f"broadcast.{text_id}", **values), taps.pack(call))


def ask(facts: ComposingFacts, place: Composing, note: str = "") -> Message:
    """The question of this step; `note` says why the last answer did not do."""
    language = facts.speaker.language
    match place.step:
        case "unit":
            text, choices = "unit", _units(facts, place)
        case "below":
            text, choices = "below", [_unit(language, place, one.id, one.name) for one in facts.found[:SHOWN]]
        case "who":
            text = "who"
            choices = [button(language, place, f"did.{name}", f"w.{name}") for name in GROUPS]
        case "words":
            text, choices = "words", [button(language, place, "compose.piece", "piece")]
        case "theme":
            text, choices = "theme", _themes(facts, place)
        case "narrow" | "preview":
            text, choices = "narrow", _narrowing(language, place)
    asked = say(language, f"broadcast.compose.{text}", **_values(facts, place))
    if note:
        asked = f"{noted(facts, place, note)}\n\n{asked}"
    return wording.choose(asked, choices, ways(facts, place))


def noted(facts: ComposingFacts, place: Composing, note: str) -> str:
    """Why nothing changed."""
    values = {"most": wording.written(facts.speaker.language, str(broadcasting.LONGEST))}
    return say(facts.speaker.language, f"broadcast.note.{note}", **values)


def ways(facts: ComposingFacts, place: Composing) -> Sequence[Button]:
    """Back, where there is something before, and out."""
    language = facts.speaker.language
    single = len(facts.own) == 1 and facts.own[0].id not in facts.branching
    first = place.step == "unit" or (place.step == "who" and single)
    back = () if first else (button(language, place, "compose.back", "back"),)
    return (*back, button(language, place, "compose.leave", walking.LEAVE))


def _values(facts: ComposingFacts, place: Composing) -> dict[str, str]:
    unit = facts.unit.name if facts.unit is not None else ""
    most = wording.written(facts.speaker.language, str(broadcasting.LONGEST))
    return {"unit": unit, "most": most}


def _units(facts: ComposingFacts, place: Composing) -> list[Button]:
    language = facts.speaker.language
    choices = []
    for one in facts.own:
        text = "compose.whole" if one.id in facts.branching else "compose.alone"
        choices.append(button(language, place, text, f"u.{one.id}", unit=one.name))
    if facts.branching:
        choices.append(button(language, place, "compose.one_below", "below"))
    return choices


def _unit(language: str, place: Composing, unit_id: int, name: str) -> Button:
    return button(language, place, "compose.unit_line", f"u.{unit_id}", unit=name)


def _themes(facts: ComposingFacts, place: Composing) -> list[Button]:
    language = facts.speaker.language
    found = [(ANY_THEME, sum(count for _, count in facts.themes)), *facts.themes]
    return [
        button(
            language,
            place,
            "compose.theme_line",
            f"t.{theme}",
            theme=theme_name(language, theme),
            count=count,
        )
        for theme, count in found
    ]


def _narrowing(language: str, place: Composing) -> list[Button]:
    now = {"worker": place.role == "worker", "officer": place.role == "officer", "fdi": place.fdi is True}
    choices = [button(language, place, "narrow.everyone", "n.everyone")]
    for name, on in now.items():
        text = "narrow.off_fdi" if name == "fdi" and on else f"narrow.{name}"
        choices.append(button(language, place, text, f"n.{name}"))
    return choices
