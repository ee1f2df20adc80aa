"""What is known when an officer turns to an employer's decision."""

from datetime import timedelta, timezone, tzinfo

from handlers.employer.requests import Request
from handlers.initiative import Initiative, Level
from handlers.officers.officer import Officer
from handlers.speaker import Speaker
from handlers.values import dataclass

_VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An initiative that belongs to the officer's units. `employer_id` is the unit whose employer decides,
    `hearers` are its authors and whoever entered it for one."""

    item: Initiative
    levels: frozenset[Level]
    employer_id: int | None
    hearers: tuple[Officer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AskFacts:
    """For asking an employer and for taking a link back.

    `number` is what the officer named, `language` the unit's usual one, `union` who asks, `request` the
    latest asking. `token` and `code` are fresh secrets for a new one; `door` is the address of the page
    with "{token}" in it, "" while there is none that a manager could open.
    """

    speaker: Speaker
    number: int | None
    named: Named | None
    language: str = "vi"
    union: str = ""
    request: Request | None = None
    token: str = ""
    code: str = ""
    door: str = ""
    zone: tzinfo = _VIETNAM


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacts:
    """For writing a decision down. `named` are the initiatives spoken of by number, without those that are
    not theirs to see; `waiting` are the others of the same employer without a decision yet."""

    speaker: Speaker
    numbers: tuple[int, ...] = ()
    named: tuple[Named, ...] = ()
    waiting: tuple[Named, ...] = ()
    zone: tzinfo = _VIETNAM
