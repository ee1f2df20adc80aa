"""What can reach a conversation, the same for every channel."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from handlers.values import dataclass


class FileKind(StrEnum):
    """What a person sent, as the channel calls it; what the bytes are is checked later."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VOICE = "voice"
    VIDEO = "video"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """One file a person sent.

    `key` names it for good and in every table (``telegram:<file_unique_id>``, ``web:<sha256>``);
    `remote` is what the channel needs to download it, empty when the bytes are stored already.
    `size` is in bytes as the channel states it, `None` when it does not.
    """

    key: str
    kind: FileKind
    remote: str = ""
    name: str = ""
    media_type: str = ""
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What every event carries: where, and when this machine heard it (aware, UTC)."""

    conversation: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Began(Heard):
    """First contact, `/start` or an opened page, with the payload of a deep link ("" without)."""

    payload: str = ""
    kind: Literal["began"] = "began"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Heard):
    """The chat was opened or followed, and nothing said: strangers are greeted, nobody is interrupted."""

    kind: Literal["opened"] = "opened"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Heard):
    """Typed text, as it was typed."""

    text: str
    forwarded: bool = False
    kind: Literal["said"] = "said"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tapped(Heard):
    """A pressed button: the data we gave it, or anything a stranger forged; its words where known."""

    data: str
    label: str = ""
    kind: Literal["tapped"] = "tapped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commanded(Heard):
    """Typed text understood as a command (see `listening`); channels never make it."""

    name: str
    argument: str = ""
    kind: Literal["commanded"] = "commanded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached(Heard):
    """A photo, file, voice note or video; the pieces of an album share `album`."""

    file: FileRef
    caption: str = ""
    album: str = ""
    forwarded: bool = False
    kind: Literal["attached"] = "attached"


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPhone(Heard):
    """A shared contact; `own` only when the platform proves that it is the sender's."""

    phone: str
    own: bool
    kind: Literal["shared_phone"] = "shared_phone"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentOther(Heard):
    """Something no question takes."""

    what: Literal["sticker", "location", "poll", "game", "unsupported", "unknown"]
    kind: Literal["sent_other"] = "sent_other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(Heard):
    """An earlier message was changed; its new text."""

    text: str
    kind: Literal["edited"] = "edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class InGroup(Heard):
    """Somebody spoke to the bot in a group, where nothing personal may be answered.

    Of what was said only a `code` that connects the group is kept ("" without), with the group's `title`.
    """

    addressed: bool
    code: str = ""
    title: str = ""
    kind: Literal["in_group"] = "in_group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked(Heard):
    """The person shut the bot out."""

    kind: Literal["blocked"] = "blocked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unblocked(Heard):
    """The person let the bot in again."""

    kind: Literal["unblocked"] = "unblocked"


class FileTrouble(StrEnum):
    """Why a file that was sent cannot be kept."""

    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    DISGUISED = "disguised"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLost(Heard):
    """A file that was promised cannot be kept after all."""

    key: str
    why: FileTrouble
    kind: Literal["file_lost"] = "file_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stumbled(Heard):
    """Handling this conversation's event failed three times and was put aside."""

    kind: Literal["stumbled"] = "stumbled"


Event = (
    Began
    | Opened
    | Said
    | Tapped
    | Commanded
    | Attached
    | SharedPhone
    | SentOther
    | Edited
    | InGroup
    | Blocked
    | Unblocked
    | FileLost
    | Stumbled
)
