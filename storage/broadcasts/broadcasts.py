"""Broadcasts as rows, and the moves between their states."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, insert, select, update

from handlers.broadcasts.audience import Audience
from handlers.broadcasts.content import Content
from handlers.campaigns.campaign import Campaign, Courtesy
from storage.broadcasts.audience import since_of
from storage.campaigns import written
from storage.campaigns.rows import campaign_of
from storage.tables import broadcasts, campaigns, phases

#: What still has to be written down or handed over.
OPEN = ("due", "preparing", "sending")


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcast:
    """One message to an audience. `since` is from when on what people did counts;"""

    id: int
    title: str
    state: str
    audience: Audience
    content: Content
    campaign: Campaign | None
    since: datetime
    made_at: datetime
    begins_at: datetime | None
    by_id: int | None = None
    groups: bool = False
    cursor: int = 0
    expected: int = 0
    seen: int = 0
    agreed_by: int | None = None
    ended_at: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """From when on it says what is no longer true: its campaign's closing minute, but for thanks said
        after it."""
        if self.campaign is None or self.begins_at is None:
            return None
        closes_at = self.campaign.window.closes_at
        return closes_at if self.begins_at < closes_at else None

    def is_over(self, now: datetime) -> bool:
        return self.ends_at is not None and now >= self.ends_at

    @property
    def courtesy(self) -> Courtesy:
        return self.campaign.courtesy if self.campaign else Courtesy()


def make(
    connection: Connection,
    *,
    title: str,
    audience: Audience,
    content: Content,
    now: datetime,
    by_id: int | None = None,
    campaign_id: int | None = None,
    groups: bool = False,
    state: str = "draft",
    begins_at: datetime | None = None,
) -> int:
    """The id of an officer's own broadcast (`by_id` None: the machine's administrator)."""
    made = connection.execute(
        insert(broadcasts)
        .values(
            title=title,
            audience=written.write_audience(audience),
            content=written.write_content(content),
            campaign_id=campaign_id,
            by_id=by_id,
            groups=groups,
            state=state,
            made_at=now,
            begins_at=begins_at,
        )
        .returning(broadcasts.c.id)
    )
    return int(made.scalar_one())


def find(
    connection: Connection, broadcast_id: int, zone: ZoneInfo, *, lock: bool = False
) -> Broadcast | None:
    """With `lock` nobody else moves it before this transaction ends."""
    query = select(broadcasts).where(broadcasts.c.id == broadcast_id)
    row = connection.execute(query.with_for_update() if lock else query).first()
    return _broadcast(connection, row, zone) if row is not None else None


def unfinished(connection: Connection, now: datetime) -> list[int]:
    """Broadcasts whose time has come and whose people are not all handed over yet, the oldest first."""
    found = connection.execute(
        select(broadcasts.c.id)
        .where(broadcasts.c.state.in_(OPEN), broadcasts.c.begins_at <= now)
        .order_by(broadcasts.c.begins_at, broadcasts.c.id)
    )
    return list(found.scalars())


def move(connection: Connection, broadcast_id: int, *states: str, to: str, **values: Any) -> bool:
    """Into state `to`, if it is in one of `states`; false when somebody else was quicker."""
    moved = connection.execute(
        update(broadcasts)
        .where(broadcasts.c.id == broadcast_id, broadcasts.c.state.in_(states))
        .values(state=to, **values)
    )
    return moved.rowcount == 1


def _broadcast(connection: Connection, row: Row[Any], zone: ZoneInfo) -> Broadcast:
    campaign, first_day = None, None
    if row.campaign_id is not None:
        found = connection.execute(
            select(campaigns, phases.c.opens)
            .outerjoin(phases, phases.c.id == campaigns.c.phase_id)
            .where(campaigns.c.id == row.campaign_id)
        ).one()
        campaign = campaign_of(found)
        first_day = min(found.opens, found.starts) if found.opens is not None else found.starts
    return Broadcast(
        id=row.id,
        title=row.title,
        state=row.state,
        audience=written.read_audience(row.audience),
        content=written.read_content(row.content),
        campaign=campaign,
        since=since_of(first_day or _month(row, zone), zone),
        made_at=row.made_at,
        begins_at=row.begins_at,
        by_id=row.by_id,
        groups=row.groups,
        cursor=row.cursor,
        expected=row.expected,
        seen=row.seen,
        agreed_by=row.agreed_by,
        ended_at=row.ended_at,
    )


def _month(row: Row[Any], zone: ZoneInfo) -> date:
    """Outside every campaign, what people sent this month counts."""
    made: datetime = row.made_at
    return made.astimezone(zone).date().replace(day=1)


def is_first(connection: Connection, broadcast: Broadcast, zone: ZoneInfo) -> bool:
    """Whether it is the first reminder since its campaign began: announcements before it do not count."""
    campaign, begins = broadcast.campaign, broadcast.begins_at
    if campaign is None or begins is None or begins.astimezone(zone).date() < campaign.starts:
        return False
    earlier = connection.scalar(
        select(broadcasts.c.id)
        .where(broadcasts.c.campaign_id == campaign.id, broadcasts.c.id != broadcast.id)
        .where(broadcasts.c.begins_at < begins, broadcasts.c.begins_at >= since_of(campaign.starts, zone))
        .where(broadcasts.c.content["kind"].as_string() == "reminder")
        .where(broadcasts.c.state.not_in(["missed", "holiday", "refused", "draft", "asking"]))
        .limit(1)
    )
    return earlier is None
