"""What the web chat is made of."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.channels.web.channel import WebChannel
from bot.channels.web.doors import Demo, Doors
from handlers.events import FileRef, FileTrouble
from storage.traffic.transcript import Transcript


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored file; `media_type` is what its bytes really are."""

    content: bytes
    name: str
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the routes need.

    `keep` checks and stores the bytes a person uploaded (conversation, name, content); `kept`
    gives a stored file by its key; `transcript` reads a conversation after these ids of the
    inbox and the outbox; `language` is the one a conversation is held in. `demo` is there in the
    demo only, and must be exactly when `doors` has its doors.
    """

    channel: WebChannel
    doors: Doors
    keep: Callable[[str, str, bytes], Awaitable[FileRef | FileTrouble]]
    kept: Callable[[str], Awaitable[Kept | None]]
    transcript: Callable[[str, int, int], Awaitable[Transcript]]
    language: Callable[[str], Awaitable[str]]
    demo: Demo | None = None
