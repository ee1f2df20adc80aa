"""Workbooks are read however people changed them, and what is none is refused with a reason."""

import io
import unicodedata
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from kit.workbooks import KEYS, book

from bot.workbooks import reading
from bot.workbooks.reading import Sheet, Unread
from handlers.registers import kept_sheet
from handlers.registers import review_columns as columns
from storage.intakes.registry import INTAKES

TITLES = [columns.title("vi", key) for key in KEYS]
ROW = [12, 3, "NT-000012", "Dưỡng may", "Duyệt", "", "tốt", 1_500_000, None]


def read(data: bytes) -> Sheet:
    found = reading.read(data, INTAKES, "vi")
    assert isinstance(found, Sheet), found
    return found


def refused(data: bytes) -> Unread:
    found = reading.read(data, INTAKES, "vi")
    assert isinstance(found, Unread), found
    assert found.text("vi")
    assert found.text("en")
    return found


def test_rows_come_by_their_titles_with_the_numbers_excel_shows() -> None:
    found = read(book([TITLES, ROW, ["" for _ in ROW], ROW]))
    assert found.intake.kind == "review"
    assert [line.row for line in found.lines] == [2, 4]
    cells = found.lines[0].cells
    assert cells["number"] == 12
    assert isinstance(cells["number"], int)
    assert (cells["decision"], cells["reason"], cells["corrected"]) == ("Duyệt", None, 1_500_000)


def test_own_columns_rows_and_sheets_and_any_order_change_nothing() -> None:
    order = [4, 0, 7, 2, 1, 3, 5, 6, 8]
    titles = ["Ghi chú của tôi", *(TITLES[at] for at in order), "Màu"]
    row = ["hỏi chị Hoa", *(ROW[at] for at in order), "đỏ"]
    data = book(
        [["Danh sách tuần 3"], [], titles, row], sheet="Của tôi", khac=[["Tên", "Số"], ["a", 1], ["b", 2]]
    )
    found = read(data)
    assert (found.name, found.top, found.lines[0].row) == ("Của tôi", 3, 4)
    assert found.lines[0].cells["number"] == 12
    assert "Ghi chú của tôi" not in found.lines[0].cells


@pytest.mark.parametrize(
    "change",
    [
        lambda title: title.upper(),
        lambda title: unicodedata.normalize("NFD", title),
        lambda title: f"  {title}\u200b ",
        lambda title: "".join(c for c in unicodedata.normalize("NFD", title) if not unicodedata.combining(c)),
    ],
)
def test_titles_are_known_without_marks_in_capitals_and_taken_apart(change: Any) -> None:
    assert len(read(book([[change(one) for one in TITLES], ROW])).lines) == 1


def test_titles_are_known_in_the_other_language_and_by_their_keys() -> None:
    assert len(read(book([[columns.title("en", key) for key in KEYS], ROW])).lines) == 1
    assert len(read(book([list(KEYS), ROW])).lines) == 1
    assert [line.row for line in read(book([list(KEYS), TITLES, ROW])).lines] == [3]


def test_titles_of_another_year_are_known_from_the_hidden_sheet() -> None:
    old = dict(zip(KEYS, [f"Cột {place}" for place, _ in enumerate(KEYS)], strict=True))
    kept = kept_sheet.rows("review", "Xét duyệt", "MAYTL", 1, "2026-11-23T08:30:00+07:00", "vi", old)
    data = book([list(old.values()), ROW], **{kept_sheet.NAME: kept})
    assert read(data).lines[0].cells["decision"] == "Duyệt"


def test_formulas_count_by_their_values_and_dates_are_dates() -> None:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "remove_timezone": True}) as made:
        page = made.add_worksheet()
        page.write_row(0, 0, TITLES)
        page.write_row(1, 0, ROW)
        page.write_formula(1, KEYS.index("corrected"), "=1000000*2.5", None, 2_500_000)
        day = made.add_format({"num_format": "dd/mm/yyyy"})
        page.write_datetime(1, KEYS.index("words"), datetime(2026, 11, 20), day)  # noqa: DTZ001
    cells = read(written.getvalue()).lines[0].cells
    assert cells["corrected"] == 2_500_000
    assert cells["words"] == date(2026, 11, 20)


def test_text_is_made_nfc_and_trimmed() -> None:
    row = [*ROW]
    row[KEYS.index("words")] = "  " + unicodedata.normalize("NFD", "ảnh mờ") + "\u200b\u202e "
    assert read(book([TITLES, row])).lines[0].cells["words"] == "ảnh mờ"


def test_what_is_no_workbook_is_refused() -> None:
    for data in (
        b"",
        b"xin chao",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old",
        b"%PDF-1.7",
    ):
        assert refused(data).why == "not_workbook"
    letter = io.BytesIO()
    with zipfile.ZipFile(letter, "w") as packed:
        packed.writestr("word/document.xml", "<w/>")
    assert refused(letter.getvalue()).why == "not_workbook"


def test_a_password_is_named() -> None:
    locked = (
        bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(99)
    )
    assert refused(locked).why == "password"


def test_unknown_sheets_say_what_was_looked_for() -> None:
    assert refused(book([["Họ tên", "Tuổi"], ["Hoa", 31]])).why == "unknown"
    found = refused(book([[*TITLES[:4], *TITLES[5:]], ROW]))
    assert found.why == "titles_missing"
    assert "“Quyết định của đồng chí”" in found.text("vi")
    assert refused(book([])).why == "unknown"


def test_bombs_are_not_opened() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in "abcdefghi":
            packed.writestr(f"xl/worksheets/{name}.xml", bytes(50_000_000))
    assert len(bomb.getvalue()) < 1_000_000
    assert refused(bomb.getvalue()).why == "too_large"
    assert refused(bytes(reading.LARGEST + 1)).why == "too_large"


def test_one_cell_far_away_does_not_fill_the_memory() -> None:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as made:
        page = made.add_worksheet()
        page.write_row(0, 0, TITLES)
        page.write_row(1, 0, ROW)
        page.write(1_048_575, 16_383, "x")
    assert refused(written.getvalue()).why == "too_many_rows"


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_ROWS", 3)
    assert len(read(book([TITLES, ROW, ROW, ROW])).lines) == 3
    assert refused(book([TITLES, ROW, ROW, ROW, ROW])).why == "too_many_rows"
