"""What leaves the house: everything once, in order, and no failure stops the rest."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fakes.federation import SEWING, found, hire
from fakes.scripted import Scripted
from sqlalchemy import Engine, insert, select

from bot.channels import render
from bot.channels.port import Limits, Part, SendFailed, Why
from bot.sender import Sender
from handlers.message import Button
from storage import outbox, receipts
from storage.files import FileStore
from storage.outbox import BULK, Row
from storage.tables import conversations
from storage.tables import outbox as rows
from storage.tables import receipts as receipt_rows
from storage.writer import Writer

START = datetime(2026, 5, 4, 5, 0, tzinfo=UTC)


class Watch:
    """The time a test sets."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def channel() -> Scripted:
    return Scripted()


@pytest.fixture
def sender(channel: Scripted, writer: Writer, watch: Watch, tmp_path: Path) -> Sender:
    return Sender(channel, writer, FileStore(tmp_path / "files"), watch)


def put(
    engine: Engine, address: str, text: str, *, kind: str = "say", priority: int = 0, **more: object
) -> None:
    body = render.encode(Part(**{"text": text, **more}))  # type: ignore[arg-type]
    lane = "web:main"
    row = Row(
        kind=kind,
        lane=lane,
        conversation=f"{lane}:{address}",
        body=body,
        priority=priority,
        queued_at=START,
        due_at=START,
    )
    with engine.begin() as connection:
        outbox.add(connection, [row])


def states(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return list(connection.execute(select(rows.c.state).order_by(rows.c.id)).scalars())


def whys(engine: Engine) -> list[str]:
    with engine.begin() as connection:
        return list(connection.execute(select(receipt_rows.c.why).order_by(receipt_rows.c.id)).scalars())


@asynccontextmanager
async def at_work(*senders: Sender) -> AsyncIterator[None]:
    async with asyncio.TaskGroup() as group:
        for sender in senders:
            group.create_task(sender.run())
        try:
            yield
        finally:
            for sender in senders:
                sender.stop()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():  # noqa: ASYNC110 - the database has no event to wait for
            await asyncio.sleep(0.005)


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


@pytest.mark.parametrize("why", [Why.OUTSIDE_WINDOW, Why.OVER_QUOTA, Why.REFUSED])
async def test_what_the_platform_will_never_take_is_not_tried_again(
    sender: Sender, channel: Scripted, engine: Engine, why: Why
) -> None:
    channel.script("a", SendFailed(why, detail="chat not found"))
    put(engine, "a", "1")
    put(engine, "a", "2")
    async with at_work(sender):
        await until(lambda: states(engine) == ["failed", "sent"])
    assert whys(engine) == [why.value, ""]


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
