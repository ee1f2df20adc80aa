"""What the clock does every minute beside reminders of campaigns: each duty in a transaction of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.effects import Tell
from storage.apply.telling import Render, tell
from storage.duties import digest, employers, promises, sketching, tree

#: What is due now, as notices; whatever it writes down beside them is kept if and only if they are queued.
Duty = Callable[[Connection, datetime, ZoneInfo], list[Tell]]


def _sketch(connection: Connection, now: datetime, zone: ZoneInfo) -> list[Tell]:
    sketching.backfill(connection)
    return []


DUTIES: tuple[tuple[str, Duty], ...] = (
    ("tree", tree.due),
    ("promises", promises.due),
    ("employers", employers.due),
    ("digest", digest.due),
    ("sketches", _sketch),
)


@dataclass(frozen=True, slots=True)
class Duties:
    """All of them; `run` is given what carries work to the database."""

    render: Render
    zone: ZoneInfo
    duties: Sequence[tuple[str, Duty]] = DUTIES

    def works(self, now: datetime) -> list[tuple[str, Callable[[Connection], int]]]:
        """Each duty as a piece of work that answers how many messages it queued."""
        return [(name, partial(self._do, duty, now)) for name, duty in self.duties]

    def _do(self, duty: Duty, now: datetime, connection: Connection) -> int:
        return tell(connection, duty(connection, now, self.zone), self.render, now)
