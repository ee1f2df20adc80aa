"""Decisions on many initiatives at once: the list, what is taken out of it, and one confirmation."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta, timezone, tzinfo
from hashlib import sha256
from typing import Final

from handlers import taps
from handlers.effects import CloseButtons, Effect, Effects, MoveTo, Reply
from handlers.events import Attached, Commanded, Event, Said, SentOther
from handlers.initiative import Action, Initiative
from handlers.officers import reasons, review, steps, verdicts
from handlers.officers.queue import picking_screen
from handlers.officers.review import ItemFacts
from handlers.officers.wishes import Verdict
from handlers.speaker import Home, Picking, Speaker
from handlers.understanding.folding import clean, fold
from messages.catalog import LANGUAGES, say

#: As many as can be read with care on one screen.
MOST: Final = 20
#: The commands that begin it, with the word an officer would say to one initiative.
BEGINS: Final = {"pass_all": "approve", "back_all": "return"}
_NUMBERS: Final = re.compile(r"\d{1,2}(?:[\s,;.]+\d{1,2})*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class PickingFacts:
    """The initiatives of the list as they are now, in its order."""

    speaker: Speaker
    items: tuple[ItemFacts, ...] = ()
    # Vietnam has one zone without summer time; the loader passes the configured one.
    zone: tzinfo = timezone(timedelta(hours=7))


def asks_picking(event: Event, speaker: Speaker) -> bool:
    """The commands, the buttons of its screens, and what is typed while one of them is the last shown."""
    if any(review.calls(event, name) for name in (*BEGINS, "bulk")):
        return True
    if not isinstance(speaker.place, Picking) or not _is_shown(speaker):
        return False
    match event:
        case Said() | Attached() | SentOther() | Commanded(name="cancel" | "back" | "skip" | "done"):
            return True
        case _:
            return False


def pick(event: Event, facts: PickingFacts) -> Effects:
    """One step on the way; only what was on the officer's screen is ever decided."""
    speaker, place = facts.speaker, facts.speaker.place
    if not speaker.person.is_officer:
        return (Reply(review.no_post(speaker.language)),)
    word = next((word for name, word in BEGINS.items() if review.calls(event, name)), None)
    if word is not None:
        return _begin(event, facts, "approve" if word == "approve" else "return")
    if not isinstance(place, Picking):
        return (Reply(picking_screen.gone(speaker.language)),)
    return _answer(event, facts, place, _wish(event, place))


def mark(place: Picking) -> str:
    """What a confirmation stands for: these initiatives at these revisions, and this reason."""
    chosen = [pair for pair in zip(place.ids, place.revisions, strict=True) if pair[0] not in place.out]
    told = f"{place.way}:{chosen}:{place.reason}:{place.words}"
    return sha256(told.encode()).hexdigest()[:10]


def _is_shown(speaker: Speaker) -> bool:
    calls = (taps.unpack(offer.data) for offer in speaker.offered)
    return any(isinstance(call, taps.Call) and call.command == "bulk" for call in calls)


def _begin(event: Event, facts: PickingFacts, way: str) -> Effects:
    place = Picking((), (), "approve" if way == "approve" else "return")
    fit, unfit = _sorted(event, facts, place)
    place = replace(place, ids=tuple(one.id for one in fit), revisions=tuple(one.revision for one in fit))
    if not fit:
        none = picking_screen.none(facts.speaker.language, place, unfit)
        return (*_leave(facts.speaker), Reply(none))
    return (MoveTo(place), Reply(picking_screen.listing(event, facts.speaker.language, place, fit, unfit)))


def _answer(event: Event, facts: PickingFacts, place: Picking, wish: str) -> Effects:
    language = facts.speaker.language
    kind, _, rest = wish.partition(".")
    match kind:
        case "no":
            return (MoveTo(Home()), Reply(picking_screen.left(language, place)))
        case "x":
            numbers = {int(one) for one in rest.split(",") if one.isdigit()}
            out = set(place.out) ^ (numbers & set(place.ids))
            return _show(event, facts, replace(place, out=tuple(sorted(out)), step="list"))
        case "yes" if place.step == "sure" and rest == mark(place):
            return _decide(event, facts, place)
        case "go" if place.way == "return" and not place.reason:
            return _show(event, facts, replace(place, step="reason"))
        case "go":
            return _show(event, facts, replace(place, step="sure"))
        case "r" if rest == reasons.OWN:
            return _show(event, facts, replace(place, reason=reasons.OTHER, words="", step="words"))
        case "r" if rest in reasons.fitting(Action.RETURN):
            return _show(event, facts, replace(place, reason=rest, words="", step="sure"))
        case "w" if rest:
            reason = reasons.matching(Action.RETURN, rest)
            return _show(event, facts, replace(place, reason=reason, words=rest, step="sure"))
        case _:
            return _show(event, facts, place)


