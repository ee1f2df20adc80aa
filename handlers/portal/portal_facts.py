"""What the bridge to the portal knows of the list and of one record."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone, tzinfo
from typing import Final, Literal, get_args

from handlers.officers.review import ItemFacts
from handlers.portal.entries import Entry, OnPortal
from handlers.portal.wishes import Wish
from handlers.speaker import Speaker

#: What there is to see: to be entered, refused by the portal, in the portal without being valid any more,
#: entered.
Tab = Literal["wait", "refused", "astray", "entered"]
TABS: Final[tuple[Tab, ...]] = get_args(Tab)
PER_PAGE: Final = 6
#: No count goes further.
CAP: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalLine:
    """One initiative of a list. `since` is when it came to where it stands; `taken` is whose turn it is."""

    number: int
    code: str
    title: str
    since: datetime
    portal_code: str = ""
    taken: Entry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a list, oldest first (the entered ones newest first), with `before` of them above it.
    `counts` are of each list, at most `CAP`, and `week` how many were entered since Monday."""

    tab: Tab = "wait"
    lines: tuple[PortalLine, ...] = ()
    before: int = 0
    counts: dict[Tab, int] = field(default_factory=dict)
    week: int = 0

    @property
    def total(self) -> int:
        return self.counts.get(self.tab, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalFacts:
    """As things stood at `now`. `found` is the record that was named, when they may see it; `works` whether
    they may do anything about it; `next_number` the oldest other one that waits."""

    speaker: Speaker
    wish: Wish
    now: datetime
    about: ItemFacts | None = None
    found: OnPortal | None = None
    works: bool = False
    page: Page | None = None
    next_number: int | None = None
    # Vietnam has one zone without summer time; the loader passes the configured one.
    zone: tzinfo = timezone(timedelta(hours=7))
