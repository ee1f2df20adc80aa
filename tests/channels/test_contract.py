"""Every channel keeps what all channels promise."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.channels.contract import (
    ChannelContract,
    PlatformContract,
    PlatformHearing,
    PlatformSaying,
    ReturningContract,
)
from tests.channels.stand_console import ConsoleStand, console
from tests.channels.stand_telegram import TelegramStand, telegram
from tests.channels.stand_web import WebStand, web
from tests.channels.stand_zalo_bot import ZaloBotStand, zalo_bot
from tests.channels.stand_zalo_oa import ZaloOaStand, zalo_oa

pytestmark = pytest.mark.slow


class TestTelegramPolled(PlatformContract[TelegramStand]):
    def open(self, folder: Path) -> AbstractAsyncContextManager[TelegramStand]:
        return telegram(pushed=False)


class TestTelegramPushed(PlatformHearing[TelegramStand]):
    def open(self, folder: Path) -> AbstractAsyncContextManager[TelegramStand]:
        return telegram(pushed=True)


class TestZaloBotPolled(PlatformContract[ZaloBotStand]):
    def open(self, folder: Path) -> AbstractAsyncContextManager[ZaloBotStand]:
        return zalo_bot(pushed=False)


class TestZaloBotPushed(PlatformHearing[ZaloBotStand]):
    def open(self, folder: Path) -> AbstractAsyncContextManager[ZaloBotStand]:
        return zalo_bot(pushed=True)


class TestZaloBotOtherwise(PlatformContract[ZaloBotStand]):
    """The other answers to what nobody knows of the platform."""

    def open(self, folder: Path) -> AbstractAsyncContextManager[ZaloBotStand]:
        return zalo_bot(
            pushed=True,
            envelope="flat",
            photo_key="photo",
            codes="string",
            verification=False,
            probe_body=b"",
            unknown_chat=(404, "Not found: recipient not found"),
        )


class TestZaloOa(PlatformContract[ZaloOaStand]):
    def open(self, folder: Path) -> AbstractAsyncContextManager[ZaloOaStand]:
        return zalo_oa(with_buttons=False, timestamp_header=True)


class TestZaloOaWithButtons(PlatformSaying[ZaloOaStand]):
    def open(self, folder: Path) -> AbstractAsyncContextManager[ZaloOaStand]:
        return zalo_oa(with_buttons=True)


class TestZaloOaWithRefusedButtons(PlatformSaying[ZaloOaStand]):
    def open(self, folder: Path) -> AbstractAsyncContextManager[ZaloOaStand]:
        return zalo_oa(with_buttons=True, buttons="refused_201")


class TestWeb(ChannelContract[WebStand], ReturningContract[WebStand]):
    def open(self, folder: Path) -> AbstractAsyncContextManager[WebStand]:
        return web()


class TestConsole(ChannelContract[ConsoleStand]):
    def open(self, folder: Path) -> AbstractAsyncContextManager[ConsoleStand]:
        return console(folder)
