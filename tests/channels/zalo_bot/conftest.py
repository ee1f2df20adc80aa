"""A fake Zalo Bot Platform and a channel that talks to it."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from zalo_bot_house import CHAT, PUBLIC, read_file

from bot.channels.public_files import PublicFiles
from bot.channels.zalo_bot.channel import ZaloBotChannel
from tests.fakes.zalo_bot_api import ZaloBotApi
from tests.fakes.zalo_bot_people import Person


@pytest.fixture
async def api() -> AsyncIterator[ZaloBotApi]:
    async with ZaloBotApi() as api:
        yield api


@pytest.fixture
def files() -> PublicFiles:
    return PublicFiles("a secret of sixteen", PUBLIC, read_file)


@pytest.fixture
async def channel(api: ZaloBotApi, files: PublicFiles) -> AsyncIterator[ZaloBotChannel]:
    channel = ZaloBotChannel(
        SecretStr(api.token), api_url=api.url, files=files, timeout=0.5, photo_timeout=2.0, allow_local=True
    )
    yield channel
    await channel.close()


@pytest.fixture
def lan(api: ZaloBotApi) -> Person:
    """Somebody who wrote to the bot before."""
    lan = api.person(CHAT, "Lan")
    lan.has_begun = True
    return lan
