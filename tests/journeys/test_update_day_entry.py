"""An update day: one form, many hands, one file back, and nobody types anything twice."""

from pathlib import Path
from typing import Any

import pytest
from kit import update_day, workbooks
from kit.federation import appoint
from kit.house import ZONE, House, Phone
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from bot.workbooks import templates
from handlers.intakes.entry_columns import COLUMNS, heading
from messages.catalog import say
from storage import tables as t

HOA = {
    **update_day.HOA,
    "phone": "0912 345 678",
    "unit": "Công đoàn cơ sở Công ty TNHH May Tân Lam (MAYTL)",
    "coauthors": "Trần Văn Nam 40%",
}
BINH = {**update_day.BINH, "unit": HOA["unit"]}


def cells_of(path: Path) -> list[list[Any]]:
    with CalamineWorkbook.from_path(str(path)) as book:
        return [list(row) for row in book.get_sheet_by_index(0).to_python()]


def filled(house: House, folder: Path, *rows: dict[str, Any]) -> bytes:
    """The form as it goes out, examples and all, with these rows written below them."""
    path = folder / "mau.xlsx"
    with house.engine.connect() as connection:
        templates.write(path, connection, "entry", "/", "vi", house.now.date())
    cells = cells_of(path)
    cells += [[row.get(key) for key in COLUMNS] for row in rows]
    return workbooks.book(cells, sheet=say("vi", "entry.sheet"))


@pytest.fixture
def officer(house: House) -> Phone:
    return appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")


def test_an_update_day_from_the_form_to_the_last_initiative(
    house: House, officer: Phone, zone_officer: Phone, tmp_path: Path
) -> None:
    wrong = {**BINH, "author": "Phạm Thị Lan", "title": "Giàn phơi rèm tự quay", "consent": None}
    workbooks.sends(officer, filled(house, tmp_path, HOA, BINH, wrong), tmp_path, "ngay-hoi.xlsx")
    officer.sees("tệp nhập sáng kiến đã công nhận", "Sẽ ghi: 2 dòng", "Chưa ghi được: 1 dòng")
    assert house.rows(t.initiatives) == []
    officer.says("áp dụng")
    workbooks.work(house, tmp_path)
    officer.sees("Đã ghi: 2 dòng", "còn chờ cán bộ xác nhận")
    made = house.rows(t.initiatives)
    assert [one.status for one in made] == ["submitted", "submitted"]
    assert {one.entered_by for one in made} == {officer.row().id}
    assert len(house.rows(t.recognitions)) == 1
    assert {one.text_version.split(":")[1] for one in house.rows(t.consents)} == {"paper"}
    # Who entered them does not judge them alone: the one above hears of it.
    zone_officer.sees("tệp Excel", "chờ đồng chí xác nhận")


def test_the_marked_copy_is_mended_and_sent_back(house: House, officer: Phone, tmp_path: Path) -> None:
    wrong = {**HOA, "date": "32/13/2026", "unit": "May Tân Lâm"}
    workbooks.sends(officer, filled(house, tmp_path, BINH, wrong), tmp_path, "a.xlsx")
    officer.sees("Chưa ghi được: 1 dòng", "Dòng 5")
    officer.says("áp dụng")
    workbooks.work(house, tmp_path)
    workbooks.sends(officer, filled(house, tmp_path, BINH, HOA), tmp_path, "b.xlsx")
    officer.sees("Sẽ ghi: 1 dòng", "Đã đúng như vậy rồi: 1 dòng")
    officer.says("áp dụng")
    workbooks.work(house, tmp_path)
    assert {one.title for one in house.rows(t.initiatives)} == {HOA["title"], BINH["title"]}
    assert len(house.rows(t.recognitions)) == 1


def test_the_same_file_twice_changes_nothing(house: House, officer: Phone, tmp_path: Path) -> None:
    data = filled(house, tmp_path, HOA, BINH)
    for _ in range(2):
        workbooks.sends(officer, data, tmp_path, "ngay-hoi.xlsx")
        officer.says("áp dụng")
        workbooks.work(house, tmp_path)
    assert len(house.rows(t.initiatives)) == 2


def test_what_was_entered_becomes_valid_only_by_the_officers_own_yes(
    house: House, officer: Phone, zone_officer: Phone, tmp_path: Path
) -> None:
    workbooks.sends(officer, filled(house, tmp_path, HOA), tmp_path, "ngay-hoi.xlsx")
    officer.says("áp dụng")
    workbooks.work(house, tmp_path)
    zone_officer.says("duyệt 1")
    (made,) = house.rows(t.initiatives)
    assert made.status == "valid"
    # Through the officer who entered it the worker hears of it.
    officer.sees("Nguyễn Thị Hoa", "NT-000001")


def test_the_form_alone_brings_nothing(house: House, officer: Phone, tmp_path: Path) -> None:
    workbooks.sends(officer, filled(house, tmp_path), tmp_path, "mau.xlsx")
    officer.sees("không có gì mới để ghi")


def test_an_officer_asks_for_the_form_in_the_chat(house: House, officer: Phone) -> None:
    officer.says("tải mẫu nhập").sees("Đang làm tệp mẫu")
    with house.engine.connect() as connection:
        orders = list(connection.scalars(select(t.outbox.c.body).where(t.outbox.c.kind == "workbook")))
    assert len(orders) == 1
    assert "entry_form" in orders[0]
    officer.says("tải mẫu").sees("Đồng chí cần tệp mẫu nào?").chooses("Mẫu chỉ tiêu").sees("Đang làm")
    officer.says("mẫu cán bộ").sees("không dùng được mẫu này")
    house.person("la").begins().says("tải mẫu nhập")
    with house.engine.connect() as connection:
        again = select(t.outbox.c.id).where(t.outbox.c.kind == "workbook")
        assert len(connection.scalars(again).all()) == 2


@pytest.mark.parametrize("name", templates.NAMES)
def test_every_form_is_read_back_as_what_it_is(house: House, tmp_path: Path, name: templates.Name) -> None:
    from bot.workbooks import reading
    from storage.intakes.registry import INTAKES
    from storage.tree import kinds

    path = tmp_path / f"{name}.xlsx"
    with house.engine.begin() as connection:
        kinds.seed(connection)
        templates.write(path, connection, name, "/", "vi", house.now.astimezone(ZONE).date())
    sheet = reading.read(path.read_bytes(), INTAKES, "vi")
    assert isinstance(sheet, reading.Sheet)
    assert sheet.intake.kind == name
    assert set(sheet.columns) == set(sheet.intake.columns)


def test_required_columns_have_a_star(house: House, tmp_path: Path) -> None:
    filled(house, tmp_path)
    titles = cells_of(tmp_path / "mau.xlsx")[0]
    assert titles[0] == f"{heading('vi', 'author')} *"
    assert titles[1] == heading("vi", "phone")
