"""A fake Bot API and a channel that talks to it."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr
from telegram_house import read_file

from bot.channels.telegram.channel import TelegramChannel
from tests.fakes.telegram_api import TelegramApi


@pytest.fixture
async def api() -> AsyncIterator[TelegramApi]:
    async with TelegramApi() as api:
        yield api


@pytest.fixture
async def channel(api: TelegramApi) -> AsyncIterator[TelegramChannel]:
    channel = TelegramChannel(SecretStr(api.token), read_file=read_file, api_url=api.url, timeout=1.0)
    yield channel
    await channel.close()
