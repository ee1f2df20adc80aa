"""The node takes over what stands at the province, without losing what its people did meanwhile."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from handlers.effects import Tell
from handlers.initiative import Action, Initiative
from handlers.nodes import notices
from handlers.officers.review import Hearer, Reference
from storage import initiatives as items
from storage.apply import recognition, telling
from storage.nodes import frames, histories, joined, keys, people, plain, twins, words
from storage.nodes.acting import Tools
from storage.nodes.gathering import facts as facts_of
from storage.nodes.gathering import who
from storage.nodes.joined import Joined
from storage.nodes.parcels import ClashBack, Facts, Page, Snapshot, Who
from storage.nodes.snapshots import COLUMNS
from storage.posts import levels
from storage.review import sketches
from storage.tables import (
    clashes,
    initiatives,
    joint_authors,
    mirrors,
    programmes,
    recognitions,
    versions,
)
from storage.tables import people as people_rows
from storage.tree.kinds import establishment


@dataclass(slots=True)
class Laid:
    """What one page brought: how many initiatives, steps, remarks and clashes were new."""

    initiatives: int = 0
    steps: int = 0
    remarks: int = 0
    clashes: int = 0
    tells: list[Tell] = field(default_factory=list)


class Stale(Exception):
    """A page that does not follow on what stands here: it was asked for earlier."""


def lay(connection: Connection, page: Page, tools: Tools, now: datetime) -> tuple[Joined, Laid]:
    """All of it with the place up to which it reaches, in the caller's transaction. Raises `Stale`."""
    here = joined.read(connection)
    if here is None:
        raise ValueError("this instance is no node")
    asked = page.ask
    if (asked.after, asked.walked, asked.clash) != (here.after, here.walked, here.clash):
        raise Stale
    if page.frame is not None:
        frames.lay(connection, page.frame)
    people.end(connection, page.ended)
    laid = Laid()
    for clash in page.clashes:
        _clash(connection, clash)
        laid.clashes += 1
    silent = set(page.told)
    for snapshot in page.snapshots:
        fresh = _snapshot(connection, snapshot, laid, now)
        if fresh and asked.walked is None:
            laid.tells += histories.arrival(connection, snapshot.number, now)
    for clash in page.clashes:
        laid.tells += _apology(connection, clash)
    laid.tells = [one for one in laid.tells if one.person_id not in silent]
    telling.tell(connection, laid.tells, tools.render, now.astimezone(tools.zone))
    amended = joined.amend(
        connection, after=page.after, walked=page.walked, clash=page.clash, frame=page.frame_hash
    )
    return amended, laid


def _clash(connection: Connection, clash: ClashBack) -> None:
    """The step leaves the history and stays, with all its words, among the clashes."""
    row = connection.execute(select(initiatives).where(initiatives.c.number == clash.number)).one()
    same = (clashes.c.node == "") & (clashes.c.theirs == clash.id)
    if connection.execute(select(clashes.c.id).where(same)).first() is None:
        values = {"node": "", "theirs": clash.id, "wanted": clash.wanted, "why": clash.why, "at": clash.at}
        connection.execute(insert(clashes).values(**values, initiative_id=row.id))
    histories.strike(connection, row.id, clash.step)


def _apology(connection: Connection, clash: ClashBack) -> list[Tell]:
    """Whoever took the step and the author hear what stands."""
    reference = Reference(number=clash.number)
    item = items.find(connection, [reference])[reference].initiative
    by = clash.wanted["by"].get("own")
    action = Action(clash.wanted["action"])
    persons = dict.fromkeys(one for one in (by, item.author_id) if one is not None)
    rows = connection.execute(select(people_rows).where(people_rows.c.id.in_(list(persons))))
    told = []
    for row in rows:
        reader = Hearer(row.id, row.language, row.name or "")
        shown = notices.clashed(reader, item, action, clash.wanted["words"], clash.why, own=row.id == by)
        told.append(Tell(row.id, shown, f"step:clash{clash.id}:{row.id}"))
    return told


