"""Working days as the Vietnamese calendar and the federation have them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.promises.workdays import after, between, works

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 23), True),  # a Monday
        (date(2026, 11, 22), False),  # a Sunday
        (date(2026, 2, 17), False),  # lunar new year's day
        (date(2026, 2, 16), False),  # its eve
        (date(2026, 4, 26), False),  # the Hung kings' day, a Sunday in that year
        (date(2026, 4, 27), False),  # and the Monday given for it
        (date(2026, 4, 30), False),
        (date(2026, 5, 1), False),
        (date(2026, 9, 2), False),
        (date(2026, 8, 31), False),  # moved by the government
        (date(2026, 8, 22), True),  # the Saturday worked for it
        (date(2026, 11, 24), False),  # the day of Vietnamese culture, off since 2026
        (date(2025, 4, 26), True),  # a Saturday that was worked
    ],
)
def test_the_calendar_knows_holidays_and_days_that_were_moved(day: date, expected: bool) -> None:
    assert works(day, {}) is expected


def test_a_federation_adds_its_own_days() -> None:
    monday, sunday = date(2026, 11, 23), date(2026, 11, 22)
    assert not works(monday, {monday: False})
    assert works(sunday, {sunday: True})


def test_three_working_days_over_a_holiday_and_a_weekend() -> None:
    assert after(date(2026, 11, 23), 3, {}) == date(2026, 11, 27)
    assert after(date(2026, 11, 26), 3, {}) == date(2026, 12, 1)
    assert after(date(2026, 2, 13), 1, {}) == date(2026, 2, 23)


@given(day=DAYS, count=st.integers(1, 15))
def test_after_and_between_agree(day: date, count: int) -> None:
    due = after(day, count, {})
    assert works(due, {})
    assert between(day, due, {}) == count
    assert between(day, due - timedelta(days=1), {}) == count - 1
