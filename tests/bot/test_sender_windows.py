"""Platforms that let us write only for a while, or only so many messages a month."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import structlog
from fakes.federation import SEWING, found, hire
from fakes.scripted import Scripted
from kit.databases import fresh_postgres
from kit.sending import START, Watch, at_work, put, states, until, whys
from sqlalchemy import Engine, select, update

from bot import pump
from bot.channels.port import Limits, SendFailed, Why
from bot.sender import Sender
from handlers.events import Blocked, Said
from storage import people
from storage.apply import Turn, apply
from storage.database.writer import Writer
from storage.library.files import FileStore
from storage.tables import conversations
from storage.tables import outbox as rows
from storage.traffic import inbox, outbox, receipts, usage

LANE = "web:main"
_KEYS = count(1)
WEEK = timedelta(days=7)


def with_limits(channel: Scripted, writer: Writer, watch: Watch, tmp_path: Path, limits: Limits) -> Sender:
    channel.limits = limits
    return Sender(channel, writer, FileStore(tmp_path / "files"), watch)


@pytest.fixture
def sender(channel: Scripted, writer: Writer, watch: Watch, tmp_path: Path) -> Sender:
    return with_limits(channel, writer, watch, tmp_path, Limits(text=1900, window=WEEK))


@pytest.fixture
def thrifty(channel: Scripted, writer: Writer, watch: Watch, tmp_path: Path) -> Sender:
    return with_limits(channel, writer, watch, tmp_path, Limits(text=1900, monthly=4, reserve=0.5))


def known(engine: Engine, *persons: int, acted: datetime = START - timedelta(hours=1)) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in persons:
            hire(connection, person, SEWING)
        connection.execute(update(conversations).values(interacted_at=acted))


def spent(engine: Engine) -> int:
    with engine.begin() as connection:
        return usage.sent(connection, LANE, "2026-05")


async def test_the_channel_is_told_when_the_person_did_something_last(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    known(engine, 1, acted=START - timedelta(days=3))
    put(engine, "1", "x")
    async with at_work(sender):
        await until(lambda: states(engine) == ["sent"])
    assert channel.sent[0].contact.interacted_at == START - timedelta(days=3)


async def test_a_verdict_outside_the_window_waits_and_comes_first_when_the_person_writes_again(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    known(engine, 1)
    channel.script("1", SendFailed(Why.OUTSIDE_WINDOW))
    put(engine, "1", "verdict")
    async with at_work(sender):
        await until(lambda: states(engine) == ["held"])
        _writes(engine, "1")
        put(engine, "1", "answer")
        sender.wake()
        await until(lambda: states(engine) == ["sent", "sent"])
    assert channel.texts("1") == ["verdict", "verdict", "answer"]
    with engine.begin() as connection:
        assert connection.scalar(select(conversations.c.held)) is False
        assert list(connection.execute(select(rows.c.attempts)).scalars()) == [1, 1]


async def test_whoever_wrote_while_the_platform_refused_is_not_kept_waiting(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    known(engine, 1)

    class Meanwhile(SendFailed):
        """The person writes just before the refusal is heard."""

        @property
        def detail(self) -> str:
            _writes(engine, "1")
            return "too late"

        @detail.setter
        def detail(self, told: str) -> None:
            pass

    channel.script("1", Meanwhile(Why.OUTSIDE_WINDOW))
    put(engine, "1", "verdict")
    async with at_work(sender):
        await until(lambda: states(engine) == ["sent"])


async def test_what_nobody_did_by_hand_does_not_open_the_window(engine: Engine) -> None:
    known(engine, 1)
    with engine.begin() as connection:
        key = f"{LANE}:1"
        event = Blocked(conversation=key, at=START + timedelta(days=1))
        look = people.look(connection, [(key, event.at)])[key]
        apply(connection, [Turn("k", event, look, ())], lambda *_: [], lambda _: False)
        assert connection.scalar(select(conversations.c.interacted_at)) == START - timedelta(hours=1)


async def test_a_reminder_outside_the_window_is_given_up(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    known(engine, 1)
    channel.script("1", SendFailed(Why.OUTSIDE_WINDOW))
    put(engine, "1", "reminder", priority=outbox.BULK)
    async with at_work(sender):
        await until(lambda: states(engine) == ["failed"])
    assert whys(engine) == ["outside_window"]


async def test_a_template_that_waits_for_the_morning_does_not_hold_up_whoever_writes_tonight(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    known(engine, 1, acted=START - timedelta(days=8))
    channel.script("1", SendFailed(Why.THROTTLED, retry_after=8 * 3600))
    put(engine, "1", "verdict")
    async with at_work(sender):
        await until(lambda: states(engine) == ["held"])
        _writes(engine, "1")
        put(engine, "1", "answer")
        sender.wake()
        await until(lambda: states(engine) == ["sent", "sent"])
    assert channel.texts("1") == ["verdict", "verdict", "answer"]


async def test_a_template_that_waits_for_the_morning_goes_out_in_the_morning(
    sender: Sender, channel: Scripted, engine: Engine, watch: Watch
) -> None:
    known(engine, 1, acted=START - timedelta(days=8))
    channel.script("1", SendFailed(Why.THROTTLED, retry_after=8 * 3600))
    put(engine, "1", "verdict")
    async with at_work(sender):
        await until(lambda: states(engine) == ["held"])
        for hours, states_then in ((7, ["held"]), (2, ["sent"])):
            watch.time += timedelta(hours=hours)
            with engine.begin() as connection:
                outbox.wake(connection, watch())
            sender.wake()
            await until(lambda wanted=states_then: states(engine) == wanted)  # type: ignore[misc]


async def test_a_reply_waits_when_the_platform_says_that_the_allowance_is_used_up(
    sender: Sender, channel: Scripted, engine: Engine, watch: Watch
) -> None:
    known(engine, 1)
    channel.script("1", SendFailed(Why.OVER_QUOTA))
    put(engine, "1", "1")
    async with at_work(sender):
        await until(lambda: whys(engine) == ["over_quota"])
        assert states(engine) == ["queued"]
        watch.time += timedelta(hours=1)
        sender.wake()
        await until(lambda: states(engine) == ["sent"])


async def test_a_reminder_is_given_up_when_the_platform_says_that_the_allowance_is_used_up(
    sender: Sender, channel: Scripted, engine: Engine
) -> None:
    channel.script("a", SendFailed(Why.OVER_QUOTA))
    put(engine, "a", "1", priority=outbox.BULK)
    async with at_work(sender):
        await until(lambda: states(engine) == ["failed"])


async def test_campaigns_leave_the_reserve_of_the_month_to_replies(
    thrifty: Sender, channel: Scripted, engine: Engine
) -> None:
    for name in "abc":
        put(engine, name, f"reminder {name}", priority=outbox.BULK)
    async with at_work(thrifty):
        await until(lambda: sorted(states(engine)) == ["failed", "sent", "sent"])
        for name in "xyz":
            put(engine, name, f"reply {name}")
        thrifty.wake()
        await until(lambda: states(engine)[3:] == ["sent"] * 3)
    assert "over_quota" in whys(engine)
    assert spent(engine) == 5


async def test_what_surely_did_not_go_out_is_not_counted(
    thrifty: Sender, channel: Scripted, engine: Engine
) -> None:
    channel.script("a", SendFailed(Why.REFUSED))
    channel.script("b", SendFailed(Why.UNCERTAIN))
    put(engine, "a", "1")
    put(engine, "b", "2")
    async with at_work(thrifty):
        await until(lambda: sorted(whys(engine)) == ["refused", "uncertain"])
    assert spent(engine) == 1


async def test_a_new_month_begins_with_a_full_allowance(
    thrifty: Sender, channel: Scripted, engine: Engine, watch: Watch
) -> None:
    with engine.begin() as connection:
        usage.count(connection, LANE, "2026-05", 4)
    put(engine, "a", "1", priority=outbox.BULK)
    async with at_work(thrifty):
        await until(lambda: states(engine) == ["failed"])
        watch.time = datetime(2026, 6, 1, 0, 0, tzinfo=UTC)
        put(engine, "a", "2", priority=outbox.BULK)
        thrifty.wake()
        await until(lambda: states(engine) == ["failed", "sent"])


async def test_the_operator_is_warned_once_a_month_when_most_is_used(
    thrifty: Sender,
    channel: Scripted,
    engine: Engine,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A logger that was used before keeps the settings it was first used with.
    structlog.reset_defaults()
    monkeypatch.setattr("bot.sender.log", structlog.get_logger())
    for number in range(5):
        put(engine, f"p{number}", "x")
    async with at_work(thrifty):
        await until(lambda: states(engine) == ["sent"] * 5)
        put(engine, "more", "x")
        thrifty.wake()
        await until(lambda: states(engine) == ["sent"] * 6)
    assert capsys.readouterr().out.count("allowance_nearly_used") == 1


def _writes(engine: Engine, address: str) -> None:
    """The person says something, and the pump takes it."""
    key = f"{LANE}:{address}"
    with engine.begin() as connection:
        event = Said(conversation=key, at=START, text="hello")
        inbox.store(connection, "web", "main", [(str(next(_KEYS)), event)])
        (taken,) = inbox.take(connection, pump.BATCH)
        look = people.look(connection, [(key, event.at)])[key]
        apply(connection, [Turn(taken.key, event, look, ())], lambda *_: [], lambda _: False)
        inbox.finish(connection, [taken.id])


@pytest.mark.postgres
def test_whoever_writes_while_the_refusal_is_written_down_is_not_kept_waiting(postgres_url: str) -> None:
    with fresh_postgres(postgres_url) as engine:
        known(engine, 1)
        put(engine, "1", "verdict")
        with engine.begin() as connection:
            (row,) = outbox.claim(connection, LANE, START, 1)
        refused = receipts.Outcome(
            outbox_id=row.id,
            result="held",
            conversation=row.conversation,
            seen=START - timedelta(hours=1),
        )

        def settle() -> None:
            with engine.begin() as connection:
                receipts.settle(connection, [refused], START)

        with engine.begin() as connection, ThreadPoolExecutor(1) as other:
            event = Said(conversation=row.conversation, at=START, text="hello")
            look = people.look(connection, [(row.conversation, START)])[row.conversation]
            settling = other.submit(settle)
            with pytest.raises(TimeoutError):
                settling.result(timeout=0.3)
            apply(connection, [Turn("k", event, look, ())], lambda *_: [], lambda _: False)
            connection.commit()
            settling.result(timeout=5)
        assert states(engine) == ["queued"]
