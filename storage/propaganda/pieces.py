"""Units' own stories, beside the library's pieces."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Select, exists, literal, select

from handlers.initiative import Status
from storage.tables import initiatives, joint_authors, people, stories, units

#: The theme of units' own stories; their keys are ``stories.<id>``.
THEME = "stories"


@dataclass(frozen=True, slots=True)
class Told:
    """A story as it may be told now; `path` is the branch of the union above its unit, all of whose people
    it is for: neighbours know the work, and nobody is held up to strangers."""

    key: str
    title: str
    words: str
    path: str
    unit: str
    author: str


def stories_told(connection: Connection) -> dict[str, str]:
    """The words of every story of a valid initiative whose authors all agree to be named, by key."""
    return {row.key: row.words for row in told(connection)}


def told(connection: Connection) -> list[Told]:
    """The same with all that stands on their pictures, the newest last."""
    found = connection.execute(_TOLD)
    return [
        Told(
            f"{THEME}.{row.id}",
            row.title,
            row.words,
            _above(row.path),
            row.unit,
            row.author or "",
        )
        for row in found
    ]


def barred(connection: Connection, person_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Which stories each of these people may not be given at this moment: of other branches, or taken back
    since a broadcast's library was read."""
    every = {f"{THEME}.{one}" for one in connection.scalars(select(stories.c.id))}
    if not every:
        return {}
    branches: dict[str, set[str]] = {}
    for one in told(connection):
        branches.setdefault(one.path, set()).add(one.key)
    rows = connection.execute(
        select(people.c.id, units.c.path)
        .outerjoin(units, units.c.id == people.c.unit_id)
        .where(people.c.id.in_(list(person_ids)))
    ).all()
    found: dict[str, frozenset[str]] = {}
    for path in {row.path or "" for row in rows}:
        near = {key for branch, keys in branches.items() if path.startswith(branch) for key in keys}
        found[path] = frozenset(every - near)
    return {row.id: found[row.path or ""] for row in rows}


def _above(path: str) -> str:
    """The path of the union above: "/1/4/" for "/1/4/17/"; a unit at the top has none above it."""
    upper = path.rstrip("/").rpartition("/")[0]
    return f"{upper}/" if upper else path


def _statement() -> Select[tuple[int, str, str, str, str, str | None]]:
    joint = people.alias("joint")
    silent = exists(
        select(literal(1))
        .select_from(joint_authors.join(joint, joint.c.id == joint_authors.c.person_id))
        .where(joint_authors.c.initiative_id == initiatives.c.id, joint.c.public.is_not(True))
    )
    return (
        select(
            stories.c.id,
            stories.c.title,
            stories.c.words,
            units.c.path,
            units.c.name.label("unit"),
            people.c.name.label("author"),
        )
        .join(initiatives, initiatives.c.id == stories.c.initiative_id)
        .join(people, people.c.id == initiatives.c.author_id)
        .join(units, units.c.id == stories.c.unit_id)
        .where(stories.c.withdrawn_at.is_(None), people.c.public.is_(True), ~silent)
        .where(initiatives.c.status == Status.VALID.value)
        .order_by(stories.c.id)
    )


_TOLD = _statement()
