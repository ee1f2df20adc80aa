"""The morning list: set in the chat, given once on working days, and only when something waits."""

from datetime import datetime, timedelta

import pytest
from kit.backlog import change, wait
from kit.federation import appoint
from kit.house import ZONE, House, Phone

from handlers.officers.queue.digest import clock
from storage import tables as t
from storage.duties import digest

pytestmark = pytest.mark.slow

MONDAY = datetime(2026, 11, 23, 7, 30, tzinfo=ZONE)


def given(house: House, at: datetime) -> list[str]:
    """What the duty says at a moment."""
    with house.engine.begin() as connection:
        return [one.message.text for one in digest.due(connection, at, ZONE)]


def hours(house: House) -> list[str]:
    return [one.hour for one in house.rows(t.digests)]


def test_the_hour_is_typed_changed_and_switched_off(house: House, officer: Phone) -> None:
    officer.says("bản tin sáng 7:30").sees("lúc 07:30")
    assert hours(house) == ["07:30"]
    officer.says("ban tin sang 6h15").sees("lúc 06:15")
    officer.says("bản tin").sees("Hiện đồng chí nhận lúc 06:15").taps("Lúc 07:00").sees("lúc 07:00")
    assert hours(house) == ["07:00"]
    officer.says("tắt bản tin").sees("Đã tắt")
    assert hours(house) == []


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("7h", "07:00"),
        ("7 giờ rưỡi", "07:30"),
        ("07:05", "07:05"),
        ("lúc 6h30 sáng", "06:30"),
        ("25h", ""),
        ("x", ""),
    ],
)
def test_hours_are_understood_however_they_are_typed(typed: str, hour: str) -> None:
    assert clock(typed) == hour


def test_it_tells_what_waits_and_leads_there(house: House, officer: Phone) -> None:
    officer.says("bản tin sáng 7:30")
    house.now = MONDAY
    wait(house, 1, days=9, lacking=True)
    wait(house, 2, days=0.5)
    change(house, 2, claimed_by=officer.row().id, claimed_until=MONDAY + timedelta(hours=1))
    with house.engine.begin() as connection:
        (tell,) = digest.due(connection, MONDAY, ZONE)
    text = tell.message.text
    assert tell.once == f"digest:2026-11-23:{officer.row().id}"
    for words in ("2 sáng kiến", "Mới từ hôm qua: 1", "quá 3 ngày: 1", "nhận xem: 1", "Thiếu giấy tờ: 1"):
        assert words in text
    data = {one.label: one.data for row in tell.message.choices for one in row}
    officer.presses(data["Xem việc quá hạn"]).sees("Chỉ xem: quá hạn")
    assert officer.buttons()[0].startswith("NT-000001")


def test_it_is_given_once_a_day_and_not_hours_late(house: House, officer: Phone) -> None:
    officer.says("bản tin sáng 7:30")
    wait(house, 1)
    assert given(house, MONDAY - timedelta(minutes=1)) == []
    assert len(given(house, MONDAY + timedelta(minutes=2))) == 1
    assert given(house, MONDAY + timedelta(minutes=3)) == []
    assert given(house, MONDAY + timedelta(days=1, hours=3, minutes=1)) == []
    assert len(given(house, MONDAY + timedelta(days=2, hours=2))) == 1


def test_not_on_days_off_and_not_when_nothing_waits(house: House, officer: Phone) -> None:
    officer.says("bản tin sáng 7:30")
    assert given(house, MONDAY) == []
    wait(house, 1)
    assert given(house, MONDAY + timedelta(days=5)) == []
    assert given(house, datetime(2027, 1, 1, 7, 30, tzinfo=ZONE)) == []
    assert len(given(house, MONDAY + timedelta(days=7))) == 1


def test_whoever_left_their_post_hears_nothing(house: House, officer: Phone) -> None:
    officer.says("bản tin sáng 7:30")
    wait(house, 1)
    with house.engine.begin() as connection:
        connection.execute(t.officers.update().values(until=house.now))
    assert given(house, MONDAY) == []


def test_an_upper_level_hears_of_what_waits_below(house: House, zone_officer: Phone) -> None:
    with house.engine.begin() as connection:
        connection.execute(t.programmes.update().values(levels=2))
    wait(house, 1)
    wait(house, 2, status="endorsed")
    zone_officer.says("bản tin sáng 7:30")
    (text,) = given(house, MONDAY)
    assert "Sáng nay có 1 sáng kiến" in text
    assert "Đang chờ ở cấp dưới: 1" in text


def test_words_about_a_bulletin_stay_a_workers_words(house: House, worker: Phone) -> None:
    worker.says("bản tin sáng 7:30")
    assert hours(house) == []
    assert appoint(house, house.person("x"), "MAYTL", "X").says("tắt bản tin").sees("Đã tắt")
