"""Made workers and officers, and what is known of them while they act."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, or_, select, update

from handlers.initiative import Status
from handlers.person import Role
from storage.tables import (
    campaign_units,
    conversations,
    drafts,
    initiatives,
    officers,
    people,
    unit_kinds,
    units,
)
from storage.traffic import outbox
from storage.tree import kinds
from storage.tree.kinds import Level

#: How many workers a unit is taken to have where nobody said.
UNKNOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """One made person; `campaigns` is their answer to being written to, `acted_at` their last act."""

    id: int
    unit_id: int
    lane: str
    language: str
    name: str
    campaigns: bool | None
    acted_at: datetime

    @property
    def conversation(self) -> str:
        """Its address is the person's id, so that a channel knows whom it serves."""
        return f"{self.lane}:{self.id}"


@dataclass(frozen=True, slots=True)
class State:
    """How a person stands before an act: `status` and `returns` are of what they sent last."""

    unit_id: int
    conversation: str
    language: str
    drafting: bool
    initiative_id: int | None
    status: Status | None
    returns: int


def places(connection: Connection) -> list[tuple[int, int]]:
    """The campaign's units where people work, with how many: those that have none below them."""
    paths = connection.scalars(
        select(units.c.path).join(campaign_units, campaign_units.c.unit_id == units.c.id)
    ).all()
    parents = select(units.c.parent_id).where(units.c.parent_id.is_not(None), units.c.until.is_(None))
    rows = connection.execute(
        select(units.c.id, func.coalesce(units.c.workers, units.c.members))
        .where(or_(*(units.c.path.startswith(path) for path in paths)))
        .where(units.c.until.is_(None), units.c.id.not_in(parents))
        .order_by(units.c.id)
    )
    return [(row[0], row[1] or UNKNOWN) for row in rows]


def posts(connection: Connection) -> list[tuple[int, Role]]:
    """Every unit with the role of its officers."""
    rows = connection.execute(
        select(units.c.id, unit_kinds.c.level)
        .outerjoin(unit_kinds, unit_kinds.c.key == units.c.kind)
        .where(units.c.until.is_(None))
        .order_by(units.c.id)
    )
    return [(row.id, kinds.role(row.level)) for row in rows if row.level != Level.GROUP.value]


def add(connection: Connection, made: Sequence[Made], at: datetime) -> None:
    if not made:
        return
    connection.execute(
        insert(people),
        [
            {
                "id": one.id,
                "unit_id": one.unit_id,
                "language": one.language,
                "name": one.name,
                "phone": f"+849{one.id:08d}",
                "handling": True,
                "campaigns": one.campaigns,
                "public": False,
                "conversation": one.conversation,
                "created_at": at,
            }
            for one in made
        ],
    )
    connection.execute(
        insert(conversations),
        [
            {
                "key": one.conversation,
                "lane": one.lane,
                "person_id": one.id,
                "last_at": one.acted_at,
                "burst_at": one.acted_at,
                "interacted_at": one.acted_at,
            }
            for one in made
        ],
    )


def appoint(connection: Connection, held: Sequence[tuple[int, int, Role]], at: datetime) -> None:
    """Person, unit, role."""
    rows = [{"person_id": who, "unit_id": unit, "role": role.value, "since": at} for who, unit, role in held]
    if rows:
        connection.execute(insert(officers), rows)


def states(connection: Connection, ids: Iterable[int]) -> dict[int, State]:
    wanted = list(ids)
    newest = (
        select(func.max(initiatives.c.id))
        .where(initiatives.c.author_id == people.c.id)
        .correlate(people)
        .scalar_subquery()
    )
    query = (
        select(
            people.c.id,
            people.c.unit_id,
            people.c.conversation,
            people.c.language,
            drafts.c.id.label("draft"),
            initiatives.c.id.label("initiative"),
            initiatives.c.status,
            initiatives.c.returns,
        )
        .outerjoin(drafts, drafts.c.person_id == people.c.id)
        .outerjoin(initiatives, initiatives.c.id == newest)
        .where(people.c.id.in_(wanted))
    )
    return {row.id: _state(row) for row in connection.execute(query)}


def _state(row: Any) -> State:
    return State(
        unit_id=row.unit_id,
        conversation=row.conversation,
        language=row.language,
        drafting=row.draft is not None,
        initiative_id=row.initiative,
        status=Status(row.status) if row.status else None,
        returns=row.returns or 0,
    )


_ACTED = (
    update(conversations)
    .where(conversations.c.key == bindparam("talk"))
    .values(interacted_at=bindparam("when"), last_at=bindparam("when"))
)


def acted(connection: Connection, acts: Sequence[tuple[str, datetime]]) -> None:
    """Conversation, moment: what opens a channel's window again."""
    if acts:
        connection.execute(_ACTED, [{"talk": talk, "when": when} for talk, when in acts])


def stop(connection: Connection, ids: Sequence[int]) -> None:
    """They want to be written to no more; what is queued for them is struck out."""
    if ids:
        connection.execute(update(people).where(people.c.id.in_(ids)).values(campaigns=False))
        outbox.strike(connection, ids)
