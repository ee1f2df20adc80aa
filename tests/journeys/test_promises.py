"""The union promises an answer by a day, is reminded of it, and the level above hears when it is late."""

from datetime import UTC, datetime, timedelta

import pytest
from kit.federation import appoint
from kit.house import House, Phone
from kit.telling import demo, report, send
from sqlalchemy import insert, select, update

from storage import tables as t

#: Half past nine in Vietnam, on working days of the same week; the 24th is a holiday since 2026.
THURSDAY = datetime(2026, 11, 26, 2, 30, tzinfo=UTC)
FRIDAY = THURSDAY + timedelta(days=1)
MONDAY = THURSDAY + timedelta(days=4)


@pytest.fixture
def sent(officer: Phone, zone_officer: Phone, worker: Phone) -> Phone:
    """Sent on Monday, the 23rd: three working days later is Friday, because Tuesday is a holiday."""
    send(report(worker))
    worker.house.attend()
    for one in (officer, zone_officer, worker):
        one.read = len(one.parts())
    return worker


def at(phone: Phone, moment: datetime) -> int:
    """The clock's duties at that moment; how many messages came of them, the weekly bulletin left aside."""
    phone.house.now = moment
    with phone.house.engine.begin() as connection:
        told = select(t.bulletins.c.person_id)
        others = select(t.officers.c.person_id).where(t.officers.c.person_id.not_in(told)).distinct()
        for person in connection.scalars(others).all():
            connection.execute(insert(t.bulletins).values(person_id=person))
        connection.execute(update(t.bulletins).values(off=True))
    return phone.house.attend()


def unread(phone: Phone) -> list[str]:
    texts = [part.text for part in phone.parts()[phone.read :]]
    phone.read = len(phone.parts())
    return texts


def row(house: House) -> object:
    (found,) = house.rows(t.initiatives)
    return found


def test_an_author_is_told_by_which_day_they_will_hear(officer: Phone, worker: Phone) -> None:
    send(report(worker)).sees("chậm nhất ngày 27/11/2026")


def test_the_day_told_is_the_day_kept(sent: Phone) -> None:
    assert str(row(sent.house).answer_due) == "2026-11-27"  # type: ignore[attr-defined]


def test_nobody_is_reminded_before_the_day(sent: Phone) -> None:
    assert at(sent, THURSDAY) == 0


def test_on_the_day_its_officers_are_reminded_once(sent: Phone, officer: Phone, zone_officer: Phone) -> None:
    assert at(sent, FRIDAY) == 1
    assert at(sent, FRIDAY + timedelta(hours=1)) == 0
    (text,) = unread(officer)
    assert "hôm nay là hạn trả lời" in text
    assert "NT-000001" in text
    assert unread(zone_officer) == []


def test_what_is_late_climbs_the_tree_by_itself_and_the_author_hears_an_apology(
    sent: Phone, officer: Phone, zone_officer: Phone, house: House
) -> None:
    province = appoint(house, house.person("mai"), "TINH", "Đặng Thị Mai")
    at(sent, FRIDAY)
    unread(officer)
    at(sent, MONDAY)
    assert "đã quá hạn" in unread(officer)[0]
    assert unread(zone_officer) == []
    at(sent, MONDAY + timedelta(days=3))
    assert "ở cấp dưới đã quá hạn" in unread(zone_officer)[0]
    assert "xin lỗi" in unread(sent)[0]
    assert unread(officer) == []
    at(sent, MONDAY + timedelta(days=8))
    assert "ở cấp dưới đã quá hạn" in unread(province)[0]
    assert at(sent, MONDAY + timedelta(days=40)) == 0, "it has come to the top"


def test_nobody_is_reminded_at_night_or_on_a_day_off(sent: Phone) -> None:
    assert at(sent, FRIDAY + timedelta(hours=12)) == 0
    assert at(sent, FRIDAY + timedelta(days=1)) == 0


def test_a_federation_s_own_day_off_moves_the_promise(officer: Phone, worker: Phone) -> None:
    with worker.house.engine.begin() as connection:
        day = {"day": FRIDAY.date(), "name": "Ngày hội", "works": False}
        connection.execute(insert(t.days_off).values(day))
    send(report(worker)).sees("chậm nhất ngày 30/11/2026")


def test_whoever_decided_in_time_hears_nothing(sent: Phone, officer: Phone) -> None:
    officer.says("duyệt 1")
    unread(officer)
    assert at(sent, FRIDAY) == 0
    assert at(sent, MONDAY) == 0


def test_a_returned_one_that_comes_back_is_promised_anew(sent: Phone, officer: Phone) -> None:
    officer.says("trả 1 ảnh mờ")
    assert row(sent.house).answer_due is None  # type: ignore[attr-defined]
    sent.house.now = FRIDAY
    sent.taps("Sửa sáng kiến").says("gửi lại")
    assert at(sent, FRIDAY + timedelta(minutes=5)) == 0
    assert str(row(sent.house).answer_due) == "2026-12-02"  # type: ignore[attr-defined]


def test_many_late_ones_are_one_message(officer: Phone, worker: Phone) -> None:
    send(report(worker))
    with worker.house.engine.begin() as connection:
        (first,) = connection.execute(select(t.initiatives)).all()
        for number in range(2, 9):
            copy = {**first._mapping, "id": number, "number": number, "code": f"NT-{number:06d}"}
            connection.execute(insert(t.initiatives).values(copy))
    officer.read = len(officer.parts())
    assert at(worker, FRIDAY) == 1
    (text,) = unread(officer)
    assert "8 sáng kiến" in text
    assert "và 3 sáng kiến nữa" in text


def test_two_clocks_climb_one_step(sent: Phone, officer: Phone) -> None:
    at(sent, FRIDAY)
    sent.house.restarted().attend()
    assert len(unread(officer)) == 1
    assert row(sent.house).nudged == 1  # type: ignore[attr-defined]


def test_anyone_can_see_how_long_an_answer_takes(sent: Phone, officer: Phone, zone_officer: Phone) -> None:
    sent.says("bao lâu thì có kết quả").sees("chưa có sáng kiến nào được trả lời", "3 ngày làm việc")
    sent.house.now = THURSDAY
    officer.says("duyệt 1")
    sent.says("thời gian trả lời").sees("thường 2 ngày làm việc", "đã trả lời 1")
    zone_officer.says("thời gian trả lời").sees("Chậm nhất", "May Tân Lam")


def test_a_stranger_is_asked_for_the_unit_first(house: House) -> None:
    phone = house.person("la").begins()
    with house.engine.begin() as connection:
        connection.execute(update(t.people).values(unit_id=None))
    phone.says("chờ bao lâu").sees("đồng ý")


def test_a_second_report_of_the_day_does_not_repeat_the_reminder(sent: Phone, officer: Phone) -> None:
    send(report(sent, demo("Đèn báo")))
    unread(officer)
    assert at(sent, FRIDAY) == 1
    assert "2 sáng kiến" in unread(officer)[0]
