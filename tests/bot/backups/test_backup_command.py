"""The administrator makes a backup, checks it, and brings it back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from storage import tables as t
from storage.database.engine import open_engine
from tests.bot.test_commands import Command, add_units, command

__all__ = ["command"]
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("installation")]
PASSWORD = "mot-cau-dai-de-nho"


@pytest.fixture
def locked(installation: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKUP_PASSWORD", PASSWORD)


def made(tmp_path: Path) -> Path:
    (path,) = (tmp_path / "data" / "backups").iterdir()
    return path


def test_without_a_password_a_good_one_is_suggested(command: Command) -> None:
    add_units(command)
    result = command("backup")
    assert result.exit_code == 2
    assert "BACKUP_PASSWORD=" in result.stderr
    assert "không ai mở được" in result.stderr
    wanted = command("restore", "cu.backup")
    assert wanted.exit_code == 2
    assert "đã dùng lúc sao lưu" in wanted.stderr


@pytest.mark.usefixtures("locked")
def test_a_backup_is_made_checked_and_listed(command: Command, tmp_path: Path) -> None:
    add_units(command)
    assert "Chưa có bản sao lưu" in command("backups").output
    assert "Đã sao lưu" in command("backup").output
    path = made(tmp_path)
    assert path.name in command("backups").output
    assert "còn tốt" in command("restore", str(path), "--check").output
    assert b"May" not in path.read_bytes()


@pytest.mark.usefixtures("locked")
def test_what_was_changed_since_is_put_aside_and_the_old_comes_back(command: Command, tmp_path: Path) -> None:
    add_units(command)
    command("backup")
    path = made(tmp_path)
    command("unit", "add", "MOI", "Đơn vị mới", "--parent", "TINH")
    refused = command("restore", str(path))
    assert refused.exit_code == 2
    assert "--replace" in refused.stderr
    assert "MOI" in command("unit", "list").output
    done = command("restore", str(path), "--replace")
    assert done.exit_code == 0, done.output
    assert "Đã khôi phục" in done.output
    assert "Dữ liệu cũ được cất ở" in done.output
    shown = command("unit", "list").output
    assert "MAYTL" in shown
    assert "MOI" not in shown
    (aside,) = (tmp_path / "data").glob("union.db.before-*")
    engine = open_engine(f"sqlite:///{aside}")
    with engine.connect() as connection:
        assert "MOI" in connection.scalars(select(t.units.c.code)).all()
    engine.dispose()


@pytest.mark.usefixtures("locked")
def test_nothing_is_brought_back_while_the_bot_is_at_work(command: Command, tmp_path: Path) -> None:
    add_units(command)
    command("backup")
    engine = open_engine(f"sqlite:///{tmp_path}/data/union.db")
    with engine.begin() as connection:
        later = datetime(2100, 1, 1, tzinfo=UTC)
        connection.execute(insert(t.leases).values(role="clock", holder="another", until=later))
    engine.dispose()
    result = command("restore", str(made(tmp_path)), "--replace")
    assert result.exit_code == 2
    assert "đang chạy" in result.stderr
    assert "MAYTL" in command("unit", "list").output


@pytest.mark.usefixtures("locked")
def test_a_broken_backup_changes_nothing(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_units(command)
    command("backup")
    path = made(tmp_path)
    path.write_bytes(path.read_bytes()[:-20])
    result = command("restore", str(path), "--replace")
    assert result.exit_code == 2
    assert "đã bị sửa" in result.stderr or "phần cuối" in result.stderr
    (tmp_path / "thu.txt").write_text("xin chào")
    assert "không phải là bản sao lưu" in command("restore", str(tmp_path / "thu.txt"), "--check").stderr
    monkeypatch.setenv("BACKUP_PASSWORD", "mot-mat-khau-khac-han")
    assert "sai mật khẩu" in command("restore", str(path), "--check").stderr
    assert "MAYTL" in command("unit", "list").output
