"""What was done about an initiative in the national portal, and what that makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from handlers.officers.review import Hearer
from handlers.portal.portal_effects import Kind
from handlers.registers.listed import Listed

#: How long somebody who types it in has it for themselves.
LEASE: Final = timedelta(hours=1)
#: What begins or ends somebody's turn at the portal; a picture of its answer changes nothing.
_TURNS: Final = frozenset({"taken", "put_back", "entered", "refused", "again", "withdrawn"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the history. `by_id` is None for the administrator at the machine."""

    id: int
    kind: Kind
    at: datetime
    by_id: int | None = None
    by_name: str = ""
    code: str = ""
    reason: str = ""
    words: str = ""
    file_key: str = ""


@dataclass(frozen=True, slots=True)
class By:
    """Who does it; `id` is 0 for the administrator at the machine, who may do everything."""

    id: int
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Owner:
    """The initiative a code of the portal stands for already."""

    id: int
    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPortal:
    """An initiative with all that was done about it in the portal, the oldest first. `authors` are told of
    its code; `officers` are those of the entries, by id; `order` are the columns to be typed in; `owners`
    are whose the codes are that somebody gave now."""

    listed: Listed
    entries: tuple[Entry, ...] = ()
    authors: tuple[Hearer, ...] = ()
    officers: Mapping[int, Hearer] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    owners: Mapping[str, Owner] = field(default_factory=dict)

    @property
    def seen(self) -> int:
        """The newest entry, 0 without any: what is decided on this counts only while it is the newest."""
        return self.entries[-1].id if self.entries else 0

    @property
    def entered(self) -> Entry | None:
        """Where its code comes from; None while it has none."""
        return last(self.entries, "entered") if self.listed.portal_code else None

    def taken(self, now: datetime) -> Entry | None:
        """Whose turn at the portal still runs."""
        turns = [one for one in self.entries if one.kind in _TURNS]
        return turns[-1] if turns and is_running(turns[-1], now) else None


def last(entries: Sequence[Entry], kind: Kind) -> Entry | None:
    return next((one for one in reversed(entries) if one.kind == kind), None)


def is_running(turn: Entry, now: datetime) -> bool:
    """Whether the newest turn is one at which somebody types; it ends by itself."""
    return turn.kind == "taken" and now < turn.at + LEASE
