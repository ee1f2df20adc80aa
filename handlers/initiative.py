"""The life of an initiative: its states, who may move it, and what is refused."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from handlers.units import Unit


class Status(StrEnum):
    """Where an initiative stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    SENT_BACK = "sent_back"
    ENDORSED = "endorsed"
    ASKED = "asked"
    RECOGNISED = "recognised"
    REFUSED = "refused"
    VALID = "valid"
    NOT_VALID = "not_valid"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class Action(StrEnum):
    """What can be done to an initiative. `APPROVE` is the last word that makes it valid; `ENDORSE` is the
    grassroots union's yes before an upper level's; `SEND_BACK` returns it to them and not to its author.
    `PART` takes a merge back: to where it stood before, which no table can say."""

    APPROVE = "approve"
    ENDORSE = "endorse"
    RETURN = "return"
    SEND_BACK = "send_back"
    REJECT = "reject"
    REOPEN = "reopen"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"
    ASK = "ask"
    NOT_YET = "not_yet"
    RECOGNISE = "recognise"
    REFUSE = "refuse"
    MERGE = "merge"
    PART = "part"


class Level(StrEnum):
    """Who moves an initiative; an upper level may also act for a grassroots union."""

    AUTHOR = "author"
    GRASSROOTS = "grassroots"
    UPPER = "upper"
    EMPLOYER = "employer"


@dataclass(frozen=True, slots=True)
class Review:
    """How a programme reviews: by one or two levels, and whether the employer's decision is needed."""

    levels: int = 1
    recognition: bool = False
    lease_minutes: int = 30


#: The simplest way, and that of initiatives of no programme.
PLAIN: Final = Review()

Step = tuple[Status, Action, Level]
_G, _U, _E, _A = Level.GRASSROOTS, Level.UPPER, Level.EMPLOYER, Level.AUTHOR
#: What nobody has decided for good; its author may still take it back, and officers may find it the same
#: as another.
OPEN: Final = (
    Status.SUBMITTED,
    Status.RETURNED,
    Status.SENT_BACK,
    Status.ENDORSED,
    Status.ASKED,
    Status.RECOGNISED,
    Status.REFUSED,
)

#: What each action makes of each state in every programme. A missing step is no longer possible.
EVERYWHERE: Final[dict[Step, Status]] = {
    (Status.RETURNED, Action.RESUBMIT, _A): Status.SUBMITTED,
    **{(status, Action.WITHDRAW, _A): Status.WITHDRAWN for status in OPEN},
    **{(status, Action.MERGE, level): Status.MERGED for status in OPEN for level in (_G, _U)},
    **{
        (status, Action.RECOGNISE, level): Status.RECOGNISED
        for status in (Status.ENDORSED, Status.ASKED, Status.REFUSED)
        for level in (_G, _E)
    },
    **{(status, Action.ASK, _G): Status.ASKED for status in (Status.ENDORSED, Status.REFUSED)},
    **{(Status.ASKED, Action.REFUSE, level): Status.REFUSED for level in (_G, _E)},
    **{(Status.ASKED, Action.NOT_YET, level): Status.ASKED for level in (_G, _E)},
    **{
        (status, Action.RETURN, _G): Status.RETURNED
        for status in (Status.SUBMITTED, Status.SENT_BACK, Status.ENDORSED, Status.REFUSED)
    },
}

#: One level decides by itself. With the employer's decision needed, it endorses first and confirms after.
ONE_LEVEL: Final[dict[Step, Status]] = {
    **{
        (status, Action.APPROVE, _G): Status.VALID
        for status in (Status.SUBMITTED, Status.SENT_BACK, Status.ENDORSED, Status.RECOGNISED)
    },
    **{
        (status, Action.REJECT, _G): Status.NOT_VALID
        for status in (Status.SUBMITTED, Status.SENT_BACK, Status.ENDORSED, Status.RECOGNISED, Status.REFUSED)
    },
    **{(status, Action.REOPEN, _G): Status.SUBMITTED for status in (Status.VALID, Status.NOT_VALID)},
}

