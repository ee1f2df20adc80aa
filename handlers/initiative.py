"""The life of an initiative: its states, who may move it, and what is refused."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from handlers.units import Unit


class Status(StrEnum):
    """Where an initiative stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What can be done to an initiative."""

    APPROVE = "approve"
    RETURN = "return"
    REJECT = "reject"
    RESUBMIT = "resubmit"
    WITHDRAW = "withdraw"


#: What each action makes of each state. A missing pair is no longer possible.
WORKFLOW: dict[tuple[Status, Action], Status] = {
    (Status.SUBMITTED, Action.APPROVE): Status.APPROVED,
    (Status.SUBMITTED, Action.RETURN): Status.RETURNED,
    (Status.SUBMITTED, Action.REJECT): Status.REJECTED,
    (Status.SUBMITTED, Action.WITHDRAW): Status.WITHDRAWN,
    (Status.RETURNED, Action.RESUBMIT): Status.SUBMITTED,
    (Status.RETURNED, Action.WITHDRAW): Status.WITHDRAWN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One step in an initiative's history; `reason` is an id of the catalogue, `words` the officer's own."""

    action: Action
    by_id: int
    by_name: str
    at: datetime
    reason: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Initiative:
    """A submitted initiative as an author or an officer sees it.

    `revision` grows with every change of state; a decision made on an older one does not count.
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
    history: tuple[Decision, ...] = ()

    @property
    def last(self) -> Decision | None:
        return self.history[-1] if self.history else None
