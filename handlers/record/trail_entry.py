"""One line of an initiative's history."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, in words; `details` follow below it, a line each."""

    at: datetime
    what: str
    details: tuple[str, ...] = ()
