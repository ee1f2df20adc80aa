"""Loads the list that an officer decides on at once: each initiative as for a decision of its own."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers import taps
from handlers.events import Tapped
from handlers.initiative import Action
from handlers.officers import review
from handlers.officers.queue.picking import BEGINS, MOST, PickingFacts
from handlers.speaker import Asked, Picking
from storage import initiatives
from storage.posts import officers
from storage.review import queue


def load_picking(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[PickingFacts]:
    """The first of what is on screen when it begins; after that only what was shown, locked."""
    return [
        PickingFacts(speaker=one.speaker, items=tuple(_items(connection, one, zone)), zone=zone)
        for one in asked
    ]


def _items(connection: Connection, one: Asked, zone: ZoneInfo) -> list[review.ItemFacts]:
    place = one.speaker.place
    if not one.speaker.person.is_officer:
        return []
    if any(review.calls(one.event, name) for name in BEGINS):
        ids = queue.listed(connection, one, MOST)
    elif isinstance(place, Picking):
        ids = list(place.ids)
    else:
        return []
    if not ids:
        return []
    conversation, at = one.event.conversation, one.event.at
    data = [taps.pack(taps.Decision(number, 0, Action.APPROVE)) for number in ids]
    pressed = [Asked(Tapped(conversation=conversation, at=at, data=each), one.speaker) for each in data]
    return initiatives.load_verdicts(connection, pressed, zone=zone)
