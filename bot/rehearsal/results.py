"""What rehearsals came to, as values that are shown or written to a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.rehearsal.journal import Load
from storage.rehearsal.readings import Reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day: what left, and how it stood at its end. `waiting` lies before officers, `overdue` of it past
    the promised day."""

    on: date
    load: Load
    waiting: int
    overdue: int
    reached: Reached


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How one lane got through a broadcast: so many arrived, the last of them so many seconds after it
    began; `fastest` is what its pace alone would take."""

    lane: str
    sent: int
    seconds: int
    fastest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """A firing of an entry and what became of it; the outcomes together are `expected`."""

    entry_id: int
    name: str
    state: str
    planned_at: datetime
    begins_at: datetime
    expected: int
    sent: int
    open: int
    unknown: int
    struck: int
    failed: Mapping[str, int] = field(default_factory=dict)
    skipped: Mapping[str, int] = field(default_factory=dict)
    sendings: tuple[Sending, ...] = ()
    #: Whom it had not reached when the quiet hours began, at their worst, and at the closing minute.
    left_at_quiet: int = 0
    left_at_close: int = 0

    @property
    def total(self) -> int:
        return (
            self.sent
            + self.open
            + self.unknown
            + self.struck
            + sum(self.failed.values())
            + sum(self.skipped.values())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneLoad:
    """One account. `cost` is in VND; `closed` were refused because their window had closed, `stale` are
    people not written to for that reason. `months` counts messages of all kinds, `allowance` is a month's
    (None: without end), of which campaigns leave `kept_back`. `users` is how many people it may know.
    """

    lane: str
    people: int
    sent: int
    replies: int
    cost: int
    stale: int
    closed: int
    over_quota: int
    pace: float
    months: Mapping[str, int] = field(default_factory=dict)
    allowance: int | None = None
    kept_back: int = 0
    users: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PerPerson:
    """How many people were sent so many broadcasts: `days` counts person-days, `weeks` person-weeks (of
    seven days from the first), `whole` people over all of it."""

    days: Mapping[int, int] = field(default_factory=dict)
    weeks: Mapping[int, int] = field(default_factory=dict)
    whole: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that would be broken, as the catalogue's ``rehearsal.rule.<rule>``. `values` fill its words;
    `count` is how much of it there is, to find the worst of several runs by."""

    rule: str
    values: Mapping[str, str]
    count: int = 1

    @property
    def key(self) -> tuple[str, str]:
        return self.rule, self.values.get("entry", self.values.get("lane", ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One rehearsal with one seed. `closing` is how it stood at the closing minute with its grace, `after`
    some days later, when officers had gone on. `crowded` days had so many broadcasts for the same people."""

    seed: int
    days: tuple[Day, ...]
    fired: tuple[Fired, ...]
    lanes: tuple[LaneLoad, ...]
    per_person: PerPerson
    closing: Reached
    after: Reached
    late: int
    slowest: int
    talks: int
    talks_sent: int
    replies: Mapping[str, int] = field(default_factory=dict)
    crowded: Mapping[date, tuple[int, int]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def cost(self) -> int:
        return sum(lane.cost for lane in self.lanes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """The lowest, the middle and the highest of all runs."""

    low: int
    middle: int
    high: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All runs of one campaign. `workers` is how many people work in its units. `shown` is the run whose
    figure is the middle one; `findings` are of all of them, each at its worst.
    """

    campaign_id: int
    campaign: str
    starts: date
    ends: date
    closes_at: datetime
    people: int
    officers: int
    units: int
    workers: int
    target: int | None
    already: int
    assumptions: Mapping[str, float]
    channels: Mapping[str, int]
    runs: tuple[Run, ...]
    shown: Run
    figures: Mapping[str, Range]
    findings: tuple[Finding, ...]
