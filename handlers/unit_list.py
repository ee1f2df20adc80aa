"""Units found by a person's words, a page at a time, for them to say which is theirs."""

from collections.abc import Sequence
from dataclasses import replace

from handlers import pages, taps
from handlers.form import wording
from handlers.form.drafts import Draft
from handlers.message import Button, Message
from handlers.units import Unit
from messages.catalog import say

#: How many units are shown at once.
SHOWN = 6
#: What stands before a page's first place in a button, where a unit's id would be.
_FROM = "from:"


def kept(draft: Draft, typed: str, found: Sequence[Unit]) -> Draft:
    """The draft with what was found, so that pages stay as they are while they are turned."""
    listed = [[unit.id, unit.name] for unit in found]
    return replace(draft, answers={**draft.answers, "unit_typed": typed, "unit_found": listed})


def turned(value: str) -> int | None:
    """Where the page begins that a button's value asks for; None when it names something else."""
    if not value.startswith(_FROM):
        return None
    place = value.removeprefix(_FROM)
    return int(place) if place.isascii() and place.isdigit() and len(place) <= 3 else 0


def page(language: str, draft: Draft, start: int = 0) -> Message:
    """The units as choices, with a way to be written down in one's own words."""
    found = draft.answers.get("unit_found") or []
    span = pages.span(found, start, SHOWN)

    def data(value: str) -> str:
        return taps.pack(taps.Answer(draft.revision, "unit", value))

    buttons = [Button(name, data(str(row))) for row, name in found[span.start : span.end]]
    buttons.append(Button(say(language, "welcome.unit.other"), data("other")))
    more = data(f"{_FROM}{span.end}") if span.end < len(found) else ""
    less = data(f"{_FROM}{max(0, span.start - SHOWN)}") if span.start else ""
    text_id = "welcome.unit.which" if found else "welcome.unit.none_found"
    text = say(language, text_id, typed=draft.answers.get("unit_typed", ""))
    return wording.choose(
        pages.headed(language, text, found, span, SHOWN),
        buttons,
        (*pages.turns(language, more=more, less=less), wording.go(language, draft, "back")),
    )
