"""What the administrator may set, and what is said when it is wrong."""

import re
import stat
from pathlib import Path

import pytest

from bot import google_settings, settings, sync_settings, telegram_settings, zalo_settings
from bot.settings import Problem, Settings, SettingsWrong, explain
from messages.catalog import texts

TOKEN = "123456789:AAE-a_made_up_token_of_nobody_at_all00"
ZALO_TOKEN = "987654321:made-up/of=nobody"
OFFICIAL = {
    "ZALO_OA_APP_ID": "1111122223333444455",
    "ZALO_OA_APP_SECRET": "made_up_app_secret",
    "ZALO_OA_REFRESH_TOKEN": "made_up_refresh_token",
    "ZALO_OA_WEBHOOK_SECRET": "made_up_oa_secret",
    "PUBLIC_URL": "https://sangkien.example.vn",
}


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
        TELEGRAM_MORE_BOTS="not-a-token",
        TELEGRAM_PACE="0",
        TELEGRAM_PAID_BROADCAST="perhaps",
        DEMO="perhaps",
        ZALO_BOT_TOKEN="not-a-token",
        ZALO_BOT_MODE="pigeon",
        ZALO_BOT_WEBHOOK_SECRET="short",
        ZALO_BOT_MONTHLY_BUDGET="0",
        ZALO_OA_APP_ID="app",
        ZALO_OA_SIGNED_BY="me",
        ZALO_OA_BUTTONS="perhaps",
        ZALO_OA_TEMPLATES="greeting=1",
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
            "telegram_more_bots",
            "telegram_pace",
            "telegram_paid_broadcast",
            "telegram_webhook_secret",
            "time_zone",
            "web_host",
            "web_port",
            "zalo_bot_mode",
            "zalo_bot_monthly_budget",
            "zalo_bot_token",
            "zalo_bot_webhook_secret",
            "zalo_oa_app_id",
            "zalo_oa_buttons",
            "zalo_oa_signed_by",
            "zalo_oa_templates",
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


def test_campaign_mail_goes_out_at_25_a_second_unless_it_is_told_otherwise() -> None:
    assert (settings.load().telegram_pace, settings.load().telegram_paid_broadcast) == (25, False)
    assert write(TELEGRAM_PACE="30").telegram_pace == 30
    assert refused(TELEGRAM_PACE="31") == {("telegram_pace", "telegram_pace_paid")}
    assert write(TELEGRAM_PACE="1000", TELEGRAM_PAID_BROADCAST="1").telegram_pace == 1000
    assert refused(TELEGRAM_PACE="1001", TELEGRAM_PAID_BROADCAST="1") == {("telegram_pace", "telegram_pace")}


def test_several_bots_stand_beside_the_first_and_none_twice() -> None:
    other, third = "22:AAnother", "33:AAthird"
    read = write(TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_MORE_BOTS=f"{other}, {third}")
    assert [one.get_secret_value() for one in read.telegram_tokens] == [TOKEN, other, third]
    assert {TOKEN, other, third} <= set(read.secrets())
    wrong = "telegram_more_bots"
    assert refused(TELEGRAM_MORE_BOTS=other) == {(wrong, "telegram_more_needs_first")}
    for twice in (f"{other},22:AAagain", TOKEN):
        assert refused(TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_MORE_BOTS=twice) == {(wrong, "telegram_same_bot")}


def test_a_webhook_of_zalo_bot_needs_a_token_a_secret_and_https() -> None:
    assert refused(ZALO_BOT_MODE="webhook") == {
        ("zalo_bot_token", "zalo_bot_token_needed"),
        ("zalo_bot_webhook_secret", "zalo_bot_secret_needed"),
        ("public_url", "public_url_zalo"),
    }
    sound = write(
        ZALO_BOT_MODE="webhook",
        ZALO_BOT_TOKEN=ZALO_TOKEN,
        ZALO_BOT_WEBHOOK_SECRET="12345678",
        PUBLIC_URL="https://sangkien.example.vn",
    )
    assert (sound.zalo_bot_mode, sound.zalo_bot_monthly_budget) == ("webhook", 3_000)


