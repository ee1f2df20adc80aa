"""Initiatives with what an employer's decision on them needs to know."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, func, select

from handlers.employer.facts import Named
from handlers.initiative import Status
from handlers.officers import rights
from handlers.officers.officer import Officer
from handlers.officers.review import Reference
from handlers.person import Person
from storage import initiatives as initiative_rows
from storage.initiatives import Placed
from storage.posts import officers
from storage.tables import initiatives, joint_authors, people, units

#: What waits for an employer's decision.
WAITING = (Status.ENDORSED.value, Status.ASKED.value, Status.REFUSED.value)


def named(
    connection: Connection, numbers: Iterable[int], person: Person, paths: Mapping[int, str]
) -> tuple[Named, ...]:
    """Those of these initiatives that this officer may see, in the order of their numbers, locked."""
    wanted = [Reference(number=number) for number in numbers]
    if not wanted or not person.is_officer:
        return ()
    found = initiative_rows.find(connection, wanted, lock=True)
    scope = [paths[post.unit_id] for post in person.posts if paths.get(post.unit_id)]
    seen = [one for one in found.values() if one.path is None or officers.reaches(scope, one.path)]
    heard = hearers(connection, [one.initiative.id for one in seen])
    return tuple(_named(one, person, paths, heard) for one in sorted(seen, key=lambda one: one.number))


def waiting(connection: Connection, employer_id: int, but: Iterable[int], most: int) -> list[int]:
    """The numbers of what else waits for this employer, or was recognised without its paper, oldest first."""
    open_here = initiatives.c.status.in_(WAITING)
    query = (
        select(initiatives.c.number)
        .where(func.coalesce(initiatives.c.establishment_id, initiatives.c.unit_id) == employer_id)
        .where(open_here, initiatives.c.number.not_in(list(but)))
        .order_by(initiatives.c.number)
        .limit(most)
    )
    return list(connection.scalars(query))


def hearers(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Officer, ...]]:
    """Everyone who is told what an employer said of each: its authors, and who entered it for one."""
    if not ids:
        return {}
    found: dict[int, list[Officer]] = {one: [] for one in ids}
    author = (
        select(initiatives.c.id, people.c.id.label("person"), people.c.language)
        .join(people, people.c.id.in_((initiatives.c.author_id, initiatives.c.entered_by)))
        .where(initiatives.c.id.in_(ids))
        .order_by(people.c.id)
    )
    joint = (
        select(joint_authors.c.initiative_id, people.c.id.label("person"), people.c.language)
        .join(people, people.c.id == joint_authors.c.person_id)
        .where(joint_authors.c.initiative_id.in_(ids))
        .order_by(joint_authors.c.id)
    )
    for query in (author, joint):
        for initiative, person, language in connection.execute(query):
            found[initiative].append(Officer(person, language))
    return {one: tuple(dict.fromkeys(told)) for one, told in found.items()}


def employer_of(connection: Connection, employer_id: int | None) -> tuple[str, str]:
    """The name of the union that asks, and the language its employer's papers are usually in."""
    row = connection.execute(
        select(units.c.name, units.c.employer_language).where(units.c.id == employer_id)
    ).first()
    return (row.name, row.employer_language) if row is not None else ("", "vi")


def _named(
    one: Placed, person: Person, paths: Mapping[int, str], heard: Mapping[int, tuple[Officer, ...]]
) -> Named:
    item = one.initiative
    levels = rights.levels(
        post.role
        for post in person.posts
        if one.path is None or officers.reaches((paths[post.unit_id],), one.path)
    )
    unit = item.establishment_id or (item.unit.id if item.unit else None)
    return Named(item=item, levels=levels, employer_id=unit, hearers=heard.get(item.id, ()))
