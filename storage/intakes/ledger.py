"""The workbooks that came in: waiting, asked about, being applied, done with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Row, insert, select, update

from handlers.intakes.chat import IntakeState
from handlers.intakes.plan import STATES, Plan
from storage.intakes import packing
from storage.tables import files, intakes, people

#: How long a plan waits for its sender's word; what it was checked against grows old.
LASTS: Final = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A row of the ledger. `person_id` is None at the machine, `conversation` is "" where nobody is told."""

    id: int
    kind: str
    person_id: int | None
    conversation: str
    file_key: str
    name: str
    sha256: str
    state: IntakeState
    why: str
    counts: Mapping[str, Any]
    done: int
    at: datetime
    done_at: datetime | None

    def of_bytes(self, sha256: str) -> "Kept":
        return replace(self, sha256=sha256)


@dataclass(frozen=True, slots=True)
class Before:
    """The same bytes were applied, or are being applied (`at` is None); `name` is "" at the machine."""

    name: str
    at: datetime | None


_READ: Final = tuple(intakes.c[name] for name in Kept.__slots__)


def receive(
    connection: Connection,
    *,
    person_id: int | None,
    conversation: str,
    file_key: str,
    name: str,
    at: datetime,
) -> int:
    """It waits until its bytes are here and somebody reads it; its number."""
    values = {"person_id": person_id, "conversation": conversation, "file_key": file_key, "name": name}
    row = insert(intakes).values(state="waiting", at=at, **values).returning(intakes.c.id)
    return int(connection.execute(row).scalar_one())


def unread(connection: Connection) -> Kept | None:
    """The oldest one whose bytes are here, `sha256` naming them; those whose bytes never come are passed."""
    row = connection.execute(
        select(*_READ, files.c.sha256.label("held"))
        .join(files, files.c.key == intakes.c.file_key)
        .where(intakes.c.state == "waiting", files.c.state == "kept")
        .order_by(intakes.c.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    fields = {**row._mapping, "sha256": row.held}
    del fields["held"]
    return Kept(**{**fields, "counts": fields["counts"] or {}})


def applying(connection: Connection) -> list[Kept]:
    """Those that were begun and not ended, wherever whoever began them is now."""
    rows = connection.execute(select(*_READ).where(intakes.c.state == "applying").order_by(intakes.c.id))
    return [_kept(row) for row in rows]


def one(connection: Connection, intake_id: int, *, lock: bool = False) -> Kept | None:
    query = select(*_READ).where(intakes.c.id == intake_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return _kept(row) if row is not None else None


def open_of(connection: Connection, person_id: int) -> list[Kept]:
    """What this person was asked about and did not answer, the newest first."""
    query = select(*_READ).where(intakes.c.person_id == person_id, intakes.c.state == "checked")
    return [_kept(row) for row in connection.execute(query.order_by(intakes.c.id.desc()))]


def applied_before(connection: Connection, sha256: str) -> Before | None:
    row = connection.execute(
        select(people.c.name, intakes.c.person_id, intakes.c.state, intakes.c.done_at)
        .outerjoin(people, people.c.id == intakes.c.person_id)
        .where(intakes.c.sha256 == sha256, intakes.c.state.in_(["applying", "applied"]))
    ).first()
    if row is None:
        return None
    name = (row.name or "?") if row.person_id is not None else ""
    return Before(name, row.done_at if row.state == "applied" else None)


def settle(connection: Connection, kept: Kept, plan: Plan, *, state: str, why: str = "") -> bool:
    """Write down what was found in it, once; an older question about the same bytes is taken back."""
    values = {
        "kind": plan.kind,
        "sha256": kept.sha256,
        "plan": packing.packed(plan.rows),
        "counts": {"plan": {one: plan.count(one) for one in STATES}},
        "state": state,
        "why": why,
    }
    waited = update(intakes).where(intakes.c.id == kept.id, intakes.c.state == "waiting").values(**values)
    if not connection.execute(waited).rowcount:
        return False
    older = (intakes.c.sha256 == kept.sha256) & (intakes.c.state == "checked") & (intakes.c.id != kept.id)
    mine = intakes.c.person_id == kept.person_id
    connection.execute(update(intakes).where(older, mine).values(state="dropped", why="again"))
    return True


def plan_of(connection: Connection, intake_id: int) -> Plan:
    row = connection.execute(select(intakes.c.kind, intakes.c.plan).where(intakes.c.id == intake_id)).one()
    return Plan(row.kind, packing.unpacked(row.plan or ()))


def begin(connection: Connection, intake_id: int, person_id: int | None) -> bool:
    """Its rows may be done from now on; false when it waits no more, or its bytes were begun meanwhile."""
    kept = one(connection, intake_id, lock=True)
    if kept is None or kept.state != "checked" or kept.person_id != person_id:
        return False
    if applied_before(connection, kept.sha256) is not None:
        return False
    connection.execute(update(intakes).where(intakes.c.id == intake_id).values(state="applying"))
    return True


def drop(connection: Connection, intake_id: int, person_id: int | None, why: str = "") -> bool:
    mine = (intakes.c.id == intake_id) & (intakes.c.state == "checked") & (intakes.c.person_id == person_id)
    return bool(connection.execute(update(intakes).where(mine).values(state="dropped", why=why)).rowcount)


def expire(connection: Connection, now: datetime) -> int:
    """Plans that nobody answered for too long."""
    old = (intakes.c.state == "checked") & (intakes.c.at < now - LASTS)
    return connection.execute(update(intakes).where(old).values(state="dropped", why="expired")).rowcount


def _kept(row: Row[Any]) -> Kept:
    return Kept(**{**row._mapping, "counts": row.counts or {}})
