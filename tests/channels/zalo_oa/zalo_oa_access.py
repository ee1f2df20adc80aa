"""Access to the fake account as one process keeps it, and what the database says of it."""

from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Engine

from bot.channels.port import SendFailed, Why
from bot.channels.zalo_oa.tokens import KeptTokens
from storage import credentials
from storage.credentials import Standing
from tests.fakes.zalo_oa_api import ZaloOaApi


def kept(api: ZaloOaApi, writer: Any, first: str = "", **more: Any) -> KeptTokens:
    settings: dict[str, Any] = {"oauth_url": api.url, "secret_key": "k" * 32, "timeout": 5.0}
    return KeptTokens(
        writer=writer,
        name=f"zalo_oa:{api.app_id}",
        app_id=api.app_id,
        app_secret=SecretStr(api.app_secret),
        first=SecretStr(first or api.refresh_token),
        now=lambda: api.now,
        **(settings | more),
    )


def standing(engine: Engine, api: ZaloOaApi) -> Standing:
    with engine.begin() as connection:
        found = credentials.standing(connection, f"zalo_oa:{api.app_id}")
    assert found is not None
    return found


async def none(asking: Any) -> SendFailed:
    """How it is told that there is no access now."""
    with pytest.raises(SendFailed) as told:
        await asking
    assert told.value.why is Why.THROTTLED
    assert told.value.retry_after is not None
    return told.value
