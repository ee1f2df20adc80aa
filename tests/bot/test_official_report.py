"""The official report as the Word file that is signed."""

import io
from dataclasses import replace
from typing import Any

import pytest
from docx import Document
from kit.boards import MONDAY, PROVINCE, ZONE, board, line, many

from bot.documents import official
from handlers.bulletins.official import Form, Issuer, OfficialReport, write
from handlers.events import FileKind
from handlers.results.figures import Board
from storage.library.content import Sound, examine

pytestmark = pytest.mark.slow

FORM = Form(number="12", signer="Nguyễn Văn Bình", receivers=("Tổng Liên đoàn Lao động Việt Nam", "Tỉnh ủy"))
KCN = Issuer(name="Công đoàn Các khu công nghiệp tỉnh", above=PROVINCE, chain=(PROVINCE,))


def report(shown: Board, issuer: Issuer | None = None, form: Form = FORM) -> OfficialReport:
    return write(shown, issuer or Issuer(name=PROVINCE), form, ZONE)


def paper(shown: Board, issuer: Issuer | None = None, form: Form = FORM) -> Any:
    data = official.render(report(shown, issuer, form), MONDAY)
    assert isinstance(examine(FileKind.DOCUMENT, "bao-cao.docx", data), Sound)
    return Document(io.BytesIO(data))


def lines(document: Any) -> list[str]:
    return [one.text for one in document.paragraphs if one.text.strip()]


