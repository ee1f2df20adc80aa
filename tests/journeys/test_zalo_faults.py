"""The whole story once more while everything that can go wrong between us and Zalo does go wrong."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fakes import zalo_bot_spec as bot_faults
from fakes import zalo_oa_spec as oa_faults
from kit.zalo_stage import ZaloStage, zalo_stage
from kit.zalo_talkers import ZaloBotTalker, ZaloOaTalker
from sqlalchemy import Engine, func, select

from storage import tables as t
from tests.journeys.test_zalo_story import HANH, LAN, MINH, all_is_well, told_by
from tests.kit.story import the_story
from tests.kit.talkers import TelegramTalker

pytestmark = pytest.mark.slow

BOT_FAULTS = (
    bot_faults.error(403, "Internal server error"),
    bot_faults.html(502),
    bot_faults.html(502, done=True),
    bot_faults.string_code(408),
    bot_faults.camel_code(500, "Internal server error"),
    bot_faults.cut_before(),
    bot_faults.cut_midway(),
    bot_faults.cut_after(),
    bot_faults.slow(0.5),
    bot_faults.answers({"ok": True}),
)
OA_FAULTS = (
    oa_faults.error(-216),
    oa_faults.error(-220),
    oa_faults.error(-200),
    oa_faults.html(502),
    oa_faults.cut_before(),
    oa_faults.cut_after(),
    oa_faults.slow(0.5),
)


def goes_wrong(api: Any, call: str, faults: tuple[Any, ...], nothing: Any, rounds: int = 3) -> None:
    """Every second call meets the next fault, round after round."""
    for fault in faults * rounds:
        api.fails(call, nothing)
        api.fails(call, fault)


@asynccontextmanager
async def time_flies(stage: ZaloStage, engine: Engine) -> AsyncIterator[None]:
    """While something waits for a lease or for its next attempt, minutes pass like moments."""

    async def hurry() -> None:
        seen: tuple[Any, ...] = ()
        while True:
            await asyncio.sleep(0.4)
            with engine.connect() as connection:
                rows = select(t.outbox.c.id, t.outbox.c.state, t.outbox.c.attempts).where(
                    t.outbox.c.state.in_(["queued", "sending"])
                )
                now = tuple(connection.execute(rows).all())
            if now and now == seen:
                await stage.lease_runs_out()
                for sender in stage.app.senders:
                    sender.wake()
            seen = now

    async with asyncio.TaskGroup() as group:
        task = group.create_task(hurry())
        try:
            yield
        finally:
            task.cancel()


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_the_story_on_the_zalo_bot_comes_to_its_end_through_every_fault(
    mode: str, engine: Engine, tmp_path: Path
) -> None:
    doors = ("zalo_bot", "telegram", *(["webhook"] if mode == "webhook" else []))
    async with zalo_stage(engine, tmp_path, *doors) as stage, time_flies(stage, engine):
        bot = stage.bot
        if mode == "webhook":
            bot.envelope, bot.photo_key = "flat", "photo"
        else:
            bot.codes, bot.empty = "string", "result_null"
            goes_wrong(
                bot, "getUpdates", (bot_faults.html(502), bot_faults.cut_before()), bot_faults.slow(0), 1
            )
        goes_wrong(bot, "sendMessage", BOT_FAULTS, bot_faults.slow(0))
        goes_wrong(bot, "sendChatAction", BOT_FAULTS, bot_faults.slow(0))
        bot.push_event({"event_name": "message.reaction.received", "message": {}})
        bot.push_event({"event_name": "bot.added"})
        worker, silent = ZaloBotTalker(bot.person(LAN, "Lan")), ZaloBotTalker(bot.person(MINH, "Minh"))
        officer = TelegramTalker(stage.telegram.person(501, "Hạnh"))
        await the_story(told_by(stage, worker, officer, silent))
        await all_is_well(engine)
        assert len(bot._faults["sendMessage"]) <= 4 * len(BOT_FAULTS), "not every fault was met"
    nobody_was_reminded_twice(engine)


async def test_the_story_on_the_official_account_comes_to_its_end_through_every_fault(
    engine: Engine, tmp_path: Path
) -> None:
    doors = ("zalo_bot", "webhook", "zalo_oa")
    async with (
        zalo_stage(engine, tmp_path, *doors, zalo_oa_buttons=True) as stage,
        time_flies(stage, engine),
    ):
        oa = stage.oa
        oa.buttons, oa.old_access_dies, oa.timestamp_header = "refused_233", True, True
        goes_wrong(oa, "message/cs", OA_FAULTS, oa_faults.slow(0))
        goes_wrong(oa, "access_token", (oa_faults.html(502),), oa_faults.slow(0), 1)
        worker = ZaloOaTalker(oa.person("7000000000000000001", "Lan"))
        silent = ZaloOaTalker(oa.person("7000000000000000002", "Minh"))
        officer = ZaloBotTalker(stage.bot.person(HANH, "Hạnh"))
        await the_story(told_by(stage, worker, officer, silent))
        await all_is_well(engine)
        met = 3 * 2 * len(OA_FAULTS) + 2 - len(oa._faults)
        assert met >= 2 * len(OA_FAULTS), "not every fault was met"
        await nothing_new_when_all_comes_again(stage, engine)
    nobody_was_reminded_twice(engine)


async def nothing_new_when_all_comes_again(stage: ZaloStage, engine: Engine) -> None:
    """Zalo sends everything it ever told us once more."""

    def count() -> tuple[int, int]:
        with engine.connect() as connection:
            # A reading that came before our own receipt is counted when it comes again: not a conversation's.
            events = select(func.count(t.inbox.c.id)).where(t.inbox.c.update_key.not_like("seen:%"))
            said = select(func.count(t.outbox.c.id))
            return connection.scalar(events) or 0, connection.scalar(said) or 0

    before = count()
    for event in list(stage.oa.events):
        stage.oa.push_again(event)
    await asyncio.sleep(1.0)
    assert count() == before


def nobody_was_reminded_twice(engine: Engine) -> None:
    with engine.connect() as connection:
        rows = connection.execute(
            select(t.outbox.c.person_id, func.count())
            .where(t.outbox.c.broadcast_id.is_not(None))
            .group_by(t.outbox.c.person_id)
        ).all()
    assert [row[1] for row in rows] == [1]
