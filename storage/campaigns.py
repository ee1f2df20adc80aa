"""Peak Weeks, and the moments at which their reminders go off."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import campaign_units, campaigns, fires, outbox

#: A firing found later than this is not sent any more: lunchtime's words at night help nobody.
GRACE = timedelta(hours=2)
#: Name and slogan have to leave room for the rest of a message of the smallest channel.
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A Peak Week; `hours` are local times of day, `starts` and `ends` both belong to it."""

    id: int
    name: str
    slogan: str
    starts: date
    ends: date
    hours: tuple[time, ...]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Planned:
    """A moment at which a reminder was to go off."""

    campaign_id: int
    planned_at: datetime


def create(
    connection: Connection,
    *,
    name: str,
    slogan: str,
    starts: date,
    ends: date,
    hours: Sequence[time],
    unit_ids: Sequence[int],
    now: datetime,
) -> int:
    """The id of a new campaign. Raises ValueError for one that could never send a reminder."""
    if ends < starts or not hours or not unit_ids:
        raise ValueError("a campaign needs days, hours and units")
    if max(len(name), len(slogan)) > LONGEST_NAME:
        raise ValueError(f"a campaign's name and slogan have at most {LONGEST_NAME} letters")
    written = connection.execute(
        insert(campaigns)
        .values(
            name=name,
            slogan=slogan,
            starts=starts,
            ends=ends,
            hours=[hour.strftime("%H:%M") for hour in sorted(set(hours))],
            created_at=now,
        )
        .returning(campaigns.c.id)
    )
    campaign_id: int = written.scalar_one()
    connection.execute(
        insert(campaign_units), [{"campaign_id": campaign_id, "unit_id": unit} for unit in set(unit_ids)]
    )
    return campaign_id


def stop(connection: Connection, campaign_id: int, now: datetime) -> bool:
    """No more reminders, and none of those queued that nobody has begun to send; false for an unknown one."""
    known = update(campaigns).where(campaigns.c.id == campaign_id).values(stopped_at=now)
    if connection.execute(known).rowcount == 0:
        return False
    own = select(fires.c.id).where(fires.c.campaign_id == campaign_id)
    connection.execute(
        update(outbox).where(outbox.c.fire_id.in_(own), outbox.c.state == "queued").values(state="cancelled")
    )
    return True


def all_of_them(connection: Connection) -> list[tuple[Campaign, bool]]:
    """Every campaign, the newest first, and whether it was stopped."""
    rows = connection.execute(select(campaigns).order_by(campaigns.c.id.desc())).all()
    return [(_campaign(row), row.stopped_at is not None) for row in rows]


def running(connection: Connection, now: datetime) -> list[Campaign]:
    """Campaigns that may have a reminder ahead or one just missed, anywhere on earth."""
    day = timedelta(days=1)
    found = connection.execute(
        select(campaigns)
        .where(campaigns.c.stopped_at.is_(None))
        .where(campaigns.c.starts <= (now + 7 * day).date(), campaigns.c.ends >= (now - 7 * day).date())
        .order_by(campaigns.c.id)
    )
    return [_campaign(row) for row in found]


def _campaign(row: Row[tuple[object, ...]]) -> Campaign:
    fields = {name: getattr(row, name) for name in Campaign.__slots__}
    return Campaign(**{**fields, "hours": tuple(time.fromisoformat(hour) for hour in row.hours)})


def plan(connection: Connection, now: datetime, zone: ZoneInfo) -> list[Planned]:
    """Every firing of the past week that is due by now and not written down yet, oldest first."""
    found = running(connection, now)
    known = {
        (row.campaign_id, row.planned_at)
        for row in connection.execute(
            select(fires.c.campaign_id, fires.c.planned_at).where(
                fires.c.campaign_id.in_([campaign.id for campaign in found])
            )
        )
    }
    planned = [
        Planned(campaign.id, moment)
        for campaign in found
        for moment in _moments(campaign, now, zone)
        if (campaign.id, moment) not in known
    ]
    return sorted(planned, key=lambda one: (one.planned_at, one.campaign_id))


def _moments(campaign: Campaign, now: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Its firings from when it was made until now."""
    today = now.astimezone(zone).date()
    day = max(campaign.starts, campaign.created_at.astimezone(zone).date())
    while day <= min(campaign.ends, today):
        for hour in campaign.hours:
            moment = datetime.combine(day, hour, zone).astimezone(now.tzinfo)
            if campaign.created_at <= moment <= now:
                yield moment
        day += timedelta(days=1)


def fire(connection: Connection, campaign_id: int, planned_at: datetime, *, missed: bool = False) -> bool:
    """Write down that a reminder went off; False when that was done before, by whomever."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(fires).values(
        campaign_id=campaign_id, planned_at=planned_at, state="missed" if missed else "due"
    )
    written = connection.execute(statement.on_conflict_do_nothing().returning(fires.c.id)).first()
    return written is not None


def catch_up(connection: Connection, now: datetime, zone: ZoneInfo) -> int:
    """Write down every firing that is due by now; how many of them are to be sent.

    Of a campaign's firings that piled up in an outage only the newest is sent, and only within
    `GRACE`: the others stand in the table as missed.
    """
    planned = plan(connection, now, zone)
    newest = {one.campaign_id: one for one in planned}
    new = 0
    for one in planned:
        missed = newest[one.campaign_id] is not one or now - one.planned_at > GRACE
        new += fire(connection, one.campaign_id, one.planned_at, missed=missed) and not missed
    connection.execute(
        update(fires).where(fires.c.state == "due", fires.c.planned_at < now - GRACE).values(state="missed")
    )
    return new
