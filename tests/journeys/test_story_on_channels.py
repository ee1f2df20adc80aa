"""The whole story on each real channel and each database: reported, returned, mended, approved, and the
reminder that reaches only the one who has not reported."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from fakes.telegram_api import TelegramApi
from kit.story import MORNING, Stage, Watch, prepare, the_story
from kit.talkers import ConsoleTalker, Talker, TelegramTalker, WebTalker
from pydantic import SecretStr
from sqlalchemy import Engine, select

from bot.app import App
from bot.pace import Pacer
from bot.server import opened
from bot.settings import Settings
from storage import tables as t


@asynccontextmanager
async def on_stage(channel: str, engine: Engine, folder: Path) -> AsyncIterator[Stage]:
    watch = Watch(MORNING)
    secret = prepare(engine, watch.now())
    settings = Settings(_env_file=None, data_dir=folder, demo=False).model_copy(update={"web_port": 0})
    app = App(settings, engine, watch.now)
    async with AsyncExitStack() as stack:
        people = await MAKERS[channel](app, stack)
        port = await stack.enter_async_context(opened(app))
        group = await stack.enter_async_context(asyncio.TaskGroup())
        for one in people:
            if isinstance(one, WebTalker) and not isinstance(one, ConsoleTalker):
                one.url = f"http://127.0.0.1:{port}"
                await one.open(group)
                stack.push_async_callback(one.close)
        yield Stage(app, watch, secret, *people)


async def _web(app: App, stack: AsyncExitStack) -> tuple[Talker, Talker, Talker]:
    return WebTalker(""), WebTalker(""), WebTalker("")


async def _console(app: App, stack: AsyncExitStack) -> tuple[Talker, Talker, Talker]:
    """One terminal is one person's; the officer and the other worker sit at a browser."""
    worker = ConsoleTalker("lan")
    app.add(worker.channel)
    return worker, WebTalker(""), WebTalker("")


async def _telegram(app: App, stack: AsyncExitStack) -> tuple[Talker, Talker, Talker]:
    from bot.channels.telegram.channel import TelegramChannel

    api = await stack.enter_async_context(TelegramApi())
    channel = TelegramChannel(SecretStr(api.token), api_url=api.url, pacer=Pacer(allowance=50))
    stack.push_async_callback(channel.close)
    app.add(channel)
    names = enumerate(("Lan", "Hạnh", "Minh"), start=501)
    worker, officer, silent = (TelegramTalker(api.person(number, name)) for number, name in names)
    return worker, officer, silent


MAKERS: dict[str, Callable[[App, AsyncExitStack], Any]] = {
    "web": _web,
    "console": _console,
    "telegram": _telegram,
}


@pytest.mark.parametrize("channel", ["web", "console", pytest.param("telegram", marks=pytest.mark.slow)])
async def test_reported_returned_mended_approved_and_only_the_silent_one_is_reminded(
    channel: str, engine: Engine, tmp_path: Path
) -> None:
    async with on_stage(channel, engine, tmp_path) as stage:
        await the_story(stage)
        with engine.connect() as connection:
            found = connection.execute(select(t.initiatives)).one()
            history = connection.execute(select(t.decisions).order_by(t.decisions.c.id)).all()
            waiting = connection.execute(select(t.inbox).where(t.inbox.c.state != "done")).all()
        assert (found.code, found.status) == ("NT-000001", "valid")
        assert found.answers["recognition"] == "asked"
        assert [row.action for row in history] == ["return", "resubmit", "approve"]
        assert waiting == []
