"""What made people are going to do, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import (
    Column,
    Connection,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    insert,
    select,
)

from storage.database.columns import Moment

Kind = Literal["begin", "respond", "finish", "mend", "stop", "employer"]

#: Tables of their own, so that a real database never has them.
metadata = MetaData()
#: `draw`, between 0 and 1, decides later: who responds to a message does so by what they have done by then.
#: `subject` is the person, for `employer` the initiative.
_acts = Table(
    "rehearsal_acts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", Integer, nullable=False),
    Column("draw", Float, nullable=False),
    Index("ix_rehearsal_acts_at", "at", "id"),
)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that somebody will do."""

    at: datetime
    kind: Kind
    subject: int
    draw: float = 0.0


def add(connection: Connection, acts: Sequence[Act]) -> None:
    if acts:
        rows = [{"at": one.at, "kind": one.kind, "subject": one.subject, "draw": one.draw} for one in acts]
        connection.execute(insert(_acts), rows)


def take(connection: Connection, until: datetime, most: int = 2_000) -> list[Act]:
    """What was to be done by then, oldest first, and each only once."""
    due = select(_acts).where(_acts.c.at <= until).order_by(_acts.c.at, _acts.c.id).limit(most)
    rows = connection.execute(due).all()
    connection.execute(delete(_acts).where(_acts.c.id.in_([row.id for row in rows])))
    return [Act(row.at, row.kind, row.subject, row.draw) for row in rows]


def next_at(connection: Connection) -> datetime | None:
    """When the next of them is to be done."""
    found: datetime | None = connection.scalar(select(_acts.c.at).order_by(_acts.c.at, _acts.c.id).limit(1))
    return found
