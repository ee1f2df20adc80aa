"""Where somebody may enter a report for a worker."""

from collections.abc import Sequence

from sqlalchemy import Connection, or_, select

from handlers.events import Said
from handlers.officers import review, rights
from handlers.officers.posts import on_behalf
from handlers.officers.posts.on_behalf import BehalfFacts
from handlers.speaker import Asked, EnteringFor
from handlers.units import Unit
from storage import programmes
from storage import units as unit_rows
from storage.posts import officers
from storage.tables import units

#: How many units are looked through for a worker's.
_FOUND = 60


def load_entering(connection: Connection, asked: Sequence[Asked]) -> list[BehalfFacts]:
    """The units of each speaker's branches that their words or buttons name."""
    programme = programmes.running(connection)
    facts = []
    for one in asked:
        entering = [post.unit_id for post in one.speaker.person.posts if post.role in rights.ENTERS]
        # A unit without a path (half an import) must reach nothing: "" is the beginning of every path.
        scope = tuple(path for path in officers.paths_of(connection, set(entering)).values() if path)
        facts.append(
            BehalfFacts(
                speaker=one.speaker,
                programme=programme,
                units=_units(connection, one, scope),
                picked=_picked(connection, one, scope),
            )
        )
    return facts


def _units(connection: Connection, one: Asked, scope: tuple[str, ...]) -> tuple[Unit, ...]:
    place = one.speaker.place
    asks = isinstance(place, EnteringFor) and place.asking == "unit"
    if asks and isinstance(one.event, Said):
        found = unit_rows.search(connection, one.event.text[:200], _FOUND)
        return tuple(_within(connection, found, scope)[: on_behalf.SHOWN])
    entering = {post.unit_id for post in one.speaker.person.posts if post.role in rights.ENTERS}
    own = unit_rows.by_ids(connection, sorted(entering))
    below = connection.scalar(
        select(units.c.id).where(units.c.parent_id.in_(list(own)), units.c.until.is_(None)).limit(1)
    )
    if len(own) == 1 and below is None:
        return tuple(own.values())
    rows = connection.execute(
        select(units.c.id, units.c.code, units.c.name)
        .where(or_(units.c.id.in_(list(own)), units.c.parent_id.in_(list(own))), units.c.until.is_(None))
        .order_by(units.c.path)
        .limit(on_behalf.SHOWN)
    )
    return tuple(Unit(row.id, row.code, row.name) for row in rows)


def _picked(connection: Connection, one: Asked, scope: tuple[str, ...]) -> Unit | None:
    """The unit of a button or of a whole typed code; at the last question the one that was picked."""
    place = one.speaker.place
    if not isinstance(place, EnteringFor):
        return None
    if place.asking != "unit":
        found = list(unit_rows.by_ids(connection, [place.unit_id]).values())
    elif isinstance(one.event, Said):
        found = list(unit_rows.by_codes(connection, [one.event.text[:30]]).values())
    else:
        number = review.argument_of(one.event)
        is_number = number.isascii() and number.isdigit() and len(number) <= 15
        found = list(unit_rows.by_ids(connection, [int(number)]).values()) if is_number else []
    return next(iter(_within(connection, found, scope)), None)


def _within(connection: Connection, found: Sequence[Unit], scope: tuple[str, ...]) -> list[Unit]:
    paths = officers.paths_of(connection, [unit.id for unit in found])
    return [unit for unit in found if officers.reaches(scope, paths[unit.id])]
