"""A workbook that we wrote and LibreOffice opened and saved plans the same as before."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from kit.backlog import wait
from kit.federation import appoint, found
from kit.house import ZONE, House
from kit.two_levels import govern
from kit.workbooks import book
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from bot.workbooks import marking, reading
from bot.workbooks.reading import Sheet
from bot.workbooks.review_book import Ordered, write_review
from handlers.intakes.plan import Plan
from handlers.registers import review_columns as columns
from storage import rulings
from storage import tables as t
from storage.intakes.kinds import Desk
from storage.intakes.registry import INTAKES
from storage.registers import listings
from storage.registers.listings import Wanted

pytestmark = pytest.mark.slow

FILLED: dict[int, dict[str, Any]] = {
    1: {"decision": "Duyệt", "corrected": 12_000_000},
    2: {"decision": "Trả lại", "reason": "Ảnh mờ, không đọc được", "words": "Chụp lại giúp, đủ ánh sáng ạ"},
    3: {"decision": "Không hợp lệ"},
    4: {"corrected": 2_500_000},
    5: {"decision": "hay lắm"},
}


@pytest.fixture
def house(sqlite_engine: Engine) -> House:
    found(sqlite_engine)
    house = House(sqlite_engine)
    appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    govern(house, levels=1)
    for number in range(1, 7):
        wait(house, number)
    return house


def office(data: bytes, folder: Path, ending: str) -> bytes:
    """Opened and saved by LibreOffice; the test is passed over where its spreadsheets are not installed."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed here")
    source, out = folder / "in.xlsx", folder / "out"
    source.write_bytes(data)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    called = ["soffice", profile, "--headless", "--convert-to", ending, "--outdir", str(out), str(source)]
    ended = subprocess.run(called, capture_output=True, text=True, timeout=180, check=False)
    saved = out / f"in.{ending}"
    if not saved.exists() and "could not be loaded" in ended.stderr:
        pytest.skip("LibreOffice has no spreadsheets here")
    return saved.read_bytes()


def exported(house: House, folder: Path) -> bytes:
    """What leaves the house."""
    path = folder / "xet.xlsx"
    with house.engine.connect() as connection:
        page = listings.page(connection, Wanted())
        write_review(path, connection, [page], Ordered(language="vi", zone=ZONE, now=house.now))
    return path.read_bytes()


def fill(data: bytes) -> bytes:
    """The officer's answers in a workbook of the same cells."""
    sheet = reading.read(data, INTAKES, "vi")
    assert isinstance(sheet, Sheet)
    held = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_name(sheet.name)
    cells = held.to_python(skip_empty_area=False)
    for line in sheet.lines:
        number = line.cells[columns.NUMBER]
        for key, value in FILLED.get(number if isinstance(number, int) else 0, {}).items():
            cells[line.row - 1][sheet.columns[key]] = value
    return book(cells, sheet=sheet.name)


def plan(house: House, data: bytes) -> Plan:
    sheet = reading.read(data, INTAKES, "vi")
    assert isinstance(sheet, Sheet), sheet
    (person,) = {one.person_id for one in house.rows(t.officers)}
    tools = house.tools()
    with house.engine.connect() as connection:
        desk = Desk(
            sender=rulings.officer(connection, person, house.now),
            language="vi",
            now=house.now,
            zone=ZONE,
            render=tools.render,
            can_edit=tools.can_edit,
            key="intake:1",
        )
        return sheet.intake.check(connection, sheet.lines, desk)


def test_what_leaves_comes_back_and_wants_nothing_until_it_is_filled_in(house: House, tmp_path: Path) -> None:
    data = exported(house, tmp_path)
    assert plan(house, data).rows == ()
    states = {one.row: one.state for one in plan(house, fill(data)).rows}
    assert states == {2: "change", 3: "change", 4: "wrong", 5: "change", 6: "wrong"}


@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_libreoffice_changes_nothing(house: House, tmp_path: Path, ending: str) -> None:
    blank = exported(house, tmp_path)
    assert plan(house, office(blank, tmp_path, ending)).rows == ()
    filled = fill(blank)
    (tmp_path / "out" / f"in.{ending}").unlink()
    assert plan(house, office(filled, tmp_path, ending)) == plan(house, filled)


def test_the_marked_copy_can_be_corrected_and_sent_again(house: House, tmp_path: Path) -> None:
    filled = fill(exported(house, tmp_path))
    sheet, planned = reading.read(filled, INTAKES, "vi"), plan(house, filled)
    assert isinstance(sheet, Sheet)
    copy = marking.mark(filled, sheet, planned.rows, "vi")
    assert plan(house, copy) == planned
    assert plan(house, office(copy, tmp_path, "xlsx")) == planned


def test_a_copy_of_a_copy_says_only_what_is_wrong_now(house: House, tmp_path: Path) -> None:
    filled = fill(exported(house, tmp_path))
    for _ in range(2):
        sheet, planned = reading.read(filled, INTAKES, "vi"), plan(house, filled)
        assert isinstance(sheet, Sheet)
        filled = marking.mark(filled, sheet, planned.rows, "vi")
    top = CalamineWorkbook.from_filelike(BytesIO(filled)).get_sheet_by_index(0).to_python()[0]
    assert top.count("Cần sửa") == 1
