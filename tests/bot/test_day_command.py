"""Days off of the federation's own, as its administrator keeps them."""

import pytest

from tests.bot.test_commands import Command, command

__all__ = ["command"]
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("installation")]


def test_a_day_off_is_kept_shown_and_taken_back(command: Command) -> None:
    assert "24/12/2026 là ngày nghỉ" in command("day", "off", "2026-12-24", "Ngày hội công đoàn").output
    shown = command("day", "list", "--year", "2026").output.splitlines()
    assert "24/12/2026  nghỉ  Ngày hội công đoàn" in shown
    assert "24/11/2026  nghỉ  Ngày Văn hóa Việt Nam" in shown
    assert shown == sorted(shown, key=lambda line: line[3:5] + line[:2])
    assert "Đã bỏ" in command("day", "forget", "2026-12-24").output
    assert "không có" in command("day", "forget", "2026-12-24").output
    assert "24/12/2026" not in command("day", "list", "--year", "2026").output


def test_a_saturday_that_is_worked_replaces_what_was_said_before(command: Command) -> None:
    command("day", "off", "2026-12-26", "Nghỉ")
    assert "ngày làm bù" in command("day", "worked", "2026-12-26", "Làm bù Tết").output
    assert "26/12/2026  làm bù  Làm bù Tết" in command("day", "list", "--year", "2026").output


def test_a_day_nobody_understands_is_explained(command: Command) -> None:
    result = command("day", "off", "24/12/2026", "Nghỉ")
    assert result.exit_code == 2
    assert "2026-11-24" in result.stderr
