"""`python -m bot export ...`: which file is written, from which branch, and what stands in the way."""

from pathlib import Path

import pytest
from kit.backlog import wait
from kit.federation import found
from kit.house import House
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner, Result

from bot.commands.line import build
from storage.database.engine import open_engine


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command is run: a house with one valid initiative and one that waits."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DEMO", "false")
    assert export("register").exit_code == 0  # makes the tables
    engine = open_engine(f"sqlite:///{tmp_path / 'data' / 'union.db'}")
    found(engine)
    house = House(engine)
    wait(house, 1, status="valid")
    wait(house, 2, unit="TOMBV")
    engine.dispose()
    return tmp_path


def export(*words: str) -> Result:
    return CliRunner().invoke(build(), ["export", *words], catch_exceptions=False)


def books(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.glob("*.xlsx"))


def test_nothing_to_write_is_said_and_no_file_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("DEMO", "false")
    assert "Không có gì để ghi" in export("register").output
    assert books(tmp_path) == []


def test_the_register_gets_a_name_without_marks_and_spares_an_older_one(folder: Path) -> None:
    ended = export("register")
    assert "Đã ghi 2 dòng" in ended.output
    export("register")
    first, second = books(folder)
    assert first.startswith("so-theo-doi-sang-kien-20")
    assert second == first.replace(".xlsx", "-2.xlsx") or first == second.replace(".xlsx", "-2.xlsx")


def test_a_unit_has_only_its_branch(folder: Path) -> None:
    assert "Đã ghi 1 dòng" in export("register", "--unit", "TOMBV", "--out", "mot.xlsx").output
    _, row = CalamineWorkbook.from_path("mot.xlsx").get_sheet_by_index(1).to_python()
    assert row[0] == 2
    ended = export("register", "--unit", "NOWHERE")
    assert ended.exit_code == 2


def test_a_review_workbook_has_what_waits_and_settled_ones_when_asked(folder: Path) -> None:
    assert "Đã ghi 1 dòng" in export("review", "--out", "a.xlsx").output
    assert "Đã ghi 2 dòng" in export("review", "--decided", "--out", "b.xlsx").output


def test_the_portal_list_takes_columns_and_refuses_unknown_ones(folder: Path) -> None:
    assert "Đã ghi 1 dòng" in export("portal", "--columns", "title, author", "--out", "c.xlsx").output
    titles = CalamineWorkbook.from_path("c.xlsx").get_sheet_by_index(0).to_python()[0]
    assert titles[2:4] == ["Tên sáng kiến", "Tác giả"]
    ended = export("portal", "--columns", "title,khong_co")
    assert ended.exit_code == 2
    assert "khong_co" in ended.stderr


def test_a_place_that_cannot_be_written_to_is_said(folder: Path) -> None:
    ended = export("register", "--out", str(folder / "khong" / "co" / "a.xlsx"))
    assert ended.exit_code == 2
    assert "Không ghi được" in ended.stderr


def test_another_language_is_refused(folder: Path) -> None:
    assert export("register", "--language", "fr").exit_code == 2
    assert "Đã ghi" in export("register", "--language", "en").output
    assert any(one.startswith("register-of-initiatives") for one in books(folder))
