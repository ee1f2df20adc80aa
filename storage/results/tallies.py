"""What units had reached at the end of a day that is over."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import Connection, select

from handlers.results.figures import Figures
from storage.results.forest import Node
from storage.tables import tallies
from storage.tree.rolling import rolled

#: What is written down of each unit, by the names of `Figures` and of the columns.
KEPT: Final = (
    "registered",
    "submitters",
    "submissions",
    "endorsed",
    "recognised",
    "valid",
    "on_portal",
    "value",
)


def at(connection: Connection, phase_id: int, nodes: Sequence[Node], day: date) -> dict[int, Figures]:
    """Each node with all that hangs below it today, as of the end of a day; empty when nothing was written
    down that day. Who wrote from two units is counted in both: only live figures know them apart."""
    wanted = {one.unit.id for one in nodes}
    rows = connection.execute(
        select(tallies).where(tallies.c.phase_id == phase_id, tallies.c.on == day)
    ).all()
    if not rows:
        return {}
    own = {row.unit_id: [getattr(row, name) for name in KEPT] for row in rows if row.unit_id in wanted}
    downward = [one.unit.id for one in nodes]
    totals = rolled(downward, {one.unit.id: one.parent_id for one in nodes}, own)
    return {one: Figures(**dict(zip(KEPT, totals[one], strict=False))) for one in downward}
