"""Kinds of units, which a federation names itself, and what their level lets officers do."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from handlers.person import Role
from messages.catalog import DEFAULT, say
from storage.tables import unit_kinds, units


class Level(StrEnum):
    """What officers at units of a kind decide; the one thing about a kind that the program knows."""

    GROUP = "group"
    GRASSROOTS = "grassroots"
    UPPER = "upper"
    PROVINCE = "province"


@dataclass(frozen=True, slots=True)
class Kind:
    """`rank` orders kinds from the root down; several may share one."""

    key: str
    name: str
    level: Level
    rank: int


#: What a federation begins with.
FIRST = (
    ("province", Level.PROVINCE, 10),
    ("board", Level.UPPER, 20),
    ("ward", Level.UPPER, 30),
    ("commune", Level.UPPER, 30),
    ("grassroots", Level.GRASSROOTS, 40),
    ("section", Level.GROUP, 50),
)
_ROLES = {
    Level.GROUP: Role.GRASSROOTS,
    Level.GRASSROOTS: Role.GRASSROOTS,
    Level.UPPER: Role.UPPER,
    Level.PROVINCE: Role.PROVINCE,
}


def seed(connection: Connection) -> None:
    """The first kinds, unless there are any."""
    if connection.execute(select(unit_kinds.c.key).limit(1)).first() is None:
        for key, level, rank in FIRST:
            add(connection, Kind(key, say(DEFAULT, f"tree.kind.{key}"), level, rank))


def read(connection: Connection) -> dict[str, Kind]:
    """All kinds by key, from the root down."""
    rows = connection.execute(select(unit_kinds).order_by(unit_kinds.c.rank, unit_kinds.c.key))
    return {row.key: Kind(row.key, row.name, Level(row.level), row.rank) for row in rows}


def add(connection: Connection, kind: Kind) -> bool:
    """Whether it is new; a kind that stands is left as it is."""
    if connection.scalar(select(unit_kinds.c.key).where(unit_kinds.c.key == kind.key)) is not None:
        return False
    connection.execute(
        insert(unit_kinds).values(key=kind.key, name=kind.name, level=kind.level.value, rank=kind.rank)
    )
    return True


def role(level: str | None) -> Role:
    """What officers of such units are. A unit whose kind was never named is trusted with the least."""
    return _ROLES[Level(level)] if level is not None else Role.GRASSROOTS


def roles(connection: Connection, unit_ids: Iterable[int]) -> dict[int, Role]:
    """The role that officers of each unit have."""
    rows = connection.execute(
        select(units.c.id, unit_kinds.c.level)
        .outerjoin(unit_kinds, unit_kinds.c.key == units.c.kind)
        .where(units.c.id.in_(list(unit_ids)))
    )
    return {row.id: role(row.level) for row in rows}


def establishment(connection: Connection, unit_id: int | None) -> int | None:
    """The unit within which an initiative must be new: of a section the union of its whole company, of
    any other unit itself."""
    place = unit_id
    while place is not None:
        row = connection.execute(
            select(units.c.parent_id, unit_kinds.c.level)
            .outerjoin(unit_kinds, unit_kinds.c.key == units.c.kind)
            .where(units.c.id == place)
        ).first()
        if row is None or row.level != Level.GROUP.value or row.parent_id is None:
            return place
        place = row.parent_id
    return None
