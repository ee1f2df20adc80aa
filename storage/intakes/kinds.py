"""The kinds of workbooks that can come in, each with how it is checked and how a row of it is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.intakes.plan import Line, Plan, Planned
from handlers.person import Person
from storage.apply.telling import Render


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Who sent it, when, and what doing it needs. `sender` is None at the machine itself, where everything
    is allowed; `key` names the intake (``intake:12``), for what must happen once. `doors` are links with
    ``{payload}``, one per way into the chat."""

    sender: Person | None
    language: str
    now: datetime
    zone: ZoneInfo
    render: Render
    can_edit: Callable[[str], bool]
    key: str
    doors: tuple[str, ...] = ()


class Intake(Protocol):
    """One kind. A sheet is of this kind when a row of it has titles of all `required` columns."""

    @property
    def kind(self) -> str:
        """As it is kept in `intakes.kind`; its name for people is ``intake.kind.<kind>``."""
        ...

    @property
    def columns(self) -> Sequence[str]:
        """The keys of the columns it reads; what else stands in the sheet is the person's own."""
        ...

    @property
    def required(self) -> Sequence[str]: ...

    def headings(self, language: str) -> Mapping[str, Sequence[str]]:
        """What the title of each column may say in this language, the usual words first. Marks, case and
        punctuation do not matter; the key itself is understood too."""
        ...

    def check(self, connection: Connection, lines: Sequence[Line], desk: Desk) -> Plan:
        """What it would change as things stand; changes nothing. Never raises for what a cell may hold.
        The transaction may be a read-only one."""
        ...

    def do(self, connection: Connection, planned: Planned, desk: Desk) -> Planned:
        """Do one row, all of it or nothing; the row with what became of it: `change` when it was done now,
        `same` when it was so already. What changed since the check becomes a `conflict`, never overwritten.

        Called for `change` and `doubtful` rows, in a savepoint that is rolled back when it raises.
        """
        ...
