"""What is known of a broadcast that was made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from handlers.broadcasts.audience import Audience
from handlers.broadcasts.composing.facts import ComposingFacts
from handlers.broadcasts.content import Content
from handlers.speaker import Speaker

#: States in which nobody can have got it yet.
UNBEGUN: Final = ("asking", "due")
#: States in which it is on its way.
UNDER_WAY: Final = ("preparing", "sending", "paused")
_VIETNAM: Final = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How everybody it was meant for stands; together they are `expected`, and 0 before they were counted."""

    expected: int = 0
    waiting: int = 0
    queued: int = 0
    sent: int = 0
    unknown: int = 0
    struck: int = 0
    seen: int = 0
    failed: tuple[tuple[str, int], ...] = ()
    skipped: tuple[tuple[str, int], ...] = ()

    @property
    def total(self) -> int:
        known = self.waiting + self.queued + self.sent + self.unknown + self.struck
        return known + self.missed + self.left_out

    @property
    def missed(self) -> int:
        return sum(count for _, count in self.failed)

    @property
    def left_out(self) -> int:
        return sum(count for _, count in self.skipped)

    @property
    def meant(self) -> int:
        """Who gets it unless something fails: everybody but those who were left out."""
        return self.expected - self.left_out - self.struck


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A broadcast; `begins_at` and `ended_at` are local times. `by_name` is who wrote it, `by_id` None for
    the administrator at the machine or a campaign's plan; `decided_name` who agreed or refused."""

    id: int
    title: str
    state: str
    unit: str
    audience: Audience
    content: Content
    by_id: int | None = None
    by_name: str = ""
    by_language: str = "vi"
    decided_name: str = ""
    words: str = ""
    groups: bool = False
    begins_at: datetime | None = None
    ended_at: datetime | None = None
    standing: Standing = Standing()

    @property
    def shown_state(self) -> str:
        """As it is called: what was handed over whole is still being sent until the last has ended."""
        if self.state == "done" and self.ended_at is None:
            return "finishing"
        if self.state == "stopped" and self.ended_at is None:
            return "stopping"
        return "sending" if self.state == "preparing" else self.state

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    @property
    def about(self) -> str:
        """Marks the messages that show how it goes."""
        return f"broadcast:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingFacts:
    """The broadcast that the event names, if it is one `may` be seen: the speaker's posts reach everybody it
    is for. `begins` is when it would begin if it were agreed to now; `back` what its writer needs to go on
    with it. `listed` are the newest ones of the speaker's branches."""

    speaker: Speaker
    number: int | None = None
    one: Known | None = None
    may: bool = False
    begins: datetime | None = None
    back: ComposingFacts | None = None
    listed: tuple[Known, ...] = ()
    zone: ZoneInfo = _VIETNAM