def _snapshot(connection: Connection, snapshot: Snapshot, laid: Laid, now: datetime) -> bool:
    """Whether it is new here."""
    wanted = select(initiatives).where(initiatives.c.number == snapshot.number)
    row = connection.execute(wanted).one_or_none()
    keys.expect(connection, snapshot.files, "node::files", str(snapshot.number))
    _free_code(connection, snapshot)
    fresh = row is None
    if row is None:
        row = _make(connection, snapshot, now)
        laid.initiatives += 1
    _remarks(connection, row, snapshot, laid, now)
    # What our people did since is not at the province yet: it will answer that with another snapshot.
    if not histories.has_unsent(connection, row.id, snapshot):
        _take_over(connection, row, snapshot, laid, now, fresh=fresh)
    _facts(connection, snapshot, now)
    return fresh


def _free_code(connection: Connection, snapshot: Snapshot) -> None:
    """A code that was given to another initiative since is let go of first; that one comes down too."""
    code = snapshot.columns.get("portal_code")
    if code is not None:
        held = (initiatives.c.portal_code == code) & (initiatives.c.number != snapshot.number)
        connection.execute(update(initiatives).where(held).values(portal_code=None, portal_at=None))


def _make(connection: Connection, snapshot: Snapshot, now: datetime) -> Row[Any]:
    facts = snapshot.facts
    unit = _unit(connection, facts.unit)
    values = plain.read(initiatives, snapshot.columns, COLUMNS) | {
        "number": snapshot.number,
        "code": snapshot.code,
        "author_id": _person(connection, facts.author, now),
        "unit_id": unit,
        "unit_words": snapshot.unit_words,
        "programme_id": connection.scalar(
            select(programmes.c.id).where(programmes.c.key == snapshot.programme)
        ),
        "establishment_id": establishment(connection, unit),
    }
    if snapshot.entered_by is not None:
        values["entered_by"] = _person(connection, snapshot.entered_by, now)
    made = connection.execute(insert(initiatives).values(values).returning(initiatives.c.id)).scalar_one()
    return connection.execute(select(initiatives).where(initiatives.c.id == made)).one()


def _unit(connection: Connection, theirs: int | None) -> int | None:
    return twins.find(connection, "", "unit", [theirs]).get(theirs) if theirs is not None else None


def _person(connection: Connection, told: Who, now: datetime) -> int:
    if told.own is not None:
        moved = connection.scalar(select(people_rows.c.id).where(people_rows.c.id == told.own))
        if moved is not None:
            return int(moved)
    return people.stand_in(connection, told.theirs or 0, told.name, now)


def _remarks(connection: Connection, row: Row[Any], snapshot: Snapshot, laid: Laid, now: datetime) -> None:
    marks = [one.mark.theirs for one in snapshot.remarks if one.mark.theirs is not None]
    known = twins.find(connection, "", "remark", marks)
    for one in snapshot.remarks:
        theirs = one.mark.theirs
        if theirs is None or theirs in known:
            continue
        by = _person(connection, one.by, now)
        said = words.Said(by=by, at=one.at, words=one.words, internal=one.internal)
        twins.keep(connection, "", "remark", theirs, words.keep(connection, row.id, said))
        laid.tells += words.tells(connection, row.id, said, f"province-r{theirs}")
        laid.remarks += 1


def _take_over(
    connection: Connection, row: Row[Any], snapshot: Snapshot, laid: Laid, now: datetime, *, fresh: bool
) -> None:
    """Its history in the province's order, its state, and everybody told of each new step in turn."""
    reference = Reference(id=row.id)
    before = items.find(connection, [reference])[reference].initiative
    persons = {index: _person(connection, one.by, now) for index, one in enumerate(snapshot.steps)}
    added = histories.follow(connection, row.id, snapshot, persons)
    _versions(connection, row, snapshot)
    values = plain.read(initiatives, snapshot.columns, COLUMNS)
    # The revisions here only grow, or a button of before would mean what stands now.
    values["revision"] = max(row.revision + bool(added or values["status"] != row.status), values["revision"])
    values["claimed_by"] = None if added else row.claimed_by
    values["merged_into"] = connection.scalar(
        select(initiatives.c.id).where(initiatives.c.number == snapshot.merged_into)
    )
    connection.execute(update(initiatives).where(initiatives.c.id == row.id).values(values))
    if values["title"] != row.title or values["answers"] != row.answers or fresh:
        sketches.keep(connection, row.id, values["title"], values["answers"])
    _joint(connection, row.id, snapshot, now)
    laid.steps += len(added)
    if fresh:
        return  # what happened before anybody here knew of it is no news
    joint = levels.joint(connection, [row.id]).get(row.id, ())
    for index in added:
        step = snapshot.steps[index]
        was = snapshot.steps[index - 1].status if index else "submitted"
        item = replace(before, status=_status(was), title=values["title"])
        laid.tells += histories.news(connection, item, step, persons[index], joint, now)
    code = values["portal_code"]
    if code is not None and code != row.portal_code:
        authors = {one.person_id: one for one in (*joint, _author(before))}
        item = replace(before, title=values["title"])
        corrected = row.portal_code is not None
        laid.tells += notices.entered(item, list(authors.values()), code, corrected=corrected)


