"""The tree as officers keep it: in a spreadsheet, out and in."""

import csv
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook
from sqlalchemy import Connection, Engine, select, update

from messages.catalog import LANGUAGES, say
from storage import figures, units
from storage import tables as t
from storage.tree import operations, past, undoing
from storage.tree.orders import Merge, Refused, Rename
from storage.tree.sheet import importing, writing
from storage.tree.sheet.comparing import Comparison

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
TODAY = NOW.date()
HEAD = ["Mã", "Tên đơn vị", "Loại", "Mã cấp trên", "Đoàn viên", "Người lao động", "FDI"]
HEAD += ["Tên doanh nghiệp", "Tiếng của doanh nghiệp", "Từ ngày", "Đến ngày", "Mã cũ"]


@pytest.fixture
def tree(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        units.add(connection, code="TINH", name="Liên đoàn Lao động tỉnh", kind="province")
        units.add(connection, code="KCN", name="Công đoàn Khu công nghiệp", kind="board", parent="TINH")
        units.add(connection, code="MAYTL", name="May Tân Lam", kind="grassroots", parent="KCN", members=120)
        units.add(connection, code="TOMBV", name='=HYPERLINK("x")', kind="grassroots", parent="KCN")
        yield connection
        connection.rollback()


def book(path: Path, *rows: list[Any], head: list[str] | None = None) -> Path:
    with xlsxwriter.Workbook(str(path)) as made:
        sheet = made.add_worksheet()
        for place, row in enumerate((head or HEAD, *rows)):
            sheet.write_row(place, 0, row)
    return path


def look(connection: Connection, path: Path, on: date | None = None) -> Comparison:
    found = importing.look(connection, path, today=TODAY, on=on)
    assert isinstance(found, Comparison), found
    for one in found.findings:
        for language in LANGUAGES:
            # The text of every finding exists and gets what it asks for.
            assert say(language, one.text_id, place=one.place, **one.values)
    return found


def told(found: Comparison) -> set[tuple[str, str]]:
    return {(one.place, one.what) for one in found.findings}


def apply(connection: Connection, found: Comparison, on: date | None = None) -> int:
    done = importing.apply(connection, found, name="tep.xlsx", today=TODAY, at=NOW, on=on)
    assert done is not None
    return done.change_id


def codes(connection: Connection) -> list[str]:
    return [f"{one.depth}{one.code}" for one in figures.tree(connection)]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_what_was_written_reads_back_as_no_change(tree: Connection, tmp_path: Path, suffix: str) -> None:
    operations.perform(tree, Rename(unit="KCN", code="KCN1"), today=TODAY, at=NOW)
    operations.perform(tree, Merge(unit="TOMBV", into="MAYTL"), today=TODAY, at=NOW)
    path = tmp_path / f"cây{suffix}"
    assert writing.write(tree, path) == 4
    found = look(tree, path)
    assert told(found) == set()
    assert not found.changes
    assert importing.apply(tree, found, name="x", today=TODAY, at=NOW) is None


def test_no_cell_becomes_a_formula(tree: Connection, tmp_path: Path) -> None:
    writing.write(tree, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower().replace("=hyperlink(", "")
    rows = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
    assert rows[0] == HEAD
    assert rows[4][1] == '=HYPERLINK("x")'
    writing.write(tree, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert not [cell for row in csv.reader(file) for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_a_name_that_looks_like_a_cell_of_a_spreadsheet_stays_a_name(
    tree: Connection, tmp_path: Path
) -> None:
    name = "<r></r></is></c><c><f>1+1</f></c><c><is><r></r>"
    tree.execute(update(t.units).values(name=name))
    writing.write(tree, tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as parts:
        assert "<f>" not in "".join(parts.read(one).decode() for one in parts.namelist())
    rows = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()
    assert name in str(rows[1][1])


def test_a_dry_run_names_every_change_with_its_cell_and_changes_nothing(
    tree: Connection, tmp_path: Path
) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["TINH", "Liên đoàn Lao động tỉnh Khánh Hòa"],
        ["MAYTL", "May Tân Lam", "Công đoàn cơ sở", "TINH", "1.250", 1300, "Có", "Tan Lam Co.", "ko"],
        ["TOMBV1", "", "", "", "", "", "", "", "", "", "", "TOMBV"],
        ["MOI", "Công ty Điện", "grassroots", "PHUONG", 10],
        ["PHUONG", "Công đoàn phường Đông Hải", "ward", "tinh", "", "", "", "", "", "01/07/2025", "", "PH1"],
    )
    found = look(tree, path)
    assert told(found) == {
        ("B2", "renamed"),
        ("D3", "moved"),
        ("E3", "numbers"),
        ("F3", "numbers"),
        ("G3", "details"),
        ("H3", "details"),
        ("I3", "details"),
        ("A4", "recoded"),
        ("A5", "new"),
        ("A6", "new"),
        ("L6", "alias"),
        ("", "absent"),
    }
    assert codes(tree) == ["0TINH", "1KCN", "2MAYTL", "2TOMBV"]


def test_an_import_is_one_change_that_is_dated_logged_and_undone(tree: Connection, tmp_path: Path) -> None:
    before = tree.execute(select(t.units)).all()
    path = book(
        tmp_path / "a.xlsx",
        ["MAYTL", "", "", "PHUONG", 150],
        ["TOMBV1", "", "", "", "", "", "", "", "", "", "", "TOMBV"],
        ["MOI", "Công ty Điện", "", "PHUONG"],
        ["PHUONG", "Công đoàn phường Đông Hải", "ward", "TINH", "", "", "", "", "", "", "", "PH1"],
    )
    on = date(2026, 7, 1)
    number = apply(tree, look(tree, path, on), on)
    assert codes(tree) == ["0TINH", "1KCN", "2TOMBV1", "1PHUONG", "2MAYTL", "2MOI"]
    found = units.by_codes(tree, ["ph1", "tombv"])
    assert {key: unit.code for key, unit in found.items()} == {"ph1": "PHUONG", "tombv": "TOMBV1"}
    last = [one.code for one in past.tree(tree, date(2026, 6, 30))]
    assert last == ["TINH", "KCN", "MAYTL", "TOMBV"]
    assert not isinstance(undoing.undo(tree, number, at=NOW), Refused)
    standing = select(t.units).where(t.units.c.until.is_(None)).order_by(t.units.c.id)
    assert tree.execute(standing).all() == before
    assert tree.execute(select(t.unit_aliases)).all() == []


@pytest.mark.parametrize(
    ("row", "place", "what"),
    [
        (["M", "x", "", "KCN"], "A2", "bad_code"),
        (["MOI", "", "", "KCN"], "B2", "bad_name"),
        (["MOI", "x", "quận", "KCN"], "C2", "unknown_kind"),
        (["MOI", "x", "", "KHONGCO"], "D2", "missing_parent"),
        (["MOI", "x"], "D2", "two_roots"),
        (["MAYTL", "", "", "", "nhiều"], "E2", "bad_number"),
        (["MAYTL", "", "", "", -5], "E2", "bad_number"),
        (["MAYTL", "", "", "", "", "", "có lẽ"], "G2", "bad_yes"),
        (["MAYTL", "", "", "", "", "", "", "", "fr"], "I2", "bad_tongue"),
        (["MAYTL", "", "", "", "", "", "", "", "", "31/02/2025"], "J2", "bad_day"),
        (["MAYTL", "", "", "", "", "", "", "", "", "01/02/2025"], "J2", "since_fixed"),
        (["MAYTL", "", "", "", "", "", "", "", "", "", "01/02/2025"], "K2", "ends_here"),
        (["MAYTL", "", "", "", "", "", "", "", "", "", "", "KCN"], "L2", "taken"),
        (["MAYTL", "", "", "", "", "", "", "", "", "", "", "Ổ1"], "L2", "bad_alias"),
        (["KCN", "", "", "MAYTL"], "", "circle"),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_applied(
    tree: Connection, tmp_path: Path, row: list[Any], place: str, what: str
) -> None:
    found = look(tree, book(tmp_path / "a.xlsx", row, ["TOMBV", "Tên mới"]))
    assert (place, what) in {(one.place, one.what) for one in found.findings if one.trouble}
    with pytest.raises(ValueError, match="troubles"):
        importing.apply(tree, found, name="x", today=TODAY, at=NOW)


def test_new_units_that_stand_below_each_other_are_refused(tree: Connection, tmp_path: Path) -> None:
    found = look(tree, book(tmp_path / "a.xlsx", ["AA", "a", "", "BB"], ["BB", "b", "", "AA"]))
    assert ("D2", "circle") in told(found)


def test_the_same_code_twice_and_codes_of_the_past_are_told(tree: Connection, tmp_path: Path) -> None:
    operations.perform(tree, Rename(unit="KCN", code="KCN1"), today=TODAY, at=NOW)
    operations.perform(tree, Merge(unit="TOMBV", into="MAYTL"), today=TODAY, at=NOW)
    found = look(tree, book(tmp_path / "a.xlsx", ["MAYTL"], ["MAYTL"], ["KCN"], ["TOMBV"]))
    assert {("A3", "repeated"), ("A4", "former"), ("A5", "ended")} <= told(found)


def test_a_file_of_commas_from_excel_in_vietnam_is_read(tree: Connection, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("\ufeffma;TEN DON VI;doan vien\r\nMAYTL;'=May Tân Lam;1.300\r\n".encode())
    found = look(tree, path)
    assert {("B2", "renamed"), ("C2", "numbers")} <= told(found)
    apply(tree, found)
    row = tree.execute(select(t.units).where(t.units.c.code == "MAYTL")).one()
    assert (row.name, row.members) == ("=May Tân Lam", 1300)


@pytest.mark.parametrize(
    ("content", "why"), [(b"not a book", "unreadable"), (None, "unreadable"), ("empty", "no_headings")]
)
def test_a_file_that_is_no_list_of_units_is_refused(
    tree: Connection, tmp_path: Path, content: Any, why: str
) -> None:
    path = tmp_path / "a.xlsx"
    if content == "empty":
        book(path, head=["x", "y"])
    elif content is not None:
        path.write_bytes(content)
    refused = importing.look(tree, path, today=TODAY)
    assert isinstance(refused, Refused)
    assert refused.why == why


def test_an_empty_tree_is_filled_from_a_file_without_a_day(engine: Engine, tmp_path: Path) -> None:
    path = book(
        tmp_path / "a.xlsx",
        ["MAYTL", "May", "", "KCN", "", "", "", "", "", "05/05/2020"],
        ["TINH", "Tỉnh", "province", "", "", "", "", "", "", date(2010, 1, 1).isoformat()],
        ["KCN", "Khu", "board", "TINH"],
    )
    with engine.begin() as connection:
        apply(connection, look(connection, path))
        assert codes(connection) == ["0TINH", "1KCN", "2MAYTL"]
        # Nothing stands before what is above it.
        assert [one.code for one in past.tree(connection, date(2015, 1, 1))] == ["TINH", "KCN"]
        assert past.tree(connection, date(2009, 12, 31)) == []


def test_ten_thousand_units_are_taken_in_together(sqlite_engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"C{place:05},Công đoàn cơ sở số {place},grassroots,P{place % 40:02}" for place in range(10_000)]
    wards = [f"P{place:02},Công đoàn phường {place},ward,TINH" for place in range(40)]
    head = "Mã,Tên đơn vị,Loại,Mã cấp trên"
    path.write_text("\n".join([head, "TINH,Tỉnh,province,", *wards, *rows]), encoding="utf-8")
    seen: list[tuple[int, int]] = []
    with sqlite_engine.begin() as connection:
        found = look_quietly(connection, path)
        apply(connection, found)
        again = importing.look(
            connection, path, today=TODAY, progress=lambda done, total: seen.append((done, total))
        )
        assert isinstance(again, Comparison)
        assert again.findings == []
        assert seen[-1] == (10_041, 10_041)
        outcome = operations.perform(connection, Merge(unit="P00", into="P01"), today=TODAY, at=NOW)
        assert not isinstance(outcome, Refused)
        assert outcome.moved == 250
        paths = select(t.units.c.path).where(t.units.c.code == "C00040")
        inside = select(t.units.c.path).where(t.units.c.code == "P01")
        assert str(connection.scalar(paths)).startswith(str(connection.scalar(inside)))


def look_quietly(connection: Connection, path: Path) -> Comparison:
    found = importing.look(connection, path, today=TODAY)
    assert isinstance(found, Comparison)
    return found
