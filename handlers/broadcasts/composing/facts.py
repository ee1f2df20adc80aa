"""What is known while a broadcast is written."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from handlers.broadcasts.audience import EVERYBODY, URGED, Audience, Did
from handlers.broadcasts.content import ANYBODY, Content, Piece, Text
from handlers.broadcasts.estimate import LanePlan
from handlers.campaigns.campaign import Courtesy
from handlers.officers.officer import Officer
from handlers.speaker import Composing, Speaker
from handlers.units import Unit
from messages.catalog import say, texts

#: Whom a broadcast is for, by what they have done: the name of each choice, in the order shown.
GROUPS: Final[dict[str, tuple[Did, ...]]] = {
    "urged": URGED,
    "nothing": (Did.NOTHING,),
    "draft": (Did.DRAFT,),
    "returned": (Did.RETURNED,),
    "recognised": (Did.RECOGNISED,),
    "sent": (Did.SENT, Did.ASKED),
    "all": EVERYBODY,
}
#: Stands for every theme of the library.
ANY_THEME: Final = "*"
#: How much of its words names a broadcast in lists, in characters.
_TITLE: Final = 60
_VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What would happen if the broadcast were sent now: whom it would reach and whom not (`left_out` by
    reason, `capped` those who had enough), when it `begins` after `delay` in which it can be stopped
    (`rests`: because of quiet hours or a holiday), and who else could agree to it (`seconds`)."""

    unit: Unit
    audience: Audience
    below: bool
    lanes: tuple[LanePlan, ...] = ()
    left_out: tuple[tuple[str, int], ...] = ()
    capped: int = 0
    above: int = 0
    campaign_id: int | None = None
    campaign: str = ""
    courtesy: Courtesy = field(default_factory=Courtesy)
    begins: datetime | None = None
    delay: timedelta = timedelta(0)
    rests: bool = False
    groups: int = 0
    seconds: tuple[Officer, ...] = ()

    @property
    def people(self) -> int:
        """Who may be written to, before anybody's cap or window is looked at."""
        return sum(lane.people + lane.beyond for lane in self.lanes)

    @property
    def reached(self) -> int:
        """Who will get it, as far as can be known beforehand."""
        return max(0, sum(lane.people for lane in self.lanes) - self.capped)


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaigning:
    """The campaign a broadcast would belong to: its words, `closes_at` in local time."""

    name: str = ""
    slogan: str = ""
    closes_at: datetime | None = None
    days_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposingFacts:
    """`own` are the units of the speaker's composing posts, `branching` the ids of those that have others
    below; `found` are units below them that typed words name, `unit` the one chosen.

    `themes` are the library's with how many pieces each has, `piece` the words of the one that would be
    told; `plan` is there when the next screen is the preview or the broadcast is sent.
    """

    speaker: Speaker
    own: tuple[Unit, ...] = ()
    branching: frozenset[int] = frozenset()
    found: tuple[Unit, ...] = ()
    unit: Unit | None = None
    themes: tuple[tuple[str, int], ...] = ()
    piece: str = ""
    campaigning: Campaigning = Campaigning()
    plan: Plan | None = None
    zone: ZoneInfo = _VIETNAM


def audience_of(place: Composing) -> Audience:
    """Whom the broadcast is for, as far as it was chosen."""
    return Audience(
        unit_ids=(place.unit_id,) if place.unit_id else (),
        did=tuple(Did(one) for one in place.did) or URGED,
        role=place.role,
        fdi=place.fdi,
    )


def content_of(place: Composing) -> Content:
    if place.theme:
        return Piece(themes=() if place.theme == ANY_THEME else (place.theme,))
    return Text(((ANYBODY, place.text),))


def title_of(language: str, place: Composing) -> str:
    """What the broadcast is called in lists: how its words begin, or its theme."""
    if place.theme:
        return say(language, "broadcast.title_piece", theme=theme_name(language, place.theme))
    line = " ".join(place.text.split())
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1].rstrip()}…"


def theme_name(language: str, theme: str) -> str:
    if theme == ANY_THEME:
        return say(language, "broadcast.theme.any")
    text_id = f"propaganda.theme.{theme}"
    return say(language, text_id) if text_id in texts(language) else theme.replace("_", " ")


def group_name(did: tuple[Did, ...]) -> str:
    """Which of the choices this is; "some" for any other mixture."""
    return next((name for name, meant in GROUPS.items() if set(meant) == set(did)), "some")
