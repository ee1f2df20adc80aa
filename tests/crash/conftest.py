"""A nursery for bots, shared by all tests, and a scene on a fresh database for each."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fakes.telegram_api import TelegramApi
from fakes.zalo_bot_api import ZaloBotApi
from fakes.zalo_oa_api import ZaloOaApi
from kit.federation import found
from sqlalchemy import Engine

from tests.conftest import fresh_postgres
from tests.crash.scene import Nursery, Scene
from tests.crash.zalo_scenes import ZaloBotScene, ZaloOaScene


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    opened = Nursery()
    yield opened
    opened.close()


@pytest.fixture
async def scene(nursery: Nursery, sqlite_engine: Engine, tmp_path: Path) -> AsyncIterator[Scene]:
    """A federation on SQLite, with nobody at work yet."""
    found(sqlite_engine)
    async with TelegramApi() as api:
        played = Scene(nursery, api, sqlite_engine, tmp_path)
        yield played
        await played.close()


@pytest.fixture
async def postgres_scene(nursery: Nursery, postgres_url: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """The same on PostgreSQL."""
    with fresh_postgres(postgres_url) as engine:
        found(engine)
        async with TelegramApi() as api:
            played = Scene(nursery, api, engine, tmp_path)
            yield played
            await played.close()


@pytest.fixture(scope="session")
def other_nursery() -> Iterator[Nursery]:
    """For a second bot at the same time."""
    opened = Nursery()
    yield opened
    opened.close()


@pytest.fixture
async def bot_scene(nursery: Nursery, sqlite_engine: Engine, tmp_path: Path) -> AsyncIterator[ZaloBotScene]:
    """A federation with a Zalo Bot on SQLite."""
    found(sqlite_engine)
    async with ZaloBotApi() as api:
        played = ZaloBotScene(nursery, api, sqlite_engine, tmp_path)
        yield played
        await played.close()


@pytest.fixture
async def oa_scene(nursery: Nursery, engine: Engine, tmp_path: Path) -> AsyncIterator[ZaloOaScene]:
    """A federation with an Official Account, on both databases."""
    found(engine)
    async with ZaloOaApi() as api:
        played = ZaloOaScene(nursery, api, engine, tmp_path)
        yield played
        await played.close()
