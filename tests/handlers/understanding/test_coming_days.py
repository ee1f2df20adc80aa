"""Days to come, as an officer types them before a holiday."""

from datetime import date

import pytest

from handlers.understanding.coming_days import Days, days

MONDAY = date(2026, 11, 23)


def span(first: tuple[int, int], last: tuple[int, int], year: int = 2026, until: int = 2026) -> Days:
    return Days(date(year, *first), date(until, *last))


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("25/11 đến 28/11", span((11, 25), (11, 28))),
        ("tu 25/11 den het 28/11", span((11, 25), (11, 28))),
        ("25-28/11", span((11, 25), (11, 28))),
        ("25/11 - 28/11", span((11, 25), (11, 28))),
        ("25 đến 28/11", span((11, 25), (11, 28))),
        ("từ ngày 25 đến ngày 28", span((11, 25), (11, 28))),
        ("25 tháng 11 đến 28 tháng 11", span((11, 25), (11, 28))),
        ("from 25/11 to 28/11", span((11, 25), (11, 28))),
        ("30/12 đến 2/1", span((12, 30), (1, 2), until=2027)),
        ("3 ngày", span((11, 23), (11, 25))),
        ("nghỉ 1 tuần", span((11, 23), (11, 29))),
        ("trong 2 tuần", span((11, 23), (12, 6))),
        ("đến 30/11", span((11, 23), (11, 30))),
        ("tới thứ bảy", span((11, 23), (11, 28))),
        ("từ mai đến thứ 6", span((11, 24), (11, 27))),
        ("ngày kia", span((11, 25), (11, 25))),
        ("hôm nay", span((11, 23), (11, 23))),
        ("thứ hai", span((11, 23), (11, 23))),
        ("chủ nhật", span((11, 29), (11, 29))),
        ("friday", span((11, 27), (11, 27))),
        ("ngày 5", span((12, 5), (12, 5))),
    ],
)
def test_days_are_the_next_such_days(typed: str, read: Days) -> None:
    assert days(typed, MONDAY) == read


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "xin chào",
        "hôm qua",
        "1/11/2026",
        "28/11/2026 đến 25/11/2026",
        "31/2 đến 3/3",
        "0 ngày",
        "25",
        "đến",
    ],
)
def test_what_is_over_or_unclear_is_asked_for_again(typed: str) -> None:
    assert days(typed, MONDAY) is None
