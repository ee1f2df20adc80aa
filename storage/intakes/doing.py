"""Does the rows of a plan, some at a time, so that a crash anywhere costs nothing and repeats nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import structlog
from sqlalchemy import Connection, update
from sqlalchemy.exc import DBAPIError

from handlers.intakes.plan import STATES, UNCLEAN, Note, Plan, Planned
from messages.catalog import say
from storage.apply import Conflict
from storage.intakes import ledger, packing
from storage.intakes.kinds import Desk, Intake
from storage.intakes.ledger import Kept
from storage.tables import intakes

log = structlog.get_logger(__name__)

#: Rows of one transaction: everybody else's turns wait meanwhile.
CHUNK: Final = 10


@dataclass(frozen=True, slots=True)
class Step:
    """How far it has come: rows of `plan.doable` that were dealt with, and how many there are."""

    done: int
    total: int

    @property
    def is_last(self) -> bool:
        return self.done >= self.total


def do(
    connection: Connection,
    kept: Kept,
    plan: Plan,
    intake: Intake,
    desk: Callable[[Connection], Desk],
    most: int = CHUNK,
) -> Step | None:
    """The next rows, each all or nothing, and how far that is, in the caller's one transaction; None when it
    is not being applied any more. Two processes never do the same row: the ledger's row is locked."""
    now = ledger.one(connection, kept.id, lock=True)
    if now is None or now.state != "applying":
        return None
    rows = plan.doable
    chunk = rows[now.done : now.done + most]
    if chunk:
        sits = desk(connection)
        outcomes = [_one(connection, intake, planned, sits) for planned in chunk]
        values = {"done": now.done + len(chunk), "counts": _counted(now.counts, outcomes)}
        connection.execute(update(intakes).where(intakes.c.id == kept.id).values(**values))
    return Step(now.done + len(chunk), len(rows))


def _one(connection: Connection, intake: Intake, planned: Planned, desk: Desk) -> Planned:
    try:
        with connection.begin_nested():
            done = intake.do(connection, planned, desk)
            return replace(done, state="change") if done.state == "doubtful" else done
    except Conflict:
        return _failed(planned, "conflict", say(desk.language, "intake.report.changed"))
    except DBAPIError:
        raise  # the database is away or two transactions waited for each other: all of the chunk again
    except Exception:
        # One row's bug must neither stop the others nor be taken for done.
        log.exception("intake_row_failed", kind=intake.kind, row=planned.row, intake=desk.key)
        return _failed(planned, "wrong", say(desk.language, "intake.report.trouble"))


def _failed(planned: Planned, state: Any, text: str) -> Planned:
    return replace(planned, state=state, notes=(Note("", text),))


def _counted(counts: Any, outcomes: Sequence[Planned]) -> dict[str, Any]:
    """The counts so far with these; what did not go as planned is kept whole, for the report."""
    did = dict.fromkeys(STATES, 0) | counts.get("did", {})
    for one in outcomes:
        did[one.state] += 1
    failed = packing.packed([one for one in outcomes if one.state in UNCLEAN])
    return {**counts, "did": did, "failed": [*counts.get("failed", ()), *failed]}


def over(connection: Connection, kept: Kept, now: datetime) -> bool:
    """Every row was dealt with; true for exactly one caller, who tells it."""
    mine = (intakes.c.id == kept.id) & (intakes.c.state == "applying")
    ended = update(intakes).where(mine).values(state="applied", done_at=now)
    return bool(connection.execute(ended).rowcount)


def result(plan: Plan, kept: Kept) -> tuple[Planned, ...]:
    """What became of every row that was not done: what the plan knew, and what came in between."""
    failed = packing.unpacked(kept.counts.get("failed", ()))
    left = [one for one in plan.rows if one.state in ("conflict", "wrong")]
    return tuple(sorted([*left, *failed], key=lambda one: one.row))


def totals(plan: Plan, kept: Kept) -> dict[str, int]:
    """How many rows ended how, of the whole workbook."""
    did = kept.counts.get("did", {})
    planned = {state: plan.count(state) for state in ("same", "conflict", "wrong")}
    return {state: planned.get(state, 0) + did.get(state, 0) for state in STATES}
