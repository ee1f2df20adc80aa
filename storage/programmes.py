"""The programmes that are running, and where."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from handlers.initiative import Review
from handlers.rules import Programme
from storage.campaigns import phases
from storage.posts.officers import paths_of
from storage.tables import programme_units, programmes

_ACTIVE = (
    select(programmes, programme_units.c.unit_id)
    .outerjoin(programme_units, programme_units.c.programme_id == programmes.c.id)
    .where(programmes.c.active)
    .order_by(programmes.c.id.desc())
)


def running(connection: Connection) -> Programme | None:
    """The programme new initiatives belong to wherever no unit has one of its own."""
    return _everywhere(connection.execute(_ACTIVE).all())


def of_units(connection: Connection, unit_ids: Iterable[int | None]) -> dict[int | None, Programme]:
    """The programme of each unit: that of the nearest unit from there upward that has one, else the one
    that runs everywhere; units without any are left out. `None` stands for nobody's unit."""
    wanted = set(unit_ids)
    rows = connection.execute(_ACTIVE).all()
    usual = _everywhere(rows)
    special: dict[int, Programme] = {}
    for row in rows:
        if row.unit_id is not None:
            special.setdefault(row.unit_id, _programme(row))
    paths = paths_of(connection, [one for one in wanted if one is not None]) if special else {}
    found: dict[int | None, Programme] = {}
    for one in wanted:
        chain = [int(part) for part in paths.get(one, "").split("/") if part] if one is not None else []
        nearest = next((special[unit] for unit in reversed(chain) if unit in special), usual)
        if nearest is not None:
            found[one] = nearest
    return found


def of_unit(connection: Connection, unit_id: int | None) -> Programme | None:
    return of_units(connection, [unit_id]).get(unit_id)


def where(connection: Connection) -> list[tuple[Any, list[int]]]:
    """Every programme's row, the newest first, and the units it is run in; no units: everywhere else."""
    units: dict[int, list[int]] = {}
    for row in connection.execute(select(programme_units).order_by(programme_units.c.unit_id)):
        units.setdefault(row.programme_id, []).append(row.unit_id)
    rows = connection.execute(select(programmes).order_by(programmes.c.active.desc(), programmes.c.id.desc()))
    return [(row, units.get(row.id, [])) for row in rows]


def review_of(row: Any) -> Review:
    """How the programme in this row reviews."""
    return Review(row.levels, row.recognition, row.lease_minutes)


def run(
    connection: Connection,
    fields: dict[str, Any],
    steps: Sequence[Mapping[str, Any]] = (),
    unit_ids: Sequence[int] = (),
) -> int:
    """Run this programme with these phases; the key names it, so that running it again changes its dates.

    Without units it runs everywhere and ends the others. With units it runs only there, in the place of
    what ran there, and what runs elsewhere goes on.
    """
    known = connection.scalar(select(programmes.c.id).where(programmes.c.key == fields["key"]))
    if known is None:
        made = connection.execute(insert(programmes).values(**fields, active=True).returning(programmes.c.id))
        known = int(made.scalar_one())
    else:
        connection.execute(update(programmes).where(programmes.c.id == known).values(**fields, active=True))
    if unit_ids:
        _leave(connection, known, unit_ids)
    else:
        connection.execute(update(programmes).where(programmes.c.id != known).values(active=False))
        connection.execute(delete(programme_units))
    connection.execute(delete(programme_units).where(programme_units.c.programme_id == known))
    for unit_id in dict.fromkeys(unit_ids):
        connection.execute(insert(programme_units).values(programme_id=known, unit_id=unit_id))
    phases.keep(connection, known, steps or _only(connection, known, fields))
    return known


def _leave(connection: Connection, programme_id: int, unit_ids: Sequence[int]) -> None:
    """Other programmes leave these units; one that has none left ends, or it would be everywhere."""
    others = programme_units.c.programme_id != programme_id
    had = set(connection.scalars(select(programme_units.c.programme_id).where(others)))
    connection.execute(delete(programme_units).where(others, programme_units.c.unit_id.in_(unit_ids)))
    ended = had - set(connection.scalars(select(programme_units.c.programme_id).where(others)))
    if ended:
        connection.execute(update(programmes).where(programmes.c.id.in_(ended)).values(active=False))


def _only(connection: Connection, programme_id: int, fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The one phase of a programme that is given without any and has none."""
    opens, closes = fields.get("opens"), fields.get("closes")
    known = phases.of_programmes(connection, [programme_id])[programme_id]
    if opens is None or closes is None or any(one.key != phases.ONLY for one in known):
        return []
    return [{"key": phases.ONLY, "name": fields["name"], "opens": opens, "closes": closes}]


def _everywhere(rows: Sequence[Any]) -> Programme | None:
    """The newest one without units; where each has its own, the newest of all."""
    row = next((row for row in rows if row.unit_id is None), rows[0] if rows else None)
    return _programme(row) if row is not None else None


def _programme(row: Any) -> Programme:
    return Programme(
        id=row.id,
        name=row.name,
        slogan=row.slogan,
        prefix=row.prefix,
        applied_from=row.applied_from,
        applied_to=row.applied_to,
        opens=row.opens,
        closes=row.closes,
        review=review_of(row),
        answer_days=row.answer_days,
        papers=tuple(row.papers or ()),
        form_version=row.form_version,
    )
