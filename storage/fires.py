"""Fan-out of a reminder to its audience, page by page, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row, Select, func, or_, select, update

from handlers.initiative import Status
from handlers.outreach import Fire, Recipient
from storage.people import TOLD_IN
from storage.tables import campaign_units, campaigns, conversations, fires, initiatives, people, units
from storage.tables import outbox as outbox_rows
from storage.traffic import outbox

Render = Callable[[Fire, Recipient], str]


@dataclass(frozen=True, slots=True)
class Page:
    """What one step of a fan-out did: how many were queued, and whether it was the last."""

    queued: int
    done: bool


def unfinished(connection: Connection) -> list[int]:
    """Fires whose audience has not been queued to the end."""
    found = connection.execute(
        select(fires.c.id).where(fires.c.state.in_(["due", "spreading"])).order_by(fires.c.id)
    )
    return list(found.scalars())


def backlog(connection: Connection) -> int:
    """How many campaign messages wait to be sent."""
    return (
        connection.scalar(
            select(func.count()).where(outbox_rows.c.state == "queued", outbox_rows.c.priority == outbox.BULK)
        )
        or 0
    )


def spread(
    connection: Connection, fire_id: int, now: datetime, zone: ZoneInfo, render: Render, most: int = 500
) -> Page:
    """Queue the reminder for the next `most` people of its audience.

    Rows, cursor and count move in one transaction, so a fan-out that is broken off goes on where
    it stopped. `render` gives the outbox body; the audience is decided now, not when it fired.
    """
    row = connection.execute(
        select(fires, campaigns)
        .join(campaigns, campaigns.c.id == fires.c.campaign_id)
        .where(fires.c.id == fire_id, fires.c.state.in_(["due", "spreading"]))
        .with_for_update(of=fires)
    ).first()
    if row is None:
        return Page(0, True)
    found: list[Recipient] = []
    if row.stopped_at is None:
        found = [
            Recipient(**person._mapping, lane=outbox.lane_of(person.conversation))
            for person in connection.execute(_audience(connection, row, zone, most))
        ]
    fact = _fact(connection, fire_id, row, zone)
    new = outbox.add(connection, [_row(fact, recipient, render, now) for recipient in found])
    done = len(found) < most
    connection.execute(
        update(fires)
        .where(fires.c.id == fire_id)
        .values(
            state="done" if done else "spreading",
            cursor=found[-1].person_id if found else row.cursor,
            expected=fires.c.expected + new,
        )
    )
    return Page(new, done)


def _row(fact: Fire, recipient: Recipient, render: Render, now: datetime) -> outbox.Row:
    return outbox.Row(
        kind="say",
        lane=recipient.lane,
        conversation=recipient.conversation,
        person_id=recipient.person_id,
        body=render(fact, recipient),
        priority=outbox.BULK,
        dedupe_key=f"fire:{fact.id}:{recipient.person_id}",
        fire_id=fact.id,
        queued_at=now,
        due_at=now,
    )


def _fact(connection: Connection, fire_id: int, row: Row[tuple[object, ...]], zone: ZoneInfo) -> Fire:
    earlier = connection.scalar(
        select(fires.c.id)
        .where(fires.c.campaign_id == row.campaign_id, fires.c.planned_at < row.planned_at)
        .where(fires.c.state != "missed")
        .limit(1)
    )
    today = row.planned_at.astimezone(zone).date()
    return Fire(
        id=fire_id,
        campaign=row.name,
        slogan=row.slogan,
        closes=row.ends,
        days_left=(row.ends - today).days + 1,
        first=earlier is None,
    )


def _audience(
    connection: Connection, row: Row[tuple[object, ...]], zone: ZoneInfo, most: int
) -> Select[tuple[int, str, str]]:
    """The next people of the campaign's units who agreed, can be reached and have not reported yet."""
    roots = connection.execute(
        select(units.c.path)
        .join(campaign_units, campaign_units.c.unit_id == units.c.id)
        .where(campaign_units.c.campaign_id == row.campaign_id)
    ).scalars()
    since = datetime.combine(row.starts, time(), zone)
    reported = (
        select(initiatives.c.id)
        .where(initiatives.c.author_id == people.c.id, initiatives.c.submitted_at >= since)
        .where(initiatives.c.status.not_in([Status.WITHDRAWN.value, Status.NOT_VALID.value]))
        .exists()
    )
    return (
        select(
            people.c.id.label("person_id"),
            people.c.language,
            TOLD_IN.label("conversation"),
        )
        .join(conversations, conversations.c.key == people.c.conversation)
        .join(units, units.c.id == people.c.unit_id)
        .where(people.c.id > row.cursor)
        .where(people.c.campaigns.is_(True), TOLD_IN.is_not(None), ~reported)
        .where(or_(*(units.c.path.startswith(path) for path in roots)))
        .order_by(people.c.id)
        .limit(most)
    )


def report(connection: Connection, fire_id: int) -> dict[str, int]:
    """How the messages of a fire stand, by state; their sum is always what was expected."""
    found = connection.execute(
        select(outbox_rows.c.state, func.count())
        .where(outbox_rows.c.fire_id == fire_id)
        .group_by(outbox_rows.c.state)
    )
    return {row.state: row[1] for row in found}
