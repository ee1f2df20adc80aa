"""Figures of a phase, counted in the tree of any day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, case, func, select

from handlers.initiative import OPEN, Status
from handlers.units import Unit
from storage.tables import initiatives
from storage.tree import rolling
from storage.tree.past import Standing, standing
from storage.units import standing_by_ids

#: Not counted as sent: taken back, or found to be the same as another.
_GONE = (Status.WITHDRAWN.value, Status.MERGED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A unit with all below it. `today` is the unit that it is part of now, None when there is none.

    `waiting` are not decided for good; `authors` are people, each counted once.
    """

    unit: Unit
    depth: int
    sent: int
    valid: int
    waiting: int
    authors: int
    today: Unit | None


def count(
    connection: Connection, first: date, last: date, *, as_of: date | None = None, zone: ZoneInfo
) -> list[Line]:
    """What was sent from `first` to `last`, both days included, in the tree as of a day; without `as_of`
    it is rolled up to today's tree. An initiative is counted at the unit it was sent from."""
    there = standing(connection, as_of)
    totals = _summed(there, _own(connection, first, last, zone))
    today = standing_by_ids(connection, [one.unit_id for one in there.stood])
    return [
        Line(
            unit=Unit(one.unit_id, one.code, one.name),
            depth=one.depth,
            sent=totals[one.unit_id][0],
            valid=totals[one.unit_id][1],
            waiting=totals[one.unit_id][2],
            authors=totals[one.unit_id][3],
            today=today.get(one.unit_id),
        )
        for one in there.stood
    ]


_Own = list[tuple[int, int, int, int, int]]


def _own(connection: Connection, first: date, last: date, zone: ZoneInfo) -> _Own:
    """Unit, author, sent, valid, waiting, for each author at each unit."""
    begins = datetime.combine(first, time(), zone)
    ends = datetime.combine(last + timedelta(days=1), time(), zone)
    valid = func.sum(case((initiatives.c.status == Status.VALID.value, 1), else_=0))
    waiting = func.sum(case((initiatives.c.status.in_([one.value for one in OPEN]), 1), else_=0))
    rows = connection.execute(
        select(initiatives.c.unit_id, initiatives.c.author_id, func.count(), valid, waiting)
        .where(
            initiatives.c.unit_id.is_not(None),
            initiatives.c.submitted_at >= begins,
            initiatives.c.submitted_at < ends,
            initiatives.c.status.not_in(_GONE),
        )
        .group_by(initiatives.c.unit_id, initiatives.c.author_id)
    )
    return [(row[0], row[1], row[2], int(row[3]), int(row[4])) for row in rows]


def _summed(there: Standing, own: _Own) -> dict[int, list[int]]:
    """For each unit what was sent, valid and waiting with all below it, and how many wrote."""
    alone: dict[int, list[int]] = {one.unit_id: [0, 0, 0, 0] for one in there.stood}
    places: dict[int, list[int]] = {}
    for unit_id, author, *counted in own:
        home = there.homes.get(unit_id)
        if home is not None:
            places.setdefault(author, []).append(home)
            alone[home] = [old + new for old, new in zip(alone[home], (*counted, 1), strict=True)]
    parents = {one.unit_id: one.parent_id for one in there.stood}
    totals = rolling.rolled([one.unit_id for one in there.stood], parents, alone)
    for wrote_from in places.values():
        if len(wrote_from) > 1:
            for unit_id, too_many in rolling.repeats(parents, wrote_from).items():
                totals[unit_id][3] -= too_many
    return totals
