"""Who is talking, where, and how far the conversation has come: known for every event."""

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
    action: Literal["return", "reject"]
    reason: str = ""
    kind: Literal["deciding"] = "deciding"


Place = Home | Joining | Reporting | Deciding


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
