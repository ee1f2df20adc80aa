"""What an officer's turn about campaigns is about, and what it needs to know."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone, tzinfo

from handlers import taps
from handlers.broadcasts.audience import Audience
from handlers.campaigns.campaign import Campaign
from handlers.events import Commanded, Event, Said
from handlers.officers import review
from handlers.speaker import Home, Opening, Speaker
from handlers.units import Unit


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a button or typed words ask for: `plan` of a campaign, or `open` with what was chosen so far; a
    `typed` first day is still to be read."""

    act: str = ""
    campaign_id: int | None = None
    key: str = ""
    unit_id: int | None = None
    starts: date | None = None
    typed: str | None = None


@dataclass(frozen=True, slots=True)
class Sending:
    """One time at which an entry of a plan goes off; `begins_at` is None for one that is turned off."""

    name: str
    audience: Audience
    begins_at: datetime | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A campaign of the speaker's units, with what is still ahead in its plan, in order."""

    campaign: Campaign
    ahead: tuple[Sending, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFacts:
    """`listed` run or are to come in the speaker's units, or above them; `units` are those for which they
    may open one, `unit` the chosen one of these. `drawn` is the campaign as it would be, once its preset,
    its unit and its first day are known."""

    speaker: Speaker
    wanted: Wanted = Wanted()
    listed: tuple[Listed, ...] = ()
    units: tuple[Unit, ...] = ()
    unit: Unit | None = None
    drawn: Listed | None = None
    # Vietnam has one zone without summer time; the loader passes the configured one.
    zone: tzinfo = timezone(timedelta(hours=7))


def asks_campaigns(event: Event, speaker: Speaker) -> bool:
    """The command, a word that leaves one of these screens, or a first day typed while it is asked for on
    the last screen shown."""
    if review.calls(event, "campaigns") or _leaves(event, speaker):
        return True
    asked = isinstance(speaker.place, Opening) and isinstance(event, Said)
    return asked and any(offer.data == data("stop") for offer in speaker.offered)


def wanted(event: Event, speaker: Speaker) -> Wanted:
    """What the event asks for; what it names still has to be looked up."""
    if isinstance(event, Said) and isinstance(speaker.place, Opening):
        place = speaker.place
        return Wanted("open", key=place.key, unit_id=place.unit_id, typed=event.text)
    act, *rest = review.argument_of(event).split(":")
    if act == "plan" and rest:
        return Wanted(act, campaign_id=_whole(rest[0]))
    if act == "open":
        key, unit, starts = (*rest, "", "", "")[:3]
        return Wanted(act, key=key, unit_id=_whole(unit), starts=_day(starts))
    return Wanted(act if act == "stop" else "")


def _leaves(event: Event, speaker: Speaker) -> bool:
    if not (isinstance(event, Commanded) and event.name in ("back", "cancel")):
        return False
    if not isinstance(speaker.place, Home | Opening):
        return False  # they have turned to something else, which has a way back of its own
    return any(offer.data in (data("stop"), data("back")) for offer in speaker.offered)


def data(*parts: object) -> str:
    """A button of this room."""
    return taps.pack(taps.Call("campaigns", ":".join(str(part) for part in parts)))


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None  # not there yet, or not a button of ours
