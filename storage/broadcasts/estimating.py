"""Everything that is known of a broadcast before it is sent."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, or_, select

from handlers.broadcasts import broadcasting, estimate
from handlers.broadcasts.audience import Audience
from handlers.broadcasts.composing.facts import Campaigning, Plan
from handlers.broadcasts.estimate import LaneLimits
from handlers.campaigns.campaign import APPROVE_ABOVE, Campaign, Courtesy
from handlers.units import Unit
from storage.broadcasts import audience as audiences
from storage.broadcasts import counting, reaching
from storage.broadcasts.audience import since_of
from storage.campaigns import campaigns
from storage.posts.officers import paths_of
from storage.review import promises
from storage.tables import groups, phases, recipients, units

Limits = Callable[[str], LaneLimits]


def any_limits(lane: str) -> LaneLimits:
    return LaneLimits()


def campaign_of(
    connection: Connection, unit_ids: Sequence[int], now: datetime, zone: ZoneInfo
) -> Campaign | None:
    """The open campaign whose units hold all of these, the nearest one first: its courtesy and its limit of
    people count for what officers send there."""
    paths = list(paths_of(connection, unit_ids).values())
    best: tuple[int, Campaign] | None = None
    for campaign in campaigns.open_on(connection, now, zone):
        roots = [path for path in paths_of(connection, campaign.unit_ids).values() if path]
        holding = [root for root in roots if paths and all(path.startswith(root) for path in paths)]
        if holding and (best is None or len(max(holding, key=len)) > best[0]):
            best = (len(max(holding, key=len)), campaign)
    return best[1] if best is not None else None


def since(connection: Connection, campaign: Campaign | None, now: datetime, zone: ZoneInfo) -> datetime:
    """From when on what people did counts, as `broadcasts.find` has it once the broadcast is made."""
    if campaign is None:
        return since_of(now.astimezone(zone).date().replace(day=1), zone)
    opens: date | None = connection.scalar(select(phases.c.opens).where(phases.c.id == campaign.phase_id))
    return since_of(min(opens, campaign.starts) if opens is not None else campaign.starts, zone)


def campaigning(campaign: Campaign | None, now: datetime, zone: ZoneInfo) -> Campaigning:
    if campaign is None:
        return Campaigning()
    return Campaigning(
        name=campaign.name,
        slogan=campaign.slogan,
        closes_at=campaign.window.closes_at.astimezone(zone),
        days_left=(campaign.ends - now.astimezone(zone).date()).days + 1,
    )


def plan(
    connection: Connection,
    unit: Unit,
    audience: Audience,
    campaign: Campaign | None,
    by_id: int | None,
    now: datetime,
    zone: ZoneInfo,
    limits: Limits,
) -> Plan:
    """The audience counted in the database, however large it is."""
    counted = counting.count(connection, audience, since(connection, campaign, now, zone), now)
    lanes = tuple(
        estimate.plan(one.lane, one.reachable, one.fresh, one.open, limits(one.lane)) for one in counted.lanes
    )
    courtesy = campaign.courtesy if campaign is not None else Courtesy()
    delay = broadcasting.delay(counted.reachable)
    begins, rests = beginning(connection, now + delay, courtesy, zone)
    path = paths_of(connection, [unit.id]).get(unit.id, "")
    return Plan(
        unit=unit,
        audience=audience,
        below=has_below(connection, [unit.id]) == {unit.id},
        lanes=lanes,
        left_out=tuple(sorted(counted.left_out.items())),
        capped=capped(connection, audience, since(connection, campaign, now, zone), courtesy, begins, zone),
        above=campaign.approve_above if campaign is not None else APPROVE_ABOVE,
        campaign_id=campaign.id if campaign is not None else None,
        campaign=campaign.name if campaign is not None else "",
        courtesy=courtesy,
        begins=begins,
        delay=delay,
        rests=rests,
        groups=_groups(connection, path),
        seconds=reaching.seconds(connection, unit.id, by_id, now),
    )


def beginning(
    connection: Connection, ready: datetime, courtesy: Courtesy, zone: ZoneInfo
) -> tuple[datetime, bool]:
    """When what is ready at a moment begins, in local time, and whether it has to rest until then."""
    begins = broadcasting.begins(ready, courtesy, zone, promises.days_off(connection))
    return begins.astimezone(zone), begins > ready


def has_below(connection: Connection, unit_ids: Sequence[int]) -> frozenset[int]:
    """Which of these have units below them that still stand."""
    found = select(units.c.parent_id).where(units.c.parent_id.in_(list(unit_ids)), units.c.until.is_(None))
    return frozenset(connection.scalars(found.distinct()))


def capped(
    connection: Connection,
    audience: Audience,
    counts_since: datetime,
    courtesy: Courtesy,
    begins: datetime,
    zone: ZoneInfo,
) -> int:
    """How many of those who could be written to will have had enough broadcasts when this one begins."""
    today = datetime.combine(begins.astimezone(zone).date(), time(), zone)
    week = begins - timedelta(days=7)
    many = (
        select(recipients.c.person_id)
        .where(recipients.c.state == "queued", recipients.c.at >= min(week, today))
        .group_by(recipients.c.person_id)
        .having(
            or_(
                func.count() >= courtesy.per_week,
                func.count().filter(recipients.c.at >= today) >= courtesy.per_day,
            )
        )
        .subquery()
    )
    paths = audiences.roots(connection, audience)
    if not paths:
        return 0
    meant = audiences.facts(audiences.people_of(audience, paths), counts_since, audience).subquery()
    tired = select(func.count()).select_from(meant.join(many, many.c.person_id == meant.c.person_id))
    return connection.scalar(tired.where(meant.c.why == "")) or 0


def _groups(connection: Connection, path: str) -> int:
    """How many groups of these units a bot is in."""
    if not path:
        return 0
    inside = select(units.c.id).where(units.c.path.startswith(path))
    known = select(func.count()).where(groups.c.until.is_(None), groups.c.unit_id.in_(inside))
    return connection.scalar(known) or 0
