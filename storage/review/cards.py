"""Reads the whole record of an initiative: what was sent, what was said, who stands behind it."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, func, or_, select

from handlers.initiative import Action, Initiative, Status
from handlers.officers import rights
from handlers.officers.review import Reference
from handlers.record import value, writing
from handlers.record.facts import CardFacts, Joined, Peers, Record, Remark, Version
from handlers.speaker import Asked
from storage import initiatives
from storage import people as people_rows
from storage.portal import entries as portal_entries
from storage.posts import levels, officers
from storage.tables import decisions, joint_authors, people, remarks, units, versions
from storage.tables import initiatives as initiative_rows

#: The newest valid initiatives of a union that a value is measured by.
_PEERS = 200


def load_cards(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[CardFacts]:
    """Initiatives with their records, for looking and for adding words to them. Internal notes are not
    even read for an initiative's own authors."""
    named = [Asked(writing.named(one.event, one.speaker), one.speaker) for one in asked]
    found = initiatives.load_cards(connection, named, zone=zone)
    shown = {about.item.id: about.item for about in found if about.item is not None and about.may}
    records = read(connection, shown.values())
    writers = _writing(connection, asked, shown.values())
    facts = []
    for about in found:
        person = about.speaker.person.id
        record = records.get(about.item.id) if about.item is not None else None
        own = record is not None and person in authors(record)
        if record is not None and own:
            record = without_notes(record)
        writes = record is not None and not own and (person, record.item.id) in writers
        facts.append(CardFacts(about=about, record=record, own=own, writes=writes))
    return facts


def load_record(connection: Connection, number: int) -> Record | None:
    """The whole record of this number, notes included."""
    reference = Reference(number=number)
    placed = initiatives.find(connection, [reference]).get(reference)
    return read(connection, [placed.initiative])[placed.initiative.id] if placed is not None else None


def read(connection: Connection, items: Collection[Initiative]) -> dict[int, Record]:
    """Each initiative's record by its id, internal notes included."""
    ids = [item.id for item in items]
    if not ids:
        return {}
    sent = _versions(connection, ids)
    joined = _joined(connection, ids)
    said = _remarks(connection, items, joined, internal=True)
    writers = levels.hearers(connection, {item.entered_by for item in items if item.entered_by is not None})
    at_portal = portal_entries.of(connection, ids)
    codes = levels.codes(connection, [item.merged_into for item in items if item.merged_into is not None])
    return {
        item.id: Record(
            item=item,
            versions=sent.get(item.id, ()),
            remarks=said.get(item.id, ()),
            joined=joined.get(item.id, ()),
            peers=_peers(connection, item),
            entered_by=writers[item.entered_by].name if item.entered_by is not None else "",
            kept_code=codes.get(item.merged_into or 0, ""),
            portal=at_portal.get(item.id, ()),
            returns=sum(step.action is Action.RETURN for step in item.history),
        )
        for item in items
    }


def comments_of(connection: Connection, items: Collection[Initiative]) -> dict[int, tuple[Remark, ...]]:
    """What was said between the union and the authors of each initiative; notes are not read."""
    ids = [item.id for item in items]
    return _remarks(connection, items, _joined(connection, ids), internal=False) if ids else {}


def authors(record: Record) -> frozenset[int]:
    """Everybody whose own work it is."""
    return frozenset({record.item.author_id, *(one.person_id for one in record.joined)})


def voices(connection: Connection, items: Collection[Initiative]) -> dict[int, int]:
    """Who answers in the place of an author without any conversation, by initiative: they wrote it too."""
    entered = [item for item in items if item.entered_by not in (None, item.author_id)]
    silent = people_rows.hearers(connection, {item.author_id for item in entered}) if entered else {}
    return {
        item.id: item.entered_by
        for item in entered
        if item.author_id in silent and item.entered_by is not None
    }


def without_notes(record: Record) -> Record:
    """The record as its authors may read it."""
    return replace(record, remarks=tuple(one for one in record.remarks if not one.internal))


