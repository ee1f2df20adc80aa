"""The propaganda library from the command line."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from typer.testing import CliRunner

from bot.commands.line import build

pytestmark = pytest.mark.slow

SLOGAN = "Tự hào trí tuệ lao động Việt Nam"
Command = Callable[..., Any]


@pytest.fixture
def command(installation: Path) -> Command:
    """An empty folder with two units."""

    def run(*words: str) -> Any:
        return CliRunner().invoke(build(), list(words), catch_exceptions=False)

    run("unit", "add", "TINH", "Liên đoàn Lao động tỉnh", "--kind", "province")
    run("unit", "add", "MAYTL", "May Tân Lam", "--parent", "TINH")
    return run


def test_every_piece_is_listed_under_its_theme(command: Command) -> None:
    shown = command("propaganda", "list").stdout
    assert "Việc nhỏ cũng quý (9)" in shown
    assert "  small_things.first  Việc nhỏ cũng quý" in shown
    one = command("propaganda", "list", "steps").stdout
    assert "steps.basic" in one
    assert "small_things" not in one


def test_a_piece_comes_ready_to_copy_with_the_units_link_and_picture(
    command: Command, tmp_path: Path
) -> None:
    plain = command("propaganda", "show", "steps.basic").stdout
    assert plain.strip().endswith(SLOGAN)
    assert "u_" not in plain
    out = tmp_path / "hinh.png"
    done = command("propaganda", "show", "steps.basic", "--unit", "maytl", "--picture", str(out))
    assert done.exit_code == 0
    assert "chat?start=u_MAYTL" in done.stdout
    assert done.stdout.strip().endswith(SLOGAN)
    assert str(out) in done.stderr
    with Image.open(out) as picture:
        assert picture.size == (1080, 1350)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "steps.none"), "Không có mẩu “steps.none”"),
        (("show", "steps.basic", "--unit", "XX"), "XX"),
        (("show", "steps.basic", "--picture", "/nowhere/at/all.png"), "Không ghi được tệp"),
        (("list", "nothing"), "Không có chủ đề “nothing”"),
    ],
)
def test_what_is_wrong_is_said_and_ends_with_two(command: Command, words: tuple[str, ...], told: str) -> None:
    done = command("propaganda", *words)
    assert done.exit_code == 2
    assert told in done.stderr
