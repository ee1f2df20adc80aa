"""Officers ask for Excel files in the chat: they come for their own branch, and are what they say."""

from datetime import datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fakes.scripted import Scripted
from kit.backlog import wait
from kit.federation import appoint
from kit.house import House, Phone
from kit.sending import at_work, until
from python_calamine import CalamineWorkbook
from sqlalchemy import delete, insert, select

from bot.sender import Sender
from bot.workbooks.desk import Desk
from bot.workbooks.picture_links import PictureLinks
from handlers import taps
from handlers.registers import exporting, portal_columns, review_columns
from storage import tables as t
from storage.database.writer import Writer
from storage.library.files import FileStore

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def desk_of(house: House) -> Desk:
    def links(now: datetime) -> PictureLinks:
        return PictureLinks("a secret of sixteen", "https://sangkien.example.vn", 14, now)

    return Desk(house.engine, ZONE, links)


async def books(house: House, folder: Path, desk: Desk | None) -> dict[str, CalamineWorkbook]:
    """Every workbook that was made, by its name."""
    store, writer = FileStore(folder), Writer(house.engine, lanes=1)
    channel = Scripted(name="web", account="test")
    try:
        async with at_work(Sender(channel, writer, store, lambda: house.now, desk=desk)):
            await until(lambda: all(one.state == "sent" for one in house.rows(t.outbox)))
    finally:
        writer.close()
    return {
        one.name: CalamineWorkbook.from_filelike(BytesIO(store.read(one.sha256)))
        for one in house.rows(t.files)
    }


def rows_of(book: CalamineWorkbook, sheet: int = 0) -> list[dict[str, object]]:
    titles, *rows = book.get_sheet_by_index(sheet).to_python()
    return [dict(zip([str(one) for one in titles], row, strict=True)) for row in rows]


def numbers_of(book: CalamineWorkbook) -> list[object]:
    return [row[review_columns.title("vi", "number")] for row in rows_of(book)]


@pytest.mark.parametrize("typed", ["xuất excel", "xuat excel", "/xuatexcel", "Excel", "tải excel"])
async def test_an_officer_chooses_and_gets_what_waits_for_them(
    house: House, officer: Phone, tmp_path: Path, typed: str
) -> None:
    wait(house, 1)
    wait(house, 2)
    wait(house, 3, status="valid")
    officer.says(typed).sees("tệp Excel nào")
    officer.chooses("Xét duyệt").sees("Đang làm tệp xét duyệt", "2 sáng kiến")
    (book,) = (await books(house, tmp_path, desk_of(house))).values()
    assert numbers_of(book) == [1, 2]
    officer.sees("Tệp xét duyệt đây", "điền các cột vàng")
    file = officer.parts()[-1].file
    assert file is not None
    assert file.name == "xet-duyet-maytl-2026-11-23.xlsx"


async def test_on_a_channel_without_buttons_a_number_is_enough(numbers: House, tmp_path: Path) -> None:
    officer = appoint(numbers, numbers.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    wait(numbers, 1)
    officer.says("xuất excel").sees(
        "1. Xét duyệt", "2. Sổ theo dõi", "3. Xếp hạng", "4. Danh sách nhập lên Cổng"
    )
    officer.says("2").sees("Đang làm sổ theo dõi")
    made = await books(numbers, tmp_path, desk_of(numbers))
    (name,) = made
    assert name == "so-theo-doi-sang-kien-maytl-2026-11-23.xlsx"


async def test_only_their_own_branch_is_in_it(
    house: House, officer: Phone, other_officer: Phone, tmp_path: Path
) -> None:
    wait(house, 1)
    other_officer.says("xuất excel sổ theo dõi").sees("chưa có sáng kiến nào")
    other_officer.says("xuất excel duyệt").sees("không còn sáng kiến nào chờ")
    other_officer.presses(taps.pack(taps.Call("export_register", "MAYTL"))).sees(
        "Chưa tìm thấy đơn vị “MAYTL”"
    )
    assert all(one.kind != "workbook" for one in house.rows(t.outbox))


def test_a_worker_gets_none(house: House, worker: Phone) -> None:
    for words in ("xuất excel", "xuất excel duyệt", "xuất sổ theo dõi"):
        worker.says(words).sees("Mục này dành cho cán bộ")
    assert all(one.kind != "workbook" for one in house.rows(t.outbox))


async def test_whoever_lost_their_post_meanwhile_gets_nothing(
    house: House, officer: Phone, tmp_path: Path
) -> None:
    wait(house, 1)
    officer.says("xuất excel sổ theo dõi").sees("Đang làm")
    with house.engine.begin() as connection:
        connection.execute(delete(t.officers))
    assert await books(house, tmp_path, desk_of(house)) == {}
    officer.sees("không còn trong phạm vi")


async def test_without_a_place_to_make_it_they_hear_so(house: House, officer: Phone, tmp_path: Path) -> None:
    wait(house, 1)
    officer.says("xuất excel duyệt")
    assert await books(house, tmp_path, None) == {}
    officer.sees("chưa làm được tệp Excel")


def test_too_many_are_for_the_administrator(
    house: House, officer: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST", 1)
    monkeypatch.setattr("storage.registers.asking.MOST", 1)
    wait(house, 1)
    wait(house, 2)
    officer.says("xuất excel duyệt").sees("python -m bot export review --unit MAYTL", "nhiều nhất 1 dòng")
    assert all(one.kind != "workbook" for one in house.rows(t.outbox))


async def test_the_list_for_the_portal_has_what_is_valid_and_not_there_yet(
    house: House, officer: Phone, tmp_path: Path
) -> None:
    wait(house, 1, status="valid")
    wait(house, 2, status="valid", portal_code="TLD1")
    wait(house, 3)
    officer.says("xuất excel lên cổng").sees("Đang làm danh sách nhập Cổng", "1 sáng kiến")
    (book,) = (await books(house, tmp_path, desk_of(house))).values()
    assert [row[portal_columns.title("vi", "number")] for row in rows_of(book)] == [1]
    officer.sees("ghi mã vào các cột vàng")


async def test_an_officer_of_two_unions_chooses_one(house: House, officer: Phone, tmp_path: Path) -> None:
    person = officer.row().id
    with house.engine.begin() as connection:
        shrimp = connection.scalar(select(t.units.c.id).where(t.units.c.code == "TOMBV"))
        held = {"person_id": person, "unit_id": shrimp, "role": "grassroots", "since": house.now}
        connection.execute(insert(t.officers).values(held))
    wait(house, 1)
    officer.says("xuất excel sổ theo dõi").sees("của đơn vị nào")
    assert len(officer.buttons()) == 2
    officer.presses(next(one for one in _data(officer) if one.endswith("MAYTL"))).sees("Đang làm sổ")
    assert len(await books(house, tmp_path, desk_of(house))) == 1


def _data(phone: Phone) -> list[str]:
    return [one.data for row in phone.parts()[-1].rows for one in row]
