"""Who hears of a decision beside its author: joint authors, and the officers next in turn."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from handlers.initiative import Initiative, Level
from handlers.officers.officer import Officer
from handlers.officers.review import Hearer
from storage.posts import deciders
from storage.posts.deciders import Chain
from storage.tables import initiatives, joint_authors
from storage.tables import people as people_rows


def nearest(
    connection: Connection, unit_ids: Iterable[int | None], now: datetime
) -> dict[int | None, tuple[Officer, ...]]:
    """Who is told of a submission from each unit: those who decide at the grassroots level there, or
    above where nobody does; for an initiative without a unit (None) those at the root."""
    wanted = set(unit_ids)
    found = deciders.chains(connection, wanted, Level.GRASSROOTS, now)
    return {unit: next(iter(found.get(unit, ())), ()) for unit in wanted}


def others(
    connection: Connection, senders: Collection[tuple[int | None, int]], now: datetime
) -> dict[tuple[int | None, int], tuple[Officer, ...]]:
    """The same for each unit and the person who sends, who is to be judged by somebody else: where they
    are alone at their unit, by the next one above."""
    found = deciders.chains(connection, {unit for unit, _ in senders}, Level.GRASSROOTS, now)
    return {(unit, person): _without(found.get(unit, ()), {person}) for unit, person in senders}


@dataclass(frozen=True, slots=True)
class Turn:
    """The nearest grassroots officers, and the nearest upper ones who could confirm what one person
    endorses."""

    below: tuple[Officer, ...] = ()
    above: tuple[Officer, ...] = ()


def turns(
    connection: Connection, asked: Sequence[tuple[Initiative, int]], now: datetime
) -> dict[tuple[int, int], Turn]:
    """Who is next when it comes to their level, for each initiative and the person who decides on it."""
    places = {item.unit.id if item.unit else None for item, _ in asked}
    below = deciders.chains(connection, places, Level.GRASSROOTS, now)
    above = deciders.chains(connection, places, Level.UPPER, now)
    found = {}
    for item, person in asked:
        place = item.unit.id if item.unit else None
        own = {item.author_id, item.entered_by}
        found[item.id, person] = Turn(
            _without(below.get(place, ()), own),
            # Whoever endorses does not confirm: where they are alone at their unit, the next one above does.
            _without(above.get(place, ()), {*own, person}),
        )
    return found


def _without(chain: Chain, but: Collection[int | None]) -> tuple[Officer, ...]:
    able = (tuple(one for one in unit if one.person_id not in but) for unit in chain)
    return next((unit for unit in able if unit), ())


def joint(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[Hearer, ...]]:
    """The authors whose own reports were merged into each of these, each once."""
    if not ids:
        return {}
    rows = connection.execute(
        select(joint_authors.c.initiative_id, people_rows.c.id, people_rows.c.language, people_rows.c.name)
        .join(people_rows, people_rows.c.id == joint_authors.c.person_id)
        .where(joint_authors.c.initiative_id.in_(ids))
        .order_by(joint_authors.c.id)
    )
    found: dict[int, dict[int, Hearer]] = {}
    for row in rows:
        found.setdefault(row.initiative_id, {})[row.id] = Hearer(row.id, row.language, row.name or "")
    return {item: tuple(hearers.values()) for item, hearers in found.items()}


def hearers(connection: Connection, person_ids: Collection[int]) -> dict[int, Hearer]:
    """These people as they are spoken to."""
    if not person_ids:
        return {}
    rows = connection.execute(
        select(people_rows.c.id, people_rows.c.language, people_rows.c.name).where(
            people_rows.c.id.in_(list(person_ids))
        )
    )
    return {row.id: Hearer(row.id, row.language, row.name or "") for row in rows}


def codes(connection: Connection, ids: Iterable[int]) -> Mapping[int, str]:
    """The codes people know these initiatives by."""
    wanted = list(ids)
    if not wanted:
        return {}
    rows = connection.execute(
        select(initiatives.c.id, initiatives.c.code).where(initiatives.c.id.in_(wanted))
    )
    return {row.id: row.code for row in rows}
