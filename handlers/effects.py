"""What a decision wants done; everything of one event is applied in one transaction, or nothing."""

from datetime import datetime
from typing import Any

from handlers.broadcasts.broadcast_effects import BroadcastEffect
from handlers.broadcasts.group_effects import GroupEffect
from handlers.bulletins.bulletin_effects import SetBulletin
from handlers.campaigns.effects import CampaignEffect
from handlers.campaigns.wall_effects import WallEffect
from handlers.events import FileRef
from handlers.form.drafts import Draft
from handlers.initiative import Action, Status
from handlers.intakes.effects import IntakeEffect
from handlers.message import Message
from handlers.officers.effects import Behalf, PostEffect, RecognitionEffect, ReviewEffect
from handlers.person import Purpose, Role
from handlers.portal.portal_effects import PortalEffect
from handlers.propaganda.story_effects import StoryEffect
from handlers.registers.export_effects import MakeWorkbook
from handlers.results.direct_effects import DirectEffect
from handlers.sinks.sink_effects import SinkEffect
from handlers.speaker import Place
from handlers.values import dataclass


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer where the event came from. A second reply with the same `once` is not queued;
    `delay` is in seconds (an album's pieces are answered together)."""

    message: Message
    once: str = ""
    delay: float = 0.0


@dataclass(frozen=True, slots=True)
class Tell:
    """Say something to another person, in the conversation they used last. `once` makes it unrepeatable."""

    person_id: int
    message: Message
    once: str


@dataclass(frozen=True, slots=True)
class MoveTo:
    """Where the conversation stands from now on."""

    place: Place


@dataclass(frozen=True, slots=True)
class SavePerson:
    """Facts about the speaker; a field left at `None` is not touched."""

    name: str | None = None
    phone: str | None = None
    unit_id: int | None = None
    unit_words: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class RecordConsent:
    """A yes or a no, kept with the version of the words that were shown and the message that gave it."""

    purpose: Purpose
    given: bool
    text_version: str


@dataclass(frozen=True, slots=True)
class StopCampaigns:
    """Opt-out: takes the consent back and strikes what is queued for this person, at once."""

    text_version: str


@dataclass(frozen=True, slots=True)
class SaveDraft:
    """Keep the speaker's active draft as it is now (a new one when it has no id)."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class DropDraft:
    """The active draft is done with; an older one that was put aside becomes active again."""


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """Begin a draft, putting the active one aside."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class KeepFile:
    """Remember a file a person sent and fetch its bytes if they are not here yet."""

    file: FileRef


@dataclass(frozen=True, slots=True)
class Submit:
    """A new initiative under a number reserved for it; the draft it came from is dropped with `DropDraft`.
    Its author is the speaker, or the worker on whose `behalf` they write."""

    number: int
    code: str
    title: str
    answers: dict[str, Any]
    form_version: int
    unit_id: int | None
    unit_words: str
    behalf: Behalf | None = None


@dataclass(frozen=True, slots=True)
class Resubmit:
    """The same record again, with what the author changed."""

    initiative_id: int
    revision: int
    title: str
    answers: dict[str, Any]
    form_version: int


@dataclass(frozen=True, slots=True)
class Decide:
    """Move an initiative; when it is no longer at `revision`, the event is handled again with fresh facts.

    A claim on it ends with this. `by_words` names who decided when it was not the speaker themselves.
    """

    initiative_id: int
    revision: int
    action: Action
    status: Status
    reason: str = ""
    words: str = ""
    by_words: str = ""


@dataclass(frozen=True, slots=True)
class CloseButtons:
    """Take the buttons off every message shown about this thing, where the channel can edit."""

    about: str


@dataclass(frozen=True, slots=True)
class Appoint:
    """Use a one-time invite: the speaker takes the post it gives."""

    invite_id: int
    unit_id: int
    role: Role


@dataclass(frozen=True, slots=True)
class Invite:
    """A new one-time invite from an officer to one below; only hashes are kept of its secret and of the
    short code that can be typed instead."""

    secret_hash: str
    unit_id: int
    role: Role
    expires_at: datetime
    code_hash: str | None = None


@dataclass(frozen=True, slots=True)
class MarkReachable:
    """The person shut us out, or let us in again."""

    reachable: bool


@dataclass(frozen=True, slots=True)
class NameUnit:
    """An officer resolved a unit that a worker had named in their own words."""

    person_id: int
    unit_id: int


@dataclass(frozen=True, slots=True)
class TellThere:
    """Say something in one conversation, whoever uses it and wherever they hear of other things."""

    conversation: str
    message: Message
    language: str
    once: str


@dataclass(frozen=True, slots=True)
class MakeLink:
    """A new one-time code of the speaker's, in the place of any that was not used; only its hash is kept."""

    code_hash: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Missed:
    """The speaker gave a code that does not count; too many of these, and none is looked at for a while."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Use a one-time code: two persons, the speaker among them, become `kept`; nothing of `other` is lost."""

    code_hash: str
    kept: int
    other: int


@dataclass(frozen=True, slots=True)
class Cut:
    """One of the speaker's conversations becomes a stranger's; all that was told stays with the speaker."""

    conversation: str


@dataclass(frozen=True, slots=True)
class ChooseChannel:
    """Where the speaker wants to hear of things from now on; `None` for wherever they wrote last."""

    conversation: str | None


Effect = (
    Reply
    | Tell
    | MoveTo
    | SavePerson
    | RecordConsent
    | StopCampaigns
    | SaveDraft
    | DropDraft
    | OpenDraft
    | KeepFile
    | Submit
    | Resubmit
    | Decide
    | CloseButtons
    | Appoint
    | Invite
    | MarkReachable
    | NameUnit
    | TellThere
    | MakeLink
    | Missed
    | Merge
    | Cut
    | ChooseChannel
    | ReviewEffect
    | RecognitionEffect
    | PostEffect
    | SetBulletin
    | MakeWorkbook
    | DirectEffect
    | WallEffect
    | SinkEffect
    | GroupEffect
    | BroadcastEffect
    | CampaignEffect
    | StoryEffect
    | PortalEffect
    | IntakeEffect
)
Effects = tuple[Effect, ...]
