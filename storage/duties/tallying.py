"""Writes down each night what every unit has reached, so that a week later it can be compared."""

from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from handlers.campaigns.phase import Phase
from storage.campaigns import phases
from storage.results import counting
from storage.results.tallies import KEPT
from storage.tables import counters, programmes, tallies

#: The last day that was written down, as an ordinal: most nights most phases have nothing new to say, and
#: whether a day is done must not depend on that.
_DONE: Final = "tallied up to"
#: How long after a phase its figures are still followed, in days: what came in time is decided later.
AFTERWARDS: Final = 30


def due(connection: Connection, now: datetime, zone: ZoneInfo) -> int:
    """How many rows were written for the day that ended last; none where that was done before.

    When nothing ran at midnight the day is written down as it stands once something does; days before it
    stay empty, for nobody knows what they were.
    """
    day = now.astimezone(zone).date() - timedelta(days=1)
    done = connection.scalar(select(counters.c.value).where(counters.c.name == _DONE)) or 0
    if done >= day.toordinal():
        return 0
    written = sum(tally(connection, phase, day, zone) for phase in _followed(connection, day))
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    made = dialect.insert(counters).values(name=_DONE, value=day.toordinal())
    connection.execute(made.on_conflict_do_nothing(index_elements=["name"]))
    connection.execute(update(counters).where(counters.c.name == _DONE).values(value=day.toordinal()))
    return written


def tally(connection: Connection, phase: Phase, day: date, zone: ZoneInfo) -> int:
    """Write down what every unit that has anything has itself now, as what it had when that day ended."""
    own = counting.count(connection, phase, "/", zone)
    rows = []
    for unit_id in own.sums.keys() | own.registered.keys() | own.people.keys():
        sums = dict(zip(counting.SUMS, own.sums.get(unit_id) or [0] * len(counting.SUMS), strict=True))
        sums["registered"] = own.registered.get(unit_id, 0)
        sums["submitters"] = next(iter(own.people.get(unit_id, ())), 0)
        kept = {name: sums[name] for name in KEPT}
        rows.append({"phase_id": phase.id, "on": day, "unit_id": unit_id, **kept})
    connection.execute(delete(tallies).where(tallies.c.phase_id == phase.id, tallies.c.on == day))
    if rows:
        connection.execute(insert(tallies), rows)
    return len(rows)


def _followed(connection: Connection, day: date) -> list[Phase]:
    every = phases.of_programmes(connection, list(connection.scalars(select(programmes.c.id))))
    last = day - timedelta(days=AFTERWARDS)
    return [one for found in every.values() for one in found if one.opens <= day and one.closes > last]
