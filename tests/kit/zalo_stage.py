"""The real house with its real doors to Zalo, opened by settings, before the strict fakes."""

import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fakes.telegram_api import TelegramApi
from fakes.zalo_bot_api import ZaloBotApi
from fakes.zalo_oa_api import ZaloOaApi
from sqlalchemy import Engine

from bot.app import App
from bot.server import opened
from bot.settings import Settings
from tests.kit.story import MORNING, Watch, prepare

PUBLIC = "https://sangkien.example.vn"


class SharedWatch(Watch):
    """Ours and the Official Account's go together: its windows are measured by the same clock."""

    oa: ZaloOaApi | None = None

    def _tell(self) -> None:
        if self.oa is not None:
            self.oa._shift = self._ahead

    def passes(self, seconds: float = 20.0) -> None:
        super().passes(seconds)
        self._tell()

    def set(self, at: Any) -> None:
        super().set(at)
        self._tell()


@dataclass
class ZaloStage:
    """A running house; `bot`, `oa` and `telegram` are the other sides, `secret` the officer's invite."""

    app: App
    watch: SharedWatch
    bot: ZaloBotApi
    oa: ZaloOaApi
    telegram: TelegramApi
    url: str
    secret: str = ""
    stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def lease_runs_out(self) -> None:
        """Long enough for what nobody knows the fate of to be looked at again."""
        self.watch.passes(70)
        await self.app.clock.recover()


def free_port() -> int:
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        return int(trying.getsockname()[1])


def settings_for(
    folder: Path, bot: ZaloBotApi, oa: ZaloOaApi, telegram: TelegramApi, doors: set[str], **more: Any
) -> Settings:
    """What an administrator would write into .env for these doors."""
    told: dict[str, Any] = {"data_dir": folder, "demo": False, "public_url": PUBLIC, "web_port": free_port()}
    if "zalo_bot" in doors:
        told |= {"zalo_bot_token": bot.token, "zalo_bot_api_url": bot.url}
    if "webhook" in doors:
        told |= {"zalo_bot_mode": "webhook", "zalo_bot_webhook_secret": "a-word-between-us"}
    if "zalo_oa" in doors:
        told |= {
            "zalo_oa_app_id": oa.app_id,
            "zalo_oa_app_secret": oa.app_secret,
            "zalo_oa_refresh_token": oa.refresh_token,
            "zalo_oa_webhook_secret": oa.oa_secret,
            "zalo_oa_api_url": oa.url,
            "zalo_oa_oauth_url": oa.url,
        }
    if "telegram" in doors:
        told |= {"telegram_bot_token": telegram.token, "telegram_api_url": telegram.url}
    return Settings(_env_file=None, **told, **more)


@asynccontextmanager
async def zalo_stage(engine: Engine, folder: Path, *doors: str, **more: Any) -> AsyncIterator[ZaloStage]:
    """`doors`: zalo_bot, webhook (the bot's, instead of polling), zalo_oa, telegram."""
    async with AsyncExitStack() as stack:
        watch = SharedWatch(MORNING)
        secret = prepare(engine, watch.now())
        bot = await stack.enter_async_context(ZaloBotApi())
        oa = await stack.enter_async_context(ZaloOaApi())
        telegram = await stack.enter_async_context(TelegramApi())
        watch.oa = oa
        watch.passes(0)
        settings = settings_for(folder, bot, oa, telegram, set(doors), **more)
        url = f"http://127.0.0.1:{settings.web_port}"
        bot.redirect[PUBLIC] = url
        oa.webhook_url = f"{url}/zalo/oa"
        oa.echo = oa.receipts = True
        app = App(settings, engine, watch.now)
        await stack.enter_async_context(opened(app))
        for sender in app.senders:
            # The story is told in seconds: a platform's pace would stretch it to minutes.
            pacer = getattr(sender.channel, "_pacer", None)
            if pacer is not None:
                pacer._allowance, pacer._replies, pacer._bulk = 500, 500.0, 500.0
        yield ZaloStage(app, watch, bot, oa, telegram, url, secret)
