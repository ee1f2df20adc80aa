"""What waits for an officer: counts, pages oldest first, and the next one to open."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, false, func, or_, select

from handlers.initiative import Status
from handlers.officers.review_queue import LATE, PER_PAGE, QueueFacts, Waiting, page_number, searched
from handlers.speaker import Asked
from handlers.understanding.folding import clean, fold
from storage import officers
from storage.tables import initiatives, people, units

_WAITS = initiatives.c.status == Status.SUBMITTED.value
# Set when an author sends or sends again, and by nothing else while it waits.
_SINCE = initiatives.c.updated_at
_LINES = (
    select(
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
    waiting, late, returned = _counts(connection, scope, one.event.at)
    pages = max(1, -(-waiting // PER_PAGE))
    page = min(page_number(one.event), pages)
    rows = connection.execute(
        _LINES.where(_WAITS, _within(scope)).order_by(_SINCE, initiatives.c.id).offset((page - 1) * PER_PAGE)
    ).all()
    return QueueFacts(
        speaker=one.speaker,
        waiting=waiting,
        late=late,
        returned=returned,
        page=page,
        rows=tuple(_line(row) for row in rows),
    )


def _counts(connection: Connection, scope: Sequence[str], at: datetime) -> tuple[int, int, int]:
    row = connection.execute(
        select(
            func.count().filter(_WAITS),
            func.count().filter(_WAITS, at - LATE > _SINCE),
            func.count().filter(initiatives.c.status == Status.RETURNED.value),
        ).where(initiatives.c.status.in_((Status.SUBMITTED.value, Status.RETURNED.value)), _within(scope))
    ).one()
    return row[0], row[1], row[2]


def _searched(connection: Connection, one: Asked, scope: Sequence[str]) -> QueueFacts:
    words = clean(searched(one.event) or "")
    wanted = fold(words).split()[:8]
    if not wanted:
        return QueueFacts(speaker=one.speaker)
    having = [initiatives.c.folded.contains(word, autoescape=True) for word in wanted]
    count = connection.scalar(select(func.count()).select_from(initiatives).where(_within(scope), *having))
    rows = connection.execute(_LINES.where(_within(scope), *having).order_by(initiatives.c.id.desc())).all()
    return QueueFacts(
        speaker=one.speaker,
        waiting=count or 0,
        rows=tuple(_line(row) for row in rows),
        words=" ".join(words.split()),
    )


def _line(row: Any) -> Waiting:
    return Waiting(
        number=row.number,
        code=row.code,
        title=row.title,
        author_name=row.name or "",
        since=row.updated_at,
    )
