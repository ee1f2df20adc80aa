"""The legal terms, by the calendar."""

from datetime import date

import pytest

from handlers.employer import clocks


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 10, 15), 3, date(2027, 1, 15)),
    ],
)
def test_months_end_with_their_own_last_day(day: date, months: int, later: date) -> None:
    assert clocks.months_after(day, months) == later


def test_a_year_is_warned_of_at_nine_and_eleven_months_and_a_week_before() -> None:
    assert clocks.warnings(date(2026, 1, 10)) == (
        (date(2026, 10, 10), "nine"),
        (date(2026, 12, 10), "eleven"),
        (date(2027, 1, 3), "week"),
    )


def test_an_answer_is_waited_for_three_months_and_the_link_ends_before() -> None:
    days = clocks.reminders(date(2026, 11, 23), date(2026, 12, 23))
    assert [name for _, name in days] == ["expiring", "one", "two", "week", "over"]
    assert days[-1][0] == date(2027, 2, 23)


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        ({"applied": "2026-10-01"}, date(2027, 7, 1)),
        ({"applied": "2026-01-10"}, date(2026, 11, 23)),
        ({"applied": "2025-10-01"}, None),
        ({"applied": "not_yet"}, None),
        ({"applied": "2026-10-01", "recognition": "have"}, None),
        ({}, None),
    ],
)
def test_an_initiative_is_looked_at_first_when_a_warning_is_due(
    answers: dict[str, str], first: date | None
) -> None:
    assert clocks.first_warning(answers, date(2026, 11, 23)) == first
