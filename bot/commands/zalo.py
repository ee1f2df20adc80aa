"""What commands need to speak with Zalo: its access, and a place for what arrives meanwhile."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from pydantic import SecretStr
from sqlalchemy import Engine

from bot.channels.port import Received
from bot.channels.zalo_oa.tokens import KeptTokens
from bot.commands import ground
from bot.settings import Settings
from storage.database.writer import Writer
from storage.traffic import inbox, usage


@asynccontextmanager
async def access(settings: Settings, engine: Engine) -> AsyncIterator[KeptTokens]:
    """The access the house itself uses, so that a renewal here is one there too."""
    writer = Writer(engine)
    tokens = KeptTokens(
        writer=writer,
        name=f"zalo_oa:{settings.zalo_oa_app_id}",
        app_id=settings.zalo_oa_app_id,
        app_secret=settings.zalo_oa_app_secret or SecretStr(""),
        first=settings.zalo_oa_refresh_token or SecretStr(""),
        secret_key=settings.secret_key.get_secret_value(),
        oauth_url=settings.zalo_oa_oauth_url,
        now=ground.now,
    )
    try:
        yield tokens
    finally:
        await tokens.close()
        await asyncio.to_thread(writer.close)


def keeping(
    engine: Engine, channel: str, account: str, read: Callable[[Any, datetime], Sequence[Received]]
) -> Callable[[Any], Awaitable[None]]:
    """Stores an update as the house would have done; the next start answers it."""

    def store(raw: Any) -> None:
        pairs = [(one.key, one.event) for one in read(raw, ground.now())]
        if pairs:
            with engine.begin() as connection:
                inbox.store(connection, channel, account, pairs, None)

    async def keep(raw: Any) -> None:
        await asyncio.to_thread(store, raw)

    return keep


def count(engine: Engine, settings: Settings, lane: str, spent: int) -> None:
    """Messages sent by a command are of the same month's allowance."""
    with engine.begin() as connection:
        usage.count(connection, lane, usage.month_of(ground.now(), settings.time_zone), spent)
