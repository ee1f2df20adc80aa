"""Several initiatives are approved or returned at once, and never more than the officer saw."""

from datetime import timedelta

import pytest
from kit.backlog import by, change, wait
from kit.federation import appoint
from kit.house import House, Phone
from sqlalchemy import insert, update

from storage import tables as t

pytestmark = pytest.mark.slow


def statuses(house: House) -> list[str]:
    return [one.status for one in sorted(house.rows(t.initiatives), key=lambda one: one.number)]


def reachable(house: House, number: int) -> Phone:
    """The author of an initiative, with a conversation."""
    phone, person = house.person(f"a{number}"), by(house, number).author_id
    with house.engine.begin() as connection:
        lane, now = "web:test", house.now
        connection.execute(
            insert(t.conversations).values(
                key=phone.conversation, lane=lane, person_id=person, last_at=now, burst_at=now
            )
        )
        one = t.people.c.id == person
        connection.execute(update(t.people).where(one).values(conversation=phone.conversation))
    return phone


def test_several_are_approved_after_their_list_was_seen(house: House, officer: Phone) -> None:
    for number in (1, 2, 3):
        wait(house, number)
    authors = [reachable(house, number) for number in (1, 2, 3)]
    officer.says("chờ duyệt").taps("Duyệt hàng loạt").sees("1. NT-000001 · Dưỡng số 1 · Tác giả 1", "3. NT")
    officer.taps("Bỏ NT-000002").sees("2. (đã bỏ ra) NT-000002").taps("Tiếp tục với 2")
    officer.sees("sắp duyệt 2 sáng kiến", "NT-000001", "NT-000003").unsaid("NT-000002")
    assert statuses(house) == ["submitted"] * 3
    officer.taps("Đúng, duyệt 2").sees("Đã duyệt 2 sáng kiến: NT-000001, NT-000003")
    assert statuses(house) == ["valid", "submitted", "valid"]
    assert ["Chúc mừng" in one.last() for one in authors] == [True, False, True]


def test_a_confirmation_pressed_twice_decides_once(house: House, officer: Phone) -> None:
    wait(house, 1)
    wait(house, 2)
    officer.says("chờ duyệt").taps("Duyệt hàng loạt").taps("Tiếp tục")
    yes = officer.button("Đúng, duyệt")
    officer.presses(yes).presses(yes).sees("đã cũ nên chưa làm gì")
    assert len(house.rows(t.decisions)) == 2


def test_what_changed_meanwhile_is_left_out_and_named(house: House, officer: Phone) -> None:
    other = appoint(house, house.person("hai"), "MAYTL", "Trần Văn Hai")
    for number in (1, 2, 3):
        wait(house, number)
    officer.says("chờ duyệt").taps("Duyệt hàng loạt").taps("Tiếp tục với 3")
    change(house, 2, revision=2, title="Bản khác")
    change(house, 3, claimed_by=other.row().id, claimed_until=house.now + timedelta(hours=1))
    wait(house, 4)
    officer.taps("Đúng, duyệt 3").sees(
        "Đã duyệt 1 sáng kiến: NT-000001", "Để nguyên 2", "NT-000002", "NT-000003"
    )
    officer.sees("Trần Văn Hai")
    assert statuses(house) == ["valid", "submitted", "submitted", "submitted"]


def test_ones_own_is_named_and_never_on_the_list(house: House, officer: Phone) -> None:
    wait(house, 1)
    wait(house, 2)
    change(house, 1, author_id=officer.row().id)
    officer.says("chờ duyệt").taps("Duyệt hàng loạt").sees("1. NT-000002", "Để nguyên 1", "NT-000001")
    officer.taps("Tiếp tục với 1").taps("Đúng").sees("NT-000002")
    assert statuses(house) == ["submitted", "valid"]


def test_several_are_returned_with_one_reason(house: House, officer: Phone) -> None:
    wait(house, 1)
    wait(house, 2)
    author = reachable(house, 2)
    officer.says("chờ duyệt").taps("Trả hàng loạt").taps("Tiếp tục với 2").sees("Vì sao")
    officer.taps("Ảnh mờ").sees("sắp trả lại 2 sáng kiến", "Lý do gửi các tác giả: Ảnh mờ")
    officer.taps("Đúng, trả lại 2").sees("Đã trả lại 2")
    author.sees("Ảnh mờ")
    assert statuses(house) == ["returned", "returned"]
    assert [one.reason for one in house.rows(t.decisions)] == ["photo_unreadable"] * 2


def test_everything_is_done_with_numbers_and_words(numbers: House) -> None:
    for number in (1, 2, 3, 4):
        wait(numbers, number)
    officer = appoint(numbers, numbers.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    officer.says("chờ duyệt").says("trả hàng loạt").says("bỏ 2, 3").sees("(đã bỏ ra) NT-000002")
    officer.says("3").sees("3. NT-000003").says("tiếp tục với 3 sáng kiến").sees("Vì sao")
    officer.says("Chụp lại giúp ảnh thành phẩm").sees("“Chụp lại giúp ảnh thành phẩm”").says("1")
    officer.sees("Đã trả lại 3 sáng kiến: NT-000001, NT-000003, NT-000004")
    assert statuses(numbers) == ["returned", "submitted", "returned", "returned"]


def test_it_is_left_at_any_step_and_words_are_words_again(house: House, officer: Phone) -> None:
    wait(house, 1)
    wait(house, 2)
    officer.says("duyệt hàng loạt").sees("1. NT-000001").says("thôi").sees("chưa quyết định gì")
    officer.says("1")
    assert statuses(house) == ["submitted"] * 2


def test_at_most_twenty_are_decided_at_once(house: House, officer: Phone) -> None:
    for number in range(1, 24):
        wait(house, number, days=30 - number)
    officer.says("chờ duyệt").taps("Xem thêm").taps("Duyệt hàng loạt").sees("1. NT-000006", "18. NT-000023")
    officer.says("duyệt hàng loạt").taps("Tiếp tục với 20").taps("Đúng, duyệt 20")
    assert statuses(house).count("valid") == 20
    assert statuses(house)[20:] == ["submitted"] * 3


def test_an_upper_level_endorses_nothing_it_may_not_confirm(house: House, zone_officer: Phone) -> None:
    with house.engine.begin() as connection:
        connection.execute(update(t.programmes).values(levels=2))
    wait(house, 1, status="endorsed")
    wait(house, 2, status="endorsed")
    zone_officer.says("chờ duyệt").taps("Trả hàng loạt").taps("Tiếp tục với 2").taps("Nội dung còn thiếu")
    zone_officer.taps("Đúng, trả lại 2")
    assert statuses(house) == ["sent_back", "sent_back"]


def test_a_worker_who_forges_the_buttons_is_refused(house: House, worker: Phone) -> None:
    wait(house, 1)
    worker.presses("c:pass_all:").sees("dành cho cán bộ").presses("c:bulk:yes.0").sees("dành cho cán bộ")
    assert statuses(house) == ["submitted"]
