"""A Peak Week's broadcast on the tiny federation, from its plan to the outbox, at a time the test sets."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from fakes.federation import PROVINCE
from sqlalchemy import Connection, insert, select

from handlers.broadcasts.audience import Audience
from handlers.broadcasts.content import ANYBODY, Content, Text
from handlers.broadcasts.letter import Letter
from handlers.campaigns.schedule import Daily
from storage.broadcasts import broadcasts, preparing, queueing
from storage.broadcasts.queueing import Page, Words
from storage.campaigns import campaigns, entries, planning
from storage.tables import drafts, initiatives, recipients
from storage.tables import outbox as outbox_rows

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MADE = datetime(2026, 5, 3, 20, 0, tzinfo=ZONE)
MONDAY = date(2026, 5, 4)
WORDS = Text(((ANYBODY, "Words"),))


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=ZONE)


LUNCH = local(4, 11, 46)


def plain(letter: Letter, had: frozenset[str]) -> Words:
    return Words(f"{letter.campaign} {letter.days_left} {letter.first} {letter.did.value}")


def anywhere(lane: str, interacted_at: datetime | None) -> bool:
    return True


def page(connection: Connection, broadcast_id: int, now: datetime = LUNCH, most: int = 500) -> Page:
    return queueing.queue(connection, broadcast_id, "web:main", now, ZONE, plain, anywhere, most)


def prepare(connection: Connection, broadcast_id: int, now: datetime = LUNCH, most: int = 500) -> None:
    while not preparing.prepare(connection, broadcast_id, now, ZONE, most):
        pass


def spread(connection: Connection, broadcast_id: int, now: datetime = LUNCH, most: int = 500) -> int:
    prepare(connection, broadcast_id, now, most)
    total = 0
    while True:
        done = page(connection, broadcast_id, now, most)
        total += done.queued
        if done.done:
            return total


def one_broadcast(
    connection: Connection,
    unit_ids: tuple[int, ...] = (PROVINCE,),
    audience: Audience | None = None,
    hours: tuple[time, ...] = (time(11, 45),),
    content: Content = WORDS,
    **more: Any,
) -> int:
    """The first firing of a campaign's only entry."""
    campaign = campaigns.create(
        connection,
        name="Peak Week",
        slogan="Proud",
        starts=MONDAY,
        ends=date(2026, 5, 10),
        unit_ids=unit_ids,
        now=MADE,
        **more,
    )
    entries.add(connection, campaign, Daily(hours), audience or Audience(unit_ids=()), content)
    assert planning.catch_up(connection, local(4, 11, 45), ZONE) == 1
    return broadcasts.unfinished(connection, LUNCH)[-1]


def queued(connection: Connection) -> list[int]:
    rows = connection.scalars(select(outbox_rows.c.person_id).order_by(outbox_rows.c.id))
    return [person for person in rows if person is not None]


def skipped(connection: Connection, broadcast_id: int) -> dict[int, str]:
    found_rows = connection.execute(
        select(recipients.c.person_id, recipients.c.why).where(
            recipients.c.broadcast_id == broadcast_id, recipients.c.state == "skipped"
        )
    )
    return {row.person_id: row.why for row in found_rows}


def report(connection: Connection, number: int, author: int, status: str, at: datetime) -> None:
    connection.execute(
        insert(initiatives).values(
            number=number,
            code=f"NT-{number}",
            author_id=author,
            status=status,
            title="A jig",
            answers={},
            form_version=1,
            submitted_at=at,
            updated_at=at,
        )
    )


def begin_draft(connection: Connection, person: int, step: str = "title", **answers: str) -> None:
    connection.execute(
        insert(drafts).values(
            person_id=person,
            form="report",
            version=1,
            step=step,
            answers=answers,
            state="{}",
            revision=1,
            updated_at=MADE,
        )
    )
