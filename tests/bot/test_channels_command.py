"""How the channels stand, as the administrator reads it."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from fakes.zalo_bot_api import ZaloBotApi
from fakes.zalo_oa_api import ZaloOaApi
from fakes.zalo_oa_spec import TemplateSpec
from sqlalchemy import Connection, Engine, insert
from typer.testing import CliRunner

from bot.commands import ground
from bot.commands.line import build
from messages.catalog import DEFAULT, say
from storage.database import schema
from storage.database.engine import open_engine
from storage.tables import conversations, credentials, outbox, people
from storage.traffic import usage
from tests.bot.test_settings import OFFICIAL, ZALO_TOKEN

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
BOT, ACCOUNT = f"zalo_bot:{ZALO_TOKEN.partition(':')[0]}", f"zalo_oa:{OFFICIAL['ZALO_OA_APP_ID']}"


@pytest.fixture(autouse=True)
def at_that_time(installation: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fresh installation on one known day."""
    monkeypatch.setattr(ground, "now", lambda: NOW)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    (tmp_path / "data").mkdir(exist_ok=True)
    engine = open_engine(f"sqlite:///{tmp_path}/data/union.db")
    schema.upgrade(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def both_doors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZALO_BOT_TOKEN", ZALO_TOKEN)
    for name, value in OFFICIAL.items():
        monkeypatch.setenv(name, value)


def command(*words: str) -> Result:
    return CliRunner().invoke(build(), ["channels", *words], catch_exceptions=False)


def shown(*words: str) -> str:
    """What is on the screen, with lines that were wrapped put together again."""
    ended = command(*words)
    assert ended.exit_code == 0, ended.output
    assert max(map(len, ended.stdout.splitlines())) <= 80
    assert not any(value in ended.output for name, value in OFFICIAL.items() if "SECRET" in name)
    return " ".join(ended.stdout.split())


def words(text_id: str, **values: object) -> str:
    return say(DEFAULT, f"channels.{text_id}", **values)


def somebody(connection: Connection, lane: str, count: int, ago: timedelta, **more: object) -> None:
    for _ in range(count):
        person = connection.scalar(insert(people).values(created_at=NOW).returning(people.c.id))
        row = {"burst_at": NOW, "last_at": NOW, "interacted_at": NOW - ago, "person_id": person, **more}
        connection.execute(insert(conversations).values(key=f"{lane}:{person}", lane=lane, **row))


def access(connection: Connection, **more: object) -> None:
    row = {"name": ACCOUNT, "seed": "s", "access": "hush", "refresh": "hush", "changed_at": NOW, **more}
    connection.execute(insert(credentials).values(**row))


def test_a_fresh_installation_has_its_page_and_is_pointed_to_the_guide() -> None:
    told = shown()
    assert words("way.page") in told
    assert told.count(words("way.off")) == 3
    assert "docs/zalo.md" in told


def test_each_channel_has_its_way_and_its_people(
    database: Engine, both_doors: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZALO_BOT_MODE", "webhook")
    monkeypatch.setenv("ZALO_BOT_WEBHOOK_SECRET", "12345678")
    with database.begin() as connection:
        somebody(connection, "web:page", 3, timedelta(0))
        somebody(connection, "telegram:77", 2, timedelta(0))
    lines = [" ".join(line.split()) for line in command().stdout.splitlines()]
    assert "│ Trang web │ trang web │ 3 │ 0 │ 0 │ 0 │" in lines
    assert f"│ Telegram │ {words('way.gone')} │ 2 │ 0 │ 0 │ 0 │" in lines
    assert "│ Zalo Bot │ webhook │ 0 │ 0 │ 0 │ 0 │" in lines
    assert "│ Zalo OA │ webhook │ 0 │ 0 │ 0 │ 0 │" in lines


def test_what_waits_and_what_failed_stands_with_its_channel(database: Engine, both_doors: None) -> None:
    row = {"kind": "say", "body": "{}", "queued_at": NOW, "due_at": NOW, "lane": BOT}
    states = ("queued", "queued", "sending", "failed", "unknown", "unknown")
    with database.begin() as connection:
        for number, state in enumerate(states):
            connection.execute(insert(outbox).values(conversation=f"{BOT}:{number}", state=state, **row))
    assert "│ Zalo Bot │ tự hỏi (polling) │ 0 │ 3 │ 2 │ 1 │" in shown()


def test_the_months_allowance_and_the_people_of_a_bot_are_told(database: Engine, both_doors: None) -> None:
    with database.begin() as connection:
        somebody(connection, BOT, 39, timedelta(0))
        usage.count(connection, BOT, "2026-11", 1_200)
        usage.count(connection, BOT, "2026-10", 2_900)
    told = shown()
    assert words("value.people", people=39, most=50) in told
    assert words("value.sent", sent="1.200", most="3.000") in told
    assert words("value.campaigns", left="300", kept="1.500") in told


def test_a_bot_that_is_nearly_full_or_used_up_is_warned_about(
    database: Engine, both_doors: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZALO_BOT_MONTHLY_BUDGET", "1000")
    with database.begin() as connection:
        somebody(connection, BOT, 40, timedelta(0))
        usage.count(connection, BOT, "2026-11", 800)
    told = shown()
    assert words("value.people_nearly", people=40, most=50, next=51) in told
    assert words("value.sent_nearly", sent="800", most="1.000") in told
    assert words("value.campaigns_none") in told


def test_the_month_is_the_one_of_the_union(
    database: Engine, both_doors: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ground, "now", lambda: datetime(2026, 11, 30, 18, tzinfo=UTC))
    with database.begin() as connection:
        usage.count(connection, BOT, "2026-12", 7)
    told = shown()
    assert words("value.sent", sent="7", most="3.000") in told
    assert "12/2026" in told


def test_the_windows_of_an_account_are_told(database: Engine, both_doors: None) -> None:
    with database.begin() as connection:
        somebody(connection, ACCOUNT, 4, timedelta(hours=47))
        somebody(connection, ACCOUNT, 3, timedelta(hours=49))
        somebody(connection, ACCOUNT, 2, timedelta(days=8), held=True)
        somebody(connection, ACCOUNT, 1, timedelta(0), reachable=False)
        held = {"kind": "say", "body": "{}", "queued_at": NOW, "due_at": NOW, "state": "held"}
        connection.execute(insert(outbox).values(lane=ACCOUNT, conversation=f"{ACCOUNT}:8", **held))
    told = shown()
    assert words("value.free", people=4) in told
    assert words("value.paid", people=3) in told
    assert words("value.closed", people=2) in told
    assert words("value.held", count=1) in told
    assert f"{words('label.blocked')} 1" in told
    assert words("value.buttons_off") in told


def test_buttons_and_templates_are_told_as_they_are_set(
    database: Engine, both_doors: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZALO_OA_BUTTONS", "1")
    monkeypatch.setenv("ZALO_OA_TEMPLATES", "verdict=512345,reminder=512346")
    told = shown()
    assert f"{words('label.buttons')} {words('value.buttons_on')}" in told
    assert "verdict=512345, reminder=512346" in told
    assert words("value.closed_templates", people=0) in told


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ({"state": "ready", "expires_at": NOW + timedelta(hours=2)}, ("access.ready", "12:00 22/11/2026")),
        ({"state": "ready", "expires_at": NOW - timedelta(hours=2)}, ("access.ready_expired", "08:00")),
        ({"state": "ready"}, ("access.ready_new", "")),
        ({"state": "ready", "why": "HTTP 502"}, ("access.trying", "HTTP 502")),
        ({"state": "asking"}, ("access.asking", "")),
        ({"state": "unsure", "why": "lost: TimeoutError"}, ("access.unsure", "lost: TimeoutError")),
        ({"state": "dead", "why": "error -14014"}, ("access.dead", "error -14014")),
        ({"state": "ready", "why": "unreadable"}, ("access.unreadable", "SECRET_KEY")),
    ],
)
def test_the_access_is_told_with_what_to_do(
    database: Engine, both_doors: None, kept: dict[str, object], told: tuple[str, str]
) -> None:
    assert words("access.none") in shown()
    with database.begin() as connection:
        access(connection, **kept)
    output = shown()
    assert words(told[0]).split("{")[0] in output
    assert told[1] in output
    assert "hush" not in output


def test_an_earlier_bot_stays_visible(database: Engine, both_doors: None) -> None:
    with database.begin() as connection:
        somebody(connection, BOT, 1, timedelta(0))
        somebody(connection, "zalo_bot:1", 2, timedelta(0))
    told = shown()
    assert f"Zalo Bot {BOT.partition(':')[2]} │ {words('way.polling')} │ 1 │" in told
    assert f"Zalo Bot 1 │ {words('way.gone')} │ 2 │" in told
    assert told.count(words("label.campaigns")) == 1


async def ask() -> str:
    return await asyncio.to_thread(shown, "--ask")


async def test_zalo_itself_is_asked_when_that_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    async with ZaloBotApi() as api, ZaloOaApi(NOW) as account:
        for name, value in {
            "ZALO_BOT_TOKEN": api.token,
            "ZALO_BOT_API_URL": api.url,
            "ZALO_OA_APP_ID": account.app_id,
            "ZALO_OA_APP_SECRET": account.app_secret,
            "ZALO_OA_REFRESH_TOKEN": account.refresh_token,
            "ZALO_OA_WEBHOOK_SECRET": account.oa_secret,
            "ZALO_OA_API_URL": account.url,
            "ZALO_OA_OAUTH_URL": account.url,
            "ZALO_OA_TEMPLATES": "verdict=512345",
            "PUBLIC_URL": "https://sangkien.example.vn",
        }.items():
            monkeypatch.setenv(name, value)
        account.templates = {"512345": TemplateSpec(status="PENDING_REVIEW")}
        api.webhook = {"url": "https://other.example.vn/x", "secret_token": "12345678"}
        told = await ask()
        assert words("live.bot", name="bot.SangKien", kind="BASIC") in told
        assert words("live.webhook_polling", url="https://other.example.vn/x") in told
        assert words("live.verified", name="Công đoàn") in told
        assert words("live.zca_linked") in told
        assert "PENDING_REVIEW" in told
        assert account.tokens.rotations == 1
        api.webhook, account.is_verified = {}, False
        told = await ask()
        assert words("live.webhook_none") in told
        assert words("live.unverified", name="Công đoàn") in told
        assert account.tokens.rotations == 1


async def test_what_cannot_be_asked_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZALO_BOT_TOKEN", "1:hush-hush")
    monkeypatch.setenv("ZALO_BOT_API_URL", "http://127.0.0.1:9")
    told = await ask()
    assert words("live.failed", detail="ClientConnectorError") in told
    assert "hush-hush" not in told
