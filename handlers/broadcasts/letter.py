"""What one person is written in a broadcast: everybody alike in these facts gets the same words."""

from dataclasses import dataclass
from datetime import datetime

from handlers.broadcasts.audience import Did
from handlers.broadcasts.content import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The facts the words are chosen by. Outside a campaign its words are "" and `None`; `closes_at` is
    local time, `days_left` counts the day of the broadcast: it is 1 on the last one."""

    broadcast_id: int
    content: Content
    did: Did
    lane: str
    language: str
    campaign: str = ""
    slogan: str = ""
    closes_at: datetime | None = None
    days_left: int | None = None
    first: bool = False
