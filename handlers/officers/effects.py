"""What officers want done beside a decision: claims, remarks, employers' papers, posts."""

from datetime import date, datetime
from typing import Literal

from handlers.units import Unit
from handlers.values import dataclass


@dataclass(frozen=True, slots=True)
class TakeUp:
    """The speaker works on an initiative until a moment. `over` is whose running claim this takes over,
    `None` when nobody's; when somebody else's runs meanwhile, the event is handled again."""

    initiative_id: int
    until: datetime
    over: int | None = None


@dataclass(frozen=True, slots=True)
class PutDown:
    """The speaker gives an initiative back before the time is up."""

    initiative_id: int


@dataclass(frozen=True, slots=True)
class Comment:
    """Words on an initiative that nobody can change; `internal` ones are for officers only."""

    initiative_id: int
    words: str
    internal: bool


@dataclass(frozen=True, slots=True)
class CorrectBenefit:
    """The officer's value in VND a year beside the author's, `None` to go back to the author's."""

    initiative_id: int
    value: int | None


@dataclass(frozen=True, slots=True)
class Unite:
    """`merged_id` is the same as `kept_id`: its authors become authors of that one too. Comes with the
    `Decide` that moves it."""

    merged_id: int
    kept_id: int
    score: int


@dataclass(frozen=True, slots=True)
class KeepApart:
    """Two alike initiatives are not the same; they are not offered to each other again."""

    initiative_id: int
    other_id: int
    score: int


@dataclass(frozen=True, slots=True)
class Part:
    """`merged_id` is no part of `kept_id` any more, nor its author one of that one's. Comes with the
    `Decide` that moves it back; the two are not offered to each other again."""

    merged_id: int
    kept_id: int
    score: int


@dataclass(frozen=True, slots=True)
class SetDigest:
    """When the speaker wants the morning list ("07:30", local time); `None` for never."""

    hour: str | None


ReviewEffect = TakeUp | PutDown | Comment | CorrectBenefit | Unite | Part | KeepApart | SetDigest


@dataclass(frozen=True, slots=True, kw_only=True)
class AskEmployer:
    """A one-time link for the employer; only a hash of its token is kept. `code` is printed on the papers.
    Earlier links for the same initiative end."""

    initiative_id: int
    token_hash: str
    code: str
    language: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class RevokeRequest:
    """A link given to an employer counts no longer."""

    request_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepRecognition:
    """One decision of an employer, on as many initiatives as it names. The same number of the same day of
    the same unit is the same decision."""

    initiative_ids: tuple[int, ...]
    kind: str
    unit_id: int | None = None
    number: str = ""
    signed_on: date | None = None
    signer: str = ""
    signer_title: str = ""
    file_key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakePapers:
    """Write the papers for an employer and send them to the speaker's conversation. `link` is where the
    employer may answer ("" for on paper only), `code` what the papers are checked by."""

    initiative_id: int
    language: str
    code: str
    link: str
    once: str


RecognitionEffect = AskEmployer | RevokeRequest | KeepRecognition | MakePapers


@dataclass(frozen=True, slots=True)
class RevokeInvite:
    """An invite that was not used yet is good for nothing from now on."""

    invite_id: int


@dataclass(frozen=True, slots=True)
class EndPost:
    """Somebody leaves a post: claims and stand-ins end with it. `words` say who ended it, for the log."""

    post_id: int


@dataclass(frozen=True, slots=True)
class HandOver:
    """A post and what its holder was at work on go to another person; the holder leaves."""

    post_id: int
    person_id: int


@dataclass(frozen=True, slots=True)
class Delegate:
    """Another person stands in for a post from one moment to another."""

    post_id: int
    person_id: int
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class EndDelegation:
    """A stand-in ends before its time."""

    delegation_id: int


PostEffect = RevokeInvite | EndPost | HandOver | Delegate | EndDelegation


@dataclass(frozen=True, slots=True, kw_only=True)
class Behalf:
    """A worker for whom somebody else writes, where they work, and how they agreed to it."""

    name: str
    phone: str = ""
    consent: Literal["spoken", "paper"] = "spoken"
    unit: Unit | None = None
