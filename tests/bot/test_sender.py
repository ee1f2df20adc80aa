"""What leaves the house: everything once, in order, and no failure stops the rest."""

import asyncio
from datetime import timedelta

import pytest
from fakes.federation import SEWING, found, hire
from fakes.scripted import Scripted
from kit.sending import Watch, at_work, put, states, until, whys
from sqlalchemy import Engine, select

from bot.channels.port import SendFailed, Why
from bot.sender import Sender
from storage.tables import conversations
from storage.tables import outbox as rows
from storage.traffic import receipts


async def test_a_persons_messages_arrive_one_after_another_in_their_order(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    gate = asyncio.Event()
    channel.script("a", gate)
    for text in ("1", "2", "3"):
        put(engine, "a", text)
    put(engine, "b", "I")
    async with at_work(sender):
        await until(lambda: channel.texts("b") == ["I"])
        assert channel.texts("a") == ["1"]
        gate.set()
        await until(lambda: channel.texts("a") == ["1", "2", "3"])
    assert states(engine) == ["sent"] * 4


async def test_a_woken_sender_does_not_wait_for_its_next_look(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    async with at_work(sender):
        await asyncio.sleep(0.1)
        put(engine, "a", "now")
        sender.wake()
        async with asyncio.timeout(0.5):
            await until(lambda: bool(channel.sent))


async def test_what_the_platform_called_a_message_is_kept(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    channel.script("a", "4711")
    put(engine, "a", "1")
    async with at_work(sender):
        await until(lambda: states(engine) == ["sent"])
    with engine.begin() as connection:
        assert connection.scalar(select(rows.c.platform_id)) == "4711"


async def test_a_channel_that_says_too_many_gets_the_message_again_after_the_time_it_named(
    sender: Sender, channel: Scripted, engine: Engine, watch: Watch
) -> None:
    channel.script("a", SendFailed(Why.THROTTLED, retry_after=7))
    put(engine, "a", "1")
    async with at_work(sender):
        await until(lambda: states(engine) == ["queued"] and len(channel.sent) == 1)
        watch.time += timedelta(seconds=6)
        sender.wake()
        await asyncio.sleep(0.05)
        assert len(channel.sent) == 1
        watch.time += timedelta(seconds=1)
        sender.wake()
        await until(lambda: states(engine) == ["sent"])
    assert whys(engine) == ["throttled", ""]
    assert channel.sent[0].id == channel.sent[1].id


async def test_an_outage_of_hours_loses_nothing_and_keeps_the_order(
    sender: Sender, channel: Scripted, engine: Engine, watch: Watch
) -> None:
    channel.script("a", *[SendFailed(Why.UNREACHABLE)] * 30)
    put(engine, "a", "1")
    put(engine, "a", "2")
    async with at_work(sender):
        for attempt in range(30):
            await until(lambda a=attempt: len(channel.sent) == a + 1 and "sending" not in states(engine))
            watch.time += timedelta(minutes=5)
            sender.wake()
        await until(lambda: states(engine) == ["sent", "sent"])
    assert channel.texts("a") == ["1"] * 31 + ["2"]


async def test_a_platform_that_never_comes_back_is_given_up_in_the_end(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    channel.script("a", SendFailed(Why.UNREACHABLE))
    put(engine, "a", "1")
    with engine.begin() as connection:
        connection.execute(rows.update().values(attempts=receipts.PATIENCE - 1))
    async with at_work(sender):
        await until(lambda: states(engine) == ["failed"])


async def test_whoever_blocked_us_is_marked_and_others_go_on(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        hire(connection, 2, SEWING)
    channel.script("1", SendFailed(Why.BLOCKED))
    put(engine, "1", "x")
    put(engine, "2", "y")
    async with at_work(sender):
        await until(lambda: states(engine) == ["failed", "sent"])
    with engine.begin() as connection:
        reachable = connection.execute(
            select(conversations.c.reachable).order_by(conversations.c.key)
        ).scalars()
        assert list(reachable) == [False, True]


async def test_what_the_platform_will_never_take_is_not_tried_again(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    channel.script("a", SendFailed(Why.REFUSED, detail="chat not found"))
    put(engine, "a", "1")
    put(engine, "a", "2")
    async with at_work(sender):
        await until(lambda: states(engine) == ["failed", "sent"])
    assert whys(engine) == [Why.REFUSED.value, ""]


async def test_a_message_that_may_have_arrived_is_left_until_its_lease_runs_out(
    sender: Sender, channel: Scripted, engine: Engine, watch: Watch
) -> None:
    channel.script("a", SendFailed(Why.UNCERTAIN))
    put(engine, "a", "1")
    put(engine, "a", "2")
    async with at_work(sender):
        await until(lambda: whys(engine) == ["uncertain"])
        assert states(engine) == ["sending", "queued"]
        watch.time += timedelta(seconds=61)
        with engine.begin() as connection:
            receipts.recover(connection, watch())
        sender.wake()
        await until(lambda: states(engine) == ["sent", "sent"])
    assert channel.texts("a") == ["1", "1", "2"]


@pytest.mark.slow
async def test_a_bug_in_one_message_does_not_stop_the_others_and_ends_in_the_report(
    sender: Sender, channel: Scripted, engine: Engine, watch: Watch
) -> None:
    channel.script("a", *[KeyError("bug")] * receipts.ATTEMPTS)
    put(engine, "a", "1")
    put(engine, "b", "2")
    async with at_work(sender):
        for attempt in range(receipts.ATTEMPTS):
            await until(
                lambda a=attempt: len(channel.texts("a")) == a + 1 and "sending" not in states(engine)
            )
            watch.time += timedelta(minutes=5)
            sender.wake()
        await until(lambda: states(engine) == ["failed", "sent"])
    assert set(whys(engine)) == {"bug", ""}
