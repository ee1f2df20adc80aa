"""Days as people name them, seen from Thursday 14 May 2026."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.understanding.days import day

TODAY = date(2026, 5, 14)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hôm nay", "2026-05-14"),
        ("Hom nay.", "2026-05-14"),
        ("sáng nay", "2026-05-14"),
        ("hôm qua", "2026-05-13"),
        ("hoom qua", "2026-05-13"),
        ("yesterday", "2026-05-13"),
        ("hôm kia", "2026-05-12"),
        ("20/4", "2026-04-20"),
        ("20 / 4", "2026-04-20"),
        ("20.4", "2026-04-20"),
        ("20/4/2026", "2026-04-20"),
        ("20-4-26", "2026-04-20"),
        ("20.04.2026", "2026-04-20"),
        ("20 4 2026", "2026-04-20"),
        ("2026-04-20", "2026-04-20"),
        ("2026/4/20", "2026-04-20"),
        ("14/5", "2026-05-14"),
        ("15/5", "2025-05-15"),
        ("20/12", "2025-12-20"),
        ("20/12/2026", "2026-12-20"),
        ("29/2", "2024-02-29"),
        ("ngày 20 tháng 4", "2026-04-20"),
        ("ngay 20 thang 4", "2026-04-20"),
        ("ngafy 20 thangs 4", "2026-04-20"),
        ("ngày 20/4", "2026-04-20"),
        ("từ ngày 20/4 ạ", "2026-04-20"),
        ("khoảng 20/4", "2026-04-20"),
        ("20 tháng 4 năm 2025", "2025-04-20"),
        ("ngày 20 tháng 4 năm ngoái", "2025-04-20"),
        ("20/4 năm ngoái", "2025-04-20"),
        ("ngày hai mươi tháng tư", "2026-04-20"),
        ("ngày năm tháng năm", "2026-05-05"),
        ("20 thg 4", "2026-04-20"),
        ("20 thg 4, 2025", "2025-04-20"),
        ("mùng 2", "2026-05-02"),
        ("mồng 2", "2026-05-02"),
        ("mung 2 thang 3", "2026-03-02"),
        ("ngày 20", "2026-04-20"),
        ("ngày 31", "2026-03-31"),
        ("đầu tháng 3", "2026-03-01"),
        ("giữa tháng 3", "2026-03-15"),
        ("giữa tháng 3/2025", "2025-03-15"),
        ("cuối tháng 3", "2026-03-31"),
        ("cuối tháng 2", "2026-02-28"),
        ("cuối tháng 5", "2025-05-31"),
        ("tháng 3", "2026-03-01"),
        ("tháng ba", "2026-03-01"),
        ("tháng năm", "2026-05-01"),
        ("tháng năm năm 2025", "2025-05-01"),
        ("tháng giêng", "2026-01-01"),
        ("tháng 12", "2025-12-01"),
        ("4/2026", "2026-04-01"),
        ("tháng 4/2026", "2026-04-01"),
        ("tháng này", "2026-05-01"),
        ("tháng trước", "2026-04-01"),
        ("cuối tháng trước", "2026-04-30"),
        ("tuần trước", "2026-05-04"),
        ("tuan truoc", "2026-05-04"),
        ("tuần này", "2026-05-11"),
        ("thứ hai", "2026-05-11"),
        ("thứ 5 vừa rồi", "2026-05-07"),
        ("thứ hai tuần trước", "2026-05-04"),
        ("chủ nhật", "2026-05-10"),
        ("năm ngoái", "2025-01-01"),
        ("năm 2025", "2025-01-01"),
        ("đầu năm nay", "2026-01-01"),
        ("cuối năm ngoái", "2025-12-31"),
        ("3 ngày trước", "2026-05-11"),
        ("hai ngày trước", "2026-05-12"),
        ("2 tuần trước", "2026-04-30"),
        ("cách đây 3 tháng", "2026-02-14"),
        ("2 days ago", "2026-05-12"),
        ("last month", "2026-04-01"),
        ("20 April 2026", "2026-04-20"),
        ("20 Apr", "2026-04-20"),
        ("April 20, 2026", "2026-04-20"),
        ("Mon 20 April 2026", "2026-04-20"),
        ("on 20 April 2026", "2026-04-20"),
    ],
)
def test_a_day_is_the_latest_one_that_is_meant(typed: str, meant: str) -> None:
    assert day(typed, TODAY) == date.fromisoformat(meant)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "abc",
        "may",
        "may áo",
        "sếp",
        "mai",
        "ngày mai",
        "lâu rồi",
        "31/2",
        "31/2/2026",
        "32/1",
        "0/4",
        "20/13",
        "4/20/2026",
        "tháng 13",
        "tháng 0",
        "20 4",
        "123",
        "20",
        "5 triệu",
        "mùng 2 tết",
        "20 tháng 4 âm lịch",
        "từ 20/4 đến 25/4",
        "20/4 hoặc 21/4",
        "20/4/206",
        "20/4/1026",
        "20 April hay 25 May 2026",
        "9999 ngày trước",
        "1/2/3/4",
        "ngày nào cũng vậy",
        "hôm nay em nghỉ",
        "2026-13-40",
        "áp dụng từ hôm 20/4/2026 tại chuyền 5, sau đó cả xưởng cùng dùng",
    ],
)
def test_a_day_nobody_can_point_at_is_none(typed: str) -> None:
    assert day(typed, TODAY) is None


PIECES = "20 4 2026 0 99 / - . ngày tháng năm tuần trước này đầu cuối April May thứ hai mùng nay 10:30 AM x ٣"
NEAR_DAYS = st.lists(st.sampled_from(PIECES.split()), max_size=6).map(" ".join)


@given(st.one_of(st.text(), NEAR_DAYS), st.dates(min_value=date(2020, 1, 1), max_value=date(2040, 1, 1)))
def test_no_text_makes_a_day_fail(text: str, today: date) -> None:
    day(text, today)


@given(st.dates(min_value=date(2016, 1, 1), max_value=TODAY))
def test_every_day_is_read_back_in_every_spelling(when: date) -> None:
    assert day(when.isoformat(), TODAY) == when
    assert day(f"{when.day}/{when.month}/{when.year}", TODAY) == when
    assert day(f"ngày {when.day} tháng {when.month} năm {when.year}", TODAY) == when


@given(st.dates(min_value=date(2025, 5, 15), max_value=TODAY))
def test_without_a_year_the_latest_one_is_meant(when: date) -> None:
    assert day(f"{when.day}/{when.month}", TODAY) == when
