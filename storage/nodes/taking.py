"""The province takes what a node brings: each batch once, in order, in one transaction with its place."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from handlers import effects as e
from handlers.officers.officer import submission_notice
from storage.apply import recognition, telling
from storage.library import files as stored
from storage.nodes import acting, keys, people, steps, twins, words
from storage.nodes.acting import Tools
from storage.nodes.known import Node, lock, seen
from storage.nodes.parcels import (
    Batch,
    Change,
    Facts,
    Paper,
    Remark,
    Report,
    Roster,
    Step,
    Taken,
    Who,
)
from storage.nodes.steps import Desk
from storage.posts import levels
from storage.posts.officers import paths_of
from storage.review import sketches
from storage.tables import files, initiatives, nodes, recognitions, units
from storage.tables import people as people_rows
from storage.tree.kinds import establishment


class Unknown(Exception):
    """The node was revoked while it was speaking."""


def take(connection: Connection, node_id: int, batch: Batch, tools: Tools, now: datetime) -> Taken:
    """How far the node's feed stands here afterwards. A batch that stands here already, or that leaves a gap,
    changes nothing: the answer says from where to go on."""
    node = lock(connection, node_id)
    if node is None:
        raise Unknown
    seen(connection, node_id, now)
    if batch.after != node.taken or batch.to <= batch.after:
        return Taken(taken=node.taken, roster=node.roster)
    known = people.take(connection, node, batch.people)
    told = {known[one.id] for one in batch.people if one.talks}
    desk = Desk(node, tools, now, known, told)
    for item in batch.items:
        match item:
            case Report():
                _report(connection, desk, item)
            case Change():
                _change(connection, desk, item)
            case Step():
                steps.take(connection, desk, item)
            case Remark():
                _remark(connection, desk, item)
    people.end_posts(connection, node, batch.people, known)
    connection.execute(update(nodes).where(nodes.c.id == node.id).values(taken=batch.to))
    return Taken(taken=batch.to, roster=node.roster)


def take_roster(connection: Connection, node_id: int, roster: Roster, now: datetime) -> Taken:
    """People as they are now, if this list is newer than the last."""
    node = lock(connection, node_id)
    if node is None:
        raise Unknown
    seen(connection, node_id, now)
    if roster.serial <= node.roster:
        return Taken(taken=node.taken, roster=node.roster)
    known = people.take(connection, node, roster.people)
    people.end_posts(connection, node, roster.people, known)
    connection.execute(update(nodes).where(nodes.c.id == node.id).values(roster=roster.serial))
    return Taken(taken=node.taken, roster=roster.serial)


def _report(connection: Connection, desk: Desk, report: Report) -> None:
    """A new initiative, at the time it was sent there; one whose number stands here already is known."""
    node = desk.node
    known = select(initiatives.c.id).where(initiatives.c.number == report.number)
    if report.number not in node.numbers or connection.execute(known).first() is not None:
        return
    author = _person(desk, report.facts.author)
    if author is None:
        return
    keys.expect(connection, report.files, f"node:{node.key}:files", "")
    at = min(report.first.at, desk.now)
    unit_id = report.facts.unit if _is_below(connection, node, report.facts.unit) else None
    entered_by = _person(desk, report.entered_by)
    effects: e.Effects = (
        e.Submit(
            number=report.number,
            code=report.code,
            title=report.first.title,
            answers=report.first.answers,
            form_version=report.first.form_version,
            unit_id=unit_id,
            unit_words=report.unit_words,
        ),
        *_news(connection, report, unit_id, author, entered_by, at),
    )
    acting.act(connection, desk.tools, author, "submit", effects, at, desk.told)
    if entered_by is not None:
        one = initiatives.c.number == report.number
        connection.execute(update(initiatives).where(one).values(entered_by=entered_by))
    row = connection.execute(select(initiatives).where(initiatives.c.number == report.number)).one()
    _apply(connection, desk, row, Facts(author=report.facts.author, unit=unit_id), report.facts)


def _news(
    connection: Connection, report: Report, unit_id: int | None, author: int, writer: int | None, at: datetime
) -> Iterable[e.Tell]:
    """Whoever may decide on it and has not heard of it at the node."""
    unit = connection.scalar(select(units.c.name).where(units.c.id == unit_id)) or report.unit_words
    name = connection.scalar(select(people_rows.c.name).where(people_rows.c.id == author)) or ""
    for one in levels.others(connection, {(unit_id, author)}, at)[unit_id, author]:
        if one.person_id != writer:
            shown = submission_notice(
                one.language, report.number, report.code, report.first.title, name, unit
            )
            yield e.Tell(one.person_id, shown, once=f"submitted:{report.code}:{one.person_id}")


def _change(connection: Connection, desk: Desk, change: Change) -> None:
    locked = select(initiatives).where(initiatives.c.number == change.number).with_for_update()
    row = connection.execute(locked).one_or_none()
    if row is None or not (row.number in desk.node.numbers or _is_below(connection, desk.node, row.unit_id)):
        return
    keys.expect(connection, change.files, f"node:{desk.node.key}:files", "")
    _apply(connection, desk, row, change.base, change.now)


def _apply(connection: Connection, desk: Desk, row: Row[Any], base: Facts, now: Facts) -> None:
    """Each fact that changed at the node and did not change here meanwhile."""
    values: dict[str, Any] = {}
    author, before = _person(desk, now.author), _person(desk, base.author)
    if author is not None and author != before and row.author_id == before:
        values["author_id"] = author
    if now.benefit_corrected != base.benefit_corrected and row.benefit_corrected == base.benefit_corrected:
        values["benefit_corrected"] = now.benefit_corrected
    if now.unit != base.unit and row.unit_id == base.unit and _is_below(connection, desk.node, now.unit):
        values |= {"unit_id": now.unit, "establishment_id": establishment(connection, now.unit)}
    if values:
        connection.execute(update(initiatives).where(initiatives.c.id == row.id).values(values))
        if "unit_id" in values:
            sketches.move(connection, initiatives.c.id == row.id)
    if now.paper is not None and now.paper != base.paper:
        _keep_paper(connection, desk, row, base.paper, now.paper)


def _keep_paper(connection: Connection, desk: Desk, row: Row[Any], base: Paper | None, now: Paper) -> None:
    unit = row.establishment_id or row.unit_id
    held = row.recognition_id or recognition.find(connection, unit, now.number, now.signed_on)
    present = connection.execute(select(recognitions).where(recognitions.c.id == held)).one_or_none()
    if present is None:
        made = insert(recognitions).values(**now.model_dump(), unit_id=unit, at=desk.now)
        found = connection.execute(made.returning(recognitions.c.id)).scalar_one()
    else:
        fields = {
            name: value
            for name, value in now.model_dump().items()
            if base is None or getattr(base, name) == getattr(present, name) or not getattr(present, name)
        }
        connection.execute(update(recognitions).where(recognitions.c.id == present.id).values(fields))
        found = present.id
    scan = connection.scalar(select(recognitions.c.file_key).where(recognitions.c.id == found))
    values: dict[str, Any] = {"recognition_id": found} | ({"lacking": False} if scan else {})
    connection.execute(update(initiatives).where(initiatives.c.id == row.id).values(values))


def _remark(connection: Connection, desk: Desk, remark: Remark) -> None:
    """Words never clash: they stand beside whatever was said meanwhile."""
    by = desk.people.get(remark.by.own or 0)
    row = connection.execute(select(initiatives).where(initiatives.c.number == remark.number)).one_or_none()
    if by is None or row is None or twins.find(connection, desk.node.key, "remark", [remark.id]):
        return
    if not (row.number in desk.node.numbers or _is_below(connection, desk.node, row.unit_id)):
        return
    said = words.Said(by=by, at=min(remark.at, desk.now), words=remark.words, internal=remark.internal)
    made = words.keep(connection, row.id, said)
    twins.keep(connection, desk.node.key, "remark", remark.id, made)
    tells = words.tells(connection, row.id, said, f"{desk.node.key}-r{remark.id}")
    told = [one for one in tells if one.person_id not in desk.told]
    telling.tell(connection, told, desk.tools.render, desk.now)


def _person(desk: Desk, who: Who | None) -> int | None:
    """One of the node's own people by their twin, or one of ours."""
    if who is None:
        return None
    return desk.people.get(who.own) if who.own is not None else who.theirs


def _is_below(connection: Connection, node: Node, unit_id: int | None) -> bool:
    if unit_id is None:
        return False
    return paths_of(connection, [unit_id]).get(unit_id, "").startswith(node.path)


def wanted_files(connection: Connection, node: Node, most: int) -> list[str]:
    """Files of this node's whose bytes are not here."""
    waits = (files.c.conversation == f"node:{node.key}:files") & (files.c.state == "wanted")
    query = select(files.c.key).where(waits).order_by(files.c.at, files.c.key).limit(most)
    return list(connection.scalars(query))


def file_came(connection: Connection, node: Node, key: str, sha256: str, media_type: str, size: int) -> bool:
    """Its bytes are kept and were verified; false when nobody waits for it."""
    row = stored.find(connection, [key]).get(key)
    if row is None or row.conversation != f"node:{node.key}:files" or row.state == "kept":
        return False
    stored.kept(connection, key, sha256, media_type, size)
    return True
