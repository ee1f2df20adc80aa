"""Targets and programmes from the command line, as the administrator uses them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Engine, select
from typer.testing import CliRunner

from bot.commands.line import build
from storage.database.engine import open_engine
from storage.tables import phases, programmes, target_changes, targets, units

pytestmark = pytest.mark.slow

Command = Callable[..., Result]


@pytest.fixture
def command(installation: Path) -> Command:
    """A province with two factories and a programme, in an empty folder that is no demo."""

    def run(*words: str) -> Any:
        return CliRunner().invoke(build(), list(words), catch_exceptions=False)

    run("unit", "add", "TINH", "Liên đoàn Lao động tỉnh", "--kind", "province")
    run("unit", "add", "MAYTL", "May Tân Lam", "--parent", "TINH")
    run("unit", "set", "MAYTL", "--workers", "3200")
    run("unit", "add", "TOMBV", "Tôm Bảo Vịnh", "--parent", "TINH")
    run("unit", "set", "TOMBV", "--workers", "800")
    run("programme", "use", "emulation_2026")
    return run


@pytest.fixture
def database(command: Command, tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path}/data/union.db")
    yield engine
    engine.dispose()


def assigned(engine: Engine) -> dict[str, tuple[int | None, int | None]]:
    with engine.connect() as connection:
        rows = connection.execute(
            select(units.c.code, targets.c.assigned, targets.c.own).join(
                targets, targets.c.unit_id == units.c.id
            )
        )
        return {row.code: (row.assigned, row.own) for row in rows}


def test_a_target_is_set_divided_moved_seen_and_taken_back(command: Command, database: Engine) -> None:
    assert "Đã giao Liên đoàn Lao động tỉnh 100" in command("target", "set", "tinh", "100").stdout
    preview = command("target", "divide", "TINH").stdout
    assert "Đây là xem trước, tổng 100" in preview
    assert preview.splitlines()[1].split() == ["MAYTL", "May", "Tân", "Lam", "3.200", "–", "80"]
    assert assigned(database) == {"TINH": (100, None)}
    assert "Đã giao, tổng 100" in command("target", "divide", "TINH", "--yes").stdout
    moved = command("target", "move", "MAYTL", "TOMBV", "15", "--why", "đơn hàng ít")
    assert "Đã chuyển 15 chỉ tiêu từ May Tân Lam sang Tôm Bảo Vịnh" in moved.stdout
    command("target", "set", "MAYTL", "90", "--own")
    assert assigned(database) == {"TINH": (100, None), "MAYTL": (65, 90), "TOMBV": (35, None)}
    listed = command("target", "list").stdout
    assert "MAYTL" in listed
    assert [line.split()[-4:] for line in listed.splitlines() if "Tân Lam" in line] == [
        ["65", "90", "0", "0%"]
    ]
    log = command("target", "history", "TOMBV").stdout
    assert "được giao 20 → 35. Người quản trị, đơn hàng ít" in log
    command("target", "undo")
    assert "lấy lại" in command("target", "undo").stdout
    assert assigned(database)["TOMBV"] == (20, None)
    with database.connect() as connection:
        assert connection.scalars(select(target_changes.c.by_id)).all().count(None) >= 8


def test_what_is_not_handed_on_is_told(command: Command) -> None:
    command("target", "set", "TINH", "100")
    command("target", "set", "MAYTL", "60")
    assert "Còn 40 chưa giao" in command("target", "list", "TINH").stdout
    command("target", "set", "TOMBV", "50")
    assert "thừa 10" in command("target", "list", "TINH").stdout


def test_a_phase_is_named_or_that_of_today(command: Command, database: Engine) -> None:
    assert "Đợt 1" in command("target", "set", "TINH", "100", "--phase", "DOT1").stdout
    with database.connect() as connection:
        key = select(phases.c.key).join(targets, targets.c.phase_id == phases.c.id)
        assert connection.scalar(key) == "dot1"
    refused = command("target", "set", "TINH", "100", "--phase", "x")
    assert refused.exit_code == 2
    assert "dot1, dot2" in refused.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("set", "NOBODY", "5"), "NOBODY"),
        (("divide", "TINH"), "chưa có chỉ tiêu để chia"),
        (("divide", "TINH", "--by", "height"), "workers, members, equally"),
        (("move", "MAYTL", "TOMBV", "5"), "không có đủ 5"),
        (("undo",), "Không có thay đổi nào"),
    ],
)
def test_what_cannot_be_done_says_why(command: Command, words: tuple[str, ...], told: str) -> None:
    ended = command("target", *words)
    assert ended.exit_code == 2
    assert told in ended.stderr


def test_units_of_unknown_size_stop_a_division_by_members(command: Command) -> None:
    command("target", "set", "TINH", "101")
    assert "chưa có số đoàn viên" in command("target", "divide", "TINH", "--by", "members").stderr
    assert "51" in command("target", "divide", "TINH", "--by", "equally").stdout


def test_a_programme_runs_in_one_unit_beside_the_other(command: Command, database: Engine) -> None:
    used = command("programme", "use", "million", "--unit", "maytl").stdout
    assert "Đang nhận sáng kiến cho: 01 triệu sáng kiến, chỉ ở May Tân Lam" in used
    listed = command("programme", "list").stdout.splitlines()
    assert [line.split()[0] for line in listed if line[0] != " "][1:] == ["million", "emulation_2026"]
    assert any("MAYTL" in line and "Giai đoạn 1" in line for line in listed)
    assert any("mọi nơi còn lại" in line for line in listed)
    assert command("programme", "use", "million", "--unit", "NOBODY").exit_code == 2
    command("programme", "use", "emulation_2026")
    assert "đã dừng" in command("programme", "list").stdout
    with database.connect() as connection:
        papers = select(programmes.c.papers).where(programmes.c.key == "million")
        assert connection.scalar(papers) == ["decision_photo"]
