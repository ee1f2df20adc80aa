"""What the clock does every minute beside reminders of campaigns: each duty in a transaction of its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.effects import Tell
from storage.apply.telling import Render, tell
from storage.clients import answers
from storage.duties import (
    answer_hours,
    bulletins,
    digest,
    employers,
    progress,
    promises,
    sketching,
    tallying,
    tree,
)

#: What is due now, as notices; whatever it writes down beside them is kept if and only if they are queued.
Duty = Callable[[Connection, datetime, ZoneInfo], list[Tell]]


def _sketch(connection: Connection, now: datetime, zone: ZoneInfo) -> list[Tell]:
    sketching.backfill(connection)
    return []


def _measure(connection: Connection, now: datetime, zone: ZoneInfo) -> list[Tell]:
    answer_hours.measure(connection, zone)
    return []


def _tally(connection: Connection, now: datetime, zone: ZoneInfo) -> list[Tell]:
    tallying.due(connection, now, zone)
    return []


def _forget(connection: Connection, now: datetime, zone: ZoneInfo) -> list[Tell]:
    answers.forget(connection, now)
    return []


DUTIES: tuple[tuple[str, Duty], ...] = (
    ("tree", tree.due),
    ("promises", promises.due),
    ("employers", employers.due),
    ("digest", digest.due),
    ("broadcasts", progress.due),
    ("sketches", _sketch),
    ("answer hours", _measure),
    ("tallies", _tally),
    ("client answers", _forget),
)


@dataclass(frozen=True, slots=True)
class Duties:
    """All of them; `run` is given what carries work to the database."""

    render: Render
    zone: ZoneInfo
    duties: Sequence[tuple[str, Duty]] = DUTIES
    #: Links people come in by, with "{payload}" in them.
    doors: Callable[[], tuple[str, ...]] = tuple
    #: Whether what a lane has shown can be changed.
    can_edit: Callable[[str], bool] = lambda lane: False

    def works(self, now: datetime) -> list[tuple[str, Callable[[Connection], int]]]:
        """Each duty as a piece of work that answers how many messages it queued."""
        weekly: Duty = partial(bulletins.due, doors=self.doors())
        every = [*self.duties, ("bulletins", weekly)]
        shown = partial(self._show, now)
        return [*((name, partial(self._do, duty, now)) for name, duty in every), ("progress", shown)]

    def _do(self, duty: Duty, now: datetime, connection: Connection) -> int:
        return tell(connection, duty(connection, now, self.zone), self.render, now)

    def _show(self, now: datetime, connection: Connection) -> int:
        return progress.show(connection, now, self.zone, self.render, self.can_edit)
