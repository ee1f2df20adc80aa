"""What programs are told of beside initiatives, as it stands in the database."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row of an initiative's history. `by_name` is who decided; `via` is the door it came through, "" for
    the chat."""

    id: int
    number: int
    action: str
    status: str
    by_name: str
    at: datetime
    reason: str = ""
    words: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What was said about an initiative; `internal` ones are for officers only."""

    id: int
    number: int
    internal: bool
    by_name: str
    at: datetime
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A unit of the tree of today; `until` is the first day without it."""

    id: int
    code: str
    name: str
    kind: str
    parent_code: str = ""
    members: int | None = None
    workers: int | None = None
    fdi: bool = False
    enterprise: bool = True
    employer: str = ""
    cluster: str = ""
    until: date | None = None
    merged_into: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What a unit is to reach in a phase, and has reached."""

    id: int
    unit_code: str
    unit_name: str
    programme: str
    phase: str
    assigned: int | None
    own: int | None
    counts: int | None
    valid: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A message to an audience."""

    id: int
    title: str
    state: str
    campaign: str
    expected: int
    made_at: datetime
    begins_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An employer's decision and the initiatives it is about."""

    id: int
    kind: str
    number: str
    signed_on: date | None
    signer: str
    signer_title: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An entry of the feed, with the number and the code that programs know rows by."""

    position: int
    kind: str
    ref_id: int
    number: int | None
    unit_code: str
    at: datetime
