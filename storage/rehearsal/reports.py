"""Made people's drafts and reports, as rows like those the forms write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from handlers.form.initiative_form import REPORT
from handlers.initiative import Action, Status
from storage import counters
from storage.apply.initiatives import searchable
from storage.tables import decisions, drafts, initiatives, programmes
from storage.tree.kinds import establishment


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A report, or what of it is told so far; `step` is the question on screen."""

    person_id: int
    unit_id: int
    at: datetime
    answers: dict[str, Any]
    step: str = ""


def begin(connection: Connection, written: Sequence[Written]) -> None:
    """Drafts that are put aside for now."""
    rows = [
        {
            "person_id": one.person_id,
            "active": True,
            "form": REPORT.name,
            "version": REPORT.version,
            "step": one.step,
            "answers": one.answers,
            "state": "{}",
            "revision": 1,
            "updated_at": one.at,
        }
        for one in written
    ]
    if rows:
        connection.execute(insert(drafts), rows)


def send(connection: Connection, written: Sequence[Written]) -> None:
    """Submissions; their drafts are gone."""
    if not written:
        return
    programme = connection.execute(
        select(programmes.c.id, programmes.c.prefix).where(programmes.c.active).limit(1)
    ).first()
    numbers = counters.reserve(connection, "initiative", len(written))
    houses = {unit: establishment(connection, unit) for unit in {one.unit_id for one in written}}
    rows = [
        {
            "number": number,
            "code": f"{programme.prefix if programme else 'SK'}-{number:06d}",
            "author_id": one.person_id,
            "unit_id": one.unit_id,
            "establishment_id": houses[one.unit_id],
            "programme_id": programme.id if programme else None,
            "status": Status.SUBMITTED.value,
            "title": one.answers["title"],
            "answers": one.answers,
            "form_version": REPORT.version,
            "folded": searchable(one.answers["title"], {}, ""),
            "submitted_at": one.at,
            "updated_at": one.at,
        }
        for one, number in zip(written, numbers, strict=True)
    ]
    connection.execute(insert(initiatives), rows)
    connection.execute(delete(drafts).where(drafts.c.person_id.in_([one.person_id for one in written])))


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A step in an initiative's life: who made it, when, and where it led."""

    initiative_id: int
    action: Action
    to: Status
    by_id: int
    at: datetime
    answers: bool = False
    returned: bool = False


_MOVED = (
    update(initiatives)
    .where(initiatives.c.id == bindparam("row"))
    .values(
        status=bindparam("to"),
        updated_at=bindparam("when"),
        revision=initiatives.c.revision + 1,
        returns=initiatives.c.returns + bindparam("more"),
        answer_due=None,
        nudge_on=None,
        nudged=0,
    )
)
_ANSWERED = (
    update(initiatives)
    .where(initiatives.c.id == bindparam("row"), initiatives.c.answered_at.is_(None))
    .values(answered_at=bindparam("when"))
)


def move(connection: Connection, moves: Sequence[Move]) -> None:
    """Decisions and resubmissions, with their history."""
    if not moves:
        return
    answered = [{"row": one.initiative_id, "when": one.at} for one in moves if one.answers]
    if answered:
        connection.execute(_ANSWERED, answered)
    connection.execute(
        _MOVED,
        [
            {"row": one.initiative_id, "to": one.to.value, "when": one.at, "more": int(one.returned)}
            for one in moves
        ],
    )
    connection.execute(
        insert(decisions),
        [
            {
                "initiative_id": one.initiative_id,
                "action": one.action.value,
                "by_id": one.by_id,
                "at": one.at,
                "status": one.to.value,
            }
            for one in moves
        ],
    )
