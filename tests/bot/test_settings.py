"""What the administrator may set, and what is said when it is wrong."""

import stat
from pathlib import Path

import pytest

from bot import settings
from bot.settings import Problem, Settings, SettingsWrong, explain

TOKEN = "123456789:AAE-a_made_up_token_of_nobody_at_all00"


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


def write(**lines: str) -> Settings:
    Path(".env").write_text("".join(f"{name}={value}\n" for name, value in lines.items()), encoding="utf-8")
    return settings.load()


def refused(**lines: str) -> set[tuple[str, str]]:
    with pytest.raises(SettingsWrong) as wrong:
        write(**lines)
    return {(problem.setting, problem.key) for problem in wrong.value.problems}


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    read = settings.load()
    assert read.data_dir == tmp_path / "data"
    assert (read.web_host, read.web_port) == ("127.0.0.1", 8080)
    assert read.public_url == "http://localhost:8080"
    assert read.time_zone.key == "Asia/Ho_Chi_Minh"
    assert read.log_level == "INFO"
    assert read.telegram_api_url == "https://api.telegram.org"
    assert read.telegram_mode == "polling"
    assert read.telegram_bot_token is None
    assert read.demo is True
    assert read.database_url.get_secret_value() == f"sqlite:///{tmp_path}/data/demo.db"


def test_empty_values_count_as_left_out() -> None:
    names = {name.upper(): "" for name in Settings.model_fields}
    read = write(**names)
    assert read.web_port == 8080
    assert read.demo is True


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_PORT", "9000")
    read = write(WEB_PORT="9100", TIME_ZONE="Asia/Tokyo")
    assert read.web_port == 9000
    assert read.public_url == "http://localhost:9000"
    assert read.time_zone.key == "Asia/Tokyo"


def test_a_file_from_a_windows_editor_is_read() -> None:
    Path(".env").write_bytes("\ufeffWEB_PORT=8085\r\n".encode())
    assert settings.load().web_port == 8085


def test_a_file_that_is_no_text_is_one_readable_problem() -> None:
    Path(".env").write_bytes(b"WEB_PORT=\xff\xfe")
    with pytest.raises(SettingsWrong) as wrong:
        settings.load()
    assert ".env" in explain(wrong.value.problems)


def test_a_token_ends_the_demo_and_its_data_is_never_in_the_same_file() -> None:
    real = write(TELEGRAM_BOT_TOKEN=TOKEN)
    assert real.demo is False
    assert real.database_url.get_secret_value().endswith("/union.db")
    forced = write(TELEGRAM_BOT_TOKEN=TOKEN, DEMO="1")
    assert forced.demo is True
    assert forced.database_url.get_secret_value().endswith("/demo.db")


def test_the_demo_can_be_refused() -> None:
    assert write(DEMO="0").demo is False
    assert write(DEMO="false").demo is False


def test_a_key_is_made_once_and_only_its_owner_may_read_it() -> None:
    first = settings.load()
    path = first.data_dir / "secret.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(first.secret_key.get_secret_value()) >= 32
    assert settings.load().secret_key == first.secret_key


def test_a_broken_key_file_is_not_used_as_a_key() -> None:
    Path("data").mkdir()
    Path("data/secret.key").write_text("")
    assert refused() == {("secret_key", "secret_file")}


def test_everything_wrong_is_told_at_once() -> None:
    Path("file").write_text("")
    assert refused(
        DATABASE_URL="mysql://localhost/x",
        DATA_DIR="file/below",
        WEB_HOST="http://here",
        WEB_PORT="eighty",
        PUBLIC_URL="sangkien.example.vn",
        TIME_ZONE="Asia/Nowhere",
        SECRET_KEY="too short",
        LOG_LEVEL="loud",
        TELEGRAM_BOT_TOKEN="not-a-token",
        TELEGRAM_API_URL="ftp://api",
        TELEGRAM_WEBHOOK_SECRET="with blanks",
        TELEGRAM_MODE="pigeon",
        DEMO="perhaps",
    ) == {
        (name, name)
        for name in (
            "data_dir",
            "database_url",
            "demo",
            "log_level",
            "public_url",
            "secret_key",
            "telegram_api_url",
            "telegram_bot_token",
            "telegram_mode",
            "telegram_webhook_secret",
            "time_zone",
            "web_host",
            "web_port",
        )
    }


def test_a_webhook_needs_a_token_a_secret_and_https() -> None:
    assert refused(TELEGRAM_MODE="webhook") == {
        ("telegram_bot_token", "telegram_token_needed"),
        ("telegram_webhook_secret", "telegram_secret_needed"),
        ("public_url", "public_url_https"),
    }
    sound = write(
        TELEGRAM_MODE="webhook",
        TELEGRAM_BOT_TOKEN=TOKEN,
        TELEGRAM_WEBHOOK_SECRET="a-b_c9",
        PUBLIC_URL="https://sangkien.example.vn/",
    )
    assert sound.telegram_mode == "webhook"
    assert sound.public_url == "https://sangkien.example.vn"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    assert refused(DATABASE_URL=url) == {("database_url", "database_memory")}


@pytest.mark.parametrize("port", ["-1", "65536", "80.5"])
def test_no_port_outside_of_what_exists(port: str) -> None:
    assert refused(WEB_PORT=port) == {("web_port", "web_port")}


@pytest.mark.parametrize(
    "url", ["https://", "https://x y", "http://a:b@c", "https://x/?a=1", "https://x:99999"]
)
def test_no_public_address_that_a_link_could_not_begin_with(url: str) -> None:
    assert refused(PUBLIC_URL=url) == {("public_url", "public_url")}


def test_no_value_of_any_setting_is_in_the_message() -> None:
    values = {
        "SECRET_KEY": "hush-hush",
        "TELEGRAM_BOT_TOKEN": "55:no good",
        "DATABASE_URL": "mysql://a:geheim@b/c",
    }
    with pytest.raises(SettingsWrong) as wrong:
        write(**values, TELEGRAM_MODE=TOKEN)
    for language in ("vi", "en"):
        told = explain(wrong.value.problems, language) + str(wrong.value)
        assert not any(value in told for value in (*values.values(), TOKEN, "geheim"))
        assert all(name in told for name in (*values, "TELEGRAM_MODE"))


def test_every_setting_has_its_words_and_an_example() -> None:
    problems = tuple(Problem(name, name) for name in Settings.model_fields)
    for language in ("vi", "en"):
        told = explain(problems, language)
        assert all(f"{name.upper()}=" in told for name in Settings.model_fields)


def test_secrets_are_known_by_name_and_hidden_when_shown() -> None:
    read = write(
        TELEGRAM_BOT_TOKEN=TOKEN,
        DATABASE_URL="postgresql://union:m%40t@localhost/sangkien",
        SECRET_KEY="0123456789abcdef",
    )
    assert set(read.secrets()) == {TOKEN, "0123456789abcdef", "m%40t", "m@t"}
    assert not any(secret in repr(read) for secret in read.secrets())
