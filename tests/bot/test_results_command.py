"""Figures, rankings and points from the command line, as a table, a file and reasons."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, insert, select, update

from storage import tables as t
from storage.campaigns import phases
from storage.duties import tallying
from tests.bot.test_commands import Command, command, database

__all__ = ["command", "database"]
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("installation")]

SHEET = """
name = "Bảng điểm tỉnh"
ratings = [{ from = 80, words = "Xuất sắc" }, { from = 0, words = "Cần cố gắng" }]
[[criteria]]
key = "target"
words = "Đạt chỉ tiêu"
max = 100
rule = "percent_of_target"
"""


def set_up(command: Command, database: Engine) -> None:
    """A province with two factories, a phase that is open, targets, and three valid initiatives."""
    command("unit", "add", "TINH", "Liên đoàn Lao động tỉnh", "--kind", "province")
    command("unit", "add", "MAYTL", "May Tân Lam", "--parent", "TINH")
    command("unit", "add", "TOMBV", "Tôm Bảo Vịnh", "--parent", "TINH")
    now = datetime.now(UTC)
    opens, closes = (now - timedelta(days=9)).date(), (now + timedelta(days=9)).date()
    with database.begin() as connection:
        connection.execute(
            insert(t.programmes).values(id=1, key="p", name="Chương trình", slogan="Tự hào", prefix="NT")
        )
        connection.execute(
            insert(t.phases).values(
                id=1, programme_id=1, key="gd2", name="Giai đoạn 2", opens=opens, closes=closes
            )
        )
        units = {row.code: row.id for row in connection.execute(select(t.units))}
        connection.execute(insert(t.people).values(id=1, created_at=now))
        for number, code in enumerate(("MAYTL", "MAYTL", "TOMBV"), 1):
            connection.execute(
                insert(t.initiatives).values(
                    number=number,
                    code=f"NT-{number}",
                    author_id=1,
                    unit_id=units[code],
                    programme_id=1,
                    status="valid",
                    title="Giá đỡ",
                    answers={},
                    form_version=1,
                    submitted_at=now,
                    updated_at=now,
                )
            )
        for code, target in (("TINH", 100), ("MAYTL", 20), ("TOMBV", 2)):
            connection.execute(insert(t.targets).values(phase_id=1, unit_id=units[code], assigned=target))


def test_the_figures_of_the_province_and_its_ranking_are_shown(command: Command, database: Engine) -> None:
    set_up(command, database)
    shown = command("results", "show").output
    assert "Tiến độ: Liên đoàn Lao động tỉnh" in shown
    assert "Hợp lệ: 3/100 (3% chỉ tiêu)" in shown
    assert "Tính đến" in shown
    lines = shown.splitlines()
    first = next(place for place, line in enumerate(lines) if line.lstrip().startswith("Hạng"))
    assert [line.split()[0:2] for line in lines[first + 1 : first + 3]] == [["1", "Tôm"], ["2", "May"]]


def test_the_table_goes_into_a_file_that_a_spreadsheet_opens(
    command: Command, database: Engine, tmp_path: Path
) -> None:
    set_up(command, database)
    with database.begin() as connection:
        connection.execute(update(t.units).where(t.units.c.code == "MAYTL").values(name="=May", workers=50))
    file = tmp_path / "bang.csv"
    assert (
        "2 dòng"
        in command("results", "show", "TINH", "--phase", "gd2", "--by", "valid", "--csv", str(file)).output
    )
    with file.open(encoding="utf-8-sig") as opened:
        rows = list(csv.DictReader(opened))
    assert [(row["Mã"], row["Hạng"], row["Hợp lệ"], row["Chỉ tiêu"]) for row in rows] == [
        ("MAYTL", "1", "2", "20"),
        ("TOMBV", "", "1", "2"),
    ]
    assert rows[0]["Đơn vị"] == "'=May"
    assert rows[1]["Ghi chú"] == "chưa rõ số lao động"


def test_units_are_ranked_within_the_cluster_they_were_put_into(command: Command, database: Engine) -> None:
    set_up(command, database)
    assert command("unit", "set", "MAYTL", "--cluster", "Khối may mặc").exit_code == 0
    shown = command("results", "show", "--spread", "clusters").output
    assert "Khối may mặc" in shown
    assert "Tôm" not in shown
    with database.connect() as connection:
        kept = connection.scalar(select(t.units.c.cluster).where(t.units.c.code == "MAYTL"))
    assert kept == "Khối may mặc"


def test_a_sheet_of_points_is_loaded_and_shown_with_reasons(
    command: Command, database: Engine, tmp_path: Path
) -> None:
    set_up(command, database)
    assert "Xếp loại: " in command("points", "show", "TOMBV").output
    file = tmp_path / "bang-diem.toml"
    file.write_text(SHEET, encoding="utf-8")
    assert "1 tiêu chí, tổng 100 điểm" in command("points", "load", str(file)).output
    shown = command("points", "show", "TOMBV").output
    assert "Xếp loại: Cần cố gắng, 50/100 điểm" in shown
    assert "50% chỉ tiêu; đạt 100 thì đủ điểm" in shown


def test_a_sheet_with_a_mistake_changes_nothing_and_names_the_place(
    command: Command, database: Engine, tmp_path: Path
) -> None:
    set_up(command, database)
    file = tmp_path / "bang-diem.toml"
    file.write_text(SHEET.replace("percent_of_target", "luck"), encoding="utf-8")
    result = command("points", "load", str(file))
    assert result.exit_code == 2
    assert "criteria.0.rule" in result.stderr
    with database.connect() as connection:
        assert connection.scalar(select(t.programmes.c.points)) is None


def test_what_is_not_there_is_said_in_words(command: Command, database: Engine) -> None:
    assert "Chưa có đơn vị nào" in command("results", "show").stderr
    set_up(command, database)
    assert command("results", "show", "NOWHERE").exit_code == 2
    assert "Không có đợt nào" in command("results", "show", "--phase", "gd9").stderr


def test_a_day_that_is_over_is_told_as_it_was_written_down_that_night(
    command: Command, database: Engine
) -> None:
    set_up(command, database)
    day = (datetime.now(UTC) - timedelta(days=2)).date()
    assert "Chưa ghi lại" in command("results", "show", "--on", f"{day}").stderr
    assert "Không hiểu ngày" in command("results", "show", "--on", "24/11/2026").stderr
    with database.begin() as connection:
        phase = phases.find(connection, 1)
        assert phase is not None
        tallying.tally(connection, phase, day, ZoneInfo("Asia/Ho_Chi_Minh"))
        connection.execute(t.initiatives.delete())
    shown = command("results", "show", "--on", f"{day}").output
    assert f"Tính đến 23:59 ngày {day.day}/{day.month}/{day.year}" in shown
    assert "Hợp lệ: 3/100" in shown
