"""Officers and invites from the command line."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine, insert, select
from typer.testing import CliRunner

from bot.commands.line import build
from storage.database.engine import open_engine
from storage.tables import invites, officers, people

pytestmark = pytest.mark.slow

Command = Callable[..., Result]


@pytest.fixture
def command(installation: Path) -> Command:
    """An empty folder with two units, that is no demo."""

    def run(*words: str) -> Any:
        return CliRunner().invoke(build(), list(words), catch_exceptions=False)

    run("unit", "add", "TINH", "Liên đoàn Lao động tỉnh", "--kind", "province")
    run("unit", "add", "MAYTL", "May Tân Lam", "--parent", "TINH")
    return run


@pytest.fixture
def database(command: Command, tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/data/union.db")
    now = datetime.now(UTC)
    with engine.begin() as connection:
        connection.execute(insert(people).values(id=1, name="Lê Thị Hạnh", created_at=now))
        connection.execute(insert(officers).values(person_id=1, unit_id=2, role="grassroots", since=now))
    yield engine
    engine.dispose()


def test_an_officer_is_listed_and_their_post_ended(command: Command, database: Engine) -> None:
    assert "1  Lê Thị Hạnh, cán bộ công đoàn cơ sở, MAYTL May Tân Lam" in command("officers", "list").stdout
    assert "Lê Thị Hạnh" in command("officers", "list", "tinh").stdout
    assert "Đã cho Lê Thị Hạnh thôi" in command("officers", "end", "1").stdout
    assert "Chưa có cán bộ nào" in command("officers", "list").stdout
    assert command("officers", "end", "1").exit_code == 2
    with database.connect() as connection:
        assert connection.execute(select(officers)).one().until is not None


def test_an_invite_is_listed_and_taken_back(command: Command, database: Engine) -> None:
    assert "Mời đồng chí nhận việc: hỗ trợ" in command("invite", "MAYTL", "--role", "helper").stdout
    line = command("officers", "invites").stdout
    assert re.match(r"1  người hỗ trợ nhập sáng kiến, May Tân Lam, đến \d\d:\d\d ngày", line)
    assert "Đã thu hồi lời mời số 1" in command("officers", "revoke", "1").stdout
    assert "Không có lời mời nào" in command("officers", "invites").stdout
    assert command("officers", "revoke", "1").exit_code == 2
    with database.connect() as connection:
        assert connection.execute(select(invites)).one().revoked_at is not None


def test_a_unit_nobody_knows_is_refused(command: Command) -> None:
    assert command("officers", "list", "NOBODY").exit_code == 2
