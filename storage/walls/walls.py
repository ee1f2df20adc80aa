"""What a campaign's page for a projector shows: figures, the ranking, and what was approved last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, case, func, null, select

from handlers.campaigns.campaign import Campaign
from handlers.employer.requests import hash_of
from handlers.person import Role
from handlers.units import Unit
from storage.campaigns.rows import campaign_of
from storage.tables import campaign_units, campaigns, initiatives, people, units
from storage.tree import kinds
from storage.walls import wall_ranking
from storage.walls.counted import VALID, between, inside
from storage.walls.wall_ranking import Place

LATEST: Final = 6
#: How long after its closing minute a campaign's page can still be opened: nobody looks after it then.
KEPT: Final = timedelta(days=30)
_CLOSED: Final = func.coalesce(initiatives.c.answers["confidential"].as_string(), "no") == "yes"


@dataclass(frozen=True, slots=True)
class Latest:
    """An approved initiative as everybody may see it: `title` is "" when it is confidential, `author` when
    they have not agreed to be named."""

    id: int
    unit: Unit
    title: str
    author: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wall:
    """`submitted` and `valid` are those of the campaign's days; `reached` are the valid ones that count to
    the `target`: its own, else what its units have in the phase. `scan` is the unit whose people the QR code
    is for, None where they come from several."""

    campaign: Campaign
    valid: int
    submitted: int
    valid_today: int
    submitted_today: int
    target: int | None
    reached: int
    ranking: tuple[Place, ...]
    latest: tuple[Latest, ...]
    scan: Unit | None


def find(connection: Connection, secret: str, now: datetime) -> Campaign | None:
    """The campaign whose page this secret opens."""
    row = connection.execute(
        select(campaigns)
        .where(campaigns.c.wall_hash == hash_of(secret), campaigns.c.stopped_at.is_(None))
        .where(campaigns.c.closes_at > now - KEPT)
    ).first()
    if row is None:
        return None
    belonging = select(campaign_units.c.unit_id).where(campaign_units.c.campaign_id == row.id)
    return campaign_of(row, connection.scalars(belonging.order_by(campaign_units.c.unit_id)).all())


def look(connection: Connection, secret: str, now: datetime, zone: ZoneInfo) -> Wall | None:
    """Everything the page of this secret shows; None when it opens none."""
    campaign = find(connection, secret, now)
    if campaign is None:
        return None
    rows = connection.execute(
        select(units.c.id, units.c.code, units.c.name, units.c.path).where(units.c.id.in_(campaign.unit_ids))
    ).all()
    roots = {row.path: Unit(row.id, row.code, row.name) for row in rows if row.path}
    began, closes = datetime.combine(campaign.starts, time(), zone), campaign.window.closes_at
    counted = and_(inside(campaign, roots), between(began, closes))
    today = datetime.combine(now.astimezone(zone).date(), time(), zone)
    sums = connection.execute(
        select(
            func.count().label("submitted"),
            _count(VALID).label("valid"),
            _count(initiatives.c.counted_at >= today).label("submitted_today"),
        ).where(counted)
    ).one()
    # By itself, as the index that the others are counted in knows nothing of it.
    approved = select(func.count()).where(counted, VALID, initiatives.c.updated_at >= today)
    target, reached, ranking = wall_ranking.standing(connection, campaign, roots, (began, closes), zone)
    return Wall(
        campaign=campaign,
        valid=sums.valid,
        submitted=sums.submitted,
        valid_today=connection.scalar(approved) or 0,
        submitted_today=sums.submitted_today,
        target=campaign.target or target,
        reached=sums.valid if campaign.target else reached,
        ranking=ranking,
        latest=_latest(connection, counted),
        scan=_scanned(connection, list(roots.values())),
    )


def _count(condition: ColumnElement[bool]) -> Any:
    return func.count(case((condition, 1), else_=null()))


def _latest(connection: Connection, counted: ColumnElement[bool]) -> tuple[Latest, ...]:
    """Names and titles that nobody may see are not even read."""
    named = people.c.public.is_(True) & ~_CLOSED
    rows = connection.execute(
        select(
            initiatives.c.id,
            case((_CLOSED, ""), else_=initiatives.c.title).label("title"),
            case((named, func.coalesce(people.c.name, "")), else_="").label("author"),
            units.c.id.label("unit_id"),
            units.c.code,
            units.c.name,
        )
        .join(people, people.c.id == initiatives.c.author_id)
        .join(units, units.c.id == initiatives.c.unit_id)
        .where(counted, VALID)
        .order_by(initiatives.c.updated_at.desc(), initiatives.c.id.desc())
        .limit(LATEST)
    )
    return tuple(Latest(row.id, Unit(row.unit_id, row.code, row.name), row.title, row.author) for row in rows)


def _scanned(connection: Connection, found: Sequence[Unit]) -> Unit | None:
    """An office above is nobody's workplace: whoever scans there is asked for theirs."""
    if len(found) != 1:
        return None
    role = kinds.roles(connection, [found[0].id]).get(found[0].id)
    return found[0] if role is Role.GRASSROOTS else None
