"""The closing minutes that concern a report, and the moment by which it is counted."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, or_, select

from handlers.campaigns import closing
from handlers.campaigns.closing import NEAR, Closing
from storage.campaigns import phases
from storage.posts.officers import VIETNAM, paths_of
from storage.tables import campaign_units, campaigns

#: No campaign gives a longer grace than this.
LONGEST_GRACE = timedelta(days=7)


def near(
    connection: Connection,
    unit_id: int | None,
    begun_at: datetime | None,
    at: datetime,
    *,
    programme_id: int | None = None,
    zone: ZoneInfo = VIETNAM,
) -> tuple[Closing, ...]:
    """Closing minutes of the unit's campaigns, and of its programme's phases, that whoever sends now may
    have to be told of: shortly ahead, shortly over, or passed since they began."""
    since = min(begun_at or at, at - NEAR)
    found = _of_campaigns(connection, unit_id, since, at + NEAR, at)
    if programme_id is not None:
        for one in phases.of_programmes(connection, [programme_id])[programme_id]:
            ends = one.ends(zone)
            if since < ends <= at + NEAR and one.begins(zone) <= at:
                found.append(Closing(name=one.name, closes_at=ends, phase=True))
    return tuple(found)


def counted_at(
    connection: Connection, unit_id: int | None, begun_at: datetime | None, at: datetime
) -> datetime:
    """The moment by which a report that is sent now counts (`handlers/campaigns/closing.py`)."""
    if begun_at is None:
        return at
    graced = _of_campaigns(connection, unit_id, max(begun_at, at - LONGEST_GRACE), at, at)
    return closing.counted_at(graced, begun_at, at)


def _of_campaigns(
    connection: Connection, unit_id: int | None, since: datetime, until: datetime, at: datetime
) -> list[Closing]:
    rows = connection.execute(
        select(
            campaigns.c.id,
            campaigns.c.name,
            campaigns.c.closes_at,
            campaigns.c.grace_minutes,
            campaign_units.c.unit_id,
        )
        .join(campaign_units, campaign_units.c.campaign_id == campaigns.c.id)
        .where(or_(campaigns.c.stopped_at.is_(None), campaigns.c.stopped_at >= campaigns.c.closes_at))
        .where(campaigns.c.closes_at > since, campaigns.c.closes_at <= until)
        .where(campaigns.c.starts <= (at + timedelta(days=1)).date())
        .order_by(campaigns.c.id)
    ).all()
    path = paths_of(connection, [unit_id]).get(unit_id, "") if rows and unit_id is not None else ""
    return [
        Closing(name=row.name, closes_at=row.closes_at, grace=timedelta(minutes=row.grace_minutes))
        for row in {row.id: row for row in rows if f"/{row.unit_id}/" in path}.values()
    ]
