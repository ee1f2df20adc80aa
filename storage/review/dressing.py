"""Cards with what other desks know of an initiative: its likenesses and its employer."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.employer.card import employer_buttons, employer_line
from handlers.portal.on_card import with_portal
from handlers.record.facts import CardFacts
from handlers.speaker import Asked
from storage.posts.officers import VIETNAM
from storage.review import alike, cards


def load_dressed(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = VIETNAM
) -> list[CardFacts]:
    """For an initiative that is opened; whoever only writes a remark needs none of this."""
    found = alike.dress(connection, cards.load_cards(connection, asked, zone=zone))
    return [with_portal(_with_employer(one, zone)) for one in found]


def _with_employer(one: CardFacts, zone: ZoneInfo) -> CardFacts:
    item, language = one.about.item, one.about.speaker.language
    if item is None or one.record is None:
        return one
    # The card itself names a decision that is there.
    line = employer_line(language, item, zone) if item.recognition is None else ""
    buttons = () if one.own else employer_buttons(language, item, one.about.levels)
    return replace(
        one,
        sections=(*one.sections, line) if line else one.sections,
        ways=(*((button,) for button in buttons), *one.ways),
    )