#: The grassroots union endorses or returns; the upper level confirms, sends back or says no.
TWO_LEVELS: Final[dict[Step, Status]] = {
    (Status.SUBMITTED, Action.ENDORSE, _G): Status.ENDORSED,
    (Status.SENT_BACK, Action.ENDORSE, _G): Status.ENDORSED,
    **{(status, Action.APPROVE, _U): Status.VALID for status in (Status.ENDORSED, Status.RECOGNISED)},
    **{(status, Action.SEND_BACK, _U): Status.SENT_BACK for status in (Status.ENDORSED, Status.RECOGNISED)},
    **{
        (status, Action.REJECT, _U): Status.NOT_VALID
        for status in (Status.ENDORSED, Status.RECOGNISED, Status.REFUSED)
    },
    **{(status, Action.REOPEN, _U): Status.SENT_BACK for status in (Status.VALID, Status.NOT_VALID)},
}
#: With the employer's decision needed, one level endorses and waits like the lower one of two.
_ENDORSING: Final = {step: to for step, to in TWO_LEVELS.items() if step[1] is Action.ENDORSE}


def workflow(review: Review) -> dict[Step, Status]:
    """Every step that a programme allows."""
    steps = {**EVERYWHERE, **(TWO_LEVELS if review.levels > 1 else ONE_LEVEL)}
    if not review.recognition:
        return steps
    if review.levels < 2:
        steps |= _ENDORSING
    # Nothing becomes valid before the employer has recognised it (VUIT guidance of 29/04/2022).
    return {step: to for step, to in steps.items() if to is not Status.VALID or step[0] is Status.RECOGNISED}


def moved(
    review: Review, status: Status, action: Action, level: Level, *, recognised: bool = False
) -> Status | None:
    """Where a step leads; None when it is no longer possible. What comes with the employer's decision
    (`recognised`) need not be asked for: endorsed, it is recognised at once."""
    to = workflow(review).get((status, action, level))
    return Status.RECOGNISED if to is Status.ENDORSED and recognised else to


def waits_for(review: Review, status: Status) -> Level | None:
    """Who is to act next; None when it is settled."""
    match status:
        case Status.SUBMITTED | Status.SENT_BACK | Status.REFUSED:
            return _G
        case Status.ENDORSED:
            # Its papers are still to be made and signed, where they are needed.
            return _G if review.recognition or review.levels < 2 else _U
        case Status.RECOGNISED:
            return _U if review.levels > 1 else _G
        case Status.ASKED:
            return _E
        case Status.RETURNED:
            return _A
        case _:
            return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One step in an initiative's history; `reason` is an id of the catalogue, `words` the officer's own.
    `by_name` is who decided, which for an employer's answer is not the person of `by_id`. `via` is the door
    it came through: "" for the chat, else workbook, sheet, api, node."""

    action: Action
    by_id: int
    by_name: str
    at: datetime
    reason: str = ""
    words: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """An employer's decision. `kind`: decision, certificate, minutes, answer (given on our page)."""

    id: int
    kind: str
    number: str = ""
    signed_on: date | None = None
    signer: str = ""
    signer_title: str = ""
    file_key: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody is at work on an initiative, until a moment."""

    by_id: int
    by_name: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative:
    """A submitted initiative as an author or an officer sees it.

    `revision` grows with every change of state; a decision made on an older one does not count.
    `review` is how its programme reviews. `benefit` is in VND a year, as the author told it;
    `benefit_corrected` is the officer's value, which counts where there is one. `is_shared` when another
    author's report was merged into it.
    """

    id: int
    code: str
    author_id: int
    author_name: str
    author_language: str
    unit: Unit | None
    unit_words: str
    status: Status
    revision: int
    title: str
    answers: dict[str, Any]
    form_version: int
    submitted_at: datetime
    updated_at: datetime | None = None
    history: tuple[Decision, ...] = ()
    review: Review = PLAIN
    establishment_id: int | None = None
    entered_by: int | None = None
    claim: Claim | None = None
    recognition: Recognition | None = None
    benefit: int | None = None
    benefit_corrected: int | None = None
    merged_into: int | None = None
    is_shared: bool = False
    answer_due: date | None = None

    @property
    def last(self) -> Decision | None:
        return self.history[-1] if self.history else None

    @property
    def is_recognised(self) -> bool:
        """Whether the employer's decision came with it or was attached later."""
        return self.recognition is not None or self.answers.get("recognition") == "have"

    def claimed_at(self, now: datetime) -> Claim | None:
        """The claim that still holds: it ends by itself."""
        return self.claim if self.claim is not None and now < self.claim.until else None
