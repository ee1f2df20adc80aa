"""The node's copy of a history: brought into the province's order, without what is still to be sent."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from handlers.effects import Tell
from handlers.initiative import Action, Initiative, Level, Status, waits_for
from handlers.nodes import notices
from handlers.officers.officer import submission_notice
from handlers.officers.review import Hearer, ItemFacts, Reference
from handlers.person import Person
from handlers.speaker import Speaker
from storage import initiatives as items
from storage import rulings
from storage.nodes import twins
from storage.nodes.parcels import Snapshot, StepBack
from storage.posts import levels
from storage.tables import decisions, versions

_TAKEN = ("action", "status", "at", "reason", "words", "by_words", "via")


def _now(connection: Connection, own: int) -> int:
    """Where a step of ours stands today, by the id under which it travelled."""
    return twins.find(connection, "", "step", [own]).get(own, own)


def strike(connection: Connection, initiative_id: int, own: int) -> None:
    """Take a step that does not count out of the history, and what was sent with it."""
    row = connection.execute(select(decisions).where(decisions.c.id == _now(connection, own))).first()
    if row is None or row.initiative_id != initiative_id:
        return
    if row.action == Action.RESUBMIT.value:
        sent = (versions.c.initiative_id == initiative_id) & (versions.c.at == row.at)
        connection.execute(delete(versions).where(sent & (versions.c.revision > 1)))
    connection.execute(delete(decisions).where(decisions.c.id == row.id))


def has_unsent(connection: Connection, initiative_id: int, snapshot: Snapshot) -> bool:
    """Whether somebody here took a step that the province has not looked at when it told this."""
    ids = list(connection.scalars(select(decisions.c.id).where(decisions.c.initiative_id == initiative_id)))
    brought = twins.of_ours(connection, "", "decision", ids)
    stand = {_now(connection, one.mark.own) for one in snapshot.steps if one.mark.own is not None}
    return any(one not in brought and one not in stand for one in ids)


def follow(
    connection: Connection, initiative_id: int, snapshot: Snapshot, persons: Mapping[int, int]
) -> list[int]:
    """Make the history the province's; the places in it of the steps that are new here.

    Rows are read in the order of their ids, so from the first place on where ours differ they are written
    anew; a step of our own then remembers the id under which the province knows it.
    """
    mine = select(decisions.c.id).where(decisions.c.initiative_id == initiative_id).order_by(decisions.c.id)
    present = list(connection.scalars(mine))
    marks = [one.mark.theirs for one in snapshot.steps if one.mark.theirs is not None]
    brought = twins.find(connection, "", "decision", marks)
    added = []
    same = True
    for index, step in enumerate(snapshot.steps):
        ours = _ours(connection, step, brought, present)
        if ours is None:
            added.append(index)
        same = same and ours is not None and index < len(present) and present[index] == ours
        if same and ours is not None:
            _settle(connection, ours, step)
            continue
        if ours is not None:
            connection.execute(delete(decisions).where(decisions.c.id == ours))
        row = {name: getattr(step, name) for name in _TAKEN} | {"by_id": persons[index]}
        made = insert(decisions).values(initiative_id=initiative_id, **row).returning(decisions.c.id)
        _remember(connection, step, connection.execute(made).scalar_one())
    return added


def _ours(
    connection: Connection, step: StepBack, brought: Mapping[int, int], present: Sequence[int]
) -> int | None:
    if step.mark.own is not None:
        found = _now(connection, step.mark.own)
        return found if found in present else None
    return brought.get(step.mark.theirs or 0)


def _settle(connection: Connection, ours: int, step: StepBack) -> None:
    """Its time may have been mended: it cannot be before the step it follows."""
    moved = (decisions.c.id == ours) & ((decisions.c.at != step.at) | (decisions.c.status != step.status))
    connection.execute(update(decisions).where(moved).values(at=step.at, status=step.status))


def _remember(connection: Connection, step: StepBack, made: int) -> None:
    if step.mark.own is not None:
        twins.put(connection, "", "step", step.mark.own, made)
    elif step.mark.theirs is not None:
        twins.put(connection, "", "decision", step.mark.theirs, made)


def arrival(connection: Connection, number: int, now: datetime) -> tuple[Tell, ...]:
    """What waits for officers here when it comes down for the first time, as if it had been sent to them."""
    reference = Reference(number=number)
    item = items.find(connection, [reference])[reference].initiative
    level = waits_for(item.review, item.status)
    turn = levels.turns(connection, [(item, item.author_id)], now)[item.id, item.author_id]
    hearers = {Level.GRASSROOTS: turn.below, Level.UPPER: turn.above}.get(level, ()) if level else ()
    unit = item.unit.name if item.unit else item.unit_words
    return tuple(
        Tell(
            one.person_id,
            submission_notice(one.language, number, item.code, item.title, item.author_name, unit),
            once=f"submitted:{item.code}:{one.person_id}",
        )
        for one in hearers
    )


def news(
    connection: Connection,
    item: Initiative,
    step: StepBack,
    by: int,
    joint: Sequence[Hearer],
    now: datetime,
) -> tuple[Tell, ...]:
    """Who hears of a step that was taken at the province. `item` is as it stood before."""
    turn = levels.turns(connection, [(item, by)], now)[item.id, by]
    facts = ItemFacts(
        speaker=Speaker(
            conversation="node:main:0", person=rulings.officer(connection, by, now) or Person(id=by)
        ),
        item=item,
        joint=tuple(joint),
        below=turn.below,
        above=turn.above,
    )
    came = notices.Came(
        key=f"province-{step.mark.theirs or step.mark.own}",
        action=Action(step.action),
        to=Status(step.status),
        reason=step.reason,
        words=step.words,
    )
    return notices.spread(facts, item, came)
