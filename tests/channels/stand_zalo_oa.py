"""A Zalo Official Account on its stand."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any, ClassVar

from pydantic import SecretStr

from bot.channels.abilities import ZALO_OA
from bot.channels.zalo_oa import webhook
from bot.channels.zalo_oa.channel import ZaloOaChannel
from bot.pace import Pacer
from tests.channels.stand import NOW, PICTURE, Door, PlatformStand, Sight, Trouble, read_file
from tests.fakes import zalo_oa_spec as spec
from tests.fakes.zalo_oa_api import ZaloOaApi

CS = "/v3.0/oa/message/cs"
FAULTS = {
    Trouble.CUT_BEFORE: spec.cut_before(),
    Trouble.CUT_AFTER: spec.cut_after(),
    Trouble.HANGS: spec.hang(),
    Trouble.BAD_GATEWAY: spec.html(502),
    Trouble.GATEWAY_LOST_PATIENCE: spec.html(504),
    Trouble.TOO_MANY: spec.error(-32),
    Trouble.REFUSED: spec.error(-210),
}


class LentTokens:
    """The platform's own newest token, always good."""

    def __init__(self, api: ZaloOaApi) -> None:
        self._api = api

    async def access(self) -> str:
        return self._api.access_token_valid

    async def renewed(self, refused: str) -> str:
        return self._api.access_token_valid


class ZaloOaStand(PlatformStand):
    address = "7000000000000000001"
    stranger = "7000000000000000099"
    secrets: ClassVar = (
        "fake-access-token-0",
        "fake-app-secret-that-must-never-be-printed",
        "fake-oa-secret-that-must-never-be-printed",
    )

    def __init__(self, api: ZaloOaApi, door: Door, *, buttons: bool) -> None:
        super().__init__()
        self.api, self.door = api, door
        self.lan = api.person(self.address, "Lan")
        self.lan.interacts()
        self._limits = replace(ZALO_OA, buttons=buttons)
        self.channel: ZaloOaChannel = self.elsewhere(api.url)

    def elsewhere(self, url: str) -> ZaloOaChannel:
        return ZaloOaChannel(
            self.api.app_id,
            tokens=LentTokens(self.api),
            secret=SecretStr(self.api.oa_secret),
            now=lambda: NOW,
            files=None,
            api_url=url,
            limits=self._limits,
            pacer=Pacer(bulk=1000, replies=1000, allowance=1000),
            read_file=read_file,
            timeout=1.5,
            allow_local=True,
        )

    async def says(self, text: str) -> None:
        self.lan.says(text)

    async def says_twice(self, text: str) -> None:
        self.api.push_again(self.lan.says(text), num_retry=1)

    async def sends_picture(self, content: bytes) -> None:
        self.lan.sends_image(content)

    def forgets_pictures(self) -> None:
        self.api.forget_media()

    def genuine(self) -> list[Any]:
        lan = self.lan
        made = [lan.says("Em có ý này"), lan.sends_image(PICTURE, PICTURE, text="trước"), lan.sends_gif()]
        made += [lan.sends_file("báo cáo.pdf", b"%PDF-1.7"), lan.sends_audio(), lan.sends_video()]
        made += [lan.sends_location(), lan.sends_sticker(), lan.sends_link(), lan.sends_card()]
        made += [lan.submits_info("Lan", "84901234567"), lan.follows(), lan.clicks_chatnow()]
        return [*made, lan.is_answered_by_hand("Chào chị"), lan.reacts(), lan.unfollows()]

    def breaks(self, trouble: Trouble, call: str = "") -> None:
        self.api.fails(call or CS, FAULTS[trouble])

    @contextlib.asynccontextmanager
    async def reachable(self) -> AsyncIterator[None]:
        async with super().reachable():
            # Before that nothing is pushed, and nothing comes again later.
            self.api.webhook_url = self.door.url + webhook.PATH
            yield

    async def changed(self) -> None:
        await self.api.changed()

    def screen(self) -> list[Sight]:
        return [Sight(seen.words, tuple(seen.buttons), seen.image) for seen in self.lan.sees()]


@contextlib.asynccontextmanager
async def zalo_oa(*, with_buttons: bool, **switches: Any) -> AsyncIterator[ZaloOaStand]:
    """`switches` are those of the fake."""
    async with ZaloOaApi(now=NOW) as api:
        for name, value in switches.items():
            setattr(api, name, value)
        with Door() as door:
            stand = ZaloOaStand(api, door, buttons=with_buttons)
            routes = webhook.router(stand.channel, stand.ledger.house())
            door.application.include_router(routes)
            yield stand
            await stand.channel.close()
