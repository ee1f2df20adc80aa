"""Officers ask in the chat for a workbook to fill in: which one, for which unit."""

from collections.abc import Mapping
from typing import Final

from handlers import taps
from handlers.effects import Effects, Reply
from handlers.events import Event
from handlers.form import wording
from handlers.message import Button, Message
from handlers.officers import review, rights
from handlers.person import Person, Role
from handlers.registers.export_effects import FORMS, Form, MakeWorkbook
from handlers.speaker import Speaker
from handlers.units import Unit
from handlers.values import dataclass
from messages.catalog import say

#: The word for any of them, which asks which one.
ASKS: Final = "template"
COMMANDS: Final[Mapping[str, Form]] = {f"template_{form.removesuffix('_form')}": form for form in FORMS}
_SEES_TO: Final = frozenset({Role.PROVINCE, Role.ADMINISTRATOR})
#: Who fills each in.
MAY: Final[Mapping[Form, frozenset[Role]]] = {
    "entry_form": rights.ENTERS,
    "units_form": _SEES_TO,
    "targets_form": rights.LEADS | {role for role, levels in rights.DECIDES.items() if levels},
    "officers_form": _SEES_TO,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFacts:
    """`units` are those of the speaker's posts for which they fill this one in, `unit` the one that is
    meant; None while it has to be chosen."""

    speaker: Speaker
    units: tuple[Unit, ...] = ()
    unit: Unit | None = None


def asks_template(event: Event, speaker: Speaker) -> bool:
    return any(review.calls(event, name) for name in (ASKS, *COMMANDS))


def form_of(event: Event) -> Form | None:
    """Which one is asked for; None while that has to be chosen."""
    return next((form for name, form in COMMANDS.items() if review.calls(event, name)), None)


def offered(person: Person) -> tuple[Form, ...]:
    """Those that a person's posts let them fill in."""
    held = {post.role for post in person.posts}
    return tuple(form for form in FORMS if held & MAY[form])


def answer(event: Event, facts: TemplateFacts) -> Effects:
    """The choice among workbooks or units, why there is none, or the order to make it."""
    speaker, language = facts.speaker, facts.speaker.language
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    left, form, known = review.leave(speaker), form_of(event), offered(speaker.person)
    if form is None and len(known) > 1:
        return (*left, Reply(_which(language, known)))
    form = form or next(iter(known), None)
    if form is None or form not in known:
        return (*left, Reply(Message(text=say(language, "sheets.template.none"))))
    unit = facts.unit or (facts.units[0] if len(facts.units) == 1 else None)
    if unit is None:
        return (*left, Reply(_whose(language, form, facts.units)))
    once = f"{form}:{unit.id}:{speaker.person.id}:{int(event.at.timestamp())}"
    making = Message(text=say(language, "sheets.template.making"))
    return (*left, MakeWorkbook(form, unit.id, once), Reply(making))


def _which(language: str, known: tuple[Form, ...]) -> Message:
    buttons = [
        Button(
            say(language, "sheets.template.button", which=say(language, f"sheets.which.{_name(form)}")),
            taps.pack(taps.Call(f"template_{_name(form)}")),
        )
        for form in known
    ]
    return wording.choose(say(language, "sheets.template.which"), buttons)


def _whose(language: str, form: Form, units: tuple[Unit, ...]) -> Message:
    buttons = [Button(one.name, taps.pack(taps.Call(f"template_{_name(form)}", one.code))) for one in units]
    return wording.choose(say(language, "export.chat.whose"), buttons)


def _name(form: Form) -> str:
    return form.removesuffix("_form")
