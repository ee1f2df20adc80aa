"""Reads initiatives for lists outside the chat, a page at a time, however many there are."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, select

from handlers.initiative import Action, Decision, Recognition, Status
from handlers.registers.listed import Listed
from storage.tables import decisions, initiatives, joint_authors, people, programmes, recognitions, units

#: How many are read in one statement.
PAGE: Final = 1_000
_upper = units.alias("upper")
_READ = (
    select(
        initiatives,
        people.c.name.label("author_name"),
        people.c.phone.label("author_phone"),
        units.c.code.label("unit_code"),
        units.c.name.label("unit_name"),
        _upper.c.name.label("upper_name"),
        programmes.c.name.label("programme"),
        recognitions.c.kind.label("paper_kind"),
        recognitions.c.number.label("paper_number"),
        recognitions.c.signed_on,
        recognitions.c.signer,
        recognitions.c.signer_title,
        recognitions.c.file_key,
    )
    .join(people, people.c.id == initiatives.c.author_id)
    .outerjoin(units, units.c.id == initiatives.c.unit_id)
    .outerjoin(_upper, _upper.c.id == units.c.parent_id)
    .outerjoin(programmes, programmes.c.id == initiatives.c.programme_id)
    .outerjoin(recognitions, recognitions.c.id == initiatives.c.recognition_id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which initiatives: those of the branch under `path` ("" for all, those of no known unit too), in one
    of these states. `unentered` leaves only what has no code of the portal yet."""

    path: str = ""
    statuses: tuple[Status, ...] = ()
    programme_id: int | None = None
    unentered: bool = False


def of_ids(connection: Connection, ids: Collection[int]) -> list[Listed]:
    """Those of these that exist, by id."""
    if not ids:
        return []
    query = _READ.where(initiatives.c.id.in_(list(ids))).order_by(initiatives.c.id)
    return _listed(connection, connection.execute(query).all())


def page(connection: Connection, wanted: Wanted, after: int = 0, most: int = PAGE) -> list[Listed]:
    """The next ones by id behind `after`."""
    query = _READ.where(initiatives.c.id > after, *_conditions(wanted))
    rows = connection.execute(query.order_by(initiatives.c.id).limit(most)).all()
    return _listed(connection, rows)


def pages(connection: Connection, wanted: Wanted) -> Iterator[Sequence[Listed]]:
    """All of them by id, a page at a time."""
    after = 0
    while found := page(connection, wanted, after):
        yield found
        after = found[-1].id


def stream(connection: Connection, wanted: Wanted) -> Iterator[Listed]:
    """All of them by id, with no more than a page in memory."""
    for found in pages(connection, wanted):
        yield from found


def count(connection: Connection, wanted: Wanted) -> int:
    query = select(func.count()).select_from(initiatives).where(*_conditions(wanted))
    return connection.scalar(query) or 0


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.path:
        below = select(units.c.id).where(units.c.path.startswith(wanted.path))
        conditions.append(initiatives.c.unit_id.in_(below))
    if wanted.statuses:
        conditions.append(initiatives.c.status.in_([status.value for status in wanted.statuses]))
    if wanted.programme_id is not None:
        conditions.append(initiatives.c.programme_id == wanted.programme_id)
    if wanted.unentered:
        conditions.append(initiatives.c.portal_code.is_(None))
    return conditions


def _listed(connection: Connection, rows: Sequence[Row[Any]]) -> list[Listed]:
    ids = [row.id for row in rows]
    last, joint = _last(connection, ids), _joint(connection, ids)
    return [_one(row, last.get(row.id), tuple(joint.get(row.id, ()))) for row in rows]


def _last(connection: Connection, ids: Sequence[int]) -> dict[int, Decision]:
    newest = (
        select(func.max(decisions.c.id))
        .where(decisions.c.initiative_id.in_(ids))
        .group_by(decisions.c.initiative_id)
    )
    rows = connection.execute(
        select(decisions, people.c.name)
        .join(people, people.c.id == decisions.c.by_id)
        .where(decisions.c.id.in_(newest))
    )
    return {
        row.initiative_id: Decision(
            action=Action(row.action),
            by_id=row.by_id,
            by_name=row.by_words or row.name or "",
            at=row.at,
            reason=row.reason,
            words=row.words,
        )
        for row in rows
    }


def _joint(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    rows = connection.execute(
        select(joint_authors.c.initiative_id, people.c.name)
        .join(people, people.c.id == joint_authors.c.person_id)
        .where(joint_authors.c.initiative_id.in_(ids))
        .order_by(joint_authors.c.id)
    )
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(row.initiative_id, []).append(row.name or "")
    return found


def _one(row: Row[Any], last: Decision | None, joint: tuple[str, ...]) -> Listed:
    return Listed(
        id=row.id,
        number=row.number,
        code=row.code,
        revision=row.revision,
        status=Status(row.status),
        title=row.title,
        answers=row.answers,
        author_id=row.author_id,
        author_name=row.author_name or "",
        author_phone=row.author_phone or "",
        submitted_at=row.submitted_at,
        updated_at=row.updated_at,
        unit_id=row.unit_id,
        unit_code=row.unit_code or "",
        unit_name=row.unit_name or "",
        unit_words=row.unit_words,
        upper_name=row.upper_name or "",
        programme=row.programme or "",
        joint=joint,
        benefit=row.benefit,
        benefit_corrected=row.benefit_corrected,
        recognition=_recognition(row),
        lacking=row.lacking,
        returns=row.returns,
        last=last,
        portal_code=row.portal_code or "",
        portal_at=row.portal_at,
        portal_refusal=row.portal_refusal,
    )


def _recognition(row: Row[Any]) -> Recognition | None:
    if row.recognition_id is None:
        return None
    return Recognition(
        id=row.recognition_id,
        kind=row.paper_kind,
        number=row.paper_number,
        signed_on=row.signed_on,
        signer=row.signer,
        signer_title=row.signer_title,
        file_key=row.file_key,
    )
