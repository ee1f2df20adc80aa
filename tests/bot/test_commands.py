"""The command line as the administrator uses it."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import Engine, insert, select
from typer.testing import CliRunner

from bot import demo
from bot.commands.line import build
from handlers.officers.posts.invites import hash_of
from messages.catalog import DEFAULT, say, texts
from storage import programmes
from storage.database import schema
from storage.database.engine import open_engine
from storage.tables import campaign_units, campaigns, entries, invites, outbox, units
from storage.traffic import inbox
from tests.bot.test_settings import TOKEN

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.usefixtures("installation")
Command = Callable[..., Result]


@pytest.fixture
def command() -> Command:
    return lambda *words: CliRunner().invoke(build(), list(words), catch_exceptions=False)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Engine]:
    (tmp_path / "data").mkdir(exist_ok=True)
    engine = open_engine(f"sqlite:///{tmp_path}/data/union.db")
    yield engine
    engine.dispose()


def add_units(command: Command) -> None:
    assert command("unit", "add", "tinh", "Liên đoàn Lao động tỉnh", "--kind", "province").exit_code == 0
    assert command("unit", "add", "MAYTL", "May  Tân Lam", "--parent", "TINH", "--fdi").exit_code == 0


def test_help_speaks_to_the_administrator(command: Command) -> None:
    shown = command("--help").stdout
    assert say(DEFAULT, "admin.help.program") in shown
    assert all(
        name in shown
        for name in ("run", "console", "invite", "unit", "programme", "campaign", "qr", "status")
    )


def test_wrong_settings_end_a_command_with_two_and_one_message(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEB_PORT", "x")
    monkeypatch.setenv("TIME_ZONE", "x")
    for words in (("status",), ("run",), ("console",), ("unit", "list")):
        ended = command(*words)
        assert ended.exit_code == 2
        assert "WEB_PORT" in ended.stderr
        assert "TIME_ZONE" in ended.stderr
        assert "Traceback" not in ended.output


def test_units_are_added_and_listed_as_a_tree(command: Command, database: Engine) -> None:
    assert say(DEFAULT, "admin.unit.none") in command("unit", "list").stdout
    add_units(command)
    assert command("unit", "list").stdout.splitlines() == [
        "TINH  Liên đoàn Lao động tỉnh",
        "  MAYTL  May Tân Lam",
    ]
    with database.connect() as connection:
        row = connection.execute(select(units).where(units.c.code == "MAYTL")).one()
    assert (row.kind, row.fdi) == ("grassroots", True)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("MAYTL", "again"), "taken"),
        (("A", "x"), "bad_code"),
        (("MÃ", "x"), "bad_code"),
        (("NEW", " "), "bad_name"),
        (("NEW", "x", "--kind", "city"), "bad_kind"),
        (("NEW", "x", "--parent", "NOBODY"), "unknown"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_with_the_reason(
    command: Command, words: tuple[str, ...], text: str
) -> None:
    add_units(command)
    ended = command("unit", "add", *words)
    assert ended.exit_code == 2
    assert ended.stderr.startswith(say(DEFAULT, f"tree.refused.{text}").split("{")[0])


def test_an_invite_prints_a_link_that_works_once_and_nothing_else_keeps_its_secret(
    command: Command, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_units(command)
    monkeypatch.setenv("PUBLIC_URL", "https://sangkien.example.vn")
    shown = command("invite", "maytl").stdout
    found = re.search(r"https://sangkien\.example\.vn/chat\?start=i_(\S+)", shown)
    assert found is not None
    with database.connect() as connection:
        row = connection.execute(select(invites)).one()
    assert row.secret_hash == hash_of(found[1])
    assert (row.role, row.used_at) == ("grassroots", None)
    assert "/start" not in shown
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    assert "/start i_" in command("invite", "TINH", "--role", "upper").stdout


def test_an_invite_to_nowhere_is_refused(command: Command) -> None:
    add_units(command)
    assert command("invite", "NOBODY").exit_code == 2
    assert command("invite", "MAYTL", "--role", "king").exit_code == 2


def test_a_qr_code_is_drawn(command: Command, tmp_path: Path) -> None:
    add_units(command)
    picture = tmp_path / "maytl.png"
    shown = command("qr", "maytl", "--out", str(picture)).stdout
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert "http://localhost:8080/chat?start=u_MAYTL" in shown
    assert command("qr", "NOBODY", "--out", str(picture)).exit_code == 2
    assert command("qr", "MAYTL", "--out", str(tmp_path / "no" / "where.png")).exit_code == 2
    assert command("qr", "MAYTL", "--out", str(tmp_path / "poster.word")).exit_code == 2


def test_a_programme_is_chosen_with_its_phase(command: Command, database: Engine) -> None:
    assert command("programme", "use", "emulation_2026", "--phase", "dot2").exit_code == 0
    with database.connect() as connection:
        running = programmes.running(connection)
    assert running is not None
    assert running.closes is not None
    assert (running.prefix, running.closes.isoformat()) == ("NT", "2026-12-31")
    assert "Giai" not in command("programme", "use", "emulation_2026", "--phase", "no").stdout
    assert command("programme", "use", "emulation_2026", "--phase", "no").exit_code == 2
    unknown = command("programme", "use", "another")
    assert unknown.exit_code == 2
    assert "emulation_2026" in unknown.stderr


def test_a_programme_brings_how_it_reviews_and_the_federation_may_choose_otherwise(
    command: Command, database: Engine
) -> None:
    def chosen() -> tuple[int, bool]:
        with database.connect() as connection:
            running = programmes.running(connection)
        assert running is not None
        return running.review.levels, running.review.recognition

    command("programme", "use", "emulation_2026", "--phase", "dot2")
    assert chosen() == (2, True)
    command("programme", "use", "emulation_2026", "--phase", "dot2", "--levels", "1", "--no-recognition")
    assert chosen() == (1, False)
    assert command("programme", "use", "emulation_2026", "--levels", "3").exit_code == 2


WEEK = ("--from", "2026-05-04", "--to", "2026-05-10", "--hours", "11:45,08:00")


def test_a_peak_week_is_opened(command: Command, database: Engine) -> None:
    add_units(command)
    command("programme", "use", "million")
    assert (
        command("campaign", "add", "Tuần cao điểm", "--unit", "maytl", "--unit", "TINH", *WEEK).exit_code == 0
    )
    with database.connect() as connection:
        row = connection.execute(select(campaigns)).one()
        assert len(connection.execute(select(campaign_units)).all()) == 2
        rule = connection.scalar(select(entries.c.rule))
    assert rule == {"kind": "daily", "at": ["08:00:00", "11:45:00"]}
    assert row.slogan == say(DEFAULT, "web.page.slogan")


def test_a_peak_week_is_listed_and_stopped(command: Command, database: Engine) -> None:
    add_units(command)
    assert say(DEFAULT, "admin.campaign.none") in command("campaign", "list").output
    command("campaign", "add", "Tuần cao điểm", "--unit", "TINH", *WEEK)
    assert "1  Tuần cao điểm, từ 04/05/2026" in command("campaign", "list").output
    assert command("campaign", "stop", "1").exit_code == 0
    assert "đã dừng" in command("campaign", "list").output
    with database.connect() as connection:
        assert connection.execute(select(campaigns)).one().stopped_at is not None
    assert command("campaign", "stop", "7").exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("--unit", "NOBODY", *WEEK),
        ("--unit", "TINH", *WEEK, "--slogan", "x" * 201),
        ("--unit", "TINH", "--from", "4/5", "--to", "2026-05-10", "--hours", "08:00"),
        ("--unit", "TINH", "--from", "2026-05-04", "--to", "2026-05-03", "--hours", "08:00"),
        ("--unit", "TINH", "--from", "2026-05-04", "--to", "2026-05-10", "--hours", "8h"),
    ],
)
def test_a_peak_week_that_cannot_be_is_refused(command: Command, words: tuple[str, ...]) -> None:
    add_units(command)
    ended = command("campaign", "add", "Tuần cao điểm", *words)
    assert ended.exit_code == 2
    assert ended.stderr.strip()


def test_status_counts_what_waits(command: Command, database: Engine) -> None:
    from handlers.events import Said

    schema.upgrade(database)
    now = datetime(2026, 5, 4, tzinfo=UTC)
    row = {
        "kind": "say",
        "lane": "w:c",
        "conversation": "w:c:a",
        "body": "{}",
        "queued_at": now,
        "due_at": now,
    }
    with database.begin() as connection:
        inbox.store(connection, "w", "c", [("1", Said(conversation="w:c:a", at=now, text="x"))])
        connection.execute(
            insert(outbox), [row | {"state": state} for state in ("queued", "queued", "failed")]
        )
    shown = command("status").stdout.splitlines()
    assert shown[0] == say(DEFAULT, "admin.status.waiting", count=1)
    assert (
        say(DEFAULT, "admin.status.outbox", state=say(DEFAULT, "admin.status.state.queued"), count=2) in shown
    )
    assert (
        say(DEFAULT, "admin.status.outbox", state=say(DEFAULT, "admin.status.state.failed"), count=1) in shown
    )


def test_real_and_demo_data_never_meet(
    command: Command, database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema.upgrade(database)
    with database.begin() as connection:
        demo.seed(connection, datetime(2026, 5, 4, tzinfo=UTC))
    refused = command("status")
    assert refused.exit_code == 2
    assert refused.stderr.strip() == say(DEFAULT, "admin.demo.in_real")
    monkeypatch.delenv("DEMO")
    assert command("status").exit_code == 0


def test_a_database_that_is_away_is_told_without_its_password(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://union:geheim@127.0.0.1:9/none")
    ended = command("status")
    assert ended.exit_code == 2
    assert ended.stderr.strip().endswith(say(DEFAULT, "admin.database.unreachable"))
    assert "127.0.0.1" in ended.stderr
    assert "geheim" not in ended.stderr


def test_a_port_in_use_is_told_before_anything_starts(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("WEB_PORT", str(taken.getsockname()[1]))
        ended = command("run")
    assert ended.exit_code == 2
    assert "WEB_PORT" in ended.stderr


def test_the_command_line_starts_without_loading_anything_heavy() -> None:
    heavy = "{'sqlalchemy', 'aiogram', 'telegram', 'fastapi', 'apscheduler', 'alembic', 'pydantic', 'segno'}"
    code = f"import sys; from bot.commands.line import build; build(); print({heavy} & set(sys.modules))"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.strip() == "set()"


def test_both_languages_have_the_same_words() -> None:
    for prefix in ("admin.", "console."):
        known = [{key for key in texts(language) if key.startswith(prefix)} for language in ("vi", "en")]
        assert known[0] == known[1]
