"""What each unit itself has in a phase, in a few statements over its window."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from handlers.campaigns.phase import Phase
from handlers.initiative import Status
from storage.tables import initiatives, joint_authors, people, programmes, units

#: Not counted as sent: taken back, or found to be the same as another.
_GONE = (Status.WITHDRAWN, Status.MERGED)
_ENDORSED = (Status.ENDORSED, Status.ASKED, Status.REFUSED, Status.RECOGNISED, Status.VALID)
_DECIDED = (Status.VALID, Status.NOT_VALID)
_row = initiatives.c

#: Names of `Figures` in the order in which a unit's own are counted.
SUMS = ("submissions", "endorsed", "recognised", "valid", "on_portal", "value", "decided", "first_pass")
PEOPLE = ("submitters", "direct", "told")


@dataclass(frozen=True, slots=True)
class Wrote:
    """Somebody who wrote from several units: how many submissions from each."""

    counts: dict[int, int]
    direct: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """By unit: the sums, the people (each once in a unit), the most submissions of one author, registered
    people, and how many first answers took so many working hours. `several` wrote from more than one."""

    sums: dict[int, list[int]] = field(default_factory=dict)
    people: dict[int, list[int]] = field(default_factory=dict)
    most: dict[int, int] = field(default_factory=dict)
    registered: dict[int, int] = field(default_factory=dict)
    answers: dict[int, dict[int, int]] = field(default_factory=dict)
    several: Sequence[Wrote] = ()


def count(connection: Connection, phase: Phase, path: str, zone: ZoneInfo) -> Own:
    """Of every unit at or below this path that has anything.

    A joint author, whose own report an officer found to be the same as another, is an author of that other:
    a merge loses nobody, and it adds no submission.
    """
    within = select(units.c.id).where(units.c.path.startswith(path, autoescape=True))
    counted = _counted(phase, zone, _row.unit_id.in_(within))
    most, authors = _authors(connection, counted)
    return Own(
        sums=_sums(connection, phase, counted),
        people=authors,
        most=most,
        registered=_registered(connection, within),
        answers=_answers(connection, counted),
        several=_several(connection, counted),
    )


def unplaced(connection: Connection, phase: Phase, zone: ZoneInfo) -> int:
    """Submissions of people whose unit nobody has named yet."""
    counted = _counted(phase, zone, _row.unit_id.is_(None))
    return connection.scalar(select(func.count()).select_from(initiatives).where(counted)) or 0


def _counted(phase: Phase, zone: ZoneInfo, where: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(
        where,
        _row.programme_id == phase.programme_id,
        _row.counted_at >= phase.begins(zone),
        _row.counted_at < phase.ends(zone),
        _row.status.not_in([one.value for one in _GONE]),
    )


def _sums(connection: Connection, phase: Phase, counted: ColumnElement[bool]) -> dict[int, list[int]]:
    asks = select(programmes.c.recognition).where(programmes.c.id == phase.programme_id)
    valid = _row.status == Status.VALID.value
    # Where the employer's decision is needed, nothing became valid without one.
    with_decision = literal(True) if connection.scalar(asks) else _row.recognition_id.is_not(None)
    rows = connection.execute(
        select(
            _row.unit_id,
            func.count(),
            _times(_row.status.in_([one.value for one in _ENDORSED])),
            _times(or_(_row.status == Status.RECOGNISED.value, and_(valid, with_decision))),
            _times(valid),
            _times(_row.portal_code.is_not(None)),
            func.sum(case((valid, func.coalesce(_row.benefit_corrected, _row.benefit, 0)), else_=0)),
            _times(_row.status.in_([one.value for one in _DECIDED])),
            _times(and_(valid, _row.returns == 0)),
        )
        .where(counted)
        .group_by(_row.unit_id)
    )
    return {row[0]: [int(one) for one in row[1:]] for row in rows}


def _times(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _pairs(connection: Connection, counted: ColumnElement[bool]) -> CTE:
    """Each author at each unit once, with how many they sent themselves."""
    wrote = select(_row.unit_id, _row.author_id.label("person_id"), func.count().label("sent")).where(counted)
    wrote = wrote.group_by(_row.unit_id, _row.author_id)
    if connection.scalar(select(joint_authors.c.id).limit(1)) is None:
        return wrote.cte("pairs")
    joined = (
        select(_row.unit_id, joint_authors.c.person_id, literal(0))
        .join(joint_authors, joint_authors.c.initiative_id == _row.id)
        # Said twice, so that no database goes through all initiatives for the few that have joint authors.
        .where(counted, _row.id.in_(select(joint_authors.c.initiative_id)))
    )
    both = union_all(wrote, joined).subquery()
    return (
        select(both.c.unit_id, both.c.person_id, func.sum(both.c.sent).label("sent"))
        .group_by(both.c.unit_id, both.c.person_id)
        .cte("pairs")
    )


def _authors(
    connection: Connection, counted: ColumnElement[bool]
) -> tuple[dict[int, int], dict[int, list[int]]]:
    pairs = _pairs(connection, counted)
    rows = connection.execute(
        select(
            pairs.c.unit_id,
            func.max(pairs.c.sent),
            func.count(),
            _times(people.c.direct.is_(True)),
            _times(people.c.direct.is_not(None)),
        )
        .join(people, people.c.id == pairs.c.person_id)
        .group_by(pairs.c.unit_id)
    ).all()
    return {row[0]: int(row[1]) for row in rows}, {row[0]: [int(one) for one in row[2:]] for row in rows}


def _several(connection: Connection, counted: ColumnElement[bool]) -> list[Wrote]:
    pairs = _pairs(connection, counted)
    often = select(pairs.c.person_id).group_by(pairs.c.person_id).having(func.count() > 1)
    rows = connection.execute(
        select(pairs.c.person_id, pairs.c.unit_id, pairs.c.sent, people.c.direct)
        .join(people, people.c.id == pairs.c.person_id)
        .where(pairs.c.person_id.in_(often))
    )
    found: dict[int, Wrote] = {}
    for row in rows:
        found.setdefault(row.person_id, Wrote({}, row.direct)).counts[row.unit_id] = int(row.sent)
    return list(found.values())


def _registered(connection: Connection, within: Select[tuple[int]]) -> dict[int, int]:
    rows = connection.execute(
        select(people.c.unit_id, func.count()).where(people.c.unit_id.in_(within)).group_by(people.c.unit_id)
    )
    return {row[0]: row[1] for row in rows}


def _answers(connection: Connection, counted: ColumnElement[bool]) -> dict[int, dict[int, int]]:
    rows = connection.execute(
        select(_row.unit_id, _row.answer_hours, func.count())
        .where(counted, _row.answer_hours.is_not(None))
        .group_by(_row.unit_id, _row.answer_hours)
    )
    found: dict[int, dict[int, int]] = {}
    for unit_id, hours, times in rows:
        found.setdefault(unit_id, {})[hours] = times
    return found
