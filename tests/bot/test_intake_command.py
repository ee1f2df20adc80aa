"""A workbook that came back, read and applied from the command line."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from kit.backlog import wait
from kit.federation import appoint, found
from kit.house import House
from kit.two_levels import govern
from kit.workbooks import book, review
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from bot.commands.line import build
from storage import tables as t
from storage.database.engine import open_engine
from storage.intakes import doing

pytestmark = pytest.mark.slow

Command = Callable[..., Result]


@pytest.fixture
def command(installation: Path) -> Command:
    def run(*words: str) -> Any:
        return CliRunner().invoke(build(), ["intake", *words], catch_exceptions=False)

    CliRunner().invoke(build(), ["unit", "list"], catch_exceptions=False)
    return run


@pytest.fixture
def house(command: Command, tmp_path: Path) -> Iterator[House]:
    """An officer with post 1, and three initiatives that wait."""
    engine = open_engine(f"sqlite:///{tmp_path}/data/union.db")
    found(engine)
    house = House(engine, now=datetime.now(UTC) - timedelta(hours=1))
    appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    govern(house, levels=1)
    for number in range(1, 4):
        wait(house, number)
    yield house
    engine.dispose()


@pytest.fixture
def file(house: House, tmp_path: Path) -> Path:
    path = tmp_path / "xet.xlsx"
    path.write_bytes(review(house, {1: {"decision": "Duyệt"}, 2: {"decision": "ừ"}}))
    return path


def decided(house: House) -> list[tuple[int, str, str]]:
    return [(one.initiative_id, one.action, one.via) for one in house.rows(t.decisions)]


def test_checking_tells_and_changes_nothing(
    command: Command, house: House, file: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "sua.xlsx"
    told = command("check", str(file), "--as", "1", "--copy", str(copy)).stdout
    assert "Sẽ ghi: 1 dòng" in told
    assert "“ừ” không phải là quyết định" in told
    cells = CalamineWorkbook.from_path(copy).get_sheet_by_index(0).to_python()
    assert "không phải là quyết định" in cells[2][0]
    assert decided(house) == []
    assert house.rows(t.intakes) == []


def test_applying_does_it_once(command: Command, house: House, file: Path) -> None:
    assert "Đã ghi: 1 dòng" in command("apply", str(file), "--as", "1", "--yes").stdout
    assert decided(house) == [(1, "approve", "workbook")]
    again = command("apply", str(file), "--as", "1", "--yes")
    assert again.exit_code == 2
    assert "đã được Nguyễn Thị Nhung áp dụng lúc" in again.output
    assert len(decided(house)) == 1


def test_a_broken_off_command_goes_on_where_it_stopped(
    command: Command, house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "xet.xlsx"
    path.write_bytes(review(house, {number: {"decision": "Duyệt"} for number in (1, 2, 3)}))
    whole = doing.do

    def one_row(*given: Any, **named: Any) -> Any:
        step = whole(*given, **named, most=1)
        monkeypatch.setattr(doing, "do", broken)
        return step

    def broken(*given: Any, **named: Any) -> Any:
        raise KeyboardInterrupt

    monkeypatch.setattr(doing, "do", one_row)
    command("apply", str(path), "--as", "1", "--yes")
    assert len(decided(house)) == 1
    monkeypatch.setattr(doing, "do", whole)
    assert "Đã ghi: 3 dòng" in command("apply", str(path), "--as", "1", "--yes").stdout
    assert [one[0] for one in decided(house)] == [1, 2, 3]


def test_somebody_has_to_stand_for_a_decision(command: Command, file: Path) -> None:
    assert "Thêm --as" in command("check", str(file)).output
    assert "Không có nhiệm vụ số 9" in command("check", str(file), "--as", "9").output
    nobody = command("check", str(file), "--machine")
    assert nobody.exit_code == 2
    assert "Quyết định phải có người ghi" in nobody.output


def test_what_is_no_workbook_is_said_plainly(command: Command, house: House, tmp_path: Path) -> None:
    (tmp_path / "thu.xlsx").write_bytes(b"xin chao")
    assert "không phải tệp Excel" in command("check", str(tmp_path / "thu.xlsx"), "--machine").output
    assert "Không đọc được tệp" in command("check", str(tmp_path / "none.xlsx"), "--machine").output
    (tmp_path / "la.xlsx").write_bytes(book([["Họ tên"], ["Hoa"]]))
    assert "Chưa nhận ra" in command("check", str(tmp_path / "la.xlsx"), "--machine").output
