"""Keeps the paths of units true when they are moved, a level of the tree at a time."""

from collections.abc import Iterable

from sqlalchemy import Connection, String, cast, func, select, update

from storage.tables import units
from storage.tree.diffs import pages

_above = units.alias("above")
_TRUE = (
    func.coalesce(
        select(_above.c.path).where(_above.c.id == units.c.parent_id).correlate(units).scalar_subquery(), "/"
    )
    + cast(units.c.id, String)
    + "/"
)


def settle(connection: Connection, unit_ids: Iterable[int]) -> None:
    """Give these units, which stand below another parent now, and all below them their paths."""
    wanted = set(unit_ids)
    parents: dict[int, int | None] = {}
    for page in pages(wanted):
        rows = connection.execute(select(units.c.id, units.c.parent_id).where(units.c.id.in_(page)))
        parents |= {row.id: row.parent_id for row in rows}
    # From above: a path is the path of the unit above and one more step.
    level = [one for one, parent in parents.items() if parent not in wanted]
    while level:
        following: list[int] = []
        for page in pages(level):
            connection.execute(update(units).where(units.c.id.in_(page)).values(path=_TRUE))
            following += connection.scalars(select(units.c.id).where(units.c.parent_id.in_(page)))
        level = following
