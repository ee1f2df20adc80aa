"""How decisions on many initiatives at once look: the list, the reason, the last question, the result."""

from collections.abc import Sequence
from typing import Final

from handlers import taps
from handlers.events import Event
from handlers.initiative import Action, Initiative
from handlers.message import Button, Message
from handlers.officers import reasons, review, review_card
from handlers.officers.papers import papers_needed
from handlers.officers.queue.queue_facts import LATE
from handlers.speaker import Picking
from messages.catalog import say

#: What titles, units and reasons are cut to, in characters: twenty lines have to be read.
_TITLE: Final = 60
_UNIT: Final = 40
_WHY: Final = 160

#: A code, and why that initiative is left as it is.
Unfit = Sequence[tuple[str, str]]


def listing(event: Event, language: str, place: Picking, fit: Sequence[Initiative], unfit: Unfit) -> Message:
    """What is on the list, each with a button that takes it out or back in."""
    lines = [say(language, f"queue.bulk.{place.way}.list", count=len(fit))]
    buttons = []
    for number, item in enumerate(fit, 1):
        out = item.id in place.out
        told = _told(event, language, item)
        lines.append(say(language, "queue.bulk.out" if out else "queue.bulk.in", place=number, line=told))
        label = say(language, "queue.bulk.put_back" if out else "queue.bulk.take_out", code=item.code)
        buttons.append(_button(label, f"x.{item.id}"))
    lines += _unfit(language, place, unfit)
    left = len(fit) - sum(item.id in place.out for item in fit)
    nav = [_button(say(language, f"queue.bulk.{place.way}.go", count=left), "go")] if left else []
    pairs = tuple(tuple(buttons[start : start + 2]) for start in range(0, len(buttons), 2))
    return Message(text="\n".join(lines), choices=pairs, nav=(*nav, _leave(language)))


def asking(language: str, place: Picking, fit: Sequence[Initiative]) -> Message:
    """One reason for all that are returned."""
    count = sum(item.id not in place.out for item in fit)
    names = (*reasons.fitting(Action.RETURN), reasons.OWN)
    choices = tuple((_button(say(language, f"review.reason.{name}"), f"r.{name}"),) for name in names)
    text = say(language, "queue.bulk.ask", count=count)
    return Message(text=text, choices=choices, nav=(_leave(language),))


def asking_words(language: str) -> Message:
    return Message(text=say(language, "review.reason.own_words"), nav=(_leave(language),))


def sure(language: str, place: Picking, fit: Sequence[Initiative], unfit: Unfit, mark: str) -> Message:
    """Exactly what will happen, and the one button that does it."""
    chosen = [item for item in fit if item.id not in place.out]
    count = len(chosen)
    lines = [say(language, f"queue.bulk.{place.way}.sure", count=count)]
    lines += [
        say(
            language,
            "queue.bulk.line",
            code=item.code,
            title=review_card.cut(item.title, _TITLE),
            name=item.author_name or say(language, "review.unnamed"),
        )
        for item in chosen
    ]
    lines += _reason(language, place)
    lines += _unfit(language, place, unfit)
    yes = _button(say(language, f"queue.bulk.{place.way}.yes", count=count), f"yes.{mark}")
    return Message(text="\n".join(lines), choices=((yes,),), nav=(_leave(language),), about=f"picking:{mark}")


def done(language: str, place: Picking, items: Sequence[Initiative], left: Unfit) -> Message:
    """What was decided, and what was not."""
    lines = []
    if items:
        codes = ", ".join(item.code for item in items)
        lines.append(say(language, f"queue.bulk.{place.way}.done", count=len(items), codes=codes))
    else:
        lines.append(say(language, "queue.bulk.nothing_done"))
    lines += _unfit(language, place, left)
    return Message(text="\n".join(lines), nav=(review.queue_button(language),))


def none(language: str, place: Picking, unfit: Unfit) -> Message:
    """Nothing of the list can be decided so."""
    lines = [say(language, f"queue.bulk.{place.way}.none"), *_unfit(language, place, unfit)]
    return Message(text="\n".join(lines), nav=(review.queue_button(language),))


def left(language: str, place: Picking) -> Message:
    """Given up; nothing was decided."""
    return Message(text=say(language, "queue.bulk.left"), nav=(review.queue_button(language),))


def gone(language: str) -> Message:
    """A button of a list that is no longer on screen."""
    return Message(text=say(language, "queue.bulk.gone"), nav=(review.queue_button(language),))


def _told(event: Event, language: str, item: Initiative) -> str:
    unit = item.unit.name if item.unit else item.unit_words or say(language, "review.unknown_unit")
    parts = [
        item.code,
        review_card.cut(item.title, _TITLE),
        item.author_name or say(language, "review.unnamed"),
        review_card.cut(unit, _UNIT),
        *_flags(event, language, item),
    ]
    return " · ".join(parts)


def _flags(event: Event, language: str, item: Initiative) -> list[str]:
    flags = {
        "late": event.at - (item.updated_at or item.submitted_at) > LATE,
        "lacking": item.review.recognition and bool(papers_needed.missing(item)),
        "returned": any(step.action is Action.RETURN for step in item.history),
    }
    return [say(language, f"queue.only.{name}") for name, on in flags.items() if on]


def _reason(language: str, place: Picking) -> list[str]:
    if place.way != "return":
        return []
    words = place.words
    if place.reason != reasons.OTHER:
        named = say(language, f"review.reason.{place.reason}")
        words = reasons.beside(place.reason, place.words)
        reason = say(language, "queue.bulk.reason", reason=named)
        return [reason, say(language, "queue.bulk.words", words=words)] if words else [reason]
    return [say(language, "queue.bulk.words", words=words)]


def _unfit(language: str, place: Picking, unfit: Unfit) -> list[str]:
    """What is left out, each by name and with why."""
    if not unfit:
        return []
    lines = [say(language, "queue.bulk.untouched", count=len(unfit))]
    for code, why in unfit:
        lines.append(say(language, "queue.bulk.why", code=code, why=review_card.cut(why, _WHY)))
    return lines


def _leave(language: str) -> Button:
    return _button(say(language, "queue.bulk.leave"), "no")


def _button(label: str, argument: str) -> Button:
    return Button(label, taps.pack(taps.Call("bulk", argument)))
