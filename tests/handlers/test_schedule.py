"""Moments of a plan in the campaign's own calendar and time zone."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from handlers.campaigns import days
from handlers.campaigns.campaign import Courtesy, Window
from handlers.campaigns.schedule import BeforeClose, Daily, FromStart, Once, Rule, Shifts, Weekly, moments

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def window(first: date, last: date, zone: ZoneInfo = HANOI, closes: time | None = None) -> Window:
    return Window(starts=first, ends=last, closes_at=days.closing(last, closes, zone))


def told(rule: Rule, of: Window, zone: ZoneInfo = HANOI) -> list[str]:
    return [f"{one:%d/%m %H:%M}" for one in moments(rule, of, zone)]


def test_a_leap_day_is_a_day_like_any_other() -> None:
    leap = window(date(2028, 2, 27), date(2028, 3, 4))
    assert told(Daily((time(11, 45),)), leap)[2] == "29/02 11:45"
    assert len(told(Daily((time(11, 45),)), leap)) == 7
    assert told(FromStart(2, time(8)), leap) == ["29/02 08:00"]
    assert told(FromStart(-7, time(8)), window(date(2028, 3, 7), date(2028, 3, 13))) == ["29/02 08:00"]
    assert told(FromStart(-7, time(8)), window(date(2027, 3, 7), date(2027, 3, 13))) == ["28/02 08:00"]
    assert told(Weekly(1, time(11, 45)), leap) == ["29/02 11:45"]
    assert told(Once(date(2028, 2, 29), time(7, 30)), leap) == ["29/02 07:30"]


def test_hours_before_the_close_cross_the_end_of_february() -> None:
    assert told(BeforeClose(72), window(date(2028, 2, 20), date(2028, 3, 1))) == ["28/02 00:00"]
    assert told(BeforeClose(72), window(date(2027, 2, 20), date(2027, 3, 1))) == ["27/02 00:00"]
    afternoon = window(date(2022, 4, 21), date(2022, 5, 31), closes=time(17))
    assert told(BeforeClose(9), afternoon) == ["31/05 08:00"]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 1, 31), date(2026, 2, 27)),
        (date(2028, 1, 31), date(2028, 2, 28)),
        (date(2028, 2, 1), date(2028, 2, 29)),
        (date(2026, 5, 1), date(2026, 5, 31)),
        (date(2026, 12, 15), date(2027, 1, 14)),
        (date(2028, 2, 29), date(2028, 3, 28)),
    ],
)
def test_a_peak_month_ends_with_its_month(first: date, last: date) -> None:
    assert days.last(first, months=1) == last


def test_a_week_over_the_end_of_a_month_has_seven_days() -> None:
    assert days.last(date(2026, 4, 28), days=7) == date(2026, 5, 4)
    week = window(date(2026, 4, 28), date(2026, 5, 4))
    assert told(Daily((time(19, 30),)), week)[-1] == "04/05 19:30"


def test_the_same_rule_is_another_moment_in_another_time_zone() -> None:
    for zone, hour in ((HANOI, 4), (ZoneInfo("Asia/Tokyo"), 2), (ZoneInfo("UTC"), 11)):
        week = window(date(2026, 5, 4), date(2026, 5, 10), zone)
        (first, *_) = moments(Daily((time(11, 45),)), week, zone)
        assert first.astimezone(UTC) == datetime(2026, 5, 4, hour, 45, tzinfo=UTC)


def test_a_summer_time_that_begins_moves_nothing_on_the_clock_of_the_wall() -> None:
    paris = ZoneInfo("Europe/Paris")
    week = window(date(2026, 3, 28), date(2026, 3, 30), paris)
    found = list(moments(Daily((time(11, 45),)), week, paris))
    assert [one.hour for one in found] == [11, 11, 11]
    assert [one.astimezone(UTC).hour for one in found] == [10, 9, 9]


def test_nothing_is_said_at_the_closing_minute_or_after_it() -> None:
    week = window(date(2026, 5, 4), date(2026, 5, 4), closes=time(17))
    assert told(Daily((time(16, 59), time(17))), week) == ["04/05 16:59"]
    assert told(Shifts(15), week) == ["04/05 05:45", "04/05 13:45"]
    assert told(FromStart(0, time(18)), week) == []


def test_the_quiet_hours_of_new_years_eve_end_in_the_new_year() -> None:
    late = datetime(2026, 12, 31, 22, 30, tzinfo=HANOI)
    assert Courtesy().opens(late, HANOI) == datetime(2027, 1, 1, 7, 0, tzinfo=HANOI)
    leap = datetime(2028, 2, 28, 23, 0, tzinfo=HANOI)
    assert Courtesy().opens(leap, HANOI) == datetime(2028, 2, 29, 7, 0, tzinfo=HANOI)


def test_which_day_of_how_many() -> None:
    first, last = date(2028, 2, 26), date(2028, 3, 3)
    assert days.day_of(first, last, date(2028, 2, 29)) == (4, 7)
    assert days.day_of(first, last, date(2028, 2, 20))[0] == -5
