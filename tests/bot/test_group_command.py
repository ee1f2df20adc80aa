"""Groups and channels from the command line."""

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.commands.line import build

pytestmark = pytest.mark.slow
CHANNEL = "telegram:4242:-1001234567890"


def run(*words: str) -> Any:
    return CliRunner().invoke(build(), list(words), catch_exceptions=False)


def test_a_channel_is_added_listed_and_taken_out(installation: Path) -> None:
    run("unit", "add", "TINH", "Liên đoàn Lao động tỉnh", "--kind", "province")
    assert "Chưa có nhóm nào" in run("group", "list").stdout
    added = run("group", "add", CHANNEL, "--unit", "tinh", "--name", "Kênh sáng kiến")
    assert "Đã nối “Kênh sáng kiến” với TINH" in added.stdout
    assert run("group", "list").stdout == f"{CHANNEL}  Kênh sáng kiến  (TINH, Liên đoàn Lao động tỉnh)\n"
    assert "không đăng tin" in run("group", "remove", CHANNEL).stdout
    assert run("group", "remove", CHANNEL).exit_code == 2
    assert "Chưa có nhóm nào" in run("group", "list").stdout


@pytest.mark.parametrize("where", ["-100123", "telegram:4242:777", "zalo_oa:1:-5"])
def test_what_names_no_group_is_explained(where: str, installation: Path) -> None:
    wrong = run("group", "add", "--unit", "TINH", "--name", "x", "--", where)
    assert wrong.exit_code == 2
    assert "chưa đúng" in wrong.stderr


def test_a_unit_that_does_not_exist_is_named(installation: Path) -> None:
    wrong = run("group", "add", CHANNEL, "--unit", "NOPE", "--name", "x")
    assert wrong.exit_code == 2
    assert "NOPE" in wrong.stderr
