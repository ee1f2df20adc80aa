"""The part of a batch that officers do beside deciding: claims, remarks, values, likenesses."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, assert_never

from sqlalchemy import ColumnElement, Connection, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from handlers.initiative import Status
from handlers.officers import effects as o
from storage.tables import digests, initiatives, joint_authors, likenesses, remarks

if TYPE_CHECKING:
    from storage.apply.batch import Batch, Turn


def write(connection: Connection, batch: Batch) -> bool:
    """Everything in its order; false when somebody else took an initiative up meanwhile."""
    # Applied before this: a claim that somebody else's decision has just ended must not come back.
    settled = {decide.initiative_id for _, decide in batch.decides}
    for turn, effect in batch.review:
        match effect:
            case o.TakeUp(initiative_id):
                if initiative_id in settled or not _take_up(connection, turn, effect):
                    return False
            case o.PutDown(initiative_id):
                mine = initiatives.c.claimed_by == turn.look.speaker.person.id
                _claim(connection, initiative_id, mine, None, None)
            case o.Comment():
                _comment(connection, turn, effect)
            case o.CorrectBenefit(initiative_id, value):
                one = initiatives.c.id == initiative_id
                connection.execute(update(initiatives).where(one).values(benefit_corrected=value))
            case o.Unite():
                if not _unite(connection, turn, effect):
                    return False
            case o.Part():
                _part(connection, turn, effect)
            case o.KeepApart(initiative_id, other_id, score):
                _settle(connection, turn, initiative_id, other_id, score, "apart")
            case o.SetDigest(hour):
                _set_digest(connection, turn, hour)
            case _:
                assert_never(effect)
    return True


def _take_up(connection: Connection, turn: Turn, effect: o.TakeUp) -> bool:
    person, now = turn.look.speaker.person.id, turn.event.at
    free = or_(
        initiatives.c.claimed_by.is_(None),
        initiatives.c.claimed_by.in_([person, effect.over] if effect.over else [person]),
        initiatives.c.claimed_until <= now,
    )
    return _claim(connection, effect.initiative_id, free, person, effect.until)


def _claim(
    connection: Connection,
    initiative_id: int,
    condition: ColumnElement[bool],
    person: int | None,
    until: datetime | None,
) -> bool:
    changed = connection.execute(
        update(initiatives)
        .where(initiatives.c.id == initiative_id, condition)
        .values(claimed_by=person, claimed_until=until)
    )
    return bool(changed.rowcount)


def _comment(connection: Connection, turn: Turn, effect: o.Comment) -> None:
    connection.execute(
        insert(remarks).values(
            initiative_id=effect.initiative_id,
            by_id=turn.look.speaker.person.id,
            at=turn.event.at,
            words=effect.words,
            internal=effect.internal,
        )
    )


def _unite(connection: Connection, turn: Turn, effect: o.Unite) -> bool:
    """The merged one's author, and everyone merged into it before, are authors of the kept one. False when
    that one was merged or taken back in the same moment: two officers may join two crosswise."""
    merged, kept = effect.merged_id, effect.kept_id
    status = connection.scalar(select(initiatives.c.status).where(initiatives.c.id == kept))
    if status in (Status.MERGED.value, Status.WITHDRAWN.value):
        return False
    connection.execute(update(initiatives).where(initiatives.c.id == merged).values(merged_into=kept))
    author = select(initiatives.c.author_id).where(initiatives.c.id == merged).scalar_subquery()
    connection.execute(insert(joint_authors).values(initiative_id=kept, person_id=author, from_id=merged))
    earlier = joint_authors.c.initiative_id == merged
    connection.execute(update(joint_authors).where(earlier).values(initiative_id=kept))
    # What was merged into this one before is part of the last one now: nobody follows a chain of codes.
    chained = initiatives.c.merged_into == merged
    connection.execute(update(initiatives).where(chained).values(merged_into=kept))
    _settle(connection, turn, merged, kept, effect.score, "same")
    return True


def _part(connection: Connection, turn: Turn, effect: o.Part) -> None:
    merged, kept = effect.merged_id, effect.kept_id
    connection.execute(update(initiatives).where(initiatives.c.id == merged).values(merged_into=None))
    connection.execute(joint_authors.delete().where(joint_authors.c.from_id == merged))
    _settle(connection, turn, merged, kept, effect.score, "apart")


def _settle(connection: Connection, turn: Turn, one: int, other: int, score: int, state: str) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    values = {"score": score, "state": state, "by_id": turn.look.speaker.person.id, "at": turn.event.at}
    row = dialect.insert(likenesses).values(initiative_id=min(one, other), other_id=max(one, other), **values)
    connection.execute(row.on_conflict_do_update(index_elements=["initiative_id", "other_id"], set_=values))


def _set_digest(connection: Connection, turn: Turn, hour: str | None) -> None:
    person = turn.look.speaker.person.id
    if hour is None:
        connection.execute(digests.delete().where(digests.c.person_id == person))
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = dialect.insert(digests).values(person_id=person, hour=hour)
    connection.execute(row.on_conflict_do_update(index_elements=["person_id"], set_={"hour": hour}))
