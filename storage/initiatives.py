"""Reads initiatives, with their history, for their authors and for the officers who may see them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, exists, or_, select

from handlers.initiative import Action, Claim, Decision, Initiative, Level, Recognition, Review, Status
from handlers.officers import review, rights
from handlers.officers.review import Hearer, ItemFacts, Reference
from handlers.officers.unit_names import FOUND, UnitFacts, picked_id
from handlers.person import Person
from handlers.speaker import Asked
from handlers.units import Unit
from storage import programmes
from storage import units as unit_rows
from storage.posts import levels, officers
from storage.review.queue import next_waiting
from storage.tables import decisions, initiatives, joint_authors, people, recognitions, units
from storage.tables import programmes as programme_rows

_holder = people.alias("holder")
_READ = (
    select(
        initiatives,
        people.c.name.label("author_name"),
        people.c.language.label("author_language"),
        units.c.code.label("unit_code"),
        units.c.name.label("unit_name"),
        units.c.path.label("unit_path"),
        _holder.c.name.label("holder_name"),
        programme_rows.c.id.label("programme"),
        programme_rows.c.levels,
        programme_rows.c.recognition,
        programme_rows.c.lease_minutes,
        recognitions.c.kind.label("recognition_kind"),
        recognitions.c.number.label("recognition_number"),
        recognitions.c.signed_on,
        recognitions.c.signer,
        recognitions.c.signer_title,
        recognitions.c.file_key,
        exists().where(joint_authors.c.initiative_id == initiatives.c.id).label("is_shared"),
    )
    .select_from(initiatives)
    .join(people, people.c.id == initiatives.c.author_id)
    .outerjoin(units, units.c.id == initiatives.c.unit_id)
    .outerjoin(_holder, _holder.c.id == initiatives.c.claimed_by)
    .outerjoin(programme_rows, programme_rows.c.id == initiatives.c.programme_id)
    .outerjoin(recognitions, recognitions.c.id == initiatives.c.recognition_id)
)


@dataclass(frozen=True, slots=True)
class Placed:
    """An initiative with where its unit stands in the tree; `path` is None while no unit is known."""

    initiative: Initiative
    number: int
    path: str | None


def find(
    connection: Connection, references: Iterable[Reference], *, lock: bool = False
) -> dict[Reference, Placed]:
    """The initiatives that exist among these. `lock` keeps them as they are until the transaction ends."""
    wanted = set(references)
    numbers = [one.number for one in wanted if one.number is not None]
    ids = [one.id for one in wanted if one.id is not None]
    if not wanted:
        return {}
    asked_for = or_(initiatives.c.number.in_(numbers), initiatives.c.id.in_(ids))
    if lock:
        # One order for everyone, or two batches could wait for each other for ever. And by itself: whoever
        # waited in the statement below would see new columns of the row beside the holder or the decision
        # of the employer that were joined to the old one.
        held = select(initiatives.c.id).where(asked_for).order_by(initiatives.c.id).with_for_update()
        connection.execute(held).all()
    placed = _placed(connection, _READ.where(asked_for))
    named = {Reference(number=one.number): one for one in placed}
    named |= {Reference(id=one.initiative.id): one for one in placed}
    return {reference: named[reference] for reference in wanted if reference in named}


def of_authors(connection: Connection, author_ids: Iterable[int]) -> dict[int, list[Initiative]]:
    """Each author's initiatives and those they entered for others, newest first."""
    wanted = list(author_ids)
    theirs = or_(initiatives.c.author_id.in_(wanted), initiatives.c.entered_by.in_(wanted))
    query = _READ.where(theirs).order_by(initiatives.c.submitted_at.desc(), initiatives.c.id.desc())
    written: dict[int, list[Initiative]] = {author: [] for author in wanted}
    for one in _placed(connection, query):
        for person in dict.fromkeys((one.initiative.author_id, one.initiative.entered_by)):
            if person in written:
                written[person].append(one.initiative)
    return written


