"""What lies before officers, the oldest first, and no more of it than they get through."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from handlers.initiative import Level, Review, Status, waits_for
from storage.tables import initiatives, officers, units

_PLACE = {
    Level.GRASSROOTS: initiatives.c.establishment_id,
    # Upper unions decide for all the unions right below them.
    Level.UPPER: func.coalesce(units.c.parent_id, units.c.id),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One initiative before an officer."""

    id: int
    author_id: int
    status: Status
    returns: int
    has_decision: bool
    submitted_at: datetime
    due: date | None
    answered: bool
    officer_id: int


def waiting(review: Review, level: Level) -> list[str]:
    """The states in which something waits for this level."""
    return [one.value for one in Status if waits_for(review, one) is level]


def cases(connection: Connection, review: Review, level: Level, each: int, now: datetime) -> list[Case]:
    """The `each` oldest that wait for each officer of the level."""
    statuses = waiting(review, level)
    if not statuses or each < 1:
        return []
    place = _PLACE[level]
    rank = func.row_number().over(partition_by=place, order_by=(initiatives.c.updated_at, initiatives.c.id))
    ranked = _joined(select(initiatives, place.label("place"), rank.label("rank"))).where(
        initiatives.c.status.in_(statuses), initiatives.c.updated_at <= now
    )
    staff = (
        select(officers.c.unit_id, func.count().label("count"), func.min(officers.c.person_id).label("first"))
        .group_by(officers.c.unit_id)
        .subquery()
    )
    found = ranked.subquery()
    rows = connection.execute(
        select(found, staff.c.first)
        .join(staff, staff.c.unit_id == found.c.place)
        .where(found.c.rank <= staff.c.count * each)
        .order_by(found.c.updated_at, found.c.id)
    )
    return [_case(row) for row in rows]


def _joined(query: Select[Any]) -> Select[Any]:
    return query.join(units, units.c.id == initiatives.c.establishment_id)


def _case(row: Any) -> Case:
    return Case(
        id=row.id,
        author_id=row.author_id,
        status=Status(row.status),
        returns=row.returns,
        has_decision=row.answers.get("recognition") == "have",
        submitted_at=row.submitted_at,
        due=row.answer_due,
        answered=row.answered_at is not None,
        officer_id=row.first,
    )


def asked(connection: Connection, ids: Sequence[int]) -> dict[int, int]:
    """Those among these that an employer still has to answer, each with the first officer of its unit."""
    first = (
        select(func.min(officers.c.person_id))
        .where(officers.c.unit_id == initiatives.c.establishment_id)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(initiatives.c.id, func.coalesce(first, initiatives.c.author_id)).where(
            initiatives.c.id.in_(list(ids)), initiatives.c.status == Status.ASKED.value
        )
    )
    return {row[0]: row[1] for row in rows}


def left(connection: Connection, statuses: Sequence[str]) -> int:
    """How many wait in these states."""
    return (
        connection.scalar(select(func.count()).where(initiatives.c.status.in_(list(dict.fromkeys(statuses)))))
        or 0
    )


def overdue(connection: Connection, today: date) -> int:
    """First answers that are still owed though their promised day has gone by."""
    query = select(func.count()).where(
        initiatives.c.status == Status.SUBMITTED.value,
        initiatives.c.answered_at.is_(None),
        initiatives.c.answer_due < today,
    )
    return connection.scalar(query) or 0
