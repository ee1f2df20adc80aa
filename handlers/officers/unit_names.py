"""An officer finds the unit that an author could only describe in words."""

from dataclasses import dataclass

from handlers import pages, taps
from handlers.effects import Effects, NameUnit, Reply, Tell
from handlers.events import Event
from handlers.initiative import Initiative
from handlers.message import Button, Message
from handlers.officers import review, review_card
from handlers.officers.officer import Officer, submission_notice
from handlers.officers.review import ItemFacts
from handlers.speaker import Speaker
from handlers.units import Unit
from messages.catalog import say

#: How many units are looked for, and how many are shown at once.
FOUND, SHOWN = 30, 6
#: What stands before a page's first place in a button, where a unit's id would be.
_FROM = "from"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """`alike` are units like the author's words; `picked` is the one a button named, `officers` those
    who look after it."""

    about: ItemFacts
    alike: tuple[Unit, ...] = ()
    picked: Unit | None = None
    officers: tuple[Officer, ...] = ()


def asks_unit(event: Event, speaker: Speaker) -> bool:
    return review.calls(event, "unit")


def picked_id(event: Event) -> int | None:
    """The unit in a button's ``<number>:<unit id>``; None in one that only asks."""
    _, _, unit_id = review.argument_of(event).partition(":")
    return int(unit_id) if unit_id.isascii() and unit_id.isdigit() and len(unit_id) <= 15 else None


def page_start(event: Event) -> int:
    """Where the page begins that a button's ``<number>:from<place>`` asks for; 0 in any other."""
    _, _, place = review.argument_of(event).partition(f":{_FROM}")
    return int(place) if place.isascii() and place.isdigit() and len(place) <= 3 else 0


def name_unit(event: Event, facts: UnitFacts) -> Effects:
    """Offer units for an author's words, or take the one that was picked."""
    speaker = facts.about.speaker
    language = speaker.language
    item = review.look(facts.about)
    if isinstance(item, Message):
        return (*review.leave(speaker), Reply(item))
    if item.unit is not None:
        known = say(language, "review.unit.known", code=item.code, unit=item.unit.name)
        return (*review.leave(speaker), Reply(_with_card(language, item, known)))
    if facts.picked is None:
        return (*review.leave(speaker), Reply(_offer(language, item, facts.alike, page_start(event))))
    named = say(language, "review.unit.named", code=item.code, unit=facts.picked.name)
    return (
        *review.leave(speaker),
        NameUnit(item.author_id, facts.picked.id),
        *_notices(item, facts),
        Reply(_with_card(language, item, named)),
    )


def _notices(item: Initiative, facts: UnitFacts) -> tuple[Tell, ...]:
    """Until now only those at the root knew of it."""
    return tuple(
        Tell(
            officer.person_id,
            submission_notice(
                officer.language,
                review_card.number_of(item),
                item.code,
                item.title,
                item.author_name,
                facts.picked.name if facts.picked else "",
                about=review_card.about(item),
            ),
            f"unit:{item.id}:{officer.person_id}",
        )
        for officer in facts.officers
        if officer.person_id not in (facts.about.speaker.person.id, item.author_id)
    )


def _offer(language: str, item: Initiative, alike: tuple[Unit, ...], start: int) -> Message:
    if not alike:
        return _with_card(language, item, say(language, "review.unit.none", words=item.unit_words))
    number = review_card.number_of(item)
    span = pages.span(alike, start, SHOWN)

    def data(picked: str) -> str:
        return taps.pack(taps.Call("unit", f"{number}:{picked}"))

    rows = tuple(
        (Button(say(language, "review.unit.choice", name=unit.name, code=unit.code), data(str(unit.id))),)
        for unit in alike[span.start : span.end]
    )
    more = data(f"{_FROM}{span.end}") if span.end < len(alike) else ""
    less = data(f"{_FROM}{max(0, span.start - SHOWN)}") if span.start else ""
    text = pages.headed(language, say(language, "review.unit.ask", words=item.unit_words), alike, span, SHOWN)
    nav = (*pages.turns(language, more=more, less=less), review_card.open_button(language, item))
    return Message(text=text, choices=rows, nav=nav)


def _with_card(language: str, item: Initiative, text: str) -> Message:
    return Message(text=text, choices=((review_card.open_button(language, item),),))
