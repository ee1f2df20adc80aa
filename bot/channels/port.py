"""The one interface every channel stands behind."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Any, Final, Protocol

from handlers.events import Event, FileRef
from handlers.message import Button, Shown, Template
from handlers.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a channel can do; rendering degrades by it.

    `text`, `caption` and `label` count UTF-16 units, `file_in` bytes, `pace` messages per second
    of bulk, `per_row` buttons side by side, `most_buttons` under one message. Where buttons are
    `fragile` the platform may refuse them, so each such part says in `plain` what to send then;
    what does not fit such buttons is numbered from the start. `phone_card` asks for the phone in a
    message of its own. `window` is how long after a person's last act they may be written to freely,
    `free` how long that costs nothing. With `links` a button may open a page. `monthly` messages may
    leave a month, of which campaigns leave the share `reserve`; `users` is how many people the account
    may know. With a `template` campaign mail reaches people beyond the window too; `price` is what a
    message costs in VND after the free time, `template_price` beyond the window. With `one_listener`
    only one process at a time may listen, since others would take its events away.
    """

    text: int
    caption: int = 1000
    buttons: bool = True
    label: int = 60
    per_row: int = 3
    most_buttons: int = 100
    fragile: bool = False
    links: bool = False
    edits: bool = False
    file_in: int = 20_000_000
    share_phone: bool = False
    phone_card: bool = False
    pace: float = 25.0
    window: timedelta | None = None
    free: timedelta | None = None
    monthly: int | None = None
    reserve: float = 0.5
    users: int | None = None
    template: bool = False
    price: int = 0
    template_price: int = 0
    one_listener: bool = False

    @property
    def kept_back(self) -> int:
        """How many messages of a month campaigns may not touch."""
        return 0 if self.monthly is None else ceil(self.monthly * self.reserve)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one call to the platform carries: text, or one file with the text as its caption.

    `strip` is the platform's id of an earlier message whose buttons are taken away instead, `edits` of one
    whose text and buttons are replaced by these. `plain`
    is the text for when the platform refuses the buttons. `template` says the same in the terms of
    a form the platform approved beforehand, for where free words are not allowed. A part with
    `share_phone` and `Limits.phone_card` is nothing but that card, `text` its title.
    """

    text: str = ""
    rows: tuple[tuple[Button, ...], ...] = ()
    file: Shown | None = None
    share_phone: str = ""
    strip: str = ""
    edits: str = ""
    plain: str = ""
    template: Template | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """What is known of the person a message goes to, where the channel has a window: when they did
    something last (aware, UTC; `None` never), and their phone in E.164 ("" unknown)."""

    interacted_at: datetime | None = None
    phone: str = ""


#: Where a channel needs to know nothing of the person.
NOBODY: Final = Contact()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One part on its way: `id` is the outbox row's, the same at every attempt; `bulk` is campaign mail.
    `contact` is filled in for channels whose limits have a window, as it stood when the row was claimed."""

    id: int
    address: str
    part: Part
    bulk: bool = False
    contact: Contact = NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One event as a channel read it; `key` is unique in its account for good."""

    key: str
    event: Event


class Why(StrEnum):
    """Why a message did not go out. `UNCERTAIN`: it may have arrived (a lost answer), so nothing
    is concluded until the lease runs out (`docs/guarantees.md`). `OUTSIDE_WINDOW`: a reply is held until
    the person writes again, campaign mail is given up. `OVER_QUOTA`: a reply waits, campaign mail is
    given up. `THROTTLED` never uses up attempts: also for what only a human can repair."""

    UNREACHABLE = "unreachable"
    THROTTLED = "throttled"
    BLOCKED = "blocked"
    OUTSIDE_WINDOW = "outside_window"
    OVER_QUOTA = "over_quota"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"


class SendFailed(Exception):
    """The only thing `send` raises; `retry_after` is in seconds, `detail` never holds a secret. With
    `everybody` the whole account has to rest so long, not only this message."""

    def __init__(
        self, why: Why, *, retry_after: float | None = None, detail: str = "", everybody: bool = False
    ) -> None:
        super().__init__(f"{why}: {detail}" if detail else str(why))
        self.everybody = everybody
        self.why = why
        self.retry_after = retry_after
        self.detail = detail


class FileUnavailable(Exception):
    """The platform no longer gives the bytes of a file; final."""


async def _unseen(channel: "Channel", platform_ids: Sequence[str]) -> None:
    """Where nobody counts what is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What a channel may call while it listens.

    `store` commits the events and, for a polled account, its new position in one transaction, and
    returns how many events were new; only then may they be acknowledged. `offset` reads that
    position. `now` is the clock. `read_file` gives a kept file's bytes by key. `seen` counts that these
    messages, by the platform's ids, were read.
    """

    store: Callable[["Channel", Sequence[Received], str | None], Awaitable[int]]
    offset: Callable[["Channel"], Awaitable[str | None]]
    now: Callable[[], datetime]
    read_file: Callable[[str], Awaitable[bytes]]
    seen: Callable[["Channel", Sequence[str]], Awaitable[None]] = _unseen


class Channel(Protocol):
    """A platform account people talk to us through.

    A conversation is called ``{name}:{account}:{address}`` everywhere; `address` is the
    channel's own and may contain anything but a line break.
    """

    name: str
    account: str
    limits: Limits

    def events(self, raw: Any, at: datetime) -> list[Received]:
        """What a raw update says; unknown ones give an empty list, never an exception."""
        ...

    async def send(self, outgoing: Outgoing) -> str:
        """The platform's id of what was sent. Raises `SendFailed` and nothing else."""
        ...

    async def acknowledge(self, event: Event) -> None:
        """Show that a stored event was noticed (a spinner stops, dots appear); failing is fine."""
        ...

    async def fetch(self, file: FileRef) -> bytes:
        """The bytes of a file a person sent. Raises `SendFailed` or `FileUnavailable`."""
        ...

    async def listen(self, house: House) -> None:
        """Bring events in until cancelled."""
        ...
