"""The review workbook as an officer gets it, and as we know it again when it comes back."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from kit.backlog import wait
from kit.federation import found
from kit.house import House
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, insert

from bot.channels.public_files import PublicFiles
from bot.workbooks.picture_links import PictureLinks
from bot.workbooks.review_book import Ordered, write_review
from handlers.registers import kept_sheet
from handlers.registers import review_columns as c
from storage import tables as t
from storage.registers import listings, waiting_rows
from storage.registers.listings import Wanted

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
SECRET, URL = "a secret of sixteen", "https://sangkien.example.vn"
LINKS = PictureLinks(SECRET, URL, 14, NOW)
ORDERED = Ordered(language="vi", zone=ZONE, now=NOW, unit_code="MAYTL", unit_name="Công đoàn May Thắng Lợi")


@pytest.fixture
def house(engine: Engine) -> House:
    found(engine)
    return House(engine)


def made(house: House, folder: Path, ordered: Ordered = ORDERED, links: PictureLinks | None = LINKS) -> Path:
    path = folder / "xet-duyet.xlsx"
    with house.engine.connect().execution_options(reading=True) as connection:
        pages = listings.pages(connection, Wanted(statuses=waiting_rows.STANDING))
        write_review(path, connection, pages, ordered, links)
    return path


def sheet_of(path: Path, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()


def xml_of(path: Path, part: str) -> str:
    with ZipFile(path) as opened:
        return opened.read(part).decode()


def test_every_column_is_known_again_by_its_title_wherever_it_stands(house: House, tmp_path: Path) -> None:
    wait(house, 7, revision=3)
    titles, row = sheet_of(made(house, tmp_path), "Xét duyệt")
    assert list(c.keys_of(titles).values()) == list(c.ORDER)
    assert list(c.keys_of(titles[::-1]).values()) == list(c.ORDER)[::-1]
    cells = dict(zip(c.ORDER, row, strict=True))
    assert (cells["number"], cells["revision"]) == (7, 3)
    assert [cells[key] for key in c.INPUT] == [""] * len(c.INPUT)
    assert cells["title"] == "Dưỡng số 7"
    assert isinstance(cells["submitted"], datetime)


def test_the_hidden_sheet_says_what_it_is(house: House, tmp_path: Path) -> None:
    wait(house, 1)
    path = made(house, tmp_path)
    kept = {str(key): str(value) for key, value in sheet_of(path, kept_sheet.NAME)}
    assert kept["format"] == str(kept_sheet.FORMAT)
    assert (kept["kind"], kept["unit"], kept["sheet"]) == ("review", "MAYTL", "Xét duyệt")
    assert kept["made_at"] == "2026-11-23T08:30:00+07:00"
    assert kept["position"].isdigit()
    assert {key: kept[f"{kept_sheet.COLUMN}{key}"] for key in c.ORDER} == c.titles("vi")
    assert 'name="_register" sheetId="5" state="veryHidden"' in xml_of(path, "xl/workbook.xml")


def test_number_and_step_are_hidden_and_the_name_stays_in_sight(house: House, tmp_path: Path) -> None:
    wait(house, 1)
    sheet = xml_of(made(house, tmp_path), "xl/worksheets/sheet1.xml")
    columns = re.findall(r"<col [^>]*>", sheet)
    assert sum('hidden="1"' in one for one in columns) >= 1
    assert 'xSplit="4" ySplit="1"' in sheet
    assert 'state="frozen"' in sheet
    assert "<autoFilter" in sheet


def test_choices_are_the_words_of_the_chat(house: House, tmp_path: Path) -> None:
    wait(house, 1)
    path = made(house, tmp_path)
    sheet = xml_of(path, "xl/worksheets/sheet1.xml")
    assert '"Duyệt,Trả lại,Không hợp lệ,Mở lại để xét"' in sheet
    reasons = [row[0] for row in sheet_of(path, "Lý do")]
    assert reasons == list(c.reason_texts("vi").values())
    assert [c.reason_named(str(one)) for one in reasons] == list(c.REASONS)
    assert [c.decision_named(one) for one in c.decision_texts("vi").values()] == list(c.decision_texts("vi"))


def test_it_may_be_sorted_and_filtered_though_it_is_protected(house: House, tmp_path: Path) -> None:
    wait(house, 1)
    path = made(house, tmp_path)
    sheet = xml_of(path, "xl/worksheets/sheet1.xml")
    protection = re.search(r"<sheetProtection [^>]*>", sheet)
    assert protection is not None
    for allowed in ('sort="0"', 'autoFilter="0"', 'formatColumns="0"'):
        assert allowed in protection[0]
    assert "password" not in protection[0]
    styles = xml_of(path, "xl/styles.xml")
    formats = re.findall(r"<xf [^>]*?(?:/>|>.*?</xf>)", styles[styles.index("<cellXfs") :])
    # Excel sorts no locked cell, so none of the rows may be.
    for style in set(re.findall(r'<c r="[A-Z]+2" s="(\d+)"', sheet)):
        assert 'locked="0"' in formats[int(style)], formats[int(style)]


def test_pictures_open_for_some_days_and_no_longer(house: House, tmp_path: Path) -> None:
    evidence = [
        {"key": "web:p1", "kind": "photo", "name": ""},
        {"key": "web:d1", "kind": "document", "name": "a.pdf"},
    ]
    wait(house, 1, answers={"title": "Dưỡng", "evidence": [*evidence, {"key": "web:lost", "kind": "photo"}]})
    files = [("web:p1", "photo", "kept"), ("web:d1", "document", "kept"), ("web:lost", "photo", "lost")]
    with house.engine.begin() as connection:
        for key, kind, state in files:
            row = {
                "key": key,
                "kind": kind,
                "state": state,
                "name": "Quyết định.pdf" if kind == "document" else "",
            }
            connection.execute(insert(t.files).values(**row, conversation="web:x", at=NOW))
    path = made(house, tmp_path)
    titles, *rows = sheet_of(path, "Ảnh và giấy tờ")
    assert titles[-1] == "Bấm để mở (đến 08:30, 07/12/2026)"
    assert [row[-1] for row in rows] == ["Mở xem", "Mở xem", "Tệp không còn"]
    links = re.findall(r'Target="([^"]+)"', xml_of(path, "xl/worksheets/_rels/sheet2.xml.rels"))
    assert len(links) == 2
    assert all(one.startswith(f"{URL}/") for one in links)

    async def never(key: str) -> bytes:
        raise AssertionError

    def at(moment: datetime) -> PublicFiles:
        return PublicFiles(SECRET, URL, never, clock=moment.timestamp)

    picture, paper = links[0].rpartition("/")[2].removesuffix(".jpg"), links[1].split("/")[-2:]
    soon, late = at(NOW + timedelta(days=13, hours=23)), at(NOW + timedelta(days=14, hours=1))
    assert soon.open(picture) == "web:p1"
    assert soon.open_file(*paper) == "web:d1"
    assert late.open(picture) is None
    assert late.open_file(*paper) is None


def test_the_guide_says_how_until_when_and_for_whom(house: House, tmp_path: Path) -> None:
    wait(house, 1)
    told = "\n".join(
        str(cell) for row in sheet_of(made(house, tmp_path), "Hướng dẫn") for cell in row if cell
    )
    for words in ("Công đoàn May Thắng Lợi · 1 sáng kiến", "07/12/2026", "Lưu tệp, giữ đuôi .xlsx", "Duyệt"):
        assert words in told


def test_in_english_it_is_english(house: House, tmp_path: Path) -> None:
    wait(house, 1)
    ordered = Ordered(language="en", zone=ZONE, now=NOW)
    titles, _ = sheet_of(made(house, tmp_path, ordered), "Review")
    assert "Your decision" in titles
    assert list(c.keys_of(titles).values()) == list(c.ORDER)


def test_an_empty_list_is_still_a_workbook(house: House, tmp_path: Path) -> None:
    (titles,) = sheet_of(made(house, tmp_path), "Xét duyệt")
    assert len(titles) == len(c.ORDER)
