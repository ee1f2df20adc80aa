"""Events, places and offers as the JSON text that tables keep."""

from functools import lru_cache
from typing import Annotated

from pydantic import Field, TypeAdapter

from handlers.events import Event
from handlers.speaker import Offer, Place

# Told apart by `kind`: without it every sort of event is tried in turn, six times as long.
_EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
_PLACE: TypeAdapter[Place] = TypeAdapter(Annotated[Place, Field(discriminator="kind")])
_OFFERS: TypeAdapter[tuple[Offer, ...]] = TypeAdapter(tuple[Offer, ...])


def write_event(event: Event) -> str:
    # PostgreSQL cannot keep NUL in text, and no person means to send one.
    return _EVENT.dump_json(event, exclude_defaults=False).decode().replace("\\u0000", "")


def read_event(text: str) -> Event:
    return _EVENT.validate_json(text)


# Nearly everybody stands in one of a handful of places, and a place never changes once it is made.
@lru_cache(maxsize=64)
def write_place(place: Place) -> str:
    return _PLACE.dump_json(place).decode()


@lru_cache(maxsize=64)
def read_place(text: str) -> Place:
    return _PLACE.validate_json(text)


def write_offers(offers: tuple[Offer, ...]) -> str:
    return _OFFERS.dump_json(offers).decode()


def read_offers(text: str) -> tuple[Offer, ...]:
    return _OFFERS.validate_json(text)
