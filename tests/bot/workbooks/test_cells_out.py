"""Nothing that a person wrote becomes a formula, a link or a broken file."""

import re
from datetime import date, datetime
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bot.documents import recipients
from bot.workbooks import cells
from bot.workbooks.book import Book, Cell, Field
from storage.broadcasts.listing import Line

NASTY = (
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "+84912345678",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "<r></r></is></c><c><f>1+1</f></c><c><is><r></r>",
    "<r><t>=1+1</t></r>",
    "</t></is></c><c r='Z1'><f>1+1</f></c>",
    "]]>&amp;&#x41;<!--",
    "_x0041_ và _x003D_1",
    "http://evil.example/login",
    "mailto:a@evil.example",
    "internal:Sheet1!A1",
    "dòng một\r\ndòng hai\n",
    "  khoảng trắng  ",
    "chuông\x07 và không\x00",
    "Sáng kiến 🚌 của chị Ánh",
    "\ud800 nửa chữ",
    "\ufffe\uffff",
    "{=1+1}",
    "'=1+1",
)


def written(path: Path, rows: list[list[Cell]], *looks: str) -> Path:
    fields = [Field(f"Cột {place}", look, 10) for place, look in enumerate(looks)]  # type: ignore[arg-type]
    with Book(path) as book:
        table = book.table("Trang", fields)
        for row in rows:
            table.add(row)
    return path


def parts(path: Path) -> dict[str, str]:
    with ZipFile(path) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


def harmless(path: Path) -> None:
    for name, told in parts(path).items():
        root = ElementTree.fromstring(told)  # noqa: S314 - our own file, and well-formed or the test fails
        tags = {one.tag.rpartition("}")[2] for one in root.iter()}
        assert "f" not in tags, name
        assert "hyperlink" not in tags, name
        assert "externalLink" not in name


def read(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()[1:]


@pytest.mark.parametrize("text", NASTY)
def test_whatever_was_written_stays_words(tmp_path: Path, text: str) -> None:
    path = written(tmp_path / "a.xlsx", [[text, text]], "text", "long")
    harmless(path)
    assert read(path) == [[cells.clean(text)] * 2]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(st.characters(), max_size=60) | st.sampled_from(NASTY), min_size=1, max_size=30))
def test_any_words_at_all_come_back_as_they_were(tmp_path: Path, texts: list[str]) -> None:
    rows: list[list[Cell]] = [["x", text] for text in texts]
    path = written(tmp_path / "a.xlsx", rows, "text", "long")
    harmless(path)
    assert [row[1] for row in read(path)] == [cells.clean(text) for text in texts]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(st.characters(), min_size=1, max_size=40) | st.sampled_from(NASTY))
def test_titles_and_hidden_keys_are_as_safe(tmp_path: Path, text: str) -> None:
    with Book(tmp_path / "a.xlsx") as book:
        book.table("Trang", [Field(text, "text", 10)])
        book.keep((("unit", text),))
    harmless(tmp_path / "a.xlsx")


def test_what_looks_like_a_formula_stays_text_when_somebody_edits_it(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", [["=1+1", "thường"]], "text", "text")
    styles = parts(path)["xl/styles.xml"]
    sheet = parts(path)["xl/worksheets/sheet1.xml"]
    style = re.search(r'<c r="A2" s="(\d+)"', sheet)
    assert style is not None
    marked = re.findall(r"<xf [^>]*?/?>", styles[styles.index("<cellXfs") :])[int(style[1])]
    assert 'quotePrefix="1"' in marked


@pytest.mark.parametrize("letter", ["ă", "🚌"])
def test_a_text_too_long_for_a_cell_is_cut_with_a_mark(tmp_path: Path, letter: str) -> None:
    text = letter * 40_000
    path = written(tmp_path / "a.xlsx", [[text]], "long")
    ((kept,),) = read(path)
    assert isinstance(kept, str)
    assert kept.endswith(cells.MARK)
    assert len(kept.encode("utf-16-le")) // 2 <= cells.LONGEST
    assert text.startswith(kept.removesuffix(cells.MARK))


def test_days_and_money_are_real_ones(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 23, 8, 30)  # noqa: DTZ001 - spreadsheets keep no zone
    row: list[Cell] = [date(2026, 3, 8), moment, 1_500_000_000, None]
    path = written(tmp_path / "a.xlsx", [row], "date", "moment", "money", "money")
    assert read(path) == [[date(2026, 3, 8), moment, 1_500_000_000, ""]]
    styles = parts(path)["xl/styles.xml"]
    assert 'formatCode="dd/mm/yyyy"' in styles
    assert 'formatCode="dd/mm/yyyy hh:mm"' in styles


def test_what_no_spreadsheet_can_count_is_written_out(tmp_path: Path) -> None:
    row: list[Cell] = [date(1899, 2, 3), 10**15, float("nan"), date(202, 1, 1)]
    path = written(tmp_path / "a.xlsx", [row], "date", "money", "number", "date")
    assert read(path) == [["03/02/1899", str(10**15), "nan", "01/01/202"]]


def test_what_fails_on_the_way_leaves_no_file_and_no_remains(tmp_path: Path) -> None:
    old = tmp_path / "a.xlsx"
    old.write_bytes(b"what was there")

    def fail() -> None:
        with Book(old) as book:
            table = book.table("Trang", [Field("Cột", "text", 10)])
            table.add(["một"])
            raise ConnectionError

    with pytest.raises(ConnectionError):
        fail()
    assert old.read_bytes() == b"what was there"
    assert list(tmp_path.iterdir()) == [old]


@pytest.mark.parametrize("text", NASTY)
def test_a_list_of_recipients_is_as_safe(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.xlsx"
    writer = recipients.Writer(path, "vi")
    writer.add([Line(person_id=1, name=text, unit=text, lane="web:main", outcome="sent", why="")])
    writer.close()
    harmless(path)
