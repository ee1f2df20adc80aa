"""The clock says when to look; what is due stands in the database."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from fakes.federation import PROVINCE, found
from sqlalchemy import Engine, select

from bot.clock import Clock
from storage.campaigns import campaigns
from storage.database.writer import Writer
from storage.tables import broadcasts
from storage.traffic import outbox

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EVE = datetime(2026, 5, 3, 20, 0, tzinfo=ZONE)


class Tower:
    """A clock with a time the test sets, and what it rang for."""

    def __init__(self, writer: Writer) -> None:
        self.time = EVE
        self.rung: list[str] = []
        self.clock = Clock(
            writer,
            ZONE,
            lambda: self.time,
            fired=lambda: self.rung.append("fired"),
            requeued=lambda: self.rung.append("requeued"),
        )


@pytest.fixture
def tower(writer: Writer) -> Tower:
    return Tower(writer)


def make_campaign(engine: Engine, now: datetime = EVE) -> int:
    with engine.begin() as connection:
        if not campaigns.running(connection, now):
            found(connection)
        return campaigns.create(
            connection,
            name="Peak Week",
            slogan="Proud",
            starts=date(2026, 5, 4),
            ends=date(2026, 5, 6),
            hours=(time(11, 45), time(19, 30)),
            unit_ids=(PROVINCE,),
            now=now,
        )


def states(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return list(
            connection.execute(select(broadcasts.c.state).order_by(broadcasts.c.planned_at)).scalars()
        )


async def test_a_reminder_goes_off_at_its_hour_and_once(tower: Tower, engine: Engine) -> None:
    make_campaign(engine)
    tower.time = datetime(2026, 5, 4, 11, 44, 59, tzinfo=ZONE)
    assert await tower.clock.look() == 0
    tower.time = datetime(2026, 5, 4, 11, 45, tzinfo=ZONE)
    assert await tower.clock.look() == 1
    assert await tower.clock.look() == 0
    assert tower.rung == ["fired"]


async def test_two_clocks_at_once_ring_once(writer: Writer, engine: Engine) -> None:
    make_campaign(engine)
    towers = [Tower(writer), Tower(writer)]
    for tower in towers:
        tower.time = datetime(2026, 5, 4, 11, 45, tzinfo=ZONE)
    counts = await asyncio.gather(*(tower.clock.look() for tower in towers))
    assert sum(counts) == 1
    assert states(engine) == ["due"]


async def test_a_clock_that_stood_still_catches_up_and_keeps_alarms_for_what_is_ahead(
    tower: Tower, engine: Engine
) -> None:
    make_campaign(engine)
    tower.time = datetime(2026, 5, 5, 12, 0, tzinfo=ZONE)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(tower.clock.run())
        async with asyncio.timeout(3):
            while not tower.rung:  # noqa: ASYNC110 - the clock has no event to wait for
                await asyncio.sleep(0.01)
        running.cancel()
    assert states(engine) == ["missed", "missed", "due"]


async def test_a_new_campaign_needs_no_restart_and_a_stopped_one_rings_no_more(
    tower: Tower, engine: Engine
) -> None:
    def alarms() -> set[str]:
        scheduler = tower.clock._scheduler
        assert scheduler is not None
        return {job.id for job in scheduler.get_jobs()} - {"recover", "reread"}

    async with asyncio.TaskGroup() as group:
        running = group.create_task(tower.clock.run())
        await asyncio.sleep(0.1)
        assert alarms() == set()
        number = await asyncio.to_thread(make_campaign, engine)
        await tower.clock.reread()
        assert alarms() == {
            f"plan:{datetime(2026, 5, day, hour, minute, tzinfo=ZONE).astimezone(UTC).isoformat()}"
            for day in (4, 5, 6)
            for hour, minute in ((11, 45), (19, 30))
        }
        with engine.begin() as connection:
            campaigns.stop(connection, number, EVE)
        await tower.clock.reread()
        assert alarms() == set()
        running.cancel()


async def test_no_job_of_the_scheduler_can_double_or_drop_a_reminder(tower: Tower, engine: Engine) -> None:
    make_campaign(engine)
    async with asyncio.TaskGroup() as group:
        running = group.create_task(tower.clock.run())
        await asyncio.sleep(0.1)
        scheduler = tower.clock._scheduler
        assert scheduler is not None
        for job in scheduler.get_jobs():
            assert (job.coalesce, job.misfire_grace_time, job.max_instances) == (True, None, 1)
        running.cancel()
    assert tower.clock._scheduler is None


async def test_a_silent_senders_reply_is_put_back_and_the_senders_are_woken(
    tower: Tower, engine: Engine
) -> None:
    row = outbox.Row(
        kind="say", lane="web:main", conversation="web:main:a", body="{}", queued_at=EVE, due_at=EVE
    )
    with engine.begin() as connection:
        outbox.add(connection, [row])
        outbox.claim(connection, "web:main", EVE, 1)
    await tower.clock.recover()
    assert tower.rung == []
    tower.time += timedelta(seconds=61)
    await tower.clock.recover()
    assert tower.rung == ["requeued"]
    await tower.clock.recover()
    assert tower.rung == ["requeued"]
