"""What an officer's turn about targets is about, and what it needs to know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta, timezone, tzinfo
from typing import Final

from handlers import taps
from handlers.campaigns.phase import Phase
from handlers.events import Commanded, Event, Said
from handlers.officers import review
from handlers.officers.officer import Officer
from handlers.speaker import Home, Speaker, Targeting
from handlers.targets.targets import Aim, Change
from handlers.units import Unit

#: How many changes are told at once.
CHANGES: Final = 10
#: So many units are shown on a screen before "and more".
SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a button or typed words ask for: the unit looked at, what is done there ("" just shows it), and
    what stands behind that in the button."""

    unit_id: int | None = None
    act: str = ""
    rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetFacts:
    """`units` are those of the speaker's posts, for them to choose from; `top` is the unit looked at and
    `below` those right below it, `about` the one of these that a number is for. Nothing is known of a
    unit outside the speaker's branches. `hearers` decide at each unit below and hear of its target.
    """

    speaker: Speaker
    wanted: Wanted = Wanted()
    units: tuple[Unit, ...] = ()
    phase: Phase | None = None
    top: Aim | None = None
    below: tuple[Aim, ...] = ()
    about: Aim | None = None
    may_own: bool = False
    may_give: bool = False
    changes: tuple[Change, ...] = ()
    hearers: Mapping[int, tuple[Officer, ...]] = field(default_factory=dict)
    # Vietnam has one zone without summer time; the loader passes the configured one.
    zone: tzinfo = timezone(timedelta(hours=7))


def asks_targets(event: Event, speaker: Speaker) -> bool:
    """The command, a word that leaves one of these screens, or a number typed while one is asked for on
    the last screen shown."""
    if review.calls(event, "targets") or _left(event, speaker) is not None:
        return True
    place = speaker.place
    if not (isinstance(event, Said) and isinstance(place, Targeting)):
        return False
    return any(offer.data == data(place.top_id, "stop") for offer in speaker.offered)


def wanted(event: Event, speaker: Speaker) -> Wanted:
    """What the event asks for; a forged button asks for nothing that its officer might not see."""
    if isinstance(event, Said) and isinstance(speaker.place, Targeting):
        place = speaker.place
        return Wanted(place.top_id, "number", (str(place.unit_id),))
    unit, *rest = (_left(event, speaker) or review.argument_of(event)).split(":")
    if not (unit.isascii() and unit.isdigit() and len(unit) <= 15):
        return Wanted()
    return Wanted(int(unit), rest[0] if rest else "", tuple(rest[1:]))


def _left(event: Event, speaker: Speaker) -> str | None:
    """What the way back of the last screen shown asks for, where its reader typed "back" or "cancel"."""
    if not (isinstance(event, Commanded) and event.name in ("back", "cancel")):
        return None
    if not isinstance(speaker.place, Home | Targeting):
        return None  # they have turned to something else, which has a way back of its own
    ways = (taps.unpack(offer.data) for offer in speaker.offered)
    mine = [way.argument for way in ways if isinstance(way, taps.Call) and way.command == "targets"]
    return next((one for one in mine if one.endswith((":back", ":stop"))), None)


def data(unit_id: int, act: str = "", *rest: object) -> str:
    """A button of this room."""
    parts = [str(unit_id), *([act] if act else []), *(str(one) for one in rest)]
    return taps.pack(taps.Call("targets", ":".join(parts)))
