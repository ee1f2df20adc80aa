"""One asking of an employer: how long its link lives, and what may still be done with it."""

from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from hashlib import sha256
from typing import Final

from handlers.initiative import Action, Status
from handlers.values import dataclass

#: How long a link to the manager's page lives.
LIFETIME: Final = timedelta(days=30)
#: Letters and digits that are not taken for each other on paper: no O and 0, I and 1, S and 5, B and 8.
CODE_LETTERS: Final = "ACDEFGHJKLMNPQRTUVWXYZ234679"
CODE_LENGTH: Final = 8
#: How many times a signed paper may be sent with one link.
MOST_FILES: Final = 10


class Answer(StrEnum):
    """What an employer said; a link with `NOT_YET` may still be answered."""

    NONE = ""
    RECOGNISED = "recognised"
    NOT_YET = "not_yet"
    REFUSED = "refused"


#: What each answer does to the initiative.
ACTIONS: Final[dict[Answer, Action]] = {
    Answer.RECOGNISED: Action.RECOGNISE,
    Answer.NOT_YET: Action.NOT_YET,
    Answer.REFUSED: Action.REFUSE,
}


class Stand(StrEnum):
    """What a link is good for now."""

    OPEN = "open"
    ANSWERED = "answered"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """An asking as it is kept; `name`, `title` and `words` are those of whoever answered."""

    id: int
    initiative_id: int
    code: str
    language: str
    made_by: int
    made_by_name: str
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    answer: Answer = Answer.NONE
    answered_at: datetime | None = None
    name: str = ""
    title: str = ""
    words: str = ""
    file_key: str = ""

    def is_running(self, now: datetime) -> bool:
        return self.revoked_at is None and now < self.expires_at


def stand(request: Request, status: Status, now: datetime) -> Stand:
    """What the link is good for, while its initiative stands at `status`."""
    if request.revoked_at is not None:
        return Stand.REVOKED
    if now >= request.expires_at:
        return Stand.EXPIRED
    if request.answer in (Answer.RECOGNISED, Answer.REFUSED):
        return Stand.ANSWERED
    return Stand.OPEN if status is Status.ASKED else Stand.SETTLED


def last_day(expires_at: datetime, zone: tzinfo) -> date:
    """The last whole day of a link, so that "until the end of" it is true."""
    return (expires_at.astimezone(zone) - timedelta(days=1)).date()


def hash_of(token: str) -> str:
    """What is kept of a link's token, so that a stolen database opens no page."""
    return sha256(token.encode()).hexdigest()


def spaced(code: str) -> str:
    """A code as it is printed and read out: in two halves."""
    return f"{code[:4]}-{code[4:]}"
