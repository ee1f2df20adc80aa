"""Puts a step that was taken at a node in its place in the province's history, or keeps it as a clash."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from handlers import effects as e
from handlers.effects import Effects
from handlers.initiative import Action, Initiative, Level, Status, moved
from handlers.nodes import conflict, notices
from handlers.nodes.conflict import Offered, Standing, Why
from handlers.officers import effects as o
from handlers.officers.review import ItemFacts, Reference
from handlers.officers.rulings import Ruled, Ruling
from storage import initiatives as items
from storage import rulings
from storage.nodes import acting, keys, twins
from storage.nodes.acting import Tools
from storage.nodes.known import Node
from storage.nodes.parcels import Step
from storage.posts import levels
from storage.tables import clashes, decisions, initiatives


@dataclass(frozen=True, slots=True)
class Desk:
    """What the steps of one batch are taken with: ours by theirs of its people, and those who have heard of
    their steps at the node."""

    node: Node
    tools: Tools
    now: datetime
    people: Mapping[int, int] = field(default_factory=dict)
    told: Collection[int] = ()


def take(connection: Connection, desk: Desk, step: Step) -> None:
    """Once: a step that stands here already, or clashed, changes nothing."""
    node = desk.node.key
    same = (clashes.c.node == node) & (clashes.c.theirs == step.id)
    if twins.find(connection, node, "decision", [step.id]):
        return
    if connection.execute(select(clashes.c.id).where(same)).first() is not None:
        return
    locked = select(initiatives).where(initiatives.c.number == step.number).with_for_update()
    row = connection.execute(locked).one_or_none()
    if row is None:
        return
    why = _try(connection, desk, step, row)
    if why is None:
        newest = select(func.max(decisions.c.id)).where(decisions.c.initiative_id == row.id)
        twins.keep(connection, node, "decision", step.id, connection.scalar(newest) or 0)
        return
    wanted = step.model_dump(mode="json")
    values = {"node": node, "initiative_id": row.id, "theirs": step.id, "wanted": wanted, "why": why}
    connection.execute(insert(clashes).values(**values, at=desk.now))


def _belongs(connection: Connection, node: Node, row: Row[Any]) -> bool:
    """A node has a say in what it numbered and in what is of its branch."""
    placed = items.find(connection, [Reference(id=row.id)])[Reference(id=row.id)]
    return row.number in node.numbers or (placed.path or "").startswith(node.path)


def _try(connection: Connection, desk: Desk, step: Step, row: Row[Any]) -> Why | None:
    by = desk.people.get(step.by.own or 0)
    if by is None or not _belongs(connection, desk.node, row):
        return "unknown"
    standing = _standing(connection, desk.node, step, row)
    offered = Offered(action=Action(step.action), before=Status(step.before), to=Status(step.to))
    why = conflict.hindrance(offered, standing)
    if why is not None:
        return why
    last = connection.scalar(select(func.max(decisions.c.at)).where(decisions.c.initiative_id == row.id))
    at = conflict.moment(step.at, last, desk.now)
    # Taking something up only keeps others from deciding at the same time; this was decided before.
    free = {"claimed_by": None, "claimed_until": None}
    connection.execute(update(initiatives).where(initiatives.c.id == row.id).values(free))
    if offered.action in conflict.WORDS:
        return _rule(connection, desk, step, row, by, at)
    return _move(connection, desk, step, offered, by, at)


def _standing(connection: Connection, node: Node, step: Step, row: Row[Any]) -> Standing:
    """What happened here after the last step that was known there."""
    behind, built = 0, False
    if step.after is not None and step.after.theirs is not None:
        behind = step.after.theirs
    elif step.after is not None and step.after.own is not None:
        found = twins.find(connection, node.key, "decision", [step.after.own])
        behind, built = found.get(step.after.own, 0), not found
    since = (decisions.c.initiative_id == row.id) & (decisions.c.id > behind)
    actions = connection.scalars(select(decisions.c.action).where(since).order_by(decisions.c.id))
    return Standing(status=Status(row.status), since=tuple(Action(one) for one in actions), built=built)


def _rule(connection: Connection, desk: Desk, step: Step, row: Row[Any], by: int, at: datetime) -> Why | None:
    tools = desk.tools
    ruling = Ruling(
        number=step.number,
        revision=row.revision,
        word=conflict.WORDS[Action(step.action)],
        reason=step.reason,
        words=step.words,
    )
    weighed = rulings.weigh(connection, by, "node", ruling, at, tools.zone)
    if not isinstance(weighed, Ruled):
        return conflict.unruled(weighed.why)
    if weighed.action != step.action:
        return "refused"
    ruled = rulings.rule(connection, by, "node", ruling, at, tools.render, tools.can_edit, tools.zone)
    if not isinstance(ruled, Ruled):
        return conflict.unruled(ruled.why)
    acting.unsay(connection, ruled.effects, desk.told)
    return None


def _move(
    connection: Connection, desk: Desk, step: Step, offered: Offered, by: int, at: datetime
) -> Why | None:
    """Steps of authors and of employers, and of officers who join what is alike."""
    (facts,) = rulings.look(connection, by, "node", [step.number], at, desk.tools.zone, lock=True)
    item = facts.item if facts.may else None
    if offered.action in (Action.RESUBMIT, Action.WITHDRAW):
        item = _of_author(connection, step.number, by)
    if item is None:
        return "not_theirs"
    found = _effects(connection, facts, item, step, offered)
    if found is None:
        return "refused"
    if not facts.below:
        unit = item.unit.id if item.unit else None
        below = levels.others(connection, {(unit, by)}, at)[unit, by]
        facts = _facts(facts, item, below)
    came = notices.Came(
        key=f"{desk.node.key}-{step.id}",
        action=offered.action,
        to=offered.to,
        reason=step.reason,
        words=step.words,
    )
    effects = (*found, *notices.spread(facts, item, came))
    keys.expect(connection, step.files, f"node:{desk.node.key}:files", "")
    acting.act(connection, desk.tools, by, step.action, effects, at, desk.told)
    return None


def _of_author(connection: Connection, number: int, by: int) -> Initiative | None:
    reference = Reference(number=number)
    item = items.find(connection, [reference], lock=True)[reference].initiative
    return item if by in (item.author_id, item.entered_by) else None


def _facts(facts: ItemFacts, item: Initiative, below: tuple[Any, ...]) -> ItemFacts:
    return ItemFacts(
        speaker=facts.speaker,
        item=item,
        may=facts.may,
        levels=facts.levels,
        joint=facts.joint,
        below=below,
        above=facts.above,
        zone=facts.zone,
    )


def _effects(
    connection: Connection, facts: ItemFacts, item: Initiative, step: Step, offered: Offered
) -> Effects | None:
    action = offered.action
    decide = e.Decide(
        item.id, item.revision, action, offered.to, step.reason, step.words, by_words=step.by_words
    )
    if action is Action.RESUBMIT:
        if step.sent is None or item.status is not Status.RETURNED:
            return None
        sent = step.sent
        return (e.Resubmit(item.id, item.revision, sent.title, sent.answers, sent.form_version),)
    if action is Action.WITHDRAW:
        able = moved(item.review, item.status, action, Level.AUTHOR) is not None and not item.is_shared
        return (decide,) if able else None
    if action in (Action.MERGE, Action.PART):
        return _joining(connection, facts, item, step, decide)
    able = any(
        moved(item.review, item.status, action, level) is offered.to
        for level in (*facts.levels, Level.EMPLOYER)
    )
    if not able or not facts.levels:
        return None
    return (decide, *_paper(item, step))


def _paper(item: Initiative, step: Step) -> tuple[o.KeepRecognition, ...]:
    if step.paper is None or item.recognition is not None:
        return ()
    unit = item.establishment_id or (item.unit.id if item.unit else None)
    return (o.KeepRecognition(initiative_ids=(item.id,), unit_id=unit, **step.paper.model_dump()),)


def _joining(
    connection: Connection, facts: ItemFacts, item: Initiative, step: Step, decide: e.Decide
) -> Effects | None:
    """Two that are one, or are not any more: both of the same establishment, by an officer of it."""
    reference = Reference(number=step.into or 0)
    placed = items.find(connection, [reference], lock=True).get(reference)
    if placed is None or not facts.levels:
        return None
    other = placed.initiative
    if decide.action is Action.PART:
        parted = item.status is Status.MERGED and item.merged_into == other.id
        return (decide, o.Part(item.id, other.id, 0)) if parted else None
    able = any(moved(item.review, item.status, Action.MERGE, level) for level in facts.levels)
    here = (item.establishment_id or item.unit) == (other.establishment_id or other.unit)
    if not able or not here or other.status in (Status.MERGED, Status.WITHDRAWN, Status.NOT_VALID):
        return None
    return (decide, o.Unite(item.id, other.id, 100))
