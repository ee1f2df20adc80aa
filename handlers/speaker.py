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


@dataclass(frozen=True, slots=True, kw_only=True)
class Composing:
    """An officer writes a broadcast: `step` is the screen shown, the rest what was chosen so far.

    `revision` tells its buttons from those of another screen. `did` are values of `Did`; `text` are own
    words, `theme` a theme of the library ("*" for all of them).
    """

    revision: int
    step: Literal["unit", "below", "who", "words", "theme", "narrow", "preview"] = "unit"
    unit_id: int = 0
    did: tuple[str, ...] = ()
    role: Literal["", "worker", "officer"] = ""
    fdi: bool | None = None
    text: str = ""
    theme: str = ""
    groups: bool = False
    kind: Literal["composing"] = "composing"


@dataclass(frozen=True, slots=True)
class Disagreeing:
    """A second officer is asked why a broadcast should not go out."""

    broadcast_id: int
    kind: Literal["disagreeing"] = "disagreeing"


@dataclass(frozen=True, slots=True)
class Telling:
    """An officer looks at the story of an initiative as it would be told; `turn` tells its button from
    those of an earlier wording. Only while that screen is the last one shown."""

    number: int
    turn: int
    words: str
    kind: Literal["telling"] = "telling"


@dataclass(frozen=True, slots=True)
class Targeting:
    """An officer is asked for a number: the target of a unit in a phase, assigned or its `own`. `top_id` is
    the unit whose screen they came from."""

    unit_id: int
    top_id: int
    phase_id: int
    what: Literal["assigned", "own"]
    kind: Literal["targeting"] = "targeting"


@dataclass(frozen=True, slots=True)
class Opening:
    """An officer is asked for the first day of a campaign of the preset `key`, for a unit."""

    key: str
    unit_id: int
    kind: Literal["opening"] = "opening"


@dataclass(frozen=True, slots=True)
class Keying:
    """An officer types an initiative into the national portal. `what` is awaited: its code, a picture of
    the portal's answer (proof), why it was refused, why a code is taken back; in `open` the record is on
    screen and a code or a picture is taken too. `code` waits for a yes, or is the one to be taken back."""

    number: int
    what: Literal["open", "code", "proof", "refusal", "withdrawal"]
    file_key: str = ""
    code: str = ""
    kind: Literal["keying"] = "keying"


Place = (
    Home
    | Joining
    | Reporting
    | Deciding
    | Writing
    | Picking
    | StandingIn
    | EnteringFor
    | Recording
    | Composing
    | Disagreeing
    | Targeting
    | Opening
    | Telling
    | Keying
)


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
