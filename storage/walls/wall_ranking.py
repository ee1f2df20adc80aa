"""Which units lead on a campaign's page for a projector."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, case, func, null, select

from handlers.campaigns.campaign import Campaign
from handlers.units import Unit
from storage.campaigns import phases
from storage.tables import initiatives, targets, units
from storage.walls.counted import VALID, between, inside, of_programme

RANKED: Final = 8


@dataclass(frozen=True, slots=True)
class Place:
    """A unit in the ranking: those with the same score share a place, as in every other ranking."""

    unit: Unit
    valid: int
    target: int | None
    place: int = 0

    @property
    def percent(self) -> float | None:
        return None if not self.target else 100 * self.valid / self.target


def standing(
    connection: Connection,
    campaign: Campaign,
    roots: Mapping[str, Unit],
    days: tuple[datetime, datetime],
    zone: ZoneInfo,
) -> tuple[int | None, int, tuple[Place, ...]]:
    """The units' target in the phase and what counts to it; and who leads. Where no target was set they are
    ranked by what the campaign brought. The numbers are those of `boards.board`, without all else that it
    counts: this is asked every few seconds."""
    ranked = _ranked(connection, roots)
    known = {one.id: one for one in (*roots.values(), *ranked)}
    aims = _targets(connection, campaign.phase_id, list(known))
    phase = phases.find(connection, campaign.phase_id) if campaign.phase_id is not None else None
    which = inside(campaign, roots)
    if phase is not None and aims:
        days, which = (phase.begins(zone), phase.ends(zone)), which & of_programme(phase.programme_id)
    valid = _valid_below(connection, and_(which, between(*days)), set(known))
    own = [aims[one.id] for one in roots.values() if one.id in aims]
    places = [Place(one, valid.get(one.id, 0), aims.get(one.id)) for one in ranked]
    reached = sum(valid.get(one.id, 0) for one in roots.values() if one.id in aims)
    return (sum(own) or None) if own else None, reached, _placed(places)


def _placed(places: Sequence[Place]) -> tuple[Place, ...]:
    """The best first; where targets were set, a unit without one has no place."""
    aimed = [one for one in places if one.target]
    scores = {one.unit.id: one.percent or 0.0 for one in aimed} or {one.unit.id: one.valid for one in places}
    order = sorted(aimed or places, key=lambda one: (-scores[one.unit.id], -one.valid, one.unit.name))
    best = sorted(scores.values(), reverse=True)
    return tuple(replace(one, place=1 + best.index(scores[one.unit.id])) for one in order[:RANKED])


def _ranked(connection: Connection, roots: Mapping[str, Unit]) -> list[Unit]:
    """The campaign's units, or those right below where there is only one: nobody races alone."""
    if len(roots) != 1:
        return list(roots.values())
    (root,) = roots.values()
    below = select(units.c.id, units.c.code, units.c.name).where(
        units.c.parent_id == root.id, units.c.until.is_(None)
    )
    return [Unit(row.id, row.code, row.name) for row in connection.execute(below)]


def _targets(connection: Connection, phase_id: int | None, unit_ids: Sequence[int]) -> dict[int, int]:
    """What counts is a unit's own target where it is higher."""
    if phase_id is None:
        return {}
    rows = connection.execute(
        select(targets).where(targets.c.phase_id == phase_id, targets.c.unit_id.in_(unit_ids))
    )
    found = {row.unit_id: max(row.assigned or 0, row.own or 0) for row in rows}
    return {unit: aim for unit, aim in found.items() if aim}


def _valid_below(connection: Connection, which: ColumnElement[bool], wanted: set[int]) -> dict[int, int]:
    """How many each of the wanted units has with all below it."""
    # Counted and not sought by: what is sought by its status is not counted in the index of figures alone.
    rows = connection.execute(
        select(units.c.path, func.count(case((VALID, 1), else_=null())).label("valid"))
        .join(initiatives, initiatives.c.unit_id == units.c.id)
        .where(which)
        .group_by(units.c.id, units.c.path)
    )
    found: dict[int, int] = {}
    for row in rows:
        for part in row.path.split("/"):
            if part and int(part) in wanted:
                found[int(part)] = found.get(int(part), 0) + row.valid
    return found
