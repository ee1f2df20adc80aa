"""Carries out what is asked of the tree, today, dated back, or on a day to come."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from storage import units as unit_rows
from storage.tables import unit_changes
from storage.tree import diffs, footing, rows, schemes
from storage.tree.diffs import Diff
from storage.tree.orders import ORDER, Done, Order, Refused


def perform(
    connection: Connection,
    order: Order,
    *,
    today: date,
    at: datetime,
    effective: date | None = None,
    by: int | None = None,
    words: str = "",
) -> Done | Refused:
    """Do it as of `effective` (today when left out), or plan it when that is a day to come.

    `by` is None for whoever runs the machine. Nothing is changed when it is refused.
    """
    day = effective or today
    footing.lock(connection)
    diff = schemes.draw(connection, order, day)
    if isinstance(diff, Refused):
        return diff
    refused = diffs.check(connection, diff, day)
    if refused is not None:
        return refused
    log = {"kind": order.kind, "effective": day, "words": words, "by_id": by, "at": at}
    if day > today:
        return _plan(connection, order, diff, log)
    return carry(connection, diff, log, _asked(order), at)


def carry(
    connection: Connection, diff: Diff, log: dict[str, Any], asked: dict[str, Any], at: datetime
) -> Done:
    """Write a diff that was checked, and enter it in the log; `log` has an "id" when it was planned."""
    made, body = rows.write(connection, diff, log["effective"])
    unit_id = made[-diff.unit_id - 1] if diff.unit_id < 0 else diff.unit_id
    entry = {
        **log,
        "unit_id": unit_id,
        "other_id": diff.other_id,
        "state": "done",
        "body": {**body, "asked": asked, "carried_at": at.isoformat()},
    }
    if "id" in log:
        connection.execute(update(unit_changes).where(unit_changes.c.id == log["id"]).values(entry))
        change_id = log["id"]
    else:
        change_id = _enter(connection, entry)
    told = unit_rows.by_ids(connection, [one for one in (unit_id, diff.other_id) if one is not None])
    return Done(
        change_id=change_id,
        kind=log["kind"],
        unit=told[unit_id],
        other=told[diff.other_id] if diff.other_id is not None else None,
        effective=log["effective"],
        people=sum(len(gone) for _, _, gone in body["people"]),
        moved=sum("parent_id" in new and "until" not in new for new in diff.sets.values()),
        made=tuple(made),
    )


def carry_out(connection: Connection, today: date, at: datetime) -> list[Done | Refused]:
    """What was planned for today or an earlier day, in order. What cannot be done any more gets the state
    "refused" and keeps its reason, so that it is tried once and not every day."""
    due = connection.execute(
        select(unit_changes)
        .where(unit_changes.c.state == "planned", unit_changes.c.effective <= today)
        .order_by(unit_changes.c.effective, unit_changes.c.id)
    ).all()
    outcomes: list[Done | Refused] = []
    for row in due:
        footing.lock(connection)
        order = ORDER.validate_python(row.body["asked"])
        diff = schemes.draw(connection, order, row.effective)
        refused = diff if isinstance(diff, Refused) else diffs.check(connection, diff, row.effective)
        if isinstance(diff, Diff) and refused is None:
            log = {"id": row.id, "kind": row.kind, "effective": row.effective}
            outcomes.append(carry(connection, diff, log, row.body["asked"], at))
        elif refused is not None:
            why = {"why": refused.why, "values": dict(refused.values)}
            connection.execute(
                update(unit_changes)
                .where(unit_changes.c.id == row.id)
                .values(state="refused", body={**row.body, "refused": why})
            )
            outcomes.append(refused)
    return outcomes


def _plan(connection: Connection, order: Order, diff: Diff, log: dict[str, Any]) -> Done | Refused:
    """A unit that is still to be made is logged with the one it will stand below, or above."""
    known = [diff.unit_id, *(one["parent_id"] or 0 for one in diff.makes), *diff.sets]
    unit_id = next((one for one in known if one > 0), None)
    if unit_id is None:
        return Refused("plan_first")
    body = {"asked": _asked(order)}
    entry = {**log, "unit_id": unit_id, "other_id": diff.other_id, "state": "planned", "body": body}
    change_id = _enter(connection, entry)
    told = unit_rows.by_ids(connection, [one for one in (unit_id, diff.other_id) if one is not None])
    return Done(
        change_id=change_id,
        kind=order.kind,
        unit=told[unit_id],
        other=told[diff.other_id] if diff.other_id is not None else None,
        effective=log["effective"],
        planned=True,
    )


def _asked(order: Order) -> dict[str, Any]:
    return {"kind": order.kind, **order.model_dump(mode="json", exclude_defaults=True)}


def _enter(connection: Connection, entry: dict[str, Any]) -> int:
    return int(
        connection.execute(insert(unit_changes).values(entry).returning(unit_changes.c.id)).scalar_one()
    )
