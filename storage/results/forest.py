"""A unit and all below it as the tree hangs together today."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from handlers.units import Unit
from storage.tables import unit_kinds, units
from storage.tree.kinds import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """`depth` is 0 for the unit that was asked for. One that `ended` hangs below the unit that took it over
    and is shown nowhere, but what it left behind is counted there."""

    unit: Unit
    parent_id: int | None
    depth: int
    fdi: bool
    enterprise: bool
    workers: int | None
    cluster: str
    grassroots: bool
    ended: bool


def below(connection: Connection, path: str) -> Sequence[Node]:
    """The unit with this path and all below it, each after the one above it, by code."""
    rows = connection.execute(
        select(units, unit_kinds.c.level)
        .outerjoin(unit_kinds, unit_kinds.c.key == units.c.kind)
        .where(units.c.path.startswith(path, autoescape=True))
        .order_by(units.c.code)
    ).all()
    first = path.count("/")
    found = sorted(rows, key=lambda row: row.path.count("/"))
    return [
        Node(
            unit=Unit(row.id, row.code, row.name),
            parent_id=row.parent_id if row.path != path else None,
            depth=row.path.count("/") - first,
            fdi=row.fdi,
            enterprise=row.enterprise,
            workers=row.workers if row.workers is not None else row.members,
            cluster=row.cluster,
            grassroots=row.level == Level.GRASSROOTS.value,
            ended=row.until is not None,
        )
        for row in found
    ]
