"""The administrator's own .env, changed by a command and still theirs."""

import stat
from pathlib import Path

import pytest

from bot import env_file, settings
from bot.settings import Settings

MINE = """# my notes
WEB_PORT=8085

# the bot
ZALO_BOT_TOKEN=1:old # do not lose
  export LOG_LEVEL = INFO
#ZALO_OA_BUTTONS=1
"""


@pytest.fixture
def env(tmp_path: Path) -> Path:
    path = tmp_path / ".env"
    path.write_text(MINE, encoding="utf-8")
    return path


def test_a_line_is_changed_where_it_stands_and_the_rest_stays(env: Path) -> None:
    env_file.change(env, {"WEB_PORT": "9000", "ZALO_OA_BUTTONS": "0"})
    assert env.read_text(encoding="utf-8") == MINE.replace("8085", "9000") + "ZALO_OA_BUTTONS=0\n"


def test_a_setting_that_an_editor_indented_is_found(env: Path) -> None:
    env_file.change(env, {"LOG_LEVEL": "DEBUG"})
    assert env.read_text(encoding="utf-8") == MINE.replace("  export LOG_LEVEL = INFO", "LOG_LEVEL=DEBUG")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A=1 # why", "A=2 # why"),
        ("A='1 # no' \t# why", "A=2 \t# why"),
        ('A="1"', "A=2"),
        ("A= # only this", "A=2 # only this"),
        ("A=1#2", "A=2"),
    ],
)
def test_a_note_behind_a_value_stays(env: Path, before: str, after: str) -> None:
    env.write_text(f"{before}\nB=1\n", encoding="utf-8")
    env_file.change(env, {"A": "2"})
    assert env.read_text(encoding="utf-8") == f"{after}\nB=1\n"


def test_of_two_lines_the_one_that_counts_is_changed(env: Path) -> None:
    env.write_text("A=1\nA=2\n", encoding="utf-8")
    env_file.change(env, {"A": "3"})
    assert env.read_text(encoding="utf-8") == "A=1\nA=3\n"


def test_the_file_as_it_was_is_kept_beside_it_for_the_same_eyes_only(env: Path) -> None:
    env.chmod(0o640)
    copy = env_file.change(env, {"WEB_PORT": "9000"})
    assert copy == env.with_name(".env.bak")
    assert copy.read_text(encoding="utf-8") == MINE
    assert {stat.S_IMODE(one.stat().st_mode) for one in (env, copy)} == {0o640}
    assert sorted(one.name for one in env.parent.iterdir()) == [".env", ".env.bak"]


def test_a_new_file_is_for_its_owner_only(tmp_path: Path) -> None:
    assert env_file.change(tmp_path / ".env", {"ZALO_OA_BUTTONS": "1"}) is None
    assert (tmp_path / ".env").read_text() == "ZALO_OA_BUTTONS=1\n"
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600


def test_a_file_without_a_last_line_end_and_one_of_windows_stay_readable(env: Path) -> None:
    env.write_bytes("\ufeffWEB_PORT=8085\r\nLOG_LEVEL=INFO".encode())
    env_file.change(env, {"ZALO_OA_BUTTONS": "1", "WEB_PORT": "9000"})
    assert env.read_bytes() == "\ufeffWEB_PORT=9000\r\nLOG_LEVEL=INFO\r\nZALO_OA_BUTTONS=1\r\n".encode()


def test_a_link_to_the_file_stays_a_link(env: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(env)
    copy = env_file.change(tmp_path / "link", {"WEB_PORT": "9000"})
    assert (tmp_path / "link").is_symlink()
    assert copy == tmp_path / "link.bak"
    assert "9000" in env.read_text(encoding="utf-8")


@pytest.mark.parametrize("value", ["", "a b", "x#y", "đỏ", 'say "no"', "$HOME"])
def test_what_is_written_is_what_is_read_back(
    value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    env_file.change(tmp_path / ".env", {"SECRET_KEY": f"0123456789abcdef{value}"})
    assert settings.load().secret_key.get_secret_value() == f"0123456789abcdef{value}"


@pytest.mark.parametrize("value", ["two\nlines", "it's"])
def test_a_value_that_no_line_holds_changes_nothing(env: Path, value: str) -> None:
    with pytest.raises(ValueError, match="line break"):
        env_file.change(env, {"WEB_PORT": value})
    assert env.read_text(encoding="utf-8") == MINE
    assert not env.with_name(".env.bak").exists()


def test_a_file_that_is_no_text_is_left_alone(env: Path) -> None:
    env.write_bytes(b"\xff\xfe")
    with pytest.raises(ValueError, match="utf-8"):
        env_file.change(env, {"WEB_PORT": "1"})
    assert env.read_bytes() == b"\xff\xfe"
