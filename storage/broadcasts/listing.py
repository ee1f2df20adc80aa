"""Everybody a broadcast was meant for with what became of them, a page at a time."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, func, select

from storage.tables import outbox, people, receipts, recipients, units

#: People per page: what a spreadsheet is written from never stands in memory whole.
PAGE = 5_000

#: What a row of the outbox means for the person it is for; whatever may still change is under way.
_OUTCOMES = {"sent": "sent", "failed": "failed", "unknown": "unknown", "cancelled": "struck"}


@dataclass(frozen=True, slots=True)
class Line:
    """One person: `outcome` is waiting, queued, sent, failed, unknown, struck or skipped; `why` is the reason
    for the last of a failure's attempts, or for which they were skipped."""

    person_id: int
    name: str
    unit: str
    lane: str
    outcome: str
    why: str


def page(connection: Connection, broadcast_id: int, after: int, most: int = PAGE) -> list[Line]:
    """The next people in the order of their ids."""
    last = (
        select(func.max(receipts.c.id))
        .where(receipts.c.outbox_id == outbox.c.id)
        .correlate(outbox)
        .scalar_subquery()
    )
    sent = and_(outbox.c.broadcast_id == broadcast_id, outbox.c.person_id == recipients.c.person_id)
    rows = connection.execute(
        select(
            recipients.c.person_id,
            recipients.c.lane,
            recipients.c.state,
            recipients.c.why,
            people.c.name,
            units.c.name.label("unit"),
            outbox.c.state.label("sent"),
            receipts.c.why.label("failed"),
        )
        .join(people, people.c.id == recipients.c.person_id)
        .outerjoin(units, units.c.id == people.c.unit_id)
        .outerjoin(outbox, sent)
        .outerjoin(receipts, receipts.c.id == last)
        .where(recipients.c.broadcast_id == broadcast_id, recipients.c.person_id > after)
        .order_by(recipients.c.person_id)
        .limit(most)
    ).all()
    return [_line(row) for row in rows]


def _line(row: Any) -> Line:
    outcome, why = row.state, row.why
    if row.state == "queued":
        outcome = _OUTCOMES.get(row.sent or "", "queued")
        why = row.failed or "" if outcome == "failed" else ""
    return Line(row.person_id, row.name or "", row.unit or "", row.lane, outcome, why)
