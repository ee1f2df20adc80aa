"""What officers want done with broadcasts."""

from datetime import datetime

from handlers.broadcasts.audience import Audience
from handlers.broadcasts.composing.facts import Plan
from handlers.broadcasts.content import Content
from handlers.message import Message
from handlers.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeBroadcast:
    """The speaker's own broadcast: due at `begins_at`, or asking the officers of the plan first when that is
    None. Whoever is told of it gets its number, which only the database knows."""

    title: str
    audience: Audience
    content: Content
    groups: bool
    plan: Plan
    sample: Message
    begins_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class AgreeToBroadcast:
    """A second officer agrees, and it begins then; when it no longer asks, the event is handled again."""

    broadcast_id: int
    begins_at: datetime


@dataclass(frozen=True, slots=True)
class RefuseBroadcast:
    """A second officer does not agree, for these `words`; the same holds when somebody was quicker."""

    broadcast_id: int
    words: str


@dataclass(frozen=True, slots=True)
class HoldBroadcast:
    """Nobody more gets it until it goes on."""

    broadcast_id: int


@dataclass(frozen=True, slots=True)
class ResumeBroadcast:
    """It goes on where it was held."""

    broadcast_id: int


@dataclass(frozen=True, slots=True)
class StopBroadcast:
    """Nobody more gets it, for good."""

    broadcast_id: int


@dataclass(frozen=True, slots=True)
class MakeListing:
    """A sheet of everybody a broadcast was meant for, given to the speaker when it is written."""

    broadcast_id: int
    once: str


BroadcastEffect = (
    MakeBroadcast
    | AgreeToBroadcast
    | RefuseBroadcast
    | HoldBroadcast
    | ResumeBroadcast
    | StopBroadcast
    | MakeListing
)
