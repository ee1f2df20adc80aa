"""Who is talking, where, and how far the conversation has come: known for every event."""

from datetime import date
from typing import Literal

from handlers.events import Event
from handlers.form.drafts import Draft
from handlers.person import Person
from handlers.values import dataclass


@dataclass(frozen=True, slots=True)
class Home:
    """Nothing is being asked."""

    kind: Literal["home"] = "home"


@dataclass(frozen=True, slots=True)
class Joining:
    """First contact is under way."""

    kind: Literal["joining"] = "joining"


@dataclass(frozen=True, slots=True)
class Reporting:
    """The report form is on screen; `asking` holds a question about the form itself."""

    asking: Literal["", "cancel", "restart"] = ""
    kind: Literal["reporting"] = "reporting"


@dataclass(frozen=True, slots=True)
class Deciding:
    """An officer is giving the reason for a decision on an initiative, as seen at `revision`."""

    initiative_id: int
    revision: int
    action: Literal["return", "send_back", "reject", "reopen"]
    reason: str = ""
    kind: Literal["deciding"] = "deciding"


@dataclass(frozen=True, slots=True)
class Writing:
    """Words about an initiative are awaited: an internal note, a comment for its author, their answer to
    one, or its value. Only while the screen that asks for them is the last one shown."""

    number: int
    what: Literal["note", "message", "reply", "benefit"]
    kind: Literal["writing"] = "writing"


@dataclass(frozen=True, slots=True)
class Picking:
    """An officer decides on a list at once, as it was shown: `ids` at `revisions`, without those that were
    taken `out`. What is confirmed at the end is never more than this."""

    ids: tuple[int, ...]
    revisions: tuple[int, ...]
    way: Literal["approve", "return"]
    out: tuple[int, ...] = ()
    reason: str = ""
    words: str = ""
    step: Literal["list", "reason", "words", "sure"] = "list"
    kind: Literal["picking"] = "picking"


@dataclass(frozen=True, slots=True)
class StandingIn:
    """An officer is asked for which days a colleague stands in for their post."""

    post_id: int
    person_id: int
    kind: Literal["standing_in"] = "standing_in"


@dataclass(frozen=True, slots=True)
class EnteringFor:
    """Somebody who writes for a worker is asked who that is: `asking` is the question on screen, the rest
    what was answered so far."""

    asking: Literal["unit", "name", "phone", "consent"]
    unit_id: int = 0
    unit_name: str = ""
    name: str = ""
    phone: str = ""
    kind: Literal["entering_for"] = "entering_for"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """An officer writes down an employer's decision, or its refusal (`reason`), on these initiatives.

    `begun` tells its buttons from those of another time. `seen` are the initiatives on the last screen with
    their revisions: what was not on it is not decided. `paper` is the kind of paper, "" while unknown.
    """

    numbers: tuple[int, ...]
    begun: int
    step: Literal["photo", "kind", "number", "date", "signer", "title", "covers", "sure", "reason"] = "photo"
    file_key: str = ""
    paper: str = ""
    number: str = ""
    signed_on: date | None = None
    signer: str = ""
    signer_title: str = ""
    several: bool = False
    seen: tuple[tuple[int, int], ...] = ()
    kind: Literal["recording"] = "recording"


Place = Home | Joining | Reporting | Deciding | Writing | Picking | StandingIn | EnteringFor | Recording


@dataclass(frozen=True, slots=True)
class Offer:
    """A button of the last screen, kept so that its number or its words can be typed instead."""

    label: str
    data: str
    numbered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Everything a first look needs; `draft` is the person's active one, `burst` how many events
    came in the running ten seconds, this one included."""

    conversation: str
    person: Person
    place: Place = Home()
    offered: tuple[Offer, ...] = ()
    draft: Draft | None = None
    burst: int = 1

    @property
    def language(self) -> str:
        return self.person.language


@dataclass(frozen=True, slots=True)
class Asked:
    """An event with the first look at who sent it."""

    event: Event
    speaker: Speaker
