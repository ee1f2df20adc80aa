"""What officers need to know of posts: who holds which, who stands in, who may end them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, or_, select

from handlers.officers import rights
from handlers.officers.posts import posts, standing_in
from handlers.officers.posts.posts import Held, PostFacts, StandIn
from handlers.person import Person, Role
from handlers.speaker import Asked
from handlers.understanding.folding import fold
from handlers.units import Unit
from storage import units as unit_rows
from storage.posts.officers import VIETNAM, paths_of, reaches
from storage.tables import delegations, officers, people, units

_HELD = (
    select(
        officers.c.id,
        officers.c.person_id,
        officers.c.role,
        officers.c.unit_id,
        people.c.name.label("person_name"),
        people.c.language,
        units.c.code,
        units.c.name,
        units.c.path,
    )
    .join(people, people.c.id == officers.c.person_id)
    .join(units, units.c.id == officers.c.unit_id)
    .where(officers.c.until.is_(None))
    .order_by(officers.c.id)
)
_substitute = people.alias("substitute")
_STAND_INS = (
    select(
        delegations,
        officers.c.person_id.label("for_id"),
        people.c.name.label("for_name"),
        people.c.language.label("for_language"),
        _substitute.c.name.label("substitute_name"),
        _substitute.c.language.label("substitute_language"),
        units.c.name.label("unit_name"),
    )
    .select_from(
        delegations.join(officers, officers.c.id == delegations.c.officer_id)
        .join(people, people.c.id == officers.c.person_id)
        .join(_substitute, _substitute.c.id == delegations.c.person_id)
        .join(units, units.c.id == officers.c.unit_id)
    )
    .where(officers.c.until.is_(None))
    .order_by(delegations.c.starts, delegations.c.id)
)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A post with where its unit stands in the tree."""

    held: Held
    path: str


def load_posts(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = VIETNAM
) -> list[PostFacts]:
    """Each officer's own posts, and the post or the unit that their event is about. Nothing is read for a
    person without a post, and of units outside their branches nothing is told."""
    return [
        _load(connection, one, zone)
        if one.speaker.person.is_officer
        else PostFacts(speaker=one.speaker, zone=zone)
        for one in asked
    ]


def _load(connection: Connection, one: Asked, zone: ZoneInfo) -> PostFacts:
    speaker = one.speaker
    person = speaker.person
    own = [placed.held for placed in _held(connection, officers.c.person_id == person.id)]
    mine = or_(delegations.c.person_id == person.id, officers.c.person_id == person.id)
    rows = connection.execute(_STAND_INS.where(mine, delegations.c.ends > one.event.at))
    facts = PostFacts(
        speaker=speaker,
        own=tuple(replace(post, may_end=True) for post in own),
        stand_ins=tuple(_stand_in(row) for row in rows),
        zone=zone,
    )
    paths = paths_of(connection, {post.unit_id for post in person.posts})
    post_id = None if standing_in.asks_ending(one.event, speaker) else standing_in.post_of(one.event, speaker)
    if post_id is None and len(own) == 1 and posts.is_about_own(one.event):
        post_id = own[0].id
    if post_id is not None:
        return _with_post(connection, facts, post_id, paths)
    if posts.asks_officers(one.event, speaker):
        return _with_unit(connection, facts, posts.unit_code(one.event), paths)
    return facts