def _show(event: Event, facts: PickingFacts, place: Picking) -> Effects:
    """The screen of this step, on what still is as it was shown."""
    language = facts.speaker.language
    fit, unfit = _sorted(event, facts, place)
    if len(place.out) == len(place.ids) and place.step != "list":
        place = replace(place, step="list")
    if not fit:
        return (MoveTo(Home()), Reply(picking_screen.none(language, place, unfit)))
    match place.step:
        case "list":
            message = picking_screen.listing(event, language, place, fit, unfit)
        case "reason":
            message = picking_screen.asking(language, place, fit)
        case "words":
            message = picking_screen.asking_words(language)
        case "sure":
            message = picking_screen.sure(language, place, fit, unfit, mark(place))
    return (MoveTo(place), Reply(message))


def _decide(event: Event, facts: PickingFacts, place: Picking) -> Effects:
    """Each for itself; what changed since it was shown is left as it is and named."""
    effects: list[Effect] = []
    done: list[Initiative] = []
    left: list[tuple[str, str]] = []
    for about, item, verdict in _verdicts(facts, place):
        if item.id in place.out:
            continue
        refusal = verdicts.refusing(event, about, item, verdict)
        if refusal is not None:
            left.append((item.code, refusal.text))
            continue
        done.append(item)
        settled = verdicts.settle(about, item, verdict)
        effects += [one for one in settled if not isinstance(one, Reply | MoveTo)]
    shown = picking_screen.done(facts.speaker.language, place, done, left)
    return (*effects, CloseButtons(f"picking:{mark(place)}"), MoveTo(Home()), Reply(shown))


def _sorted(
    event: Event, facts: PickingFacts, place: Picking
) -> tuple[list[Initiative], list[tuple[str, str]]]:
    """What can be decided so now, and what cannot, each with why."""
    fit, unfit = [], []
    for about, item, verdict in _verdicts(facts, place):
        refusal = verdicts.refusing(event, about, item, verdict)
        if refusal is None:
            fit.append(item)
        else:
            unfit.append((item.code, refusal.text))
    return fit, unfit


def _verdicts(facts: PickingFacts, place: Picking) -> list[tuple[ItemFacts, Initiative, Verdict]]:
    """The decision on each as it was shown; before anything was shown, as it is."""
    seen = dict(zip(place.ids, place.revisions, strict=True))
    found = []
    for about in facts.items:
        item = about.item
        if item is None or not about.may or (seen and item.id not in seen):
            continue
        action = steps.meant(place.way, item, about.levels)
        verdict = Verdict(action, seen.get(item.id, item.revision), place.reason, place.words)
        found.append((about, item, verdict))
    return found


def _wish(event: Event, place: Picking) -> str:
    """What is wanted, as a button would say it."""
    if review.calls(event, "bulk"):
        return review.argument_of(event)
    match event:
        case Commanded(name="cancel" | "back"):
            return "no"
        case Commanded(name="done"):
            return "go" if place.step == "list" else ""
        case Said(text=text) if reasons.says(text, reasons.LEAVE):
            return "no"
        case Said(text=text) if place.step in ("reason", "words"):
            said = clean(text)
            fits = any(letter.isalnum() for letter in said) and len(said) <= reasons.LONGEST
            return f"w.{said}" if fits else ""
        case Said(text=text):
            numbers = _taken_out(text)
            ids = [str(place.ids[one - 1]) for one in numbers if 1 <= one <= len(place.ids)]
            return f"x.{','.join(ids)}" if ids else ""
        case _:
            return ""


def _taken_out(text: str) -> list[int]:
    """The places in the list that words like "bo 3, 5" name."""
    said = fold(text)
    forms = {fold(form) for one in LANGUAGES for form in say(one, "queue.bulk.toggles").split("|")}
    for form in sorted(forms, key=len, reverse=True):
        said = said.removeprefix(f"{form} ")
    return [int(one) for one in said.split()] if _NUMBERS.fullmatch(said) else []


def _leave(speaker: Speaker) -> tuple[MoveTo, ...]:
    return (MoveTo(Home()),) if isinstance(speaker.place, Picking) else review.leave(speaker)