def kept_of(connection: Connection, author_ids: Iterable[int]) -> dict[int, dict[int, Initiative]]:
    """For each author what their merged initiatives, by id, are part of now."""
    wanted = list(author_ids)
    joined = connection.execute(
        select(joint_authors.c.person_id, joint_authors.c.from_id, joint_authors.c.initiative_id).where(
            joint_authors.c.person_id.in_(wanted)
        )
    ).all()
    found = find(connection, {Reference(id=row.initiative_id) for row in joined})
    kept: dict[int, dict[int, Initiative]] = {author: {} for author in wanted}
    for row in joined:
        kept[row.person_id][row.from_id] = found[Reference(id=row.initiative_id)].initiative
    return kept


def load_cards(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[ItemFacts]:
    """For looking only."""
    return _load(connection, asked, zone, lock=False)


def load_verdicts(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[ItemFacts]:
    """For deciding: the initiatives are locked, and the next one waiting is known."""
    return _load(connection, asked, zone, lock=True)


def load_unit_names(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = officers.VIETNAM
) -> list[UnitFacts]:
    """For finding the unit an author described: units like the words, or the one that was picked."""
    items = _load(connection, asked, zone, lock=True)
    picks = [picked_id(one.event) for one in asked]
    known = unit_rows.standing_by_ids(connection, {pick for pick in picks if pick is not None})
    units_named = {unit.id for unit in known.values()}
    told = levels.nearest(connection, units_named, asked[0].event.at) if asked else {}
    facts = []
    for about, pick in zip(items, picks, strict=True):
        picked = known.get(pick) if pick is not None else None
        alike: tuple[Unit, ...] = ()
        if picked is None and about.may and about.item is not None and about.item.unit is None:
            alike = tuple(unit_rows.search(connection, about.item.unit_words, FOUND))
        contacts = told[picked.id] if picked is not None else ()
        facts.append(UnitFacts(about=about, alike=alike, picked=picked, officers=contacts))
    return facts


def _load(connection: Connection, asked: Sequence[Asked], zone: ZoneInfo, *, lock: bool) -> list[ItemFacts]:
    references = [review.reference(one.event, one.speaker) for one in asked]
    # A person without a post gets nothing loaded: what is not read cannot be shown by mistake.
    found = find(
        connection,
        [
            reference
            for reference, one in zip(references, asked, strict=True)
            if reference is not None and one.speaker.person.is_officer
        ],
        lock=lock,
    )
    branches = officers.scopes(connection, asked)
    paths = officers.paths_of(
        connection, {post.unit_id for one in asked for post in one.speaker.person.posts}
    )
    seen = [
        (placed.initiative, one.speaker.person.id)
        for reference, one in zip(references, asked, strict=True)
        if reference is not None and (placed := found.get(reference)) is not None
    ]
    around = _around(connection, seen, asked[0].event.at) if lock and seen else _Around()
    facts = []
    for reference, one in zip(references, asked, strict=True):
        person = one.speaker.person
        placed = found.get(reference) if reference is not None and person.is_officer else None
        scope = branches[person.id]
        may = placed is not None and (placed.path is None or officers.reaches(scope, placed.path))
        following = None
        if lock and person.is_officer:
            # One small statement per officer: each has another branch, and it stops at the first row.
            skipped = placed.initiative.id if placed is not None else None
            following = next_waiting(connection, person, one.event.at, skipped)
        facts.append(
            ItemFacts(
                speaker=one.speaker,
                reference=reference,
                item=placed.initiative if placed is not None else None,
                may=may,
                levels=_levels(person, placed, paths) if may else frozenset(),
                next_number=following,
                zone=zone,
                **around.of(placed.initiative if placed is not None and may else None, person.id),
            )
        )
    return facts


@dataclass(frozen=True, slots=True)
class _Around:
    """What a decision needs to know of people, by initiative; `turns` by who decides, too."""

    joint: Mapping[int, tuple[Hearer, ...]] = field(default_factory=dict)
    holders: Mapping[int, Hearer] = field(default_factory=dict)
    turns: Mapping[tuple[int, int], levels.Turn] = field(default_factory=dict)
    codes: Mapping[int, str] = field(default_factory=dict)

    def of(self, item: Initiative | None, person_id: int) -> dict[str, Any]:
        """The fields of `ItemFacts` that this adds."""
        if item is None:
            return {}
        turn = self.turns.get((item.id, person_id), levels.Turn())
        return {
            "joint": self.joint.get(item.id, ()),
            "holder": self.holders.get(item.claim.by_id) if item.claim else None,
            "below": turn.below,
            "above": turn.above,
            "merged_code": self.codes.get(item.merged_into or 0, ""),
        }


def _around(connection: Connection, seen: Sequence[tuple[Initiative, int]], now: datetime) -> _Around:
    items = [item for item, _ in seen]
    return _Around(
        joint=levels.joint(connection, [item.id for item in items]),
        holders=levels.hearers(connection, {item.claim.by_id for item in items if item.claim}),
        turns=levels.turns(connection, seen, now),
        codes=levels.codes(connection, [item.merged_into for item in items if item.merged_into]),
    )


def _levels(person: Person, placed: Placed | None, paths: dict[int, str]) -> frozenset[Level]:
    """At which levels this person decides on an initiative at this place in the tree."""
    if placed is None:
        return frozenset()
    return rights.levels(
        post.role
        for post in person.posts
        if placed.path is None or officers.reaches((paths[post.unit_id],), placed.path)
    )


def _placed(connection: Connection, query: Select[Any]) -> list[Placed]:
    rows = connection.execute(query).all()
    told = _histories(connection, [row.id for row in rows])
    return [Placed(_initiative(row, told.get(row.id, ())), row.number, row.unit_path) for row in rows]


def _histories(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Decision, ...]]:
    if not ids:
        return {}
    rows = connection.execute(
        select(decisions, people.c.name)
        .join(people, people.c.id == decisions.c.by_id)
        .where(decisions.c.initiative_id.in_(ids))
        .order_by(decisions.c.id)
    )
    histories: dict[int, tuple[Decision, ...]] = {}
    for row in rows:
        step = Decision(
            action=Action(row.action),
            by_id=row.by_id,
            by_name=row.by_words or row.name or "",
            at=row.at,
            reason=row.reason,
            words=row.words,
            via=row.via,
        )
        histories[row.initiative_id] = (*histories.get(row.initiative_id, ()), step)
    return histories


def _initiative(row: Row[Any], history: tuple[Decision, ...]) -> Initiative:
    unit = Unit(row.unit_id, row.unit_code, row.unit_name) if row.unit_id is not None else None
    return Initiative(
        id=row.id,
        code=row.code,
        author_id=row.author_id,
        author_name=row.author_name or "",
        author_language=row.author_language,
        unit=unit,
        unit_words=row.unit_words,
        status=Status(row.status),
        revision=row.revision,
        title=row.title,
        answers=row.answers,
        form_version=row.form_version,
        submitted_at=row.submitted_at,
        updated_at=row.updated_at,
        history=history,
        review=programmes.review_of(row) if row.programme is not None else Review(),
        establishment_id=row.establishment_id,
        entered_by=row.entered_by,
        claim=_claim(row),
        recognition=_recognition(row),
        benefit=row.benefit,
        benefit_corrected=row.benefit_corrected,
        merged_into=row.merged_into,
        is_shared=row.is_shared,
        answer_due=row.answer_due,
    )


def _claim(row: Row[Any]) -> Claim | None:
    if row.claimed_by is None or row.claimed_until is None:
        return None
    return Claim(row.claimed_by, row.holder_name or "", row.claimed_until)


def _recognition(row: Row[Any]) -> Recognition | None:
    if row.recognition_id is None:
        return None
    return Recognition(
        id=row.recognition_id,
        kind=row.recognition_kind,
        number=row.recognition_number,
        signed_on=row.signed_on,
        signer=row.signer,
        signer_title=row.signer_title,
        file_key=row.file_key,
    )
