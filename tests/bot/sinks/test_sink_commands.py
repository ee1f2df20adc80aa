"""Connections from the command line: added, listed, tested, paused, replayed, removed."""

import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.commands.line import build
from bot.sinks import folders, signing
from bot.sinks.signing import Verdict

pytestmark = pytest.mark.slow
URL = "http://127.0.0.1:9/in"


def run(*words: str, **more: Any) -> Any:
    return CliRunner().invoke(build(), list(words), catch_exceptions=False, **more)


def secret(shown: str) -> str:
    (found,) = re.findall(r"whsec_\S+", shown)
    return str(found)


@pytest.fixture
def province(installation: Path) -> None:
    run("unit", "add", "TINH", "Liên đoàn Lao động tỉnh", "--kind", "province")


def test_a_webhook_is_added_and_its_secret_shown_this_once(province: None, installation: Path) -> None:
    assert "Chưa có kết nối nào" in run("sink", "list").stdout
    shown = run("webhook", "add", "Kho tỉnh", URL, "--unit", "tinh", "--kind", "initiative").stdout
    key = secret(shown)
    assert "Chỉ gửi thay đổi từ bây giờ" in shown
    signed = signing.sign([key], "msg_1", signing_moment(), b"{}")
    assert signing.check(key, signed, b"{}", signing_moment()) is Verdict.GENUINE
    listed = run("sink", "list").stdout
    assert all(
        word in listed for word in ("Kho tỉnh", "phần mềm khác", "Liên đoàn Lao động tỉnh", "đang chạy")
    )
    assert "whsec_" not in listed
    kept = b"".join(one.read_bytes() for one in installation.rglob("*.db*"))
    assert key.encode() not in kept


def signing_moment() -> Any:
    from bot.commands import ground

    return ground.now().replace(microsecond=0)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("Kho", "http://example.org/in"), "https://"),
        (("Kho", "https://192.168.1.5/in"), "SINKS_PRIVATE=true"),
        (("Kho", URL, "--unit", "NOPE"), "NOPE"),
        (("Kho", URL, "--kind", "person"), "initiative"),
    ],
)
def test_what_cannot_be_added_is_explained(province: None, words: tuple[str, ...], told: str) -> None:
    wrong = run("webhook", "add", *words)
    assert wrong.exit_code == 2
    assert told in wrong.stderr
    assert "Chưa có kết nối nào" in run("sink", "list").stdout


def test_a_name_that_is_taken_or_unknown_is_named(province: None) -> None:
    run("webhook", "add", "Kho", URL)
    assert "Đã có kết nối tên “Kho”" in run("webhook", "add", "Kho", URL).stderr
    for words in (("pause", "Kha"), ("resume", "Kha"), ("test", "Kha"), ("replay", "Kha", "--from", "1")):
        wrong = run("sink", *words)
        assert (wrong.exit_code, "“Kha”" in wrong.stderr) == (2, True)


def test_a_test_that_fails_says_why_and_what_to_do(province: None) -> None:
    run("webhook", "add", "Kho", URL)
    wrong = run("sink", "test", "Kho")
    assert wrong.exit_code == 1
    assert "không liên lạc được" in wrong.stderr
    assert "xem đường truyền" in wrong.stderr


def test_secrets_are_changed_in_two_steps(province: None) -> None:
    first = secret(run("webhook", "add", "Kho", URL).stdout)
    assert "không có gì để bỏ" in run("webhook", "settle", "Kho").stdout
    second = secret(run("webhook", "rotate", "Kho").stdout)
    assert first != second
    assert "chỉ còn dùng khóa mới" in run("webhook", "settle", "Kho").stdout


def test_it_is_replayed_from_a_position_or_a_day(province: None) -> None:
    run("webhook", "add", "Kho", URL)
    assert "2 thay đổi" in run("sink", "replay", "Kho", "--from", "1").stdout
    assert "0 thay đổi" in run("sink", "replay", "Kho", "--from", "2999-01-01").stdout
    assert "từ vị trí 1" in run("sink", "replay", "Kho", "--from", "2020-01-01").stdout
    wrong = run("sink", "replay", "Kho", "--from", "hôm qua")
    assert (wrong.exit_code, "2026-05-04" in wrong.stderr) == (2, True)


def test_one_is_paused_moved_and_removed(province: None) -> None:
    run("webhook", "add", "Kho", URL)
    run("sink", "pause", "Kho")
    assert "tạm dừng" in run("sink", "list").stdout
    assert "tiếp từ chỗ đang dở" in run("webhook", "move", "Kho", "http://localhost:10/in").stdout
    assert "đang chạy" in run("sink", "list").stdout
    assert "Không xóa gì" in run("sink", "remove", "Kho", input="n\n").stdout
    assert "Đã xóa" in run("sink", "remove", "Kho", "--yes").stdout
    assert "Chưa có kết nối nào" in run("sink", "list").stdout


def test_a_folder_is_marked_tested_and_has_no_secret(province: None, tmp_path: Path) -> None:
    share = tmp_path / "share"
    wrong = run("sink", "folder", "Ổ chung", str(share))
    assert (wrong.exit_code, str(share) in wrong.stderr) == (2, True)
    share.mkdir()
    added = run("sink", "folder", "Ổ chung", str(share), "--unit", "TINH", "--minutes", "5").stdout
    assert "so-sang-kien-tinh.xlsx" in added
    assert (share / folders.MARK).exists()
    assert "tốt" in run("sink", "test", "Ổ chung").stdout
    assert "không phải nơi nhận tin" in run("webhook", "rotate", "Ổ chung").stderr


def test_letters_that_do_not_exist_are_not_sent(province: None) -> None:
    run("webhook", "add", "Kho", URL)
    assert "không có gói nào" in run("webhook", "letters", "Kho").stdout
    assert run("webhook", "again", "Kho", "7").exit_code == 2


def test_the_newest_changes_are_shown(province: None) -> None:
    shown = run("feed", "show").stdout
    assert "TINH" in shown
    assert "unit" in shown
