"""The union tree as the administrator works on it: each command says what it did and how to undo it."""

import re
from pathlib import Path

import pytest
import xlsxwriter
from click.testing import Result
from typer.testing import CliRunner

from bot.commands.line import build
from messages.catalog import DEFAULT, say

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("installation")]


def run(*words: str) -> Result:
    return CliRunner().invoke(build(), ["unit", *words], catch_exceptions=False)


def did(*words: str) -> str:
    ended = run(*words)
    assert ended.exit_code == 0, ended.output
    return ended.stdout


def refused(*words: str) -> str:
    ended = run(*words)
    assert ended.exit_code == 2, ended.output
    assert ended.stderr.strip()
    return ended.stderr


@pytest.fixture
def federation(installation: Path) -> None:
    did("add", "TINH", "Liên đoàn Lao động tỉnh", "--kind", "province")
    did("add", "KCN", "Công đoàn Khu công nghiệp", "--kind", "board", "--parent", "TINH")
    did(
        "add", "MAYTL", "May Tân Lam", "--parent", "KCN", "--fdi", "--employer", "Tan Lam", "--language", "ko"
    )
    did("add", "TOMBV", "Tôm Bảo Vịnh", "--parent", "KCN")


def listed() -> list[str]:
    return [line.rstrip() for line in did("list").splitlines()]


def undo_in(shown: str) -> list[str]:
    """The command that a command printed for taking it back, as it was printed."""
    found = re.search(r"python -m bot unit (undo \d+)", shown)
    assert found is not None, shown
    return found[1].split()


@pytest.mark.parametrize(
    "words",
    [
        ("add", "MOI", "Đơn vị mới", "--parent", "KCN"),
        ("add", "VN", "Tổng Liên đoàn", "--over", "--kind", "province"),
        ("rename", "MAYTL", "--name", "May Tân Lam 2", "--code", "MAYTL2"),
        ("move", "MAYTL", "TINH"),
        ("merge", "TOMBV", "MAYTL"),
        ("dissolve", "KCN", "--people-to", "TINH"),
        ("split", "KCN", "KCN2", "Khu công nghiệp 2", "--child", "MAYTL"),
    ],
)
@pytest.mark.usefixtures("federation")
def test_each_command_tells_how_to_take_it_back_and_that_works(words: tuple[str, ...]) -> None:
    before = listed()
    shown = did(*words)
    assert listed() != before
    undone = did(*undo_in(shown))
    assert say(DEFAULT, "tree.done.undone").split("{")[0] in undone
    assert listed() == before


@pytest.mark.usefixtures("federation")
def test_a_merger_tells_what_went_with_it_and_the_past_is_still_shown() -> None:
    did("add", "TO1", "Tổ 1", "--parent", "TOMBV", "--kind", "section")
    shown = did("merge", "tombv", "maytl", "--on", "2025-07-01")
    assert "Đã sáp nhập TOMBV vào MAYTL từ ngày 01/07/2025. Chuyển theo: 1 đơn vị và 0 người." in shown
    assert "    TOMBV  Tôm Bảo Vịnh" in did("tree", "--on", "2025-06-30")
    assert "TOMBV" not in did("tree", "--on", "2025-07-01")
    figures = did("tree", "--on", "2025-06-30", "--from", "2025-05-01", "--to", "2025-08-31")
    assert "    TOMBV  Tôm Bảo Vịnh: 0 đã gửi, 0 hợp lệ, 0 đang chờ, 0 tác giả (nay thuộc MAYTL)" in figures


@pytest.mark.usefixtures("federation")
def test_a_day_to_come_is_planned_and_can_be_called_off() -> None:
    before = listed()
    shown = did("merge", "TOMBV", "MAYTL", "--on", "2050-01-01")
    assert "01/01/2050" in shown
    assert listed() == before
    assert "sẽ làm" in did("changes")
    did(*undo_in(shown))
    assert "đã hoàn tác" in did("changes")


@pytest.mark.usefixtures("federation")
def test_a_mistake_is_answered_with_what_to_do() -> None:
    assert "bot unit list" in refused("move", "NOBODY", "KCN")
    assert "2025-07-01" in refused("move", "MAYTL", "TINH", "--on", "1/7/2025")
    assert "--parent" in refused("add", "MOI", "Mới")
    assert "ko" in refused("set", "MAYTL", "--language", "fr")
    assert "bot unit changes" in refused("undo", "99")
    did("merge", "TOMBV", "MAYTL")
    assert "MAYTL" in refused("rename", "TOMBV", "--name", "x")
    assert "undo 5" in refused("undo", "3")


