"""Events, places and offers as the JSON text that tables keep."""

from pydantic import TypeAdapter

from handlers.events import Event
from handlers.speaker import Offer, Place

_EVENT: TypeAdapter[Event] = TypeAdapter(Event)
_PLACE: TypeAdapter[Place] = TypeAdapter(Place)
_OFFERS: TypeAdapter[tuple[Offer, ...]] = TypeAdapter(tuple[Offer, ...])


def write_event(event: Event) -> str:
    # PostgreSQL cannot keep NUL in text, and no person means to send one.
    return _EVENT.dump_json(event, exclude_defaults=False).decode().replace("\\u0000", "")


def read_event(text: str) -> Event:
    return _EVENT.validate_json(text)


def write_place(place: Place) -> str:
    return _PLACE.dump_json(place).decode()


def read_place(text: str) -> Place:
    return _PLACE.validate_json(text)


def write_offers(offers: tuple[Offer, ...]) -> str:
    return _OFFERS.dump_json(offers).decode()


def read_offers(text: str) -> tuple[Offer, ...]:
    return _OFFERS.validate_json(text)
