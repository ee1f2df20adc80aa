"""Telegram on its stand."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any, ClassVar

from pydantic import SecretStr

from bot.channels.telegram import webhook
from bot.channels.telegram.channel import TelegramChannel
from bot.pace import Pacer
from tests.channels.stand import PICTURE, Door, PlatformStand, Sight, Trouble, read_file
from tests.fakes import telegram_spec as spec
from tests.fakes.telegram_api import TOKEN, TelegramApi

SECRET = "telegram-webhook-secret"
FAULTS = {
    Trouble.CUT_BEFORE: spec.cut_before(),
    Trouble.CUT_AFTER: spec.cut_after(),
    Trouble.HANGS: spec.hanging(),
    Trouble.BAD_GATEWAY: spec.gateway_page(502),
    Trouble.GATEWAY_LOST_PATIENCE: spec.gateway_page(504),
    Trouble.TOO_MANY: spec.throttled(1),
    Trouble.REFUSED: spec.Fault(400, "Bad Request: something is wrong"),
}


class TelegramStand(PlatformStand):
    address = "777"
    stranger = "888"
    secrets: ClassVar = (TOKEN.partition(":")[2], SECRET)

    def __init__(self, api: TelegramApi, door: Door, *, pushed: bool) -> None:
        super().__init__()
        self.api, self.door = api, door
        self.lan = api.person(777, "Lan")
        self.lan.has_begun = True
        self._push = webhook.Address(door.url, SecretStr(SECRET)) if pushed else None
        self.channel: TelegramChannel = self.elsewhere(api.url)

    def elsewhere(self, url: str) -> TelegramChannel:
        pacer = Pacer(bulk=1000, replies=1000, allowance=1000)
        token = SecretStr(self.api.token)
        return TelegramChannel(
            token, api_url=url, address=self._push, read_file=read_file, pacer=pacer, timeout=1.5
        )

    async def says(self, text: str) -> None:
        self.lan.says(text)

    async def says_twice(self, text: str) -> None:
        self.api.push_again(self.lan.says(text))

    async def sends_picture(self, content: bytes) -> None:
        self.lan.sends_photo(content)

    def forgets_pictures(self) -> None:
        self.api._files.clear()

    def genuine(self) -> list[Any]:
        lan = self.lan
        made = [lan.says("Em có ý này"), lan.sends_photo(PICTURE, caption="trước"), lan.sends_sticker()]
        return [*made, lan.shares_contact(), lan.presses("r:1:ok"), lan.blocks(), lan.unblocks()]

    def breaks(self, trouble: Trouble, call: str = "") -> None:
        for method in (call,) if call else ("sendMessage", "sendChatAction"):
            self.api.fails(method, FAULTS[trouble])

    async def changed(self) -> None:
        await self.api.changed()

    def screen(self) -> list[Sight]:
        return [Sight(seen.text, (*seen.labels, *seen.keyboard), seen.photo) for seen in self.lan.sees()]


@contextlib.asynccontextmanager
async def telegram(*, pushed: bool) -> AsyncIterator[TelegramStand]:
    async with TelegramApi() as api:
        with Door() as door:
            stand = TelegramStand(api, door, pushed=pushed)
            routes = webhook.router(stand.channel, stand.ledger.house(), SecretStr(SECRET))
            door.application.include_router(routes)
            yield stand
            await stand.channel.close()
