"""What is waiting, and the unit tree, for whoever runs the machine."""

from dataclasses import dataclass

from sqlalchemy import Connection, Select, func, select

from handlers.initiative import Status
from handlers.person import Role
from handlers.units import Unit
from storage import units as unit_rows
from storage.tables import conversations, inbox, initiatives, outbox, programmes, units
from storage.tree import kinds


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts of this moment; `outbox` by state."""

    waiting: int
    parked: int
    outbox: dict[str, int]
    people: int
    queue: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit with how deep it stands, 0 for a root."""

    code: str
    name: str
    depth: int


def count(connection: Connection) -> Figures:
    received = _by_state(
        connection, select(inbox.c.state, func.count()).where(inbox.c.state != "done").group_by(inbox.c.state)
    )
    to_send = _by_state(connection, select(outbox.c.state, func.count()).group_by(outbox.c.state))
    talked = select(func.count(conversations.c.person_id.distinct()))
    queue = select(func.count()).where(initiatives.c.status == Status.SUBMITTED.value)
    return Figures(
        waiting=received.get("waiting", 0),
        parked=received.get("parked", 0),
        outbox=to_send,
        people=connection.scalar(talked) or 0,
        queue=connection.scalar(queue) or 0,
    )


def tree(connection: Connection) -> list[Branch]:
    """Every unit that stands, each below the one it belongs to, by code."""
    query = select(units.c.id, units.c.code, units.c.name, units.c.path).where(units.c.until.is_(None))
    rows = connection.execute(query).all()
    codes = {row.id: row.code for row in rows}
    placed = sorted(rows, key=lambda row: [codes.get(one, "") for one in _ids(row.path)])
    return [Branch(row.code, row.name, len(_ids(row.path)) - 1) for row in placed]


def unit(connection: Connection, code: str) -> tuple[Unit, Role] | None:
    """A unit by its code in any case, or by one it had, and the role its officers have."""
    found = next(iter(unit_rows.by_codes(connection, [code]).values()), None)
    return (found, kinds.roles(connection, [found.id])[found.id]) if found is not None else None


def has_units(connection: Connection) -> bool:
    return connection.execute(select(units.c.id).limit(1)).first() is not None


def has_programme(connection: Connection) -> bool:
    return connection.execute(select(programmes.c.id).where(programmes.c.active).limit(1)).first() is not None


def _by_state(connection: Connection, query: Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(query)}


def _ids(path: str) -> list[int]:
    return [int(part) for part in path.split("/") if part]
