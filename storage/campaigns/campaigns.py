"""Peak Weeks and the like, as they were set up."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, insert, select, update

from handlers.broadcasts.audience import Audience
from handlers.broadcasts.content import Reminder
from handlers.campaigns.campaign import APPROVE_ABOVE, SHIFTS, Campaign, Courtesy, Kind
from handlers.campaigns.schedule import Daily
from storage.broadcasts import stopping
from storage.campaigns import entries
from storage.campaigns.rows import campaign_of
from storage.posts.officers import VIETNAM
from storage.tables import broadcasts, campaign_units, campaigns

#: Name and slogan have to leave room for the rest of a message of the smallest channel.
LONGEST_NAME = 200


def create(
    connection: Connection,
    *,
    name: str,
    slogan: str,
    starts: date,
    ends: date,
    unit_ids: Sequence[int],
    now: datetime,
    hours: Sequence[time] = (),
    kind: Kind = "other",
    closes_at: datetime | None = None,
    grace_minutes: int = 0,
    target: int | None = None,
    courtesy: Courtesy | None = None,
    approve_above: int = APPROVE_ABOVE,
    shifts: Sequence[time] = SHIFTS,
    programme_id: int | None = None,
    phase_id: int | None = None,
    zone: ZoneInfo = VIETNAM,
) -> int:
    """The id of a new campaign. `hours` give it a plan of one entry, the daily reminder; it closes at
    `closes_at`, else with the end of its last day. Raises ValueError for one that could reach nobody."""
    if ends < starts or not unit_ids:
        raise ValueError("a campaign needs days and units")
    if max(len(name), len(slogan)) > LONGEST_NAME:
        raise ValueError(f"a campaign's name and slogan have at most {LONGEST_NAME} letters")
    spared = courtesy or Courtesy()
    written = connection.execute(
        insert(campaigns)
        .values(
            name=name,
            slogan=slogan,
            kind=kind,
            starts=starts,
            ends=ends,
            closes_at=closes_at or datetime.combine(ends + timedelta(days=1), time(), zone),
            grace_minutes=grace_minutes,
            target=target,
            quiet_from=f"{spared.quiet_from:%H:%M}",
            quiet_until=f"{spared.quiet_until:%H:%M}",
            per_day=spared.per_day,
            per_week=spared.per_week,
            holidays=spared.holidays,
            approve_above=approve_above,
            shifts=[f"{shift:%H:%M}" for shift in shifts],
            programme_id=programme_id,
            phase_id=phase_id,
            created_at=now,
        )
        .returning(campaigns.c.id)
    )
    campaign_id: int = written.scalar_one()
    connection.execute(
        insert(campaign_units), [{"campaign_id": campaign_id, "unit_id": unit} for unit in set(unit_ids)]
    )
    if hours:
        entries.add(
            connection, campaign_id, Daily(tuple(sorted(set(hours)))), Audience(unit_ids=()), Reminder()
        )
    return campaign_id


def stop(connection: Connection, campaign_id: int, now: datetime) -> bool:
    """Nothing more goes off, and nothing of what is queued that nobody has begun to send; false for an
    unknown one."""
    known = update(campaigns).where(campaigns.c.id == campaign_id).values(stopped_at=now)
    if connection.execute(known).rowcount == 0:
        return False
    own = select(broadcasts.c.id).where(
        broadcasts.c.campaign_id == campaign_id, broadcasts.c.ended_at.is_(None)
    )
    for broadcast_id in connection.scalars(own).all():
        stopping.stop(connection, broadcast_id, now)
    return True


def find(connection: Connection, campaign_id: int) -> Campaign | None:
    return next(iter(_load(connection, select(campaigns).where(campaigns.c.id == campaign_id))), None)


def all_of_them(connection: Connection) -> list[tuple[Campaign, bool]]:
    """Every campaign, the newest first, and whether it was stopped."""
    query = select(campaigns).order_by(campaigns.c.id.desc())
    stopped = set(connection.scalars(select(campaigns.c.id).where(campaigns.c.stopped_at.is_not(None))))
    return [(one, one.id in stopped) for one in _load(connection, query)]


def running(connection: Connection, now: datetime) -> list[Campaign]:
    """Campaigns that may have something ahead or just missed, anywhere on earth: what is said before the
    first day is said at most two months before it."""
    day = timedelta(days=1)
    return _load(
        connection,
        select(campaigns)
        .where(campaigns.c.stopped_at.is_(None))
        .where(campaigns.c.starts <= (now + 62 * day).date(), campaigns.c.closes_at >= now - 7 * day)
        .order_by(campaigns.c.id),
    )


def open_on(connection: Connection, now: datetime, zone: ZoneInfo) -> list[Campaign]:
    """Campaigns whose days have begun and whose closing minute, with its grace, has not passed."""
    today = now.astimezone(zone).date()
    found = running(connection, now)
    return [one for one in found if one.starts <= today and now < one.window.closes_at + one.grace]


def _load(connection: Connection, query: Select[Any]) -> list[Campaign]:
    rows = connection.execute(query).all()
    units: dict[int, list[int]] = {}
    belonging = select(campaign_units).where(campaign_units.c.campaign_id.in_([row.id for row in rows]))
    for row in connection.execute(belonging.order_by(campaign_units.c.unit_id)) if rows else ():
        units.setdefault(row.campaign_id, []).append(row.unit_id)
    return [campaign_of(row, units.get(row.id, ())) for row in rows]
