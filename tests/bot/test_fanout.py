"""A reminder that went off becomes one message for each person it is meant for."""

import asyncio
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from fakes.federation import PROVINCE, SEWING, found, hire
from sqlalchemy import Engine, insert, select

from bot.channels import render
from bot.fanout import Fanout
from handlers import taps
from messages.catalog import say
from storage.broadcasts import broadcasts, outcomes
from storage.campaigns import campaigns, planning
from storage.database.writer import Writer
from storage.tables import conversations, people
from storage.tables import outbox as rows

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LUNCH = datetime(2026, 5, 4, 11, 45, tzinfo=ZONE)


@pytest.fixture
def fanout(writer: Writer) -> Fanout:
    return Fanout(writer, ZONE, lambda: LUNCH, page=3)


def broadcast_for(engine: Engine, count: int) -> int:
    with engine.begin() as connection:
        found(connection)
        for person in range(1, count + 1):
            hire(connection, person, SEWING)
        campaigns.create(
            connection,
            name="Peak Week",
            slogan="Proud",
            starts=date(2026, 5, 4),
            ends=date(2026, 5, 10),
            hours=(time(11, 45),),
            unit_ids=(PROVINCE,),
            now=LUNCH.replace(hour=8),
        )
        planning.catch_up(connection, LUNCH, ZONE)
        (broadcast_id,) = broadcasts.unfinished(connection, LUNCH)
        return broadcast_id


async def test_everybody_gets_it_once_page_by_page(fanout: Fanout, engine: Engine) -> None:
    pages: list[None] = []
    fanout.queued = lambda: pages.append(None)
    broadcast_id = broadcast_for(engine, 7)
    assert await fanout.spread() == 7
    assert len(pages) == 3
    assert await fanout.spread() == 0
    with engine.begin() as connection:
        assert outcomes.count(connection, broadcast_id).queued == 7


async def test_the_words_are_finished_for_each_channel_and_language(fanout: Fanout, engine: Engine) -> None:
    broadcast_for(engine, 1)
    with engine.begin() as connection:
        hire(connection, 2, SEWING, lane="zalo:1")
        hire(connection, 3, SEWING, lane="gone:1")
        hire(connection, 4, SEWING)
        connection.execute(people.update().where(people.c.id == 4).values(language="en"))
    await fanout.spread()
    with engine.begin() as connection:
        bodies = connection.execute(select(rows.c.body).order_by(rows.c.person_id)).scalars().all()
    web, zalo, gone, english = [render.decode(body) for body in bodies]
    assert [button.data for row in web.rows for button in row] == [taps.pack(taps.Call("start"))]
    assert zalo.rows == ()
    assert say("vi", "outreach.reminder.begin") in zalo.text
    assert gone == zalo
    assert english.text.endswith(say("en", "outreach.reminder.how_to_stop"))


async def test_a_long_queue_is_not_made_longer(
    fanout: Fanout, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.fanout.MOST_AHEAD", 4)
    broadcast_id = broadcast_for(engine, 9)
    assert await fanout.spread() == 6
    assert await fanout.spread() == 0
    with engine.begin() as connection:
        connection.execute(rows.update().values(state="sent"))
    assert await fanout.spread() == 3
    with engine.begin() as connection:
        counted = outcomes.count(connection, broadcast_id)
        assert (counted.sent, counted.queued, counted.total) == (6, 3, 9)


async def test_a_new_process_goes_on_where_the_last_one_died(writer: Writer, engine: Engine) -> None:
    broadcast_id = broadcast_for(engine, 8)

    dying = Fanout(writer, ZONE, lambda: LUNCH, page=3)

    def die() -> None:
        raise ConnectionError("gone")

    dying.queued = die
    with pytest.raises(ConnectionError):
        await dying.spread()
    assert await Fanout(writer, ZONE, lambda: LUNCH, page=3).spread() == 5
    with engine.begin() as connection:
        assert outcomes.count(connection, broadcast_id).queued == 8


async def test_a_woken_fan_out_works_until_it_is_cancelled(fanout: Fanout, engine: Engine) -> None:
    queued = asyncio.Event()
    fanout.queued = queued.set
    async with asyncio.TaskGroup() as group:
        running = group.create_task(fanout.run())
        await asyncio.sleep(0.05)
        await asyncio.to_thread(broadcast_for, engine, 2)
        fanout.wake()
        async with asyncio.timeout(2):
            await queued.wait()
        running.cancel()


async def test_a_conversation_that_was_left_is_not_the_one_written_to(fanout: Fanout, engine: Engine) -> None:
    broadcast_for(engine, 1)
    with engine.begin() as connection:
        moved = {"key": "zalo:1:x", "lane": "zalo:1", "person_id": 1, "last_at": LUNCH, "burst_at": LUNCH}
        connection.execute(insert(conversations).values(moved))
        connection.execute(people.update().values(conversation="zalo:1:x"))
    await fanout.spread()
    with engine.begin() as connection:
        assert connection.execute(select(rows.c.conversation)).scalars().all() == ["zalo:1:x"]
