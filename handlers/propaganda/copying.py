"""A piece of the library as it is pasted into a group: plain words with the way to the chat."""

from collections.abc import Sequence
from typing import Final

from handlers.propaganda.story import slogan
from handlers.units import Unit
from messages.catalog import DEFAULT, say

#: What a deep link carries for a unit; phones that open it know where their owner works.
UNIT: Final = "u_"
_PAYLOAD: Final = "{payload}"


def text(piece: str, unit: Unit, doors: Sequence[str]) -> str:
    """The piece with the unit's link above its slogan; without one where no door is open."""
    way = _way(unit, doors)
    body = piece.removesuffix(slogan()).strip()
    return "\n\n".join(part for part in (body, way, slogan()) if part)


def link(unit: Unit, doors: Sequence[str]) -> str:
    """Where the unit's QR code leads; "" where no door takes a code."""
    return next((door.replace(_PAYLOAD, f"{UNIT}{unit.code}") for door in doors if _PAYLOAD in door), "")


def _way(unit: Unit, doors: Sequence[str]) -> str:
    pointed = link(unit, doors)
    lines = [say(DEFAULT, "propaganda.copy.link", link=pointed)] if pointed else []
    # A chat that people have open already comes first, though its links carry nothing.
    plain = next((door for door in doors if _PAYLOAD not in door), "")
    if plain:
        lines.insert(0, say(DEFAULT, "propaganda.copy.typed", door=plain, payload=f"{UNIT}{unit.code}"))
    if pointed:
        lines.append(say(DEFAULT, "propaganda.copy.scan"))
    return "\n".join(lines)
