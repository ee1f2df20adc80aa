"""Who goes first, how much is under way at once, and how a sender stops."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from fakes.scripted import Scripted
from kit.sending import START, Watch, at_work, put, states, until, whys
from sqlalchemy import Engine, insert

from bot.channels import render
from bot.channels.port import Limits, Part, SendFailed, Why
from bot.sender import Sender
from handlers.message import Button
from storage.database.writer import Writer
from storage.library.files import FileStore
from storage.tables import outbox as rows
from storage.tables import receipts as receipt_rows
from storage.traffic import outbox
from storage.traffic.outbox import BULK, Row


async def test_an_answer_overtakes_campaign_mail_that_fills_its_places(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    gate = asyncio.Event()
    for number in range(40):
        channel.script(f"p{number}", gate)
        put(engine, f"p{number}", "mail", priority=BULK)
    async with at_work(sender):
        await until(lambda: len(channel.sent) == sender.bulk)
        put(engine, "a", "answer")
        sender.wake()
        await until(lambda: channel.texts("a") == ["answer"])
        assert len(channel.sent) == sender.bulk + 1
        gate.set()
        await until(lambda: states(engine) == ["sent"] * 41)
    assert all(one.bulk for one in channel.sent if one.part.text == "mail")


async def test_campaign_mail_to_a_slow_channel_waits_in_the_queue_and_not_in_flight(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    channel.limits = Limits(text=2000, pace=0.1)
    gate = asyncio.Event()
    for number in range(5):
        channel.script(f"p{number}", gate)
        put(engine, f"p{number}", "mail", priority=BULK)
    async with at_work(sender):
        await until(lambda: len(channel.sent) == 2)
        await asyncio.sleep(0.05)
        assert len(channel.sent) == 2
        gate.set()
        await until(lambda: states(engine) == ["sent"] * 5)


@pytest.mark.parametrize(("pace", "places"), [(1.0, 16), (25.0, 16), (100.0, 40), (1_000.0, 400)])
async def test_there_are_as_many_places_for_campaign_mail_as_its_pace_needs(
    pace: float, places: int, writer: Writer, watch: Watch, tmp_path: Path
) -> None:
    channel = Scripted(limits=Limits(text=2000, pace=pace))
    assert Sender(channel, writer, FileStore(tmp_path), watch).bulk == places


async def test_an_account_that_was_told_to_rest_is_left_in_peace_and_begins_with_its_replies(
    sender: Sender, channel: Scripted, engine: Engine, watch: Watch
) -> None:
    channel.script("p0", SendFailed(Why.THROTTLED, retry_after=30, everybody=True))
    for number in range(100):
        put(engine, f"p{number}", "mail", priority=BULK)
    async with at_work(sender):
        await until(lambda: "throttled" in whys(engine))
        await until(lambda: "sending" not in states(engine))
        before = len(channel.sent)
        assert before <= sender.bulk + 1, "what rests is not taken up and thrown back in turns"
        put(engine, "a", "answer")
        sender.wake()
        await asyncio.sleep(0.1)
        assert len(channel.sent) == before
        watch.time += timedelta(seconds=30)
        sender.wake()
        await until(lambda: states(engine) == ["sent"] * 101)
    assert channel.sent[before].part.text == "answer"
    assert whys(engine).count("throttled") == 1


async def test_no_more_than_the_bound_is_in_flight(sender: Sender, channel: Scripted, engine: Engine) -> None:
    for number in range(100):
        put(engine, str(number), "x")
    async with at_work(sender):
        await until(lambda: states(engine) == ["sent"] * 100)
    assert channel.most_at_once <= sender.replies + sender.bulk


async def test_a_slow_channel_holds_up_no_other(
    writer: Writer, engine: Engine, watch: Watch, tmp_path: Path
) -> None:
    slow, quick = Scripted(), Scripted(name="telegram", account="1")
    gate = asyncio.Event()
    slow.script("a", gate)
    put(engine, "a", "slow")
    with engine.begin() as connection:
        row = Row(
            kind="say",
            lane="telegram:1",
            conversation="telegram:1:5",
            body=render.encode(Part(text="quick")),
            queued_at=START,
            due_at=START,
        )
        outbox.add(connection, [row])
    store = FileStore(tmp_path)
    async with at_work(Sender(slow, writer, store, watch), Sender(quick, writer, store, watch)):
        await until(lambda: quick.texts() == ["quick"])
        await until(lambda: states(engine) == ["sending", "sent"])
        gate.set()


async def test_stopping_finishes_what_is_under_way_and_begins_nothing_new(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    gate = asyncio.Event()
    channel.script("a", gate)
    put(engine, "a", "1")
    put(engine, "a", "2")
    async with at_work(sender):
        await until(lambda: len(channel.sent) == 1)
        sender.stop()
        gate.set()
    assert states(engine) == ["sent", "queued"]


async def test_stopping_does_not_wait_for_ever(
    sender: Sender, channel: Scripted, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sender.FAREWELL", 0.05)
    channel.script("a", asyncio.Event())
    put(engine, "a", "1")
    async with asyncio.timeout(3), at_work(sender):
        await until(lambda: len(channel.sent) == 1)
    assert states(engine) == ["sending"]  # its lease decides


async def test_buttons_are_taken_off_the_message_that_showed_them(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    channel.script("a", "4711")
    put(engine, "a", "decide", rows=((Button("Yes", "y"),),))
    put(engine, "a", "", kind="strip", strip="1")
    async with at_work(sender):
        await until(lambda: states(engine) == ["sent", "sent"])
    assert channel.sent[1].part == Part(strip="4711")


@pytest.mark.parametrize("edits", [True, False])
async def test_buttons_that_were_never_shown_or_cannot_be_taken_off_are_let_be(
    sender: Sender, channel: Scripted, engine: Engine, edits: bool
) -> None:
    channel.limits = Limits(text=4096, edits=edits)
    if edits:
        channel.script("a", SendFailed(Why.REFUSED))
    put(engine, "a", "decide", rows=((Button("Yes", "y"),),))
    put(engine, "a", "", kind="strip", strip="1")
    async with at_work(sender):
        await until(lambda: states(engine) == ["failed" if edits else "sent", "sent"])
    assert len(channel.sent) == 1


async def test_a_database_that_goes_away_for_a_moment_costs_no_receipt(
    sender: Sender, channel: Scripted, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sender.POLL", 0.05)
    gate = asyncio.Event()
    channel.script("a", gate)
    put(engine, "a", "1")
    async with at_work(sender):
        await until(lambda: len(channel.sent) == 1)
        with engine.begin() as connection:
            connection.execute(receipt_rows.delete())
            connection.exec_driver_sql("ALTER TABLE receipts RENAME TO away")
        gate.set()
        await asyncio.sleep(0.2)
        with engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO receipts")
        await until(lambda: states(engine) == ["sent"])
    assert len(channel.sent) == 1


async def test_a_body_nobody_can_read_stops_nobody_else(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    put(engine, "a", "1")
    with engine.begin() as connection:
        values = {"lane": "web:main", "queued_at": START, "due_at": START}
        connection.execute(insert(rows).values(kind="say", conversation="web:main:b", body="{", **values))
        connection.execute(
            insert(rows).values(kind="strip", conversation="web:main:c", body='{"strip":"x"}', **values)
        )
    async with at_work(sender):
        await until(lambda: states(engine) == ["sent", "queued", "queued"])
    assert sorted(whys(engine)) == ["", "bug", "bug"]