def _author(item: Initiative) -> Hearer:
    return Hearer(item.author_id, item.author_language, item.author_name)


def _status(told: str) -> Any:
    from handlers.initiative import Status

    return Status(told)


def _versions(connection: Connection, row: Row[Any], snapshot: Snapshot) -> None:
    """What was sent there; what was sent here and does not count was struck with its step."""
    known = connection.execute(select(versions).where(versions.c.initiative_id == row.id)).all()
    sent = {(one.at, one.title) for one in known}
    taken = {one.revision for one in known}
    for one in snapshot.versions:
        if (one.at, one.title) in sent or (one.revision == 1 and known):
            continue
        revision = one.revision if one.revision not in taken else max(taken) + 1
        taken.add(revision)
        values = {"revision": revision, "title": one.title, "answers": one.answers, "at": one.at}
        connection.execute(insert(versions).values(initiative_id=row.id, **values))


def _joint(connection: Connection, initiative_id: int, snapshot: Snapshot, now: datetime) -> None:
    wanted = {
        connection.scalar(select(initiatives.c.id).where(initiatives.c.number == number)): _person(
            connection, one, now
        )
        for number, one in snapshot.joint
    }
    mine = joint_authors.c.initiative_id == initiative_id
    present = {row.from_id: row.person_id for row in connection.execute(select(joint_authors).where(mine))}
    if present == wanted:
        return
    connection.execute(delete(joint_authors).where(mine))
    for from_id, person in wanted.items():
        if from_id is not None:
            values = {"initiative_id": initiative_id, "person_id": person, "from_id": from_id}
            connection.execute(insert(joint_authors).values(values))


def _facts(connection: Connection, snapshot: Snapshot, now: datetime) -> None:
    """Each fact as it stands there, unless it was changed here since and is still to be brought."""
    row = connection.execute(select(initiatives).where(initiatives.c.number == snapshot.number)).one()
    told = snapshot.facts
    author = _person(connection, told.author, now)
    theirs = told.model_copy(update={"author": who(connection, author)})
    kept = connection.scalar(select(mirrors.c.facts).where(mirrors.c.initiative_id == row.id))
    base = Facts.model_validate(kept) if kept is not None else None
    mine = facts_of(connection, row)
    values: dict[str, Any] = {}
    if base is None or mine.author == base.author:
        values["author_id"] = author
    if base is None or mine.benefit_corrected == base.benefit_corrected:
        values["benefit_corrected"] = told.benefit_corrected
    if (base is None or mine.unit == base.unit) and told.unit != mine.unit:
        unit = _unit(connection, told.unit)
        values |= {"unit_id": unit, "establishment_id": establishment(connection, unit)}
    if (base is None or mine.paper == base.paper) and told.paper != mine.paper:
        values["recognition_id"] = _paper(connection, row, told)
    connection.execute(update(initiatives).where(initiatives.c.id == row.id).values(values))
    connection.execute(delete(mirrors).where(mirrors.c.initiative_id == row.id))
    mirror = {"initiative_id": row.id, "facts": theirs.model_dump(mode="json")}
    connection.execute(insert(mirrors).values(mirror))


def _paper(connection: Connection, row: Row[Any], told: Facts) -> int | None:
    if told.paper is None:
        return None
    values = told.paper.model_dump()
    unit = row.establishment_id or row.unit_id
    held = row.recognition_id or recognition.find(connection, unit, told.paper.number, told.paper.signed_on)
    if held is not None:
        connection.execute(update(recognitions).where(recognitions.c.id == held).values(values))
        return int(held)
    at = row.updated_at
    made = insert(recognitions).values(**values, unit_id=unit, at=at).returning(recognitions.c.id)
    return int(connection.execute(made).scalar_one())
