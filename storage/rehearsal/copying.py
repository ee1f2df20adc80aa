"""A campaign's plan, units and rules, without a single real person, put into another database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Table, func, insert, or_, select, update

from handlers.broadcasts.broadcasting import COMPOSES
from handlers.initiative import Review, Status
from storage import programmes
from storage.broadcasts.audience import since_of
from storage.tables import (
    campaign_units,
    campaigns,
    days_off,
    entries,
    initiatives,
    officers,
    phases,
    targets,
    unit_kinds,
    units,
)
from storage.tables import programmes as programme_rows
from storage.tree.kinds import Level

#: Rows copied at a time.
CHUNK: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is true of the real federation. `target` is the campaign's own, else what its units are to reach
    in the phase, of which `already` are valid; `agreeing` are officers who may agree to a broadcast to all
    of it, `bare` units with workers and no officer at all."""

    review: Review
    target: int | None
    already: int
    agreeing: int
    bare: tuple[str, ...]


def copy(source: Connection, stage: Connection, campaign_id: int, zone: ZoneInfo) -> Ground | None:
    """None for an unknown campaign. Of people nothing is read but how many hold which post."""
    campaign = source.execute(select(campaigns).where(campaigns.c.id == campaign_id)).first()
    if campaign is None:
        return None
    roots = _roots(source, campaign_id)
    below = or_(*(units.c.path.startswith(path) for path in roots))
    above = units.c.id.in_({int(part) for path in roots for part in path.split("/") if part})
    programme = _programme(source, campaign.programme_id)
    _move(source, stage, unit_kinds)
    _move(source, stage, units, or_(below, above), {"parent_id": None, "merged_into": None})
    _hang(source, stage, or_(below, above))
    if programme is not None:
        _move(source, stage, programme_rows, programme_rows.c.id == programme.id)
        stage.execute(update(programme_rows).values(active=True))
    if campaign.phase_id is not None:
        _move(source, stage, phases, phases.c.id == campaign.phase_id)
    changed: dict[str, Any] = {"stopped_at": None, "wall_hash": None}
    if programme is None or campaign.programme_id != programme.id:
        changed["programme_id"] = None
    _move(source, stage, campaigns, campaigns.c.id == campaign_id, changed)
    _move(source, stage, campaign_units, campaign_units.c.campaign_id == campaign_id)
    _move(source, stage, entries, entries.c.campaign_id == campaign_id)
    _move(source, stage, days_off)
    target, already = campaign.target, 0
    if target is None and campaign.phase_id is not None:
        target, already = _phase(source, campaign.phase_id, campaign_id, below, zone)
    return Ground(
        review=programmes.review_of(programme) if programme is not None else Review(),
        target=target,
        already=already,
        agreeing=_agreeing(source, roots),
        bare=_bare(source, below),
    )


def _roots(source: Connection, campaign_id: int) -> list[str]:
    query = (
        select(units.c.path)
        .join(campaign_units, campaign_units.c.unit_id == units.c.id)
        .where(campaign_units.c.campaign_id == campaign_id)
    )
    return list(source.scalars(query.order_by(units.c.path)))


def _programme(source: Connection, programme_id: int | None) -> Any:
    query = select(programme_rows)
    if programme_id is not None:
        return source.execute(query.where(programme_rows.c.id == programme_id)).first()
    query = query.where(programme_rows.c.active).order_by(programme_rows.c.id.desc())
    return source.execute(query.limit(1)).first()


def _move(
    source: Connection,
    stage: Connection,
    table: Table,
    condition: ColumnElement[bool] | None = None,
    changed: dict[str, Any] | None = None,
) -> None:
    query = select(table)
    rows = source.execute(query if condition is None else query.where(condition))
    for chunk in rows.mappings().partitions(CHUNK):
        stage.execute(insert(table), [{**row, **(changed or {})} for row in chunk])


def _hang(source: Connection, stage: Connection, condition: ColumnElement[bool]) -> None:
    """Units below their parents again, once all of them are there; a merger that leads outside is left."""
    known = set(stage.scalars(select(units.c.id)))
    for row in source.execute(select(units.c.id, units.c.parent_id, units.c.merged_into).where(condition)):
        into = row.merged_into if row.merged_into in known else None
        if row.parent_id in known or into is not None:
            values = {"parent_id": row.parent_id if row.parent_id in known else None, "merged_into": into}
            stage.execute(update(units).where(units.c.id == row.id).values(**values))


def _phase(
    source: Connection, phase_id: int, campaign_id: int, below: ColumnElement[bool], zone: ZoneInfo
) -> tuple[int | None, int]:
    """What the campaign's units are to reach in the phase, and how many are valid already."""
    rows = source.execute(
        select(targets.c.assigned, targets.c.own)
        .join(campaign_units, campaign_units.c.unit_id == targets.c.unit_id)
        .where(targets.c.phase_id == phase_id, campaign_units.c.campaign_id == campaign_id)
    ).all()
    wanted = sum(max(row.assigned or 0, row.own or 0) for row in rows)
    opens: date = source.execute(select(phases.c.opens).where(phases.c.id == phase_id)).scalar_one()
    valid = source.scalar(
        select(func.count())
        .select_from(initiatives.join(units, units.c.id == initiatives.c.unit_id))
        .where(initiatives.c.status == Status.VALID.value, below)
        .where(initiatives.c.submitted_at >= since_of(opens, zone))
    )
    return wanted or None, valid or 0


def _agreeing(source: Connection, roots: Iterable[str]) -> int:
    """How many people hold a post from which all the campaign's units are seen."""
    paths = list(roots)
    shared = set.intersection(*({int(one) for one in path.split("/") if one} for path in paths))
    query = select(func.count(officers.c.person_id.distinct())).where(
        officers.c.unit_id.in_(shared),
        officers.c.role.in_([role.value for role in COMPOSES]),
        officers.c.until.is_(None),
    )
    return source.scalar(query) or 0


def _bare(source: Connection, below: ColumnElement[bool]) -> tuple[str, ...]:
    held = select(officers.c.unit_id).where(officers.c.until.is_(None))
    query = (
        select(units.c.code)
        .join(unit_kinds, unit_kinds.c.key == units.c.kind)
        .where(below, units.c.until.is_(None), unit_kinds.c.level == Level.GRASSROOTS.value)
        .where(units.c.id.not_in(held))
    )
    return tuple(source.scalars(query.order_by(units.c.code)))
