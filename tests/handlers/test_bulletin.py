"""The weekly bulletin as it is copied into groups."""

from dataclasses import replace
from datetime import date

import pytest
from kit.boards import LONG, SLOGAN, ZONE, board, course, line, many

from handlers.bulletins import bulletin
from handlers.bulletins.bulletin import LONGEST, Bulletin
from handlers.bulletins.course import Course
from handlers.results.figures import Board
from messages.catalog import LANGUAGES

LINK = "https://sangkien.example.vn/chat?start=u_TINH"
OPEN = course()


def told(shown: Board, days: Course = OPEN, link: str = LINK, language: str = "vi") -> str:
    return bulletin.write(language, Bulletin(shown, days, link), ZONE)


def test_the_numbers_come_first_and_both_are_told() -> None:
    first, second, third, *_ = told(board()).splitlines()
    assert first == "1.234 sáng kiến hợp lệ trong 2.010 sáng kiến đã nộp."
    assert second == "Liên đoàn Lao động tỉnh Ninh Thuận, tính đến 08:00 ngày 23/11/2026."
    assert third == "Đạt 61,7% chỉ tiêu 2.000 sáng kiến của 01 triệu sáng kiến · Giai đoạn 1."


def test_it_tells_the_change_the_days_left_and_how_to_take_part() -> None:
    text = told(board(week_ago=(1100, 2010)))
    assert "So với tuần trước: hợp lệ thêm 134, đã nộp không đổi." in text
    assert "Còn 39 ngày, đến hết ngày 31/12/2026. Cần thêm 766 sáng kiến hợp lệ." in text
    assert f"\n{LINK}\n" in text
    assert text.endswith(SLOGAN)


def test_three_units_lead_and_the_one_that_rose_most_is_named() -> None:
    lines = (
        line(0, 120, 130, week_ago=(110, 115)),
        line(1, 80, 90, week_ago=(20, 30)),
        line(3, 50, 90, week_ago=(50, 60)),
        line(4, 0, 3, week_ago=(0, 0)),
    )
    text = told(board(lines))
    assert "1. Công đoàn Các khu công nghiệp tỉnh: 120% chỉ tiêu, 120 hợp lệ" in text
    assert "3. Công đoàn ngành Giáo dục: 50% chỉ tiêu, 50 hợp lệ" in text
    assert "Đông Hải" not in text
    rose = "Tăng nhiều nhất tuần qua: Công đoàn cơ sở Công ty TNHH May Tân Lam, thêm 60 sáng kiến hợp lệ."
    assert rose in text


def test_those_who_share_a_place_are_both_named_with_it() -> None:
    text = told(board((line(0, 50, 60), line(1, 50, 60), line(3, 20, 60))))
    assert text.count("1. ") == 2
    assert "3. Công đoàn ngành Giáo dục" in text


def test_without_targets_the_leading_are_those_with_most_valid_ones() -> None:
    text = told(board((line(0, 5, 60, None), line(1, 9, 60, None)), target=None))
    assert "chỉ tiêu" not in text
    assert "1. Công đoàn cơ sở Công ty TNHH May Tân Lam: 9 hợp lệ" in text


def test_nobody_leads_with_nothing() -> None:
    text = told(board((line(0, 0, 0), line(1, 0, 0)), valid=0, submissions=0))
    assert text.startswith("Chưa có sáng kiến nào được nộp.")
    assert "Dẫn đầu" not in text


def test_after_the_last_day_nobody_is_asked_to_send_anything() -> None:
    text = told(board(many(3)), course(closes=date(2026, 11, 22)))
    assert "Đã hết hạn nộp vào ngày 22/11/2026." in text
    assert "Anh chị em" not in text
    assert LINK not in text
    assert "Hôm nay là ngày cuối cùng." in told(board(), course(closes=date(2026, 11, 23)))


def test_without_a_link_people_are_sent_to_their_officer() -> None:
    assert "Hãy kể với cán bộ công đoàn" in told(board(), link="")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_never_grows_too_long_and_keeps_the_figures_and_the_link(language: str) -> None:
    named = [replace(one, unit=replace(one.unit, name=f"{LONG} {one.unit.id}")) for one in many(30)]
    lines = tuple(
        replace(one, week_ago=replace(one.figures, valid=0)) if at == 0 else one
        for at, one in enumerate(named)
    )
    shown = board(lines, week_ago=(1, 1))
    shown = replace(shown, top=replace(shown.top, unit=replace(shown.top.unit, name=LONG)), phase=LONG)
    text = told(shown, link=LINK + "x" * 60, language=language)
    assert len(text) <= LONGEST
    assert LINK in text
    assert "61" in text
    assert text.endswith(SLOGAN)
