"""Campaigns from presets, their plans and settings, from the command line."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine, select
from typer.testing import CliRunner

from bot.commands.line import build
from storage.database.engine import open_engine
from storage.tables import campaigns, entries

pytestmark = pytest.mark.slow

Command = Callable[..., Result]
WEEK = ("campaign", "load", "peak_week", "--unit", "MAYTL", "--from", "2126-05-06")


@pytest.fixture
def command(installation: Path) -> Command:
    def run(*words: str) -> Any:
        return CliRunner().invoke(build(), list(words), catch_exceptions=False)

    run("unit", "add", "TINH", "Liên đoàn Lao động tỉnh", "--kind", "province")
    run("unit", "add", "MAYTL", "May Tân Lam", "--parent", "TINH")
    run("programme", "use", "million")
    return run


@pytest.fixture
def database(command: Command, tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/data/union.db")
    yield engine
    engine.dispose()


def kept(engine: Engine) -> Any:
    with engine.connect() as connection:
        return connection.execute(select(campaigns)).one()


def test_presets_are_listed(command: Command) -> None:
    listed = command("campaign", "presets").stdout
    for key in ("peak_week", "peak_month", "forty_days", "update_day", "emulation_2026_1"):
        assert key in listed


def test_the_forty_days_are_loaded_as_they_were(command: Command, database: Engine) -> None:
    told = command("campaign", "load", "forty_days", "--unit", "TINH").stdout
    assert "40 ngày cao điểm, từ 21/04/2022 đến 31/05/2022, hạn 31/5/2022" in told
    row = kept(database)
    assert (row.starts, row.ends, row.target) == (date(2022, 4, 21), date(2022, 5, 31), 1000)
    assert row.closes_at == datetime(2022, 5, 31, 17, 0, tzinfo=UTC)
    assert row.phase_id is not None


def test_a_week_is_loaded_with_a_close_a_name_and_a_grace_of_its_own(
    command: Command, database: Engine
) -> None:
    more = ("--name", "Tuần may mặc", "--target", "50", "--closes", "2126-05-12 17:00", "--grace", "45")
    assert "hạn 17:00 ngày 12/5/2126" in command(*WEEK, *more).stdout
    row = kept(database)
    assert (row.name, row.target, row.grace_minutes) == ("Tuần may mặc", 50, 45)


def test_the_plan_is_a_table_and_entries_are_turned_off_and_on(command: Command, database: Engine) -> None:
    command(*WEEK)
    shown = command("campaign", "plan", "1").stdout
    assert "7 ngày trước ngày đầu, 11:45" in shown
    assert "11:45 29/04/2126" in shown
    assert "chưa kể; đọc tiếng Việt" in shown
    with database.connect() as connection:
        last = connection.scalars(select(entries.c.id).where(entries.c.name == "72 giờ cuối")).all()
    off = command("campaign", "plan", "1", "--off", str(last[0]), "--off", str(last[1])).stdout
    assert off.count("đã tắt") == 2
    assert command("campaign", "plan", "1", "--on", str(last[0])).stdout.count("đã tắt") == 1
    assert command("campaign", "plan", "1", "--off", "999").exit_code == 2
    assert command("campaign", "plan", "9").exit_code == 2


def test_settings_are_changed(command: Command, database: Engine) -> None:
    command(*WEEK)
    done = command(
        *("campaign", "set", "1", "--closes", "2126-05-12 16:30", "--grace", "0", "--quiet", "20:00-08:00"),
        *("--per-day", "2", "--per-week", "4", "--holidays", "--shifts", "06:00,18:00"),
        *("--approve-above", "100"),
    )
    assert "hạn 16:30 ngày 12/5/2126" in done.stdout
    assert "Không gửi từ 20:00 đến 08:00" in done.stdout
    row = kept(database)
    assert (row.grace_minutes, row.per_day, row.per_week, row.holidays) == (0, 2, 4, True)
    assert (row.quiet_from, row.quiet_until, row.shifts) == ("20:00", "08:00", ["06:00", "18:00"])
    assert (row.approve_above, row.closes_at) == (100, datetime(2126, 5, 12, 9, 30, tzinfo=UTC))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("load", "nothing", "--unit", "TINH"), "Các mẫu"),
        (("load", "peak_week", "--unit", "TINH"), "--from"),
        (("load", "peak_week", "--unit", "TINH", "--from", "4/5"), "2026-05-04"),
        (("load", "peak_week", "--unit", "X", "--from", "2126-05-04"), "X"),
        (("load", "peak_week", "--unit", "TINH", "--from", "2126-05-04", "--closes", "soon"), "--closes"),
        (
            ("load", "peak_week", "--unit", "TINH", "--from", "2126-05-04", "--closes", "2126-05-03"),
            "--closes",
        ),
        (("set", "1"), "ít nhất một điều"),
        (("set", "7", "--grace", "5"), "7"),
        (("set", "7", "--quiet", "21:00"), "7"),
    ],
)
def test_what_cannot_be_done_says_why(command: Command, words: tuple[str, ...], told: str) -> None:
    ended = command("campaign", *words)
    assert ended.exit_code == 2
    assert told in ended.stderr


@pytest.mark.parametrize("wrong", [("--quiet", "21:00"), ("--quiet", "a-b"), ("--shifts", "early")])
def test_hours_that_are_none_change_nothing(
    command: Command, database: Engine, wrong: tuple[str, str]
) -> None:
    command(*WEEK)
    before = kept(database)
    assert command("campaign", "set", "1", *wrong).exit_code == 2
    assert kept(database) == before
