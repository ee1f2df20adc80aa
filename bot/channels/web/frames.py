"""What the page and the server say to each other over the socket, as JSON."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

#: The longest frame that is looked at, in bytes: 8,000 letters of any script with room to spare.
FRAME = 64_000
#: The longest text of one message, in UTF-16 units (as the page counts).
TEXT = 8_000

Id = Annotated[int, Field(ge=0, le=2**53)]
Words = Annotated[str, Field(max_length=TEXT)]


class _Frame(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Hello(_Frame):
    """The page is here and has seen this much."""

    type: Literal["hello"]
    after_in: Id
    after_out: Id


class Say(_Frame):
    """Typed text; `key` names it for good, so that sending it again is harmless."""

    type: Literal["say"]
    key: UUID
    text: Annotated[str, Field(min_length=1, max_length=TEXT)]


class Tap(_Frame):
    """A pressed button."""

    type: Literal["tap"]
    key: UUID
    data: Annotated[str, Field(max_length=256)]
    label: Annotated[str, Field(max_length=256)] = ""


class File(_Frame):
    """An uploaded file; `file` is the receipt that the upload gave."""

    type: Literal["file"]
    key: UUID
    file: Annotated[str, Field(max_length=2_000)]
    caption: Words = ""


class Start(_Frame):
    """The page was opened, perhaps by a link with a payload."""

    type: Literal["start"]
    key: UUID
    payload: Annotated[str, Field(max_length=256)] = ""


Told = Say | Tap | File | Start
Inbound = Annotated[Hello | Told, Field(discriminator="type")]

_INBOUND: TypeAdapter[Hello | Told] = TypeAdapter(Inbound)


class Picture(_Frame):
    """A file to show, behind a link that only this person can open."""

    url: str
    kind: str
    name: str = ""
    media_type: str = ""


class Choice(_Frame):
    """A button; a quiet one is a way out rather than an answer, and drawn small."""

    label: str
    data: str
    quiet: bool = False


class Mine(_Frame):
    """The person's own message is stored; `id` is known when it comes from the history."""

    type: Literal["mine"] = "mine"
    key: str
    kind: Literal["said", "tapped", "attached", "began"]
    at: datetime
    id: int | None = None
    text: str = ""
    file: Picture | None = None


class Message(_Frame):
    """Something said to the person."""

    type: Literal["message"] = "message"
    id: int
    at: datetime
    text: str = ""
    rows: tuple[tuple[Choice, ...], ...] = ()
    file: Picture | None = None


class Strip(_Frame):
    """Take the buttons off a message."""

    type: Literal["strip"] = "strip"
    id: int


class Change(_Frame):
    """Other words and buttons stand in an earlier message from now on."""

    type: Literal["change"] = "change"
    id: int
    text: str = ""
    rows: tuple[tuple[Choice, ...], ...] = ()


class Ready(_Frame):
    """Everything missed has been told; `begun` is false in a conversation nobody spoke in yet."""

    type: Literal["ready"] = "ready"
    begun: bool


class Typing(_Frame):
    """An answer is being made."""

    type: Literal["typing"] = "typing"


class Beat(_Frame):
    """The line is alive."""

    type: Literal["beat"] = "beat"


class Trouble(_Frame):
    """What went wrong, in words; with `key`, that frame is refused and need not be sent again."""

    type: Literal["trouble"] = "trouble"
    text: str
    key: str | None = None


Outbound = Mine | Message | Strip | Change | Ready | Typing | Beat | Trouble


def read(raw: str) -> Hello | Told | None:
    """The frame, or nothing when it is not one of ours."""
    if len(raw.encode("utf-8", "surrogatepass")) > FRAME:
        return None
    try:
        return _INBOUND.validate_json(raw)
    except ValidationError:
        return None


def write(frame: Outbound) -> str:
    return frame.model_dump_json(exclude_none=True)
