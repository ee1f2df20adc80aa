"""The Zalo Bot Platform on its stand."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any, ClassVar

from pydantic import SecretStr

from bot.channels import public_files
from bot.channels.public_files import PublicFiles
from bot.channels.zalo_bot import webhook
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.pace import Pacer
from tests.channels.stand import PICTURE, Door, PlatformStand, Sight, Trouble, read_file
from tests.fakes import zalo_bot_spec as spec
from tests.fakes.zalo_bot_api import TOKEN, ZaloBotApi

PUBLIC = "https://bot.example.vn"
SECRET = "zalo-bot-webhook-secret"
FAULTS = {
    Trouble.CUT_BEFORE: spec.cut_before(),
    Trouble.CUT_AFTER: spec.cut_after(),
    Trouble.HANGS: spec.hang(done=True),
    Trouble.BAD_GATEWAY: spec.html(502, done=True),
    Trouble.GATEWAY_LOST_PATIENCE: spec.html(504, done=True),
    Trouble.TOO_MANY: spec.html(429),
    Trouble.REFUSED: spec.error(400, "Bad request: something is wrong"),
}


class ZaloBotStand(PlatformStand):
    address = "6ede9afa66b88fe6d6a9"
    stranger = "ffffffffffffffffffff"
    secrets: ClassVar = (TOKEN.partition(":")[2], SECRET)

    def __init__(self, api: ZaloBotApi, door: Door, *, pushed: bool) -> None:
        super().__init__()
        self.api, self.door = api, door
        self.lan = api.person(self.address, "Lan")
        self.lan.has_begun = True
        self.files = PublicFiles("a key of sixteen letters", PUBLIC, read_file)
        self._push = webhook.Address(PUBLIC, SecretStr(SECRET)) if pushed else None
        self.channel: ZaloBotChannel = self.elsewhere(api.url)

    def elsewhere(self, url: str) -> ZaloBotChannel:
        return ZaloBotChannel(
            SecretStr(self.api.token),
            api_url=url,
            address=self._push,
            files=self.files,
            pacer=Pacer(bulk=1000, replies=1000, allowance=1000),
            timeout=1.5,
            allow_local=True,
        )

    async def says(self, text: str) -> None:
        self.lan.says(text)

    async def says_twice(self, text: str) -> None:
        self.api.push_again(self.lan.says(text))

    async def sends_picture(self, content: bytes) -> None:
        self.lan.sends_photo(content)

    def forgets_pictures(self) -> None:
        self.api.photos.clear()

    def genuine(self) -> list[Any]:
        lan = self.lan
        made = [lan.says("Em có ý này"), lan.sends_photo(PICTURE, "trước"), lan.sends_sticker()]
        made += [lan.sends_voice(), lan.sends_file(), lan.sends_link("https://example.vn")]
        made.append(lan.says_in_group("ai đó"))
        return [*made, *({"ok": True, "result": one} for one in made)]

    def breaks(self, trouble: Trouble, call: str = "") -> None:
        for method in (call,) if call else ("sendMessage", "sendChatAction"):
            self.api.fails(method, FAULTS[trouble])

    @contextlib.asynccontextmanager
    async def reachable(self) -> AsyncIterator[None]:
        async with super().reachable():
            yield
            await self.api.fetched()

    async def changed(self) -> None:
        await self.api.changed()

    def screen(self) -> list[Sight]:
        return [Sight(seen.text, (), seen.photo) for seen in self.lan.sees()]


@contextlib.asynccontextmanager
async def zalo_bot(*, pushed: bool, **switches: Any) -> AsyncIterator[ZaloBotStand]:
    """`switches` are those of the fake."""
    async with ZaloBotApi() as api:
        for name, value in switches.items():
            setattr(api, name, value)
        with Door() as door:
            api.redirect[PUBLIC] = door.url
            stand = ZaloBotStand(api, door, pushed=pushed)
            routes = webhook.router(stand.channel, stand.ledger.house(), SecretStr(SECRET))
            door.application.include_router(routes)
            door.application.include_router(public_files.router(stand.files))
            yield stand
            await stand.channel.close()
