"""A unit's days in a phase, as they were written down."""

from sqlalchemy import Connection, func, select

from handlers.bulletins.course import Course, Day
from storage.campaigns import phases
from storage.tables import tallies, units


def load(connection: Connection, unit_id: int, phase_id: int) -> Course | None:
    """With all that hangs below the unit today; None for an unknown phase. Days on which nothing was
    written down are missing."""
    phase = phases.find(connection, phase_id)
    path = connection.scalar(select(units.c.path).where(units.c.id == unit_id))
    if phase is None or not path:
        return None
    rows = connection.execute(
        select(tallies.c.on, func.sum(tallies.c.submissions), func.sum(tallies.c.valid))
        .join(units, units.c.id == tallies.c.unit_id)
        .where(tallies.c.phase_id == phase_id, units.c.path.startswith(path, autoescape=True))
        .group_by(tallies.c.on)
        .order_by(tallies.c.on)
    )
    days = tuple(Day(on, int(submissions), int(valid)) for on, submissions, valid in rows)
    return Course(phase.opens, phase.closes, days)
