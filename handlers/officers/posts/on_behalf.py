"""Entering a report for a worker who cannot: who it is, and how they agreed to it."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final, Literal

from handlers import report, taps
from handlers.effects import Effects, MoveTo, OpenDraft, Reply
from handlers.events import Commanded, Event, Said, SharedPhone
from handlers.form import forms, wording
from handlers.form.drafts import Draft
from handlers.form.initiative_form import REPORT
from handlers.message import Button, Message
from handlers.officers import review, rights
from handlers.officers.effects import Behalf
from handlers.rules import Programme
from handlers.speaker import EnteringFor, Home, Reporting, Speaker
from handlers.understanding import people, phones
from handlers.units import Unit
from messages.catalog import say

#: How a worker may have agreed.
CONSENTS: Final = ("spoken", "paper")
#: How many units are offered for a worker's.
SHOWN: Final = 8
_WAYS: Final = frozenset({"skip", "back", "cancel", "pause", "help"})


@dataclass(frozen=True, slots=True, kw_only=True)
class BehalfFacts:
    """`units` are where the speaker may enter for somebody: their own, or those like the typed words, all
    within their branches; `picked` is the one that a button or a typed code names."""

    speaker: Speaker
    programme: Programme | None = None
    units: tuple[Unit, ...] = ()
    picked: Unit | None = None


def asks_entering(event: Event, speaker: Speaker) -> bool:
    """The command, or an answer while the question is on the last screen shown."""
    if review.calls(event, "behalf"):
        return True
    if not isinstance(speaker.place, EnteringFor) or not _is_on_screen(speaker):
        return False
    if isinstance(event, Commanded):
        return event.name in _WAYS
    return isinstance(event, Said | SharedPhone)


def consent_version(language: str, consent: Literal["spoken", "paper"]) -> str:
    """Names exactly the words by which the officer said how the worker agreed."""
    shown = say(language, "posts.behalf.consent", name="…") + say(language, f"posts.behalf.{consent}")
    return f"{language}:{consent}:{sha256(shown.encode()).hexdigest()[:12]}"


def enter(event: Event, facts: BehalfFacts) -> Effects:
    """One question after the other, then the ordinary form."""
    speaker = facts.speaker
    language, place = speaker.language, speaker.place
    if not rights.enters(speaker.person):
        key = "posts.behalf.not_allowed" if speaker.person.is_officer else "review.refused.no_post"
        return (Reply(Message(text=say(language, key))),)
    answer = review.argument_of(event) if review.calls(event, "behalf") else ""
    if answer == "stop" or (isinstance(event, Commanded) and event.name in ("cancel", "pause")):
        return (MoveTo(Home()), Reply(Message(text=say(language, "posts.behalf.stopped"))))
    if not isinstance(place, EnteringFor) or (review.calls(event, "behalf") and not answer):
        return _ask(facts, _first(facts))
    if isinstance(event, Commanded) and event.name == "back":
        return _ask(facts, _before(place))
    if answer == "skip" or (isinstance(event, Commanded) and event.name == "skip"):
        skipped = replace(place, asking="consent") if place.asking == "phone" else place
        return _ask(facts, skipped)
    return _answered(event, facts, place, answer)


def _answered(event: Event, facts: BehalfFacts, place: EnteringFor, answer: str) -> Effects:
    typed = event.text if isinstance(event, Said) and not event.forwarded else ""
    match place.asking:
        case "unit":
            if facts.picked is None:
                return _ask(facts, place, "unit_unclear" if typed else "")
            picked = facts.picked
            return _ask(facts, replace(place, asking="name", unit_id=picked.id, unit_name=picked.name))
        case "name":
            name = people.name(typed) if typed else None
            if name is None:
                return _ask(facts, place, "name_unclear" if typed else "")
            return _ask(facts, replace(place, asking="phone", name=name))
        case "phone":
            given = event.phone if isinstance(event, SharedPhone) and not event.own else typed
            phone = phones.phone(given) if given else None
            if phone is None:
                return _ask(facts, place, "phone_unclear" if given else "")
            return _ask(facts, replace(place, asking="consent", phone=phone))
        case "consent":
            if answer not in CONSENTS:
                return _ask(facts, place, "consent_unclear" if typed else "")
            return _begin(event, facts, place, "paper" if answer == "paper" else "spoken")


def _first(facts: BehalfFacts) -> EnteringFor:
    """Whoever looks after one company need not say which."""
    if len(facts.units) != 1:
        return EnteringFor("unit")
    return EnteringFor("name", unit_id=facts.units[0].id, unit_name=facts.units[0].name)


def _before(place: EnteringFor) -> EnteringFor:
    match place.asking:
        case "consent":
            return replace(place, asking="phone")
        case "phone":
            return replace(place, asking="name")
        case _:
            return EnteringFor("unit")


def _ask(facts: BehalfFacts, place: EnteringFor, trouble: str = "") -> Effects:
    language = facts.speaker.language
    lines = [say(language, f"posts.behalf.{trouble}")] if trouble else []
    values = {"name": place.name, "unit": place.unit_name}
    lines.append(say(language, f"posts.behalf.{place.asking}", **values))
    buttons: list[Button] = []
    nav = [_button(language, "stop")]
    if place.asking == "unit":
        buttons = [
            Button(
                say(language, "posts.behalf.unit_choice", name=unit.name, code=unit.code), _data(str(unit.id))
            )
            for unit in facts.units[:SHOWN]
        ]
    elif place.asking == "phone":
        nav.insert(0, _button(language, "skip"))
    elif place.asking == "consent":
        buttons = [_button(language, consent) for consent in CONSENTS]
    return (MoveTo(place), Reply(wording.choose("\n\n".join(lines), buttons, nav)))


def _begin(
    event: Event, facts: BehalfFacts, place: EnteringFor, consent: Literal["spoken", "paper"]
) -> Effects:
    """The report, with whose it is kept in its draft; one that was being written is put aside."""
    unit = facts.picked
    if unit is None:
        # It was taken from the officer's branch meanwhile.
        return _ask(facts, EnteringFor("unit"), "unit_unclear")
    draft = Draft(
        form="report",
        version=REPORT.version,
        step="idea",
        revision=forms.first_revision(event.at),
        behalf=Behalf(name=place.name, phone=place.phone, consent=consent, unit=unit),
    )
    shown = report.screen(facts.speaker.language, draft, facts.programme, event.at.date())
    return (OpenDraft(draft), MoveTo(Reporting()), Reply(shown))


def _is_on_screen(speaker: Speaker) -> bool:
    return any(offer.data == _data("stop") for offer in speaker.offered)


def _button(language: str, answer: str) -> Button:
    return Button(say(language, f"posts.behalf.{answer}"), _data(answer))


def _data(answer: str) -> str:
    return taps.pack(taps.Call("behalf", answer))
