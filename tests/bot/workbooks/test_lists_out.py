"""The register, the ranking and the list for the portal as workbooks."""

from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from kit.backlog import wait
from kit.federation import found
from kit.house import House
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from bot.workbooks import book as books
from bot.workbooks import register_book
from bot.workbooks.portal_book import write_portal
from bot.workbooks.ranking_book import write_ranking
from bot.workbooks.register_book import write_register
from bot.workbooks.review_book import Ordered
from handlers.registers import portal_columns as p
from handlers.registers.columns import COLUMNS
from handlers.results.figures import Board, Figures, Line
from handlers.units import Unit
from storage import tables as t
from storage.registers import asking, listings
from storage.registers.listings import Wanted

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
EVERYTHING = Wanted()
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
ORDERED = Ordered(language="vi", zone=ZONE, now=NOW)


@pytest.fixture
def house(engine: Engine) -> House:
    found(engine)
    return House(engine)


def sheet_of(path: Path, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()


def no_formulas(path: Path) -> None:
    with ZipFile(path) as opened:
        for name in opened.namelist():
            if name.startswith("xl/worksheets/sheet"):
                told = opened.read(name).decode()
                assert "<f>" not in told
                assert "<f " not in told


def register(house: House, path: Path, wanted: Wanted = EVERYTHING, progress: list[int] | None = None) -> int:
    with house.engine.connect().execution_options(reading=True) as connection:
        done = progress.append if progress is not None else None
        return write_register(path, connection, wanted, "vi", ZONE, done, now=NOW)


def test_the_register_has_everything_with_real_days_and_money(house: House, tmp_path: Path) -> None:
    answers = {"title": "=HYPERLINK(1)", "applied": "2026-03-08", "effect": "dong", "amount": "1500000"}
    wait(house, 1, title="=HYPERLINK(1)", answers=answers, benefit=1_500_000, benefit_corrected=0)
    wait(house, 2, status="valid", benefit=2_000_000, portal_code="TLD9")
    path = tmp_path / "so.xlsx"
    assert register(house, path) == 2
    no_formulas(path)
    titles, one, _ = sheet_of(path, "Danh sách sáng kiến")
    assert titles == [column.title("vi") for column in COLUMNS]
    cells = dict(zip((column.key for column in COLUMNS), one, strict=True))
    assert cells["title"] == "=HYPERLINK(1)"
    assert cells["applied"] == date(2026, 3, 8)
    assert cells["submitted"] == datetime(2026, 11, 22, 8, 30)  # noqa: DTZ001 - local, as spreadsheets are
    assert (cells["benefit"], cells["benefit_corrected"], cells["worth"]) == (1_500_000, 0, 0)
    assert cells["amount"] == "1.500.000 đồng mỗi năm"
    summary = {row[0]: row[1] for row in sheet_of(path, "Tổng hợp")}
    assert summary["Tất cả sáng kiến"] == 2
    assert summary["Trong đó: hợp lệ"] == 1
    assert summary["Giá trị làm lợi của sáng kiến hợp lệ (đồng/năm)"] == 2_000_000
    assert summary["Đã đưa lên Cổng"] == 1


def test_pages_and_sheets_join_without_a_gap(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_book, "SHEET", 3)
    monkeypatch.setattr(books, "SHEET", 3)
    monkeypatch.setattr(listings.page, "__defaults__", (0, 2))
    for number in range(1, 8):
        wait(house, number)
    done: list[int] = []
    path = tmp_path / "so.xlsx"
    assert register(house, path, progress=done) == 7
    names = ["Danh sách sáng kiến", "Danh sách sáng kiến 2", "Danh sách sáng kiến 3"]
    found = [row[0] for name in names for row in sheet_of(path, name)[1:]]
    assert found == [1, 2, 3, 4, 5, 6, 7]
    assert done[-1] == 7


def test_a_branch_has_only_its_own(house: House, tmp_path: Path) -> None:
    wait(house, 1, unit="MAYTL")
    wait(house, 2, unit="TOMBV")
    branch = next(one.path for one in house.rows(t.units) if one.code == "MAYTL")
    assert register(house, tmp_path / "so.xlsx", Wanted(path=branch)) == 1


def portal(house: House, path: Path, chosen: tuple[str, ...]) -> int:
    with house.engine.connect().execution_options(reading=True) as connection:
        pages = listings.pages(connection, asking.unentered())
        return write_portal(path, connection, pages, ORDERED, chosen)


def test_the_list_for_the_portal_is_in_the_order_that_was_chosen(house: House, tmp_path: Path) -> None:
    wait(house, 1, status="valid", benefit=45_000_000, portal_refusal="Thiếu ngày ký")
    wait(house, 2, status="valid", portal_code="TLD1")
    wait(house, 3)
    path = tmp_path / "cong.xlsx"
    assert portal(house, path, ("title", "author", "worth")) == 1
    titles, row = sheet_of(path, "Nhập lên Cổng")
    assert list(p.keys_of(titles).values()) == ["number", "code", "title", "author", "worth", *p.INPUT]
    assert row == [1, "NT-000001", "Dưỡng số 1", "Tác giả 1", 45_000_000, "", "", "", ""]
    copies = sheet_of(path, "Chép từng ô")[1:]
    assert ["", "Tên sáng kiến", "Dưỡng số 1"] in copies
    assert ["", "Giá trị làm lợi (đồng/năm)", "45000000"] in copies
    assert ["", "Lần trước Cổng từ chối vì", "Thiếu ngày ký"] in copies
    kept = {str(one[0]): str(one[1]) for one in sheet_of(path, "_register")}
    assert (kept["kind"], kept["column.portal_code"]) == ("portal", "Mã Cổng cấp")
    no_formulas(path)


def test_every_column_for_the_portal_can_be_known_again(house: House, tmp_path: Path) -> None:
    wait(house, 1, status="valid")
    portal(house, tmp_path / "cong.xlsx", p.CHOOSABLE)
    titles, _ = sheet_of(tmp_path / "cong.xlsx", "Nhập lên Cổng")
    assert list(p.keys_of(titles).values()) == ["number", "code", *p.CHOOSABLE, *p.INPUT]
    assert p.unknown(("title", "number", "nonsense")) == ("number", "nonsense")


def board(*lines: Line) -> Board:
    top = Line(unit=Unit(1, "TINH", "Tỉnh"), parent_id=None, depth=0, figures=Figures(valid=7), target=20)
    return Board(as_of=NOW, phase="Đợt 1", slogan="", top=top, lines=lines)


def line(number: int, name: str, valid: int, target: int | None) -> Line:
    counted = Figures(
        valid=valid, submissions=valid + 1, submitters=2, value=1_000_000, decided=4, first_pass=3
    )
    return Line(unit=Unit(number, f"U{number}", name), parent_id=1, depth=1, figures=counted, target=target)


def test_the_ranking_has_real_numbers_and_a_chart(tmp_path: Path) -> None:
    path = tmp_path / "xh.xlsx"
    lines = (line(2, "=1+1 May", 5, 10), line(3, "Tôm", 2, 2), line(4, "Chưa giao", 1, None))
    assert write_ranking(path, board(*lines), "vi", ZONE) == 3
    no_formulas(path)
    rows = sheet_of(path, "Xếp hạng")
    titles, *units = rows[3:7]
    named = [dict(zip(titles, one, strict=True)) for one in units]
    assert [(one["Hạng"], one["Đơn vị"], one["Đạt chỉ tiêu"]) for one in named] == [
        (1, "Tôm", 1.0),
        (2, "=1+1 May", 0.5),
        ("", "Chưa giao", ""),
    ]
    assert named[0]["Hợp lệ ngay lần đầu"] == 0.75
    assert "Cộng cả Tỉnh" in rows[-1]
    with ZipFile(path) as opened:
        chart = opened.read("xl/charts/chart1.xml").decode()
    assert "'Xếp hạng'!$D$5:$D$7" in chart


def test_without_units_below_there_is_no_chart(tmp_path: Path) -> None:
    assert write_ranking(tmp_path / "xh.xlsx", board(), "vi", ZONE) == 0
    with ZipFile(tmp_path / "xh.xlsx") as opened:
        assert not [name for name in opened.namelist() if "chart" in name]
