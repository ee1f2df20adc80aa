"""Two bot accounts share an audience: nobody hears twice, and one that has to rest holds up no other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
import pytest
from fakes.federation import PROVINCE, SEWING, found, hire
from fastapi import FastAPI
from kit.sending import at_work, until
from pydantic import SecretStr
from sqlalchemy import Engine, insert, select

from bot import platforms
from bot.app import build
from bot.channels.telegram.channel import TelegramChannel
from bot.fanout import Fanout
from bot.sender import Sender
from bot.settings import Settings
from handlers.broadcasts.audience import Audience
from handlers.broadcasts.content import ANYBODY, Text
from storage.broadcasts import broadcasts
from storage.database.writer import Writer
from storage.library.files import FileStore
from storage.tables import conversations
from storage.tables import outbox as rows
from tests.fakes import telegram_spec as fault
from tests.fakes.telegram_api import TelegramApi

LUNCH = datetime(2026, 5, 4, 4, 45, tzinfo=UTC)
FIRST, SECOND = "4242", "4343"


@pytest.fixture
async def apis() -> AsyncIterator[dict[str, TelegramApi]]:
    async with AsyncExitStack() as stack:
        made = {one: TelegramApi(f"{one}:AAfake", f"bot{one}_bot") for one in (FIRST, SECOND)}
        yield {one: await stack.enter_async_context(api) for one, api in made.items()}


def people(engine: Engine, apis: dict[str, TelegramApi]) -> None:
    """Ten of each bot; number 3 has begun with both and used the second last."""
    with engine.begin() as connection:
        found(connection)
        for number in range(1, 21):
            account = FIRST if number <= 10 and number != 3 else SECOND
            hire(connection, number, SEWING, lane=f"telegram:{account}")
            apis[account].person(number, f"n{number}").starts()
        old = {"lane": f"telegram:{FIRST}", "person_id": 3, "last_at": LUNCH, "burst_at": LUNCH}
        connection.execute(insert(conversations).values(key=f"telegram:{FIRST}:3", **old))
        apis[FIRST].person(3, "n3").starts()
        broadcasts.make(
            connection,
            title="",
            audience=Audience(unit_ids=(PROVINCE,)),
            content=Text(((ANYBODY, "Tuần cao điểm bắt đầu."),)),
            now=LUNCH,
            state="due",
            begins_at=LUNCH,
        )


async def test_two_bots_share_an_audience_and_a_429_of_one_does_not_hold_the_other(
    apis: dict[str, TelegramApi], engine: Engine, writer: Writer, tmp_path: Path
) -> None:
    people(engine, apis)
    assert await Fanout(writer, ZoneInfo("Asia/Ho_Chi_Minh"), lambda: LUNCH).spread() == 20
    apis[FIRST].fails("sendMessage", fault.throttled(3))
    channels = [TelegramChannel(SecretStr(api.token), api_url=api.url) for api in apis.values()]
    senders = [Sender(one, writer, FileStore(tmp_path), lambda: LUNCH) for one in channels]
    heard = {one: [len(api.person(n, "").sees()) for n in range(1, 21)] for one, api in apis.items()}
    assert not any(sum(one) for one in heard.values())
    async with at_work(*senders):
        await until(lambda: sum(len(apis[SECOND].person(n, "").sees()) for n in range(1, 21)) == 11)
        assert len(apis[FIRST].calls_of("sendMessage")) < 9, "the first one rests meanwhile"
        await asyncio.sleep(3.2)
        await until(lambda: sum(len(apis[FIRST].person(n, "").sees()) for n in range(1, 21)) >= 8)
    for channel in channels:
        await channel.close()
    for number in range(1, 21):
        screens = [len(api.person(number, "").sees()) for api in apis.values()]
        assert sum(screens) <= 1, f"{number} heard it {screens} times"
    assert apis[FIRST].person(3, "").sees() == [], "they are told where they were last"
    with engine.connect() as connection:
        left = connection.execute(select(rows.c.lane, rows.c.state).where(rows.c.state != "sent")).all()
    # The clock of this test stands still, so what was refused is still to come.
    assert [tuple(one) for one in left] in ([], [(f"telegram:{FIRST}", "queued")])


def settings(tmp_path: Path, **more: object) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=tmp_path,
        demo=False,
        telegram_bot_token=SecretStr("4242:AAone"),
        telegram_more_bots=(SecretStr("4343:AAtwo"), SecretStr("4444:AAthree")),
        **more,  # type: ignore[arg-type]
    )


def test_every_bot_has_a_lane_of_its_own_at_the_pace_that_was_set(tmp_path: Path) -> None:
    app = build(settings(tmp_path, telegram_pace=500, telegram_paid_broadcast=True))
    platforms.add(app, FastAPI())
    assert [sender.lane for sender in app.senders] == ["telegram:4242", "telegram:4343", "telegram:4444"]
    assert {(sender.channel.limits.pace, sender.bulk) for sender in app.senders} == {(500, 200)}
    assert set(app.own_doors) == {sender.lane for sender in app.senders}
    app.writer.close()
    app.engine.dispose()


async def test_behind_a_webhook_every_further_bot_has_an_address_of_its_own(tmp_path: Path) -> None:
    told = {
        "telegram_mode": "webhook",
        "telegram_webhook_secret": SecretStr("abc"),
        "public_url": "https://sangkien.example.vn",
    }
    app, pages = build(settings(tmp_path, **told)), FastAPI()
    platforms.add(app, pages)
    transport = httpx.ASGITransport(app=pages)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        ends = ("", "/4343", "/4444", "/4242", "/4545")
        found = [(await client.post(f"/telegram/webhook{end}", content=b"{}")).status_code for end in ends]
    assert found == [403, 403, 403, 404, 404], "who does not know the secret is sent away"
    app.writer.close()
    app.engine.dispose()
