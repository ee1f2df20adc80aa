"""Events, places and offers as the JSON text that tables keep."""

from dataclasses import fields, replace
from functools import lru_cache
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from handlers.events import Event, FileRef
from handlers.speaker import Offer, Place

# Told apart by `kind`: without it every sort of event is tried in turn, six times as long.
_EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
_PLACE: TypeAdapter[Place] = TypeAdapter(Annotated[Place, Field(discriminator="kind")])
_OFFERS: TypeAdapter[tuple[Offer, ...]] = TypeAdapter(tuple[Offer, ...])


def write_event(event: Event) -> str:
    try:
        written = _EVENT.dump_json(event, exclude_defaults=False).decode()
    except ValueError:
        # Half a surrogate pair: some platforms cut an emoji in two, and no database keeps a half.
        written = _EVENT.dump_json(_whole(event)).decode()
    # PostgreSQL cannot keep NUL in text, and no person means to send one.
    return written.replace("\\u0000", "")


def _whole(told: Any) -> Any:
    """The same with every half character in its words taken out."""
    words = {one.name: getattr(told, one.name) for one in fields(told)}
    changed: dict[str, Any] = {}
    for name, value in words.items():
        if isinstance(value, str):
            changed[name] = type(value)(value.encode(errors="ignore").decode())
        elif isinstance(value, FileRef):
            changed[name] = _whole(value)
    return replace(told, **changed)


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
