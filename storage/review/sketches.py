"""Sketches of what initiatives tell, and the ones whose sketches meet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    union_all,
    update,
)

from handlers.initiative import Status
from handlers.likeness import score, sketch, story
from handlers.likeness.story import Story
from storage.tables import initiatives, likenesses, sketches

#: The newest of a band that are looked at: a sentence that everybody copies fills its bands, and may not
#: make a look-up slow. Of those that share most bands the texts are read and scored.
PER_BAND: Final = 60
READ: Final = 60
#: Where an initiative must be new. Until its grassroots unit is known for itself, the unit it came from.
PLACE: Final = func.coalesce(initiatives.c.establishment_id, initiatives.c.unit_id, 0)
_PLACED: Final = select(PLACE).where(initiatives.c.id == bindparam("id"))
#: Nobody's work is the same as what its author took back, or as what is part of another already.
_OUT: Final = (Status.WITHDRAWN.value, Status.MERGED.value)


@dataclass(frozen=True, slots=True)
class Found:
    """An initiative that looks like another, with its score; `here` when both are of one establishment."""

    id: int
    score: int
    here: bool


def keep(
    connection: Connection, initiative_id: int, title: str, answers: Mapping[str, Any], *, fresh: bool = False
) -> None:
    """The sketch of what was just sent, in the place of an earlier one; a `fresh` one has none."""
    drawn = sketch.draw(story.read(title, answers))
    if not fresh:
        connection.execute(delete(sketches).where(sketches.c.initiative_id == initiative_id))
    if drawn.bands:
        place = connection.scalar(_PLACED, {"id": initiative_id})
        rows = [
            {"band": band, "establishment_id": place, "initiative_id": initiative_id} for band in drawn.bands
        ]
        connection.execute(insert(sketches), rows)


def move(connection: Connection, which: ColumnElement[bool]) -> None:
    """These initiatives belong to another establishment now, or to one at last."""
    place = select(PLACE).where(initiatives.c.id == sketches.c.initiative_id).scalar_subquery()
    these = sketches.c.initiative_id.in_(select(initiatives.c.id).where(which))
    connection.execute(update(sketches).where(these).values(establishment_id=place))


def alike(
    connection: Connection, initiative_id: int, *, least: int = score.LOOK, most: int = 3
) -> list[Found]:
    """The initiatives most like this one, those of its establishment first; no pair that an officer has
    settled, and nothing withdrawn or merged."""
    row = connection.execute(
        select(initiatives.c.title, initiatives.c.answers, PLACE.label("place")).where(
            initiatives.c.id == initiative_id
        )
    ).first()
    if row is None:
        return []
    known = settled(connection, initiative_id) | {initiative_id}
    return like(connection, row.title, row.answers, row.place, known, least=least, most=most)


def like(
    connection: Connection,
    title: str,
    answers: Mapping[str, Any],
    place: int,
    without: Iterable[int] = (),
    *,
    least: int = score.LOOK,
    most: int = 3,
    elsewhere: bool = True,
) -> list[Found]:
    """The same for a text that need not have been sent; `place` is 0 without an establishment."""
    told = story.read(title, answers)
    drawn = sketch.draw(told)
    if not drawn.near:
        return []
    left = set(without)
    found: list[Found] = []
    if place:
        found = _scored(connection, told, _HERE, drawn.near, place, left, least)
    if elsewhere and len(found) < most:
        # Those without an establishment are elsewhere to one another, too.
        found += _scored(connection, told, _ELSEWHERE, drawn.wide, place or -1, left, least)
    return found[:most]


def _scored(
    connection: Connection,
    told: Story,
    query: Select[Any],
    bands: Sequence[int],
    place: int,
    without: set[int],
    least: int,
) -> list[Found]:
    values = {f"band_{turn}": band for turn, band in enumerate(bands)}
    here = query is _HERE
    found = [
        Found(row.id, points, here)
        for row in connection.execute(query, {**values, "place": place})
        if row.id not in without
        and (points := score.score(told, story.read(row.title, row.answers))) >= least
    ]
    return sorted(found, key=lambda one: (-one.score, one.id))


def settled(connection: Connection, initiative_id: int) -> set[int]:
    """What an officer has said of this one: the others of its settled pairs."""
    pairs = connection.execute(
        select(likenesses.c.initiative_id, likenesses.c.other_id).where(
            or_(likenesses.c.initiative_id == initiative_id, likenesses.c.other_id == initiative_id)
        )
    )
    return {one for pair in pairs for one in pair}


def _meeting(count: int, where: ColumnElement[bool], *, newest: bool) -> Select[Any]:
    """Titles and answers of those that share most of `count` bands: one small look into the index for each
    band, which both databases do alike."""
    looks = []
    for turn in range(count):
        look = select(sketches.c.initiative_id).where(sketches.c.band == bindparam(f"band_{turn}"), where)
        look = look.order_by(sketches.c.initiative_id.desc()) if newest else look
        looks.append(select(look.limit(PER_BAND).subquery(f"look_{turn}")))
    met = union_all(*looks).subquery("met")
    most = (
        select(met.c.initiative_id, func.count().label("shared"))
        .group_by(met.c.initiative_id)
        .order_by(func.count().desc(), met.c.initiative_id.desc())
        .limit(READ)
        .subquery("most")
    )
    return (
        select(initiatives.c.id, initiatives.c.title, initiatives.c.answers)
        .join(most, most.c.initiative_id == initiatives.c.id)
        .where(initiatives.c.status.not_in(_OUT))
        .order_by(most.c.shared.desc(), initiatives.c.id)
    )


_HERE: Final = _meeting(sketch.NEAR, sketches.c.establishment_id == bindparam("place"), newest=True)
#: Only a hint, so any of a full band will do: to sort all of them by age would cost as much as they are.
_ELSEWHERE: Final = _meeting(sketch.WIDE, sketches.c.establishment_id != bindparam("place"), newest=False)
