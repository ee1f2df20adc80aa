"""The page for a projector from the command line."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine, select, update
from typer.testing import CliRunner

from bot.commands import ground
from bot.commands.line import build
from handlers.employer.requests import hash_of
from storage.campaigns import campaigns as rows
from storage.database.engine import open_engine
from storage.tables import campaigns, units

pytestmark = pytest.mark.slow

Command = Callable[..., Result]


@pytest.fixture
def command(installation: Path) -> Command:
    """An installation with one unit."""

    def run(*words: str) -> Any:
        return CliRunner().invoke(build(), list(words), catch_exceptions=False)

    run("unit", "add", "TINH", "Liên đoàn Lao động tỉnh", "--kind", "province")
    return run


@pytest.fixture
def database(command: Command, tmp_path: Path) -> Iterator[Engine]:
    """With a campaign that is open."""
    engine = open_engine(f"sqlite:///{tmp_path}/data/union.db")
    now = ground.now()
    today: date = now.date()
    with engine.begin() as connection:
        unit = connection.scalar(select(units.c.id))
        rows.create(
            connection,
            name="Tuần cao điểm",
            slogan="Tự hào",
            starts=today,
            ends=today + timedelta(days=6),
            unit_ids=[unit or 0],
            now=now,
        )
    yield engine
    engine.dispose()


def kept(database: Engine) -> str | None:
    with database.connect() as connection:
        found: str | None = connection.scalar(select(campaigns.c.wall_hash))
        return found


def test_the_link_is_printed_once_and_each_new_one_ends_the_old(command: Command, database: Engine) -> None:
    first = command("campaign", "wall", "1").stdout
    secret = re.search(r"http://localhost:8080/w/(\S{22})\n", first)
    assert secret is not None
    assert kept(database) == hash_of(secret[1])
    assert "Đường dẫn trước đây vừa tắt" not in first
    again = command("campaign", "wall", "1").stdout
    assert "Đường dẫn trước đây vừa tắt" in again
    assert secret[1] not in again
    assert kept(database) != hash_of(secret[1])


def test_it_is_switched_off(command: Command, database: Engine) -> None:
    command("campaign", "wall", "1")
    assert "Đã tắt màn hình của Tuần cao điểm" in command("campaign", "wall", "1", "--off").stdout
    assert kept(database) is None
    assert "không mở" in command("campaign", "wall", "1", "--off").stdout


def test_an_unknown_or_stopped_campaign_has_no_page(command: Command, database: Engine) -> None:
    assert command("campaign", "wall", "7").exit_code == 2
    with database.begin() as connection:
        connection.execute(update(campaigns).values(stopped_at=ground.now()))
    stopped = command("campaign", "wall", "1")
    assert stopped.exit_code == 2
    assert "đã dừng" in stopped.stderr
    assert kept(database) is None
