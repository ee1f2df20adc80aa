"""How an initiative stands at the portal, on its card."""

from dataclasses import replace
from typing import Final

from handlers import taps
from handlers.initiative import Status
from handlers.message import Button
from handlers.officers import review_card
from handlers.portal import refusing
from handlers.record.facts import CardFacts
from messages.catalog import say

#: What makes it stand there or not.
_STANDING: Final = ("entered", "refused", "again", "withdrawn")


def with_portal(card: CardFacts) -> CardFacts:
    """A line of what became of it at the portal, and the way to the bridge once it is valid."""
    item, record = card.about.item, card.record
    if item is None or record is None:
        return card
    language = card.about.speaker.language
    newest = next((one for one in reversed(record.portal) if one.kind in _STANDING), None)
    kind = newest.kind if newest is not None else ""
    lines: tuple[str, ...] = ()
    if newest is not None and kind == "entered":
        lines = (say(language, "portal.card.entered", portal=newest.code),)
    elif newest is not None and kind == "refused" and newest.at >= (item.updated_at or newest.at):
        lines = (say(language, "portal.card.refused", why=refusing.shown(newest.reason, newest.words)),)
    if not card.writes or (item.status is not Status.VALID and kind != "entered"):
        return replace(card, sections=(*card.sections, *lines)) if lines else card
    data = taps.pack(taps.Call("portal", str(review_card.number_of(item))))
    way = (Button(say(language, "portal.button.bridge"), data),)
    return replace(card, sections=(*card.sections, *lines), ways=(*card.ways, way))
