"""Ends a unit: others take over its people, what is below it, and what it leaves behind."""

from datetime import date

from sqlalchemy import Connection

from storage.tree import footing
from storage.tree.diffs import Diff
from storage.tree.orders import Refused


def end(connection: Connection, code: str, people_to: str, units_to: str, effective: date) -> Diff | Refused:
    """The unit is kept below `people_to`: whoever answers for that one answers for its old initiatives."""
    unit = footing.find(connection, code)
    if isinstance(unit, Refused):
        return unit
    heir = footing.find(connection, people_to)
    if isinstance(heir, Refused):
        return heir
    above = footing.find(connection, units_to)
    if isinstance(above, Refused):
        return above
    for other in (heir, above):
        if other.id == unit.id:
            return Refused("itself", {"code": unit.code})
        if other.path.startswith(unit.path):
            return Refused("heir_below", {"code": unit.code, "heir": other.code})
    ends = {"until": effective, "merged_into": heir.id, "parent_id": heir.id}
    return Diff(
        unit_id=unit.id,
        other_id=heir.id,
        sets={unit.id: ends, **{one: {"parent_id": above.id} for one in footing.below(connection, unit.id)}},
        leans={heir.id, above.id},
        moves=[(unit.id, heir.id)],
    )