@pytest.mark.usefixtures("federation")
def test_the_log_shows_before_and_after() -> None:
    did("set", "MAYTL", "--members", "150", "--no-fdi")
    did("rename", "KCN", "--name", "Khu mới")
    shown = did("changes", "maytl")
    assert "MAYTL, Đoàn viên: – → 150" in shown
    assert "MAYTL, FDI: Có → Không" in shown
    assert "Khu mới" not in shown
    assert "Công đoàn Khu công nghiệp → Khu mới" in did("changes", "--limit", "1")
    assert refused("changes", "NOBODY")


def test_a_tree_nobody_changed_has_an_empty_log() -> None:
    assert did("changes").strip() == say(DEFAULT, "tree.change.none")
    assert did("tree").strip() == say(DEFAULT, "admin.unit.none")


@pytest.mark.usefixtures("federation")
def test_a_federation_adds_its_own_kinds() -> None:
    added = did("kinds", "--add", "dac_khu", "--name", "Công đoàn đặc khu", "--level", "upper")
    assert "dac_khu  Công đoàn đặc khu – cấp trên" in added
    did("add", "PHUQUY", "Công đoàn đặc khu Phú Quý", "--kind", "dac_khu", "--parent", "TINH")
    assert refused("kinds", "--add", "dac_khu", "--name", "x")
    assert "province" in refused("kinds", "--add", "xyz", "--name", "x", "--level", "king")
    assert refused("kinds", "--add", "xyz")


def sheet(path: Path, *rows: list[object]) -> str:
    with xlsxwriter.Workbook(str(path)) as book:
        made = book.add_worksheet()
        for place, row in enumerate((["Mã", "Tên đơn vị", "Loại", "Mã cấp trên", "Đoàn viên"], *rows)):
            made.write_row(place, 0, row)
    return str(path)


@pytest.mark.usefixtures("federation")
def test_a_file_is_looked_at_first_and_applied_only_when_told(tmp_path: Path) -> None:
    before = listed()
    file = sheet(tmp_path / "sua.xlsx", ["MAYTL", "May 2", "", "TINH", 99], ["MOI", "Điện", "", "KCN"])
    looked = did("import", file)
    assert "B2: MAYTL đổi tên: May Tân Lam → May 2" in looked
    assert "D2: MAYTL chuyển cấp trên: KCN → TINH" in looked
    assert "E2: MAYTL, Đoàn viên: – → 99" in looked
    assert "A3: thêm mới MOI, Điện, thuộc KCN" in looked
    assert "TOMBV" in looked
    assert f"unit import {file} --apply" in looked
    assert listed() == before
    applied = did("import", file, "--apply")
    assert "  MAYTL  May 2" in listed()
    assert say(DEFAULT, "tree.done.nothing") in did("import", file, "--apply")
    did(*undo_in(applied))
    assert listed() == before


@pytest.mark.usefixtures("federation")
def test_a_file_with_one_wrong_cell_is_not_applied_at_all(tmp_path: Path) -> None:
    before = listed()
    file = sheet(tmp_path / "sai.xlsx", ["MAYTL", "May 2"], ["TOMBV", "", "quận"])
    ended = run("import", file, "--apply")
    assert ended.exit_code == 2
    assert "C3: không có loại đơn vị “quận”" in ended.stdout
    assert listed() == before
    assert refused("import", str(tmp_path / "none.xlsx"))


@pytest.mark.usefixtures("federation")
def test_a_long_list_of_changes_is_summed_up(tmp_path: Path) -> None:
    rows: list[list[object]] = [[f"C{place:03}", f"Đơn vị {place}", "", "KCN"] for place in range(150)]
    file = sheet(tmp_path / "dai.xlsx", *rows)
    shown = did("import", file)
    assert "Thêm mới: 150" in shown
    assert "C149" not in shown
    assert "C149" in did("import", file, "--all")


@pytest.mark.usefixtures("federation")
def test_the_tree_is_written_to_a_file_that_changes_nothing_when_read(tmp_path: Path) -> None:
    assert "4" in did("export", str(tmp_path / "cay.xlsx"))
    assert say(DEFAULT, "tree.done.nothing") in did("import", str(tmp_path / "cay.xlsx"))
    assert refused("export", str(tmp_path / "no" / "cay.xlsx"))
