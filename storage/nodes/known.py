"""The nodes a province knows: whose branch each works for, and which numbers it hands out."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from sqlalchemy import Connection, Row, func, insert, select, update

from storage import units as unit_rows
from storage.tables import clashes, counters, initiatives, nodes, units

#: How many numbers a node has to itself.
BLOCK: Final = 1_000_000
#: The last block whose numbers the columns can hold.
_LAST: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One of them; `path` is its branch as it stands today."""

    id: int
    key: str
    name: str
    unit_id: int
    path: str
    first_number: int
    taken: int
    roster: int

    @property
    def numbers(self) -> range:
        return range(self.first_number, self.first_number + BLOCK)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why no node is made: bad_key, key_taken, no_unit, overlaps (with `other`), no_numbers."""

    why: str
    other: str = ""


_READ = select(nodes, units.c.path, units.c.name.label("unit_name"), units.c.code.label("unit_code")).join(
    units, units.c.id == nodes.c.unit_id
)


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def add(connection: Connection, key: str, unit_code: str, now: datetime) -> tuple[Node, str] | Refused:
    """A new node, with its token, which is told this once. No two nodes that are not revoked share a unit:
    of two that hand in the same worker's report neither could say whose step came first."""
    if not (0 < len(key) <= 40 and key.isascii() and key.replace("-", "").isalnum()):
        return Refused("bad_key")
    rows = connection.execute(_READ).all()
    if any(row.key == key for row in rows):
        return Refused("key_taken")
    found = unit_rows.by_codes(connection, [unit_code])
    if not found:
        return Refused("no_unit")
    (unit,) = found.values()
    path = connection.scalar(select(units.c.path).where(units.c.id == unit.id)) or ""
    for row in rows:
        if row.revoked_at is None and (row.path.startswith(path) or path.startswith(row.path)):
            return Refused("overlaps", row.key)
    block = _free_block(connection, [row.first_number for row in rows])
    if block > _LAST:
        return Refused("no_numbers")
    # One that began with "-" would be an option on the command line it is pasted into.
    token = f"n{secrets.token_urlsafe(32)}"
    values = {"key": key, "name": unit.name, "unit_id": unit.id, "token_hash": hash_of(token)}
    connection.execute(insert(nodes).values(**values, first_number=block * BLOCK, made_at=now))
    made = find(connection, token)
    if made is None:
        raise AssertionError("a node that was just made is known")
    return made, token


def _free_block(connection: Connection, firsts: list[int]) -> int:
    """The next one that neither a node nor a number handed out here has touched."""
    used = connection.scalar(select(counters.c.value).where(counters.c.name == "initiative")) or 0
    highest = connection.scalar(select(func.max(initiatives.c.number))) or 0
    return max([used // BLOCK, highest // BLOCK, *(first // BLOCK for first in firsts)]) + 1


def find(connection: Connection, token: str) -> Node | None:
    """The node that has this token, unless it was revoked."""
    wanted = _READ.where(nodes.c.token_hash == hash_of(token), nodes.c.revoked_at.is_(None))
    row = connection.execute(wanted).one_or_none()
    return _node(row) if row is not None else None


def lock(connection: Connection, node_id: int) -> Node | None:
    """The node as it is now, kept so until the transaction ends: batches are taken one at a time."""
    connection.execute(select(nodes.c.id).where(nodes.c.id == node_id).with_for_update()).all()
    row = connection.execute(_READ.where(nodes.c.id == node_id, nodes.c.revoked_at.is_(None))).one_or_none()
    return _node(row) if row is not None else None


def seen(connection: Connection, node_id: int, at: datetime) -> None:
    connection.execute(update(nodes).where(nodes.c.id == node_id).values(seen_at=at))


def revoke(connection: Connection, key: str, now: datetime) -> bool:
    """Its token opens nothing any more; what it brought stays."""
    running = (nodes.c.key == key) & nodes.c.revoked_at.is_(None)
    return bool(connection.execute(update(nodes).where(running).values(revoked_at=now)).rowcount)


def every(connection: Connection) -> list[Row[Any]]:
    """Their rows with their units, and how many `clashed` steps each has."""
    clashed = select(func.count()).where(clashes.c.node == nodes.c.key).scalar_subquery().label("clashed")
    return list(connection.execute(_READ.add_columns(clashed).order_by(nodes.c.id)).all())


def clashed(connection: Connection, key: str | None, most: int) -> list[Row[Any]]:
    """Steps that did not count, the newest first: of one node, or of all."""
    wanted = (
        select(clashes, initiatives.c.code)
        .join(initiatives, initiatives.c.id == clashes.c.initiative_id)
        .order_by(clashes.c.id.desc())
        .limit(most)
    )
    wanted = wanted if key is None else wanted.where(clashes.c.node == key)
    return list(connection.execute(wanted).all())


def past_blocks(connection: Connection, numbers: range) -> int | None:
    """The first number from which on none belongs to a node, if one of these does."""
    if numbers.stop <= BLOCK:
        return None
    firsts = sorted(connection.scalars(select(nodes.c.first_number)))
    hit = [one for one in firsts if one < numbers.stop and numbers.start < one + BLOCK]
    return (max(firsts) + BLOCK) if hit else None


def _node(row: Row[Any]) -> Node:
    return Node(
        id=row.id,
        key=row.key,
        name=row.name,
        unit_id=row.unit_id,
        path=row.path,
        first_number=row.first_number,
        taken=row.taken,
        roster=row.roster,
    )
