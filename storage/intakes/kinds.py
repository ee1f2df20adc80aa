"""The kinds of workbooks that can come in, each with how it is checked and how a row of it is done."""

from collections.abc import Callable, Sequence
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
    is allowed; `key` names the intake, for what must happen once."""

    sender: Person | None
    language: str
    now: datetime
    zone: ZoneInfo
    render: Render
    can_edit: Callable[[str], bool]
    key: str


class Intake(Protocol):
    """One kind. `columns` are the keys of the columns it reads, by which a workbook's titles are known."""

    kind: str
    columns: Sequence[str]

    def check(self, connection: Connection, lines: Sequence[Line], desk: Desk) -> Plan:
        """What it would change as things stand; changes nothing."""
        ...

    def do(self, connection: Connection, planned: Planned, desk: Desk) -> Planned:
        """Do one row, all of it or nothing, in a savepoint of the caller's transaction; the row with what
        became of it (`same` when it was done before). What changed since the check becomes a conflict."""
        ...