def test_an_official_account_needs_all_its_keys_and_https() -> None:
    assert refused(ZALO_OA_APP_ID="1111122223333444455") == {
        ("zalo_oa_app_secret", "zalo_oa_incomplete"),
        ("zalo_oa_refresh_token", "zalo_oa_incomplete"),
        ("zalo_oa_webhook_secret", "zalo_oa_incomplete"),
        ("public_url", "public_url_zalo"),
    }
    assert refused(ZALO_OA_APP_SECRET="made_up_app_secret") == {
        ("zalo_oa_app_secret", "zalo_oa_app_id_needed")
    }
    sound = write(**OFFICIAL, ZALO_OA_TEMPLATES="verdict=512345, reminder=512346", ZALO_OA_BUTTONS="1")
    assert sound.zalo_oa_templates == {"verdict": "512345", "reminder": "512346"}
    assert (sound.zalo_oa_signed_by, sound.zalo_oa_buttons) == ("app_id", True)


@pytest.mark.parametrize("name", ["ZALO_BOT_API_URL", "ZALO_OA_API_URL", "ZALO_OA_OAUTH_URL"])
def test_no_address_of_zalo_that_is_no_address(name: str) -> None:
    assert refused(**{name: "ftp://zalo"}) == {(name.lower(), "zalo_url")}


@pytest.mark.parametrize("door", [{"ZALO_BOT_TOKEN": ZALO_TOKEN}, OFFICIAL], ids=["bot", "account"])
def test_an_open_door_of_zalo_ends_the_demo(door: dict[str, str]) -> None:
    real = write(**door)
    assert real.demo is False
    assert real.database_url.get_secret_value().endswith("/union.db")
    assert write(**door, DEMO="1").demo is True


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
        "ZALO_BOT_TOKEN": "no-good-zalo",
        "ZALO_BOT_WEBHOOK_SECRET": "little",
        "ZALO_OA_APP_SECRET": "very-hush",
        "ZALO_OA_REFRESH_TOKEN": "more-hush",
        "ZALO_OA_WEBHOOK_SECRET": "most-hush",
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


def test_every_way_to_be_wrong_has_its_words() -> None:
    modules = (settings, google_settings, sync_settings, telegram_settings, zalo_settings)
    code = "".join(Path(module.__file__ or "").read_text() for module in modules)
    keys = set(re.findall(r'_wrong\("(\w+)"\)', code))
    assert {"zalo_oa_incomplete", "zalo_url", "public_url_zalo", "telegram_token_needed"} <= keys
    for language in ("vi", "en"):
        assert {f"admin.settings.wrong.{key}" for key in keys} <= texts(language).keys()


def test_secrets_are_known_by_name_and_hidden_when_shown() -> None:
    read = write(
        TELEGRAM_BOT_TOKEN=TOKEN,
        DATABASE_URL="postgresql://union:m%40t@localhost/sangkien",
        SECRET_KEY="0123456789abcdef",
        ZALO_BOT_TOKEN=ZALO_TOKEN,
        ZALO_BOT_WEBHOOK_SECRET="abcdefgh",
        **OFFICIAL,
    )
    held = {TOKEN, ZALO_TOKEN, "0123456789abcdef", "m%40t", "m@t", "abcdefgh"}
    held |= {value for name, value in OFFICIAL.items() if name.endswith(("SECRET", "TOKEN"))}
    assert set(read.secrets()) == held
    assert not any(secret in repr(read) for secret in read.secrets())


def test_a_price_below_nothing_is_refused() -> None:
    assert refused(ZALO_OA_MESSAGE_PRICE="-1") == {("zalo_oa_message_price", "zalo_oa_price")}
    assert write(ZALO_OA_MESSAGE_PRICE="55").zalo_oa_message_price == 55
