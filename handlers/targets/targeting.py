"""Officers set, hand on and divide targets in the chat."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from handlers.campaigns.effects import SetTargets
from handlers.effects import Effects, MoveTo, Reply, Tell
from handlers.events import Event, Said
from handlers.message import Message
from handlers.officers import review
from handlers.speaker import Home, Targeting
from handlers.targets import target_screens as screens
from handlers.targets import target_words as words
from handlers.targets.target_facts import TargetFacts
from handlers.targets.targets import MOST, Aim, Basis, Kind, Target, division
from handlers.understanding import numbers
from handlers.understanding.folding import clean
from messages.catalog import say

_GROUPED: Final = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+")


def answer(event: Event, facts: TargetFacts) -> Effects:
    """The screen that was asked for, or what was decided on it."""
    speaker, language, top = facts.speaker, facts.speaker.language, facts.top
    if not speaker.person.is_officer:
        return (Reply(review.no_post(language)),)
    leave = review.leave(speaker)
    if top is None:
        asked = facts.wanted.unit_id is not None
        note = say(language, "target.chat.stranger") if asked else ""
        return (*leave, Reply(screens.which(facts, note)))
    if facts.phase is None:
        return (*leave, Reply(Message(text=say(language, "target.chat.no_phase"))))
    rest = facts.wanted.rest
    match facts.wanted.act:
        case "own" | "to":
            return _asked(facts, top)
        case "number":
            return _number(event, facts, top)
        case "give" | "look" as act:
            place = int(rest[0]) if rest and rest[0].isdecimal() and len(rest[0]) <= 5 else 0
            return (*leave, Reply(screens.choose(facts, top, act, place)))
        case "split":
            return (*leave, *_split(event, facts, top))
        case "log":
            return (*leave, Reply(screens.history(facts, top)))
        case _:
            return (*leave, Reply(screens.unit(facts, top)))


def _asked(facts: TargetFacts, top: Aim) -> Effects:
    kind = Kind.OWN if facts.wanted.act == "own" else Kind.ASSIGNED
    about = top if kind is Kind.OWN else facts.about
    refused = _refused(facts, kind)
    if refused or about is None or facts.phase is None:
        return (*review.leave(facts.speaker), Reply(screens.unit(facts, top, refused)))
    place = Targeting(about.unit.id, top.unit.id, facts.phase.id, kind.value)
    return (MoveTo(place), Reply(screens.ask(facts, top, about, kind.value)))


def _refused(facts: TargetFacts, kind: Kind) -> str:
    may = facts.may_own if kind is Kind.OWN else facts.may_give
    name = "refused_own" if kind is Kind.OWN else "refused_give"
    return "" if may else say(facts.speaker.language, f"target.chat.{name}")


def _number(event: Event, facts: TargetFacts, top: Aim) -> Effects:
    """The number that was typed becomes the target; rights are asked for anew, they may have ended."""
    language, place, about = facts.speaker.language, facts.speaker.place, facts.about
    if not isinstance(event, Said) or not isinstance(place, Targeting) or about is None:
        return (MoveTo(Home()), Reply(screens.unit(facts, top)))
    kind = Kind(place.what)
    refused = _refused(facts, kind)
    if refused:
        return (MoveTo(Home()), Reply(screens.unit(facts, top, refused)))
    count = whole(event.text)
    if count is None:
        note = say(language, "target.chat.unclear", most=words.number(language, MOST))
        return (Reply(screens.ask(facts, top, about, kind.value, note)),)
    number = count or None
    had = about.target.own if kind is Kind.OWN else about.target.assigned
    changed = SetTargets(place.phase_id, kind.value, ((about.unit.id, number),), ((about.unit.id, had),))
    done = "done" if number is not None else "dropped"
    told = say(
        language,
        f"target.chat.{done}_{kind.value}",
        unit=about.unit.name,
        number=words.number(language, number),
    )
    if kind is Kind.OWN and number is not None and number < (about.target.assigned or 0):
        lower = words.number(language, about.target.assigned)
        told = f"{told}\n{say(language, 'target.chat.lower', assigned=lower)}"
    tells = _tells(event, facts, ((about, number),)) if kind is Kind.ASSIGNED else ()
    fresh = _changed(facts, about, kind, number)
    return (MoveTo(Home()), changed, *tells, Reply(screens.unit(fresh, fresh.top or top, told)))


def whole(text: str) -> int | None:
    """A count as typed, also with its thousands apart or up to two words after it; None for others."""
    typed = clean(text).strip(" .!")
    if _GROUPED.fullmatch(typed):
        return _bounded(int(re.sub(r"\D", "", typed)))
    said = typed.split()
    # The longest that is a number: of "two hundred, please" the first word alone would be two.
    for size in range(len(said), max(0, len(said) - 3), -1):
        value = numbers.number(" ".join(said[:size]))
        if value is not None:
            return _bounded(int(value)) if value == int(value) else None
    return None


def _bounded(count: int) -> int | None:
    return count if 0 <= count <= MOST else None


def _split(event: Event, facts: TargetFacts, top: Aim) -> Effects:
    language, rest = facts.speaker.language, facts.wanted.rest
    refused = _refused(facts, Kind.ASSIGNED)
    if refused or facts.phase is None or not rest or rest[0] not in list(Basis):
        return (Reply(screens.unit(facts, top, refused)),)
    if not top.target.counts:
        note = say(language, "target.chat.nothing", unit=top.unit.name)
        return (Reply(screens.unit(facts, top, note)),)
    planned = division(top.target.counts, facts.below, Basis(rest[0]))
    if planned is None:
        note = say(language, "target.chat.no_sizes", basis=say(language, f"target.basis.{rest[0]}"))
        return (Reply(screens.unit(facts, top, note)),)
    if len(rest) == 1:
        return (Reply(screens.preview(facts, top, planned)),)
    if rest[1] != screens.fingerprint(planned):
        note = say(language, "target.chat.changed")
        return (Reply(screens.preview(facts, top, planned, note)),)
    fresh = facts
    for one, share in planned.shares:
        fresh = _changed(fresh, one, Kind.ASSIGNED, share)
    given = [(one, share) for one, share in planned.shares if one.target.assigned != share]
    told = say(
        language,
        "target.chat.divided",
        count=len(planned.shares),
        total=words.number(language, planned.total),
    )
    return (
        SetTargets(facts.phase.id, Kind.ASSIGNED.value, planned.numbers, planned.before),
        *_tells(event, facts, given),
        Reply(screens.unit(fresh, top, told)),
    )


def _tells(event: Event, facts: TargetFacts, given: Iterable[tuple[Aim, int | None]]) -> Effects:
    """Those who decide at each unit hear what it is to reach."""
    me, phase = facts.speaker.person, facts.phase
    return tuple(
        Tell(
            officer.person_id,
            Message(
                text=say(
                    officer.language,
                    "target.chat.told",
                    by=me.name or say(officer.language, "review.unnamed"),
                    unit=one.unit.name,
                    number=words.number(officer.language, count),
                    phase=phase.name if phase is not None else "",
                )
            ),
            once=f"target:{one.unit.id}:{event.at.isoformat()}:{officer.person_id}",
        )
        for one, count in given
        for officer in facts.hearers.get(one.unit.id, ())
        if officer.person_id != me.id
    )


def _changed(facts: TargetFacts, about: Aim, kind: Kind, number: int | None) -> TargetFacts:
    """The facts as they are once this number stands."""

    def fresh(one: Aim) -> Aim:
        if one.unit.id != about.unit.id:
            return one
        had = one.target
        own = number if kind is Kind.OWN else had.own
        assigned = number if kind is Kind.ASSIGNED else had.assigned
        return replace(one, target=Target(assigned, own))

    top = fresh(facts.top) if facts.top is not None else None
    return replace(facts, top=top, below=tuple(fresh(one) for one in facts.below))
