"""A nursery for bots, shared by all tests, and a scene on a fresh database for each."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fakes.telegram_api import TelegramApi
from kit.federation import found
from sqlalchemy import Engine

from tests.conftest import fresh_postgres
from tests.crash.scene import Nursery, Scene


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
