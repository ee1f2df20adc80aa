"""What waits for an officer: counts, pages oldest first, and the next one to open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, or_, select

from handlers.initiative import Status
from handlers.officers.review_queue import (
    LATE,
    PER_PAGE,
    QueueFacts,
    Turn,
    Waiting,
    carried,
    searched,
    turned,
)
from handlers.speaker import Asked
from handlers.understanding.folding import clean, fold
from storage import officers
from storage.tables import initiatives, people, units

_WAITS = initiatives.c.status == Status.SUBMITTED.value
# Set when an author sends or sends again, and by nothing else while it waits.
_SINCE = initiatives.c.updated_at
_Place = tuple[ColumnElement[Any], ...]
#: What the waiting list is sorted by: pages go on from the last line shown, and not from a count of lines.
_PLACE: _Place = (_SINCE, initiatives.c.id)
_LINES = (
    select(
        initiatives.c.id,
        initiatives.c.number,
        initiatives.c.code,
        initiatives.c.title,
        _SINCE,
        people.c.name,
    )
    .join(people, people.c.id == initiatives.c.author_id)
    .limit(PER_PAGE)
)


def load_queue(connection: Connection, asked: Sequence[Asked]) -> list[QueueFacts]:
    """A page for each officer, or what they searched for; nothing is read for a person without a post."""
    branches = officers.scopes(connection, asked)
    facts = []
    for one in asked:
        # One statement each: every officer has another branch of the tree, and a page that stops
        # after five rows is far cheaper than ranking everybody's thousands in one.
        if not one.speaker.person.is_officer:
            facts.append(QueueFacts(speaker=one.speaker))
        elif searched(one.event) is not None:
            facts.append(_searched(connection, one, branches[one.speaker.person.id]))
        else:
            facts.append(_listed(connection, one, branches[one.speaker.person.id]))
    return facts


def next_waiting(
    connection: Connection, scope: Sequence[str], person_id: int, skipped: int | None
) -> int | None:
    """The number of the oldest one that this officer could decide now, beside `skipped`."""
    query = (
        select(initiatives.c.number)
        .where(_WAITS, _within(scope), initiatives.c.author_id != person_id)
        .order_by(_SINCE, initiatives.c.id)
        .limit(1)
    )
    if skipped is not None:
        query = query.where(initiatives.c.id != skipped)
    number: int | None = connection.scalar(query)
    return number


def _within(scope: Sequence[str]) -> ColumnElement[bool]:
    # Ids and not a join: so the queue's index is asked for these units only, not for the country.
    # Paths hold digits and slashes alone, so no wildcard can hide in them.
    below = select(units.c.id).where(or_(false(), *(units.c.path.startswith(branch) for branch in scope)))
    return or_(initiatives.c.unit_id.is_(None), initiatives.c.unit_id.in_(below))


def _listed(connection: Connection, one: Asked, scope: Sequence[str]) -> QueueFacts:
    """Oldest first."""
    rows = _page(connection, _LINES.where(_WAITS, _within(scope)), turned(one.event), _PLACE)
    waiting, late, returned, before = _counts(connection, scope, one.event.at, rows[0] if rows else None)
    return QueueFacts(
        speaker=one.speaker, waiting=waiting, late=late, returned=returned, before=before, rows=tuple(rows)
    )


def _page(
    connection: Connection, lines: Select[Any], turn: Turn | None, place: _Place, *, newest: bool = False
) -> list[Waiting]:
    """The lines beside the one that was shown, in their order; the first page when there are too few."""
    if turn is not None:
        upwards = (turn.way == "after") is not newest
        beside = lines.where(_beyond(place, turn, upwards=upwards))
        rows = [_line(row) for row in connection.execute(_sorted(beside, place, upwards=upwards))]
        if turn.way == "after" and rows:
            return rows
        if len(rows) == PER_PAGE:
            return rows[::-1]
    return [_line(row) for row in connection.execute(_sorted(lines, place, upwards=not newest))]


def _sorted(lines: Select[Any], place: _Place, *, upwards: bool) -> Select[Any]:
    return lines.order_by(*(column if upwards else column.desc() for column in place))


def _beyond(place: _Place, line: Waiting | Turn, *, upwards: bool) -> ColumnElement[bool]:
    """What stands behind this line where the place grows upwards, or before it."""
    *moment, number = place
    behind = number > line.id if upwards else number < line.id
    for since in moment:
        later = since > line.since if upwards else since < line.since
        behind = or_(later, and_(since == line.since, behind))
    return behind


def _counts(
    connection: Connection, scope: Sequence[str], at: datetime, first: Waiting | None
) -> tuple[int, int, int, int]:
    earlier = false() if first is None else and_(_WAITS, _beyond(_PLACE, first, upwards=False))
    row = connection.execute(
        select(
            func.count().filter(_WAITS),
            func.count().filter(_WAITS, at - LATE > _SINCE),
            func.count().filter(initiatives.c.status == Status.RETURNED.value),
            func.count().filter(earlier),
        ).where(initiatives.c.status.in_((Status.SUBMITTED.value, Status.RETURNED.value)), _within(scope))
    ).one()
    return row[0], row[1], row[2], row[3]


def _searched(connection: Connection, one: Asked, scope: Sequence[str]) -> QueueFacts:
    """Newest first."""
    words = carried(clean(searched(one.event) or ""))
    wanted = fold(words).split()[:8]
    if not wanted:
        return QueueFacts(speaker=one.speaker)
    having = [_within(scope), *(initiatives.c.folded.contains(word, autoescape=True) for word in wanted)]
    place = (initiatives.c.id,)
    rows = _page(connection, _LINES.where(*having), turned(one.event), place, newest=True)
    newer = _beyond(place, rows[0], upwards=True) if rows else false()
    count = connection.execute(
        select(func.count(), func.count().filter(newer)).select_from(initiatives).where(*having)
    ).one()
    return QueueFacts(speaker=one.speaker, waiting=count[0], before=count[1], rows=tuple(rows), words=words)


def _line(row: Any) -> Waiting:
    return Waiting(
        number=row.number,
        code=row.code,
        title=row.title,
        author_name=row.name or "",
        since=row.updated_at,
        id=row.id,
    )
