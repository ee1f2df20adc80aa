"""What of the campaigns' plans is due: each moment of an entry becomes one broadcast, whoever finds it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from handlers.campaigns.campaign import Campaign
from handlers.campaigns.schedule import moments
from handlers.promises.workdays import is_holiday
from storage.campaigns import campaigns, entries, written
from storage.campaigns.entries import Entry
from storage.review import promises
from storage.tables import broadcasts

#: What is found later than this after it should have begun is not sent any more: lunchtime's words at
#: night help nobody.
GRACE = timedelta(hours=2)
#: How far back is looked for what an outage kept from going off.
BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Planned:
    """A moment at which an entry goes off; it begins at `begins_at`, after the quiet hours it fell into."""

    campaign: Campaign
    entry: Entry
    planned_at: datetime
    begins_at: datetime


def plan(connection: Connection, now: datetime, zone: ZoneInfo) -> list[Planned]:
    """Every moment of the past week that is due by now and not written down yet, oldest first."""
    found = list(_moments(connection, campaigns.running(connection, now), zone))
    due = [one for one in found if now - BACK <= one.planned_at <= now and one.planned_at >= _made(one)]
    if not due:
        return []
    known = {
        (row.entry_id, row.planned_at)
        for row in connection.execute(
            select(broadcasts.c.entry_id, broadcasts.c.planned_at).where(
                broadcasts.c.entry_id.in_({one.entry.id for one in due}),
                broadcasts.c.planned_at >= now - BACK,
            )
        )
    }
    fresh = [one for one in due if (one.entry.id, one.planned_at) not in known]
    return sorted(fresh, key=lambda one: (one.planned_at, one.entry.id))


def upcoming(connection: Connection, now: datetime, zone: ZoneInfo) -> list[Planned]:
    """What is still ahead of the campaigns that run or begin within two months, in order."""
    return ahead(connection, campaigns.running(connection, now), now, zone)


def ahead(connection: Connection, of: Sequence[Campaign], now: datetime, zone: ZoneInfo) -> list[Planned]:
    """What is still ahead of these campaigns, however far, in order."""
    found = [one for one in _moments(connection, of, zone) if one.planned_at > now]
    return sorted(found, key=lambda one: (one.planned_at, one.entry.id))


def _made(one: Planned) -> datetime:
    return one.campaign.created_at or one.planned_at


def _moments(connection: Connection, of: Sequence[Campaign], zone: ZoneInfo) -> Iterator[Planned]:
    found = {one.id: one for one in of}
    for campaign_id, plan in entries.of_campaigns(connection, found).items():
        campaign = found[campaign_id]
        for entry in plan:
            if entry.off:
                continue
            for moment in moments(entry.rule, campaign.window, zone):
                begins = campaign.courtesy.opens(moment, zone)
                yield Planned(campaign, entry, moment.astimezone(UTC), begins.astimezone(UTC))


def fire(connection: Connection, one: Planned, state: str = "due") -> bool:
    """Write down that an entry went off; False when that was done before, by whomever."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    audience = replace(one.entry.audience, unit_ids=one.campaign.unit_ids)
    statement = dialect.insert(broadcasts).values(
        campaign_id=one.campaign.id,
        entry_id=one.entry.id,
        planned_at=one.planned_at,
        title=one.entry.name or one.campaign.name,
        audience=written.write_audience(audience),
        content=written.write_content(one.entry.content),
        state=state,
        made_at=one.planned_at,
        begins_at=one.begins_at,
        ended_at=None if state == "due" else one.planned_at,
    )
    wrote = connection.execute(statement.on_conflict_do_nothing().returning(broadcasts.c.id)).first()
    return wrote is not None


def catch_up(connection: Connection, now: datetime, zone: ZoneInfo) -> int:
    """Write down everything that is due by now; how much of it is to be sent.

    Of an entry's moments that piled up in an outage only the newest is sent, and only within `GRACE`:
    the others stand in the table as missed. On a public holiday nothing goes out unless its campaign says so.
    """
    planned = plan(connection, now, zone)
    newest = {one.entry.id: one for one in planned}
    days_off = promises.days_off(connection) if planned else {}
    new = 0
    for one in planned:
        state = "due"
        if newest[one.entry.id] is not one or now - one.begins_at > GRACE:
            state = "missed"
        elif not one.campaign.courtesy.holidays and is_holiday(
            one.begins_at.astimezone(zone).date(), days_off
        ):
            state = "holiday"
        new += fire(connection, one, state) and state == "due"
    connection.execute(
        update(broadcasts)
        .where(broadcasts.c.state == "due", broadcasts.c.entry_id.is_not(None))
        .where(broadcasts.c.begins_at < now - GRACE)
        .values(state="missed", ended_at=now)
    )
    return new
