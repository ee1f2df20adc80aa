"""A page of the waiting list or of what was found, and how events ask for it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from handlers import taps
from handlers.events import Event, Said
from handlers.initiative import Claim
from handlers.officers import review
from handlers.officers.queue import queue_filter
from handlers.officers.queue.queue_filter import EVERYTHING, Filter
from handlers.speaker import Speaker
from handlers.understanding.folding import fold
from handlers.units import Unit

PER_PAGE: Final = 5
#: Waiting longer than this is counted apart in the heading of the list.
LATE: Final = timedelta(days=3)
#: From this many on a list is said to have more than one less.
MANY: Final = 1_000
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_TICK: Final = timedelta(microseconds=1)
#: How many bytes of words fit into a button beside the place of a line.
_CARRIED: Final = taps.LONGEST - len("c:find:before.0.1234567890:")
_TURN: Final = re.compile(r"(after|before)\.(\d{1,17})\.(\d{1,15})(?::(.*))?", re.ASCII | re.DOTALL)
_PICKING: Final = re.compile(r"(menu|units)\.(\d{1,4})(?::(.*))?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One line of a list; `since` and `id` are its place in the waiting list, which is sorted by both.
    `claim` still runs."""

    number: int
    code: str
    title: str
    author_name: str
    since: datetime
    id: int = 0
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Picked:
    """A unit that the list can be narrowed to."""

    id: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueFacts:
    """A page of what an officer may see; `words` are set when they searched instead of listing what waits.

    Of all that are `waiting` (or were found), `before` stand on the pages before this one; counting stops
    at `most`. `mine`, `free` and `total` are the tabs under the same filter, `other` what waits for the
    level below an upper one (or, on that list, for themselves). `unknown` is a unit that was named and is
    none of theirs.
    """

    speaker: Speaker
    waiting: int = 0
    late: int = 0
    returned: int = 0
    before: int = 0
    rows: tuple[Waiting, ...] = ()
    words: str = ""
    filter: Filter = EVERYTHING
    unit: Unit | None = None
    mine: int = 0
    free: int = 0
    total: int = 0
    other: int = 0
    most: int = MANY
    picks: tuple[Picked, ...] = ()
    unknown: str = ""

    @property
    def page(self) -> int:
        return -(-self.before // PER_PAGE) + 1

    @property
    def pages(self) -> int:
        return self.page + -(-max(0, self.waiting - self.before - len(self.rows)) // PER_PAGE)


@dataclass(frozen=True, slots=True)
class Turn:
    """The page beside a line that was shown. A page is not counted from the beginning: whatever is decided
    or comes in meanwhile, nothing is passed over."""

    way: Literal["after", "before"]
    since: datetime
    id: int


def turned(event: Event) -> Turn | None:
    """The page that was asked for; None for the first one."""
    found = _TURN.fullmatch(review.argument_of(event))
    if found is None:
        return None
    since = _EPOCH + timedelta(microseconds=int(found[2]))
    return Turn("after" if found[1] == "after" else "before", since, int(found[3]))


def beside(way: str, since: datetime, number: int, more: str) -> str:
    """The argument that turns to the page beside a line, with a filter or words."""
    place = f"{way}.{(since - _EPOCH) // _TICK}.{number}"
    return f"{place}:{more}" if more else place


def picking(event: Event) -> tuple[str, int] | None:
    """Which screen for choosing a filter is wanted, and from which line on; None for the list itself."""
    found = _PICKING.fullmatch(review.argument_of(event))
    return (found[1], int(found[2])) if found else None


def filtered(event: Event) -> Filter:
    """What the list is to be narrowed to."""
    if isinstance(event, Said):
        told = queue_filter.typed(event.text)
        return told[0] if told else EVERYTHING
    argument = review.argument_of(event)
    found = _TURN.fullmatch(argument)
    carried_on = found[4] if found else None
    if found is None and (chosen := _PICKING.fullmatch(argument)) is not None:
        found, carried_on = chosen, chosen[3]
    return queue_filter.unpack((carried_on or "") if found else argument)


def typed_code(event: Event) -> str:
    """The code of the unit whose list is wanted, when it was typed."""
    told = queue_filter.typed(event.text) if isinstance(event, Said) and not event.forwarded else None
    return told[1] if told else ""


def searched(event: Event) -> str | None:
    """The words looked for; None when the waiting list is wanted."""
    if review.calls(event, "find"):
        argument = review.argument_of(event)
        found = _TURN.fullmatch(argument)
        return (found[4] or "") if found else argument
    return review.worded(event, "review.found.typed")


def carried(words: str) -> str:
    """The words looked for, as many as the button to the next page can hold."""
    said = " ".join(words.split())
    if len(said.encode()) <= _CARRIED:
        return said
    first, *others = fold(said).split() or [""]
    kept = first[:_CARRIED]
    for word in others:
        if len(kept) + 1 + len(word) > _CARRIED:
            break
        kept = f"{kept} {word}"
    return kept