def rows(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_page_is_as_the_decree_asks() -> None:
    for section in paper(board(many(3))).sections:
        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        assert 20 <= round(section.top_margin.mm) <= 25
        assert 20 <= round(section.bottom_margin.mm) <= 25
        assert 30 <= round(section.left_margin.mm) <= 35
        assert 15 <= round(section.right_margin.mm) <= 20


def test_every_letter_is_set_in_times_new_roman() -> None:
    document = paper(board(many(3)))
    assert document.styles["Normal"].font.name == "Times New Roman"
    runs = [run for one in document.paragraphs for run in one.runs if run.text]
    for table in document.tables:
        runs += [
            run for row in table.rows for cell in row.cells for one in cell.paragraphs for run in one.runs
        ]
    assert {run.font.name for run in runs if run.text.strip()} == {"Times New Roman"}
    sizes = {run.font.size.pt for run in runs if run.text.strip()}
    assert sizes <= {11, 12, 13, 14}


def test_the_union_stands_on_the_left_and_the_state_on_the_right() -> None:
    head = paper(board(many(3)), KCN).tables[0]
    (left, right), (number, day) = rows(head)
    assert left.split("\n")[:2] == [PROVINCE.upper(), "CÔNG ĐOÀN CÁC KHU CÔNG NGHIỆP TỈNH"]
    assert right.split("\n")[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    assert number == "Số: 12/BC-CĐ"
    assert day == "Ninh Thuận, ngày 23 tháng 11 năm 2026"
    assert head.rows[1].cells[1].paragraphs[0].runs[0].italic
    above, own = head.rows[0].cells[0].paragraphs[:2]
    assert not above.runs[0].bold
    assert own.runs[0].bold
    for cell in head.rows[0].cells:  # the lines below the union's name and the motto
        assert "w:pBdr" in cell._tc.xml


def test_the_province_reports_below_the_confederation_under_its_own_mark() -> None:
    head = rows(paper(board(), form=Form()).tables[0])
    assert head[0][0].startswith("TỔNG LIÊN ĐOÀN LAO ĐỘNG VIỆT NAM\nLIÊN ĐOÀN LAO ĐỘNG TỈNH NINH THUẬN")
    assert head[1][0] == "Số:       /BC-LĐLĐ"


def test_the_sections_are_numbered_and_say_as_of_when() -> None:
    told = lines(paper(board(many(3), week_ago=(1100, 1800))))
    assert told[:3] == [
        "BÁO CÁO",
        "Kết quả thực hiện “01 triệu sáng kiến · Giai đoạn 1”",
        "(Số liệu tính đến 08:00 ngày 23/11/2026)",
    ]
    headings = [one for one in told if one.split(".")[0] in ("I", "II", "III", "IV")]
    assert headings == ["I. KẾT QUẢ THỰC HIỆN", "II. SO VỚI CHỈ TIÊU", "III. KHÓ KHĂN, VƯỚNG MẮC"]
    text = "\n".join(told)
    assert "Chỉ tiêu của “01 triệu sáng kiến · Giai đoạn 1” là 2.000 sáng kiến." in text
    assert "Đến nay có 1.234 sáng kiến hợp lệ, đạt 61,7% chỉ tiêu. Còn thiếu 766 sáng kiến" in text
    assert "số sáng kiến đã nộp tăng 210, số sáng kiến hợp lệ tăng 134." in text
    assert told[-4 if "PHỤ LỤC" in told else -1].endswith("./.")


def test_difficulties_are_left_to_a_hand_and_nothing_is_proposed() -> None:
    document = paper(board())
    at = [one.text for one in document.paragraphs].index("III. KHÓ KHĂN, VƯỚNG MẮC")
    assert [one.text for one in document.paragraphs[at + 1 : at + 4]] == ["\t", "\t", "\t"]
    assert not any("ĐỀ XUẤT" in one or "KIẾN NGHỊ" in one for one in lines(document))


def test_the_table_of_results_has_the_figures_and_no_row_of_what_nobody_was_asked() -> None:
    shown = board()
    figures = replace(shown.top.figures, value=1_234_567_890, decided=1300, first_pass=1000, answered_in=6.5)
    told = {
        row[1]: row[2]
        for row in rows(paper(replace(shown, top=replace(shown.top, figures=figures))).tables[1])
    }
    assert told["Sáng kiến đã nộp"] == "2.010"
    assert told["Sáng kiến hợp lệ"] == "1.234"
    assert told["Giá trị làm lợi ước tính mỗi năm (đồng)"] == "1.234.567.890"
    assert told["Tỷ lệ hợp lệ ngay từ lần nộp đầu (%)"] == "76,9"
    assert told["Thời gian có phản hồi đầu tiên, trung vị (giờ làm việc)"] == "6,5"
    assert not any(one.startswith("Trong đó") for one in told)
    asked = replace(figures, direct=900, fdi=500)
    told = {
        row[1]: row[2] for row in rows(paper(replace(shown, top=replace(shown.top, figures=asked))).tables[1])
    }
    assert told["Trong đó: lao động trực tiếp (người)"] == "900"


def test_the_annex_has_every_unit_and_the_total_and_repeats_its_heading() -> None:
    document = paper(board((line(0, 120, 200, week_ago=(100, 150)), line(1, 0, 3, None), *many(28)[2:])))
    annex = document.tables[-1]
    told = rows(annex)
    assert len(told) == 30
    assert told[1] == ["1", "Công đoàn Các khu công nghiệp tỉnh", "100", "200", "120", "120", "200", "20"]
    assert told[2][2:] == ["–", "3", "0", "–", "3", "–"]
    assert told[-1] == ["", "Toàn đơn vị", "2.000", "2.010", "1.234", "61,7", "1.700", "–"]
    assert "w:tblHeader" in annex.rows[0]._tr.xml
    assert "(Kèm theo Báo cáo số 12/BC-LĐLĐ của Liên đoàn Lao động tỉnh Ninh Thuận)" in lines(document)


def test_a_union_with_nothing_below_has_no_annex() -> None:
    document = paper(board(), Issuer(name="Công đoàn cơ sở Công ty May", above="KCN", grassroots=True))
    assert "PHỤ LỤC" not in lines(document)
    assert len(document.tables) == 3
    (_, right) = rows(document.tables[-1])[0]
    assert right.startswith("TM. BAN CHẤP HÀNH\nCHỦ TỊCH")


def test_it_is_signed_on_the_right_and_sent_to_those_on_the_left() -> None:
    ((left, right),) = rows(paper(board(many(3))).tables[-2])
    assert left.split("\n") == [
        "Nơi nhận:",
        "- Tổng Liên đoàn Lao động Việt Nam;",
        "- Tỉnh ủy;",
        "- Lưu: VT.",
    ]
    assert right.startswith("TM. BAN THƯỜNG VỤ\nCHỦ TỊCH\n")
    assert right.endswith("\nNguyễn Văn Bình")
    other = Form(committee="KT. CHỦ TỊCH", title="PHÓ CHỦ TỊCH")
    ((left, right),) = rows(paper(board(), KCN, other).tables[-1])
    assert right.startswith("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH")
    assert f"- {PROVINCE} (để báo cáo);" in left


@pytest.mark.parametrize(
    ("valid", "target", "said"),
    [
        (2000, 2000, "Đã hoàn thành chỉ tiêu."),
        (2100, 2000, "Đã hoàn thành chỉ tiêu, vượt 100 sáng kiến."),
        (5, None, "Đơn vị chưa được giao và chưa tự đặt chỉ tiêu"),
    ],
)
def test_the_comparison_says_what_is_so(valid: int, target: int | None, said: str) -> None:
    assert said in "\n".join(lines(paper(board(valid=valid, target=target))))


def test_what_belongs_to_no_unit_yet_is_told_and_not_counted() -> None:
    text = "\n".join(lines(paper(replace(board(), unplaced=1200))))
    assert "Ngoài ra có 1.200 sáng kiến đã nộp nhưng chưa xác định được đơn vị" in text
    assert "Ngoài ra" not in "\n".join(lines(paper(board())))


def test_nothing_sent_yet_is_still_a_report() -> None:
    document = paper(board(valid=0, submissions=0))
    assert "0 sáng kiến được nộp, trong đó 0 sáng kiến hợp lệ" in "\n".join(lines(document))


@pytest.mark.parametrize(
    ("name", "chain", "place"),
    [
        ("Liên đoàn Lao động thành phố Hà Nội", (), "Hà Nội"),
        ("Công đoàn phường Đông Hải", (PROVINCE,), "Đông Hải"),
        ("Công đoàn cơ sở Công ty May", ("Công đoàn ngành Công Thương", PROVINCE), "Ninh Thuận"),
        ("Công đoàn cơ sở Công ty May", (), "……………"),
    ],
)
def test_the_place_is_where_the_nearest_name_says(name: str, chain: tuple[str, ...], place: str) -> None:
    told = report(board(), Issuer(name=name, chain=chain, above=chain[0] if chain else ""))
    assert told.place_date == f"{place}, ngày 23 tháng 11 năm 2026"


def test_small_days_and_months_have_a_zero_before_them() -> None:
    early = replace(board(), as_of=MONDAY.replace(month=2, day=5))
    assert report(early).place_date.endswith("ngày 05 tháng 02 năm 2026")