def _versions(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Version, ...]]:
    rows = connection.execute(
        select(versions).where(versions.c.initiative_id.in_(ids)).order_by(versions.c.revision)
    )
    sent: dict[int, tuple[Version, ...]] = {}
    for row in rows:
        one = Version(row.revision, row.title, row.answers, row.at)
        sent[row.initiative_id] = (*sent.get(row.initiative_id, ()), one)
    return sent


def _remarks(
    connection: Connection,
    items: Collection[Initiative],
    joined: dict[int, tuple[Joined, ...]],
    *,
    internal: bool,
) -> dict[int, tuple[Remark, ...]]:
    own = {item.id: {item.author_id, *(one.person_id for one in joined.get(item.id, ()))} for item in items}
    for item_id, writer in voices(connection, items).items():
        own[item_id].add(writer)
    query = (
        select(remarks, people.c.name)
        .join(people, people.c.id == remarks.c.by_id)
        .where(remarks.c.initiative_id.in_(list(own)))
        .order_by(remarks.c.id)
    )
    if not internal:
        query = query.where(remarks.c.internal.is_(False))
    said: dict[int, tuple[Remark, ...]] = {}
    for row in connection.execute(query):
        said[row.initiative_id] = (*said.get(row.initiative_id, ()), _remark(row, own[row.initiative_id]))
    return said


def _remark(row: Row[Any], own: set[int]) -> Remark:
    return Remark(row.by_id, row.name or "", row.at, row.words, row.internal, row.by_id in own)


def _joined(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Joined, ...]]:
    theirs = initiative_rows.alias("theirs")
    # One look into an index for each, where a join with the newest of all would read the whole history.
    merged = (
        select(func.max(decisions.c.at))
        .where(decisions.c.initiative_id == theirs.c.id, decisions.c.action == Action.MERGE.value)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            joint_authors.c.initiative_id,
            people.c.id,
            people.c.name,
            people.c.language,
            theirs.c.code,
            merged.label("at"),
        )
        .join(people, people.c.id == joint_authors.c.person_id)
        .join(theirs, theirs.c.id == joint_authors.c.from_id)
        .where(joint_authors.c.initiative_id.in_(ids))
        .order_by(joint_authors.c.id)
    )
    joined: dict[int, tuple[Joined, ...]] = {}
    for row in rows:
        one = Joined(row.id, row.name or "", row.code, row.at, row.language)
        joined[row.initiative_id] = (*joined.get(row.initiative_id, ()), one)
    return joined


def _peers(connection: Connection, item: Initiative) -> Peers:
    """What the newest valid ones of the same establishment bring, where a value is to be measured by it."""
    worth, unit = value.counted(item), item.establishment_id or (item.unit.id if item.unit else None)
    if worth is None or unit is None or value.outlier(worth, Peers()):
        return Peers()
    path = select(units.c.path).where(units.c.id == unit).scalar_subquery()
    # By the units below it and not by the establishment: for these there is an index, newest first.
    below = select(units.c.id).where(units.c.path.startswith(path))
    counts = func.coalesce(initiative_rows.c.benefit_corrected, initiative_rows.c.benefit)
    values = connection.scalars(
        select(counts)
        .where(
            initiative_rows.c.status == Status.VALID.value,
            initiative_rows.c.unit_id.in_(below),
            or_(initiative_rows.c.benefit.is_not(None), initiative_rows.c.benefit_corrected.is_not(None)),
            initiative_rows.c.id != item.id,
        )
        .order_by(initiative_rows.c.updated_at.desc())
        .limit(_PEERS)
    ).all()
    return Peers(len(values), int(median(values))) if values else Peers()


def _writing(
    connection: Connection, asked: Sequence[Asked], items: Collection[Initiative]
) -> set[tuple[int, int]]:
    """Who may add to which record, as (person, initiative): helpers may, observers may not."""
    if not items:
        return set()
    posts = [(one.speaker.person.id, post) for one in asked for post in one.speaker.person.posts]
    wanted = {post.unit_id for _, post in posts} | {item.unit.id for item in items if item.unit}
    paths = officers.paths_of(connection, wanted)
    return {
        (person, item.id)
        for person, post in posts
        if post.role in rights.ENTERS
        for item in items
        if item.unit is None or officers.reaches((paths[post.unit_id],), paths[item.unit.id])
    }