def _with_post(connection: Connection, facts: PostFacts, post_id: int, paths: dict[int, str]) -> PostFacts:
    found = _held(connection, officers.c.id == post_id)
    person = facts.speaker.person
    if not found or not (
        found[0].held.person_id == person.id or reaches(_branches(person, paths), found[0].path)
    ):
        return facts
    about = found[0]
    same = [
        one.held
        for one in _held(connection, officers.c.unit_id == about.held.unit.id)
        if one.held.person_id != about.held.person_id
    ]
    chain = [int(part) for part in about.path.split("/") if part][:-1][::-1]
    above = {
        one.held.unit.id: one.held
        for one in _held(connection, officers.c.unit_id.in_(chain))
        if _decides(one)
    }
    nearest = next((above[unit] for unit in chain if unit in above), None)
    elders = [
        one.held
        for one in _held(connection, officers.c.unit_id.in_(chain[:1]))
        if _decides(one) and one.held.person_id != about.held.person_id
    ]
    last = bool(rights.DECIDES[about.held.role]) and not any(rights.DECIDES[one.role] for one in same)
    return replace(
        facts,
        about=replace(about.held, may_end=_may_end(person, paths, about)),
        colleagues=_each_once(same),
        elders=_each_once(elders),
        last=last,
        above=nearest.unit.name if nearest is not None else "",
    )


def _with_unit(connection: Connection, facts: PostFacts, code: str, paths: dict[int, str]) -> PostFacts:
    """The unit of the code, or the speaker's own when they look after one."""
    person = facts.speaker.person
    if code:
        unit = next(iter(unit_rows.by_codes(connection, [fold(code)]).values()), None)
    else:
        own = {post.unit_id for post in person.posts}
        unit = unit_rows.by_ids(connection, own).get(next(iter(own))) if len(own) == 1 else None
    if unit is None:
        return facts
    path = paths_of(connection, [unit.id])[unit.id]
    if not reaches(_branches(person, paths), path):
        return facts
    held = tuple(
        replace(one.held, may_end=_may_end(person, paths, one))
        for one in _held(connection, officers.c.unit_id == unit.id)
    )
    return replace(facts, unit=unit, officers=held)


def below(connection: Connection, unit_id: int | None) -> list[Held]:
    """Who holds posts at a unit and below it, or anywhere, the units in the tree's order."""
    path = paths_of(connection, [unit_id])[unit_id] if unit_id is not None else ""
    found = _held(connection, units.c.path.startswith(path) if path else units.c.id.is_not(None))
    return [placed.held for placed in sorted(found, key=lambda placed: (placed.path, placed.held.id))]


def one(connection: Connection, post_id: int) -> Held | None:
    """A post that somebody holds."""
    return next((placed.held for placed in _held(connection, officers.c.id == post_id)), None)


def _held(connection: Connection, *which: ColumnElement[bool]) -> list[_Placed]:
    return [
        _Placed(
            Held(
                id=row.id,
                person_id=row.person_id,
                name=row.person_name or "",
                language=row.language,
                unit=Unit(row.unit_id, row.code, row.name),
                role=Role(row.role),
            ),
            row.path,
        )
        for row in connection.execute(_HELD.where(*which))
    ]


def _branches(person: Person, paths: dict[int, str]) -> tuple[str, ...]:
    # A unit without a path (half an import) must reach nothing: "" is the beginning of every path.
    return tuple(paths[post.unit_id] for post in person.posts if paths[post.unit_id])


def _may_end(person: Person, paths: dict[int, str], about: _Placed) -> bool:
    if about.held.person_id == person.id:
        return True
    above = [
        post.role
        for post in person.posts
        if paths[post.unit_id]
        and about.path.startswith(paths[post.unit_id])
        and about.path != paths[post.unit_id]
    ]
    same = [post.role for post in person.posts if post.unit_id == about.held.unit.id]
    return rights.ends(about.held.role, above, same)


def _decides(one: _Placed) -> bool:
    return bool(rights.DECIDES[one.held.role])


def _each_once(found: Iterable[Held]) -> tuple[Held, ...]:
    return tuple({one.person_id: one for one in found}.values())


def _stand_in(row: Any) -> StandIn:
    return StandIn(
        id=row.id,
        post_id=row.officer_id,
        person_id=row.person_id,
        name=row.substitute_name or "",
        language=row.substitute_language,
        for_id=row.for_id,
        for_name=row.for_name or "",
        for_language=row.for_language,
        unit_name=row.unit_name,
        starts=row.starts,
        ends=row.ends,
    )
