"""The same idea told twice: the author is asked, officers compare, merge, and nobody is lost."""

from typing import Any

import pytest
from kit.federation import appoint, invite
from kit.house import NUMBERS, House, Phone
from kit.telling import demo, join, report, send

from handlers.events import Tapped
from handlers.initiative import Status
from storage import tables as t

FIRST = demo("Dưỡng mica")
#: The same told by somebody else: words moved, half of the marks left out, a sentence less.
TITLE = "Mica làm dưỡng, " + FIRST.title.lower()
AGAIN = FIRST.model_copy(
    update={"title": TITLE, "idea": ". ".join(reversed(FIRST.idea.replace("đ", "d").split(". ")))}
)


@pytest.fixture
def second(house: House) -> Phone:
    return join(house.person("lan"), name="Lê Thị Lan")


@pytest.fixture
def pair(officer: Phone, worker: Phone, second: Phone) -> Phone:
    """NT-000001 by Hoa and NT-000002 by Lan, which tell the same; the officer is told of both."""
    send(report(worker))
    send(report(second, AGAIN))
    return officer


def one(house: House, number: int) -> Any:
    return next(row for row in house.rows(t.initiatives) if row.number == number)


def merge(officer: Phone, keep: str = "Giữ NT-000001") -> Phone:
    officer.says("giống 2").chooses("So với NT-000001").chooses("Là một")
    return officer.chooses(keep)


def test_an_author_is_asked_before_the_same_is_sent_twice(worker: Phone) -> None:
    send(report(worker))
    report(worker, AGAIN).sees("Anh/chị đã gửi NT-000001", "Nếu là việc khác, anh/chị cứ gửi")
    send(worker).sees("NT-000002")


def test_another_ones_words_are_never_shown_to_an_author(worker: Phone, second: Phone) -> None:
    send(report(worker))
    report(second, AGAIN).unsaid("NT-000001")


def test_a_different_initiative_raises_no_question(worker: Phone) -> None:
    send(report(worker))
    report(worker, demo("Đèn báo")).unsaid("Anh/chị đã gửi")


def test_officers_hear_of_a_likely_duplicate_with_the_notice(pair: Phone) -> None:
    pair.sees("NT-000002", "Có thể trùng: NT-000001 (giống")


def test_the_list_and_both_texts_are_read_on_a_phone(pair: Phone) -> None:
    pair.says("giong 2").sees("Giống NT-000002", "NT-000001 · giống", "Nguyễn Thị Hoa", "đang chờ duyệt")
    pair.taps("So với NT-000001").sees("NT-000002 và NT-000001: giống", "Tên sáng kiến:", "(như nhau)")
    assert pair.buttons() == ["Là một", "Khác nhau", "Các bản giống"]


def test_a_merge_keeps_the_earlier_one_and_both_authors(
    pair: Phone, worker: Phone, second: Phone, house: House
) -> None:
    merge(pair, "Giữ NT-000001 (gửi trước)").sees("Đã gộp NT-000002 vào NT-000001")
    second.sees("Anh/chị là đồng tác giả của NT-000001")
    worker.sees("anh/chị vẫn là tác giả")
    first, gone = one(house, 1), one(house, 2)
    assert (first.status, gone.status, gone.merged_into) == ("submitted", "merged", first.id)
    assert [row.person_id for row in house.rows(t.joint_authors)] == [gone.author_id]
    assert [row.words for row in house.rows(t.decisions)] == ["NT-000001"]


def test_the_later_one_may_stay(pair: Phone, house: House) -> None:
    merge(pair, "Giữ NT-000002").sees("Đã gộp NT-000001 vào NT-000002")
    assert one(house, 1).status == Status.MERGED


def test_two_that_were_said_to_differ_are_not_offered_again(pair: Phone, house: House) -> None:
    pair.says("giống 2").taps("So với").taps("Khác nhau").sees("hai sáng kiến khác nhau")
    pair.says("giống 2").sees("Chưa thấy sáng kiến nào giống")
    assert [(row.state, one(house, 1).status) for row in house.rows(t.likenesses)] == [("apart", "submitted")]


def test_what_was_withdrawn_is_not_offered(pair: Phone, worker: Phone) -> None:
    worker.says("sáng kiến của tôi").taps("NT-000001").taps("Rút lại").taps("Rút lại")
    pair.says("giống 2").sees("Chưa thấy")


def test_a_merge_of_what_changed_meanwhile_is_looked_at_again(pair: Phone, house: House) -> None:
    other = appoint(house, house.person("hai"), "MAYTL", "Lê Thị Hai")
    pair.says("giống 2").taps("So với").taps("Là một")
    other.says("tra 2 thieu quyet dinh")
    pair.taps("Giữ NT-000001").sees("đã thay đổi từ lúc đồng chí mở")
    assert one(house, 2).status == "returned"


def test_two_officers_who_merge_crosswise_at_once_lose_neither(pair: Phone, house: House) -> None:
    other = appoint(house, house.person("hai"), "MAYTL", "Lê Thị Hai")
    for officer, data in ((pair, "c:unite:1 2 1 1"), (other, "c:unite:2 1 1 1")):
        house.store(Tapped(conversation=officer.conversation, at=house.now, data=data))
    house.pump()
    assert sorted(one(house, number).status for number in (1, 2)) == ["merged", "submitted"]
    assert len(house.rows(t.joint_authors)) == 1
    other.sees("đã thay đổi từ lúc đồng chí mở")


def test_a_chain_of_merges_ends_at_the_last(pair: Phone, house: House) -> None:
    third = join(house.person("mai"), name="Đỗ Thị Mai")
    send(report(third, AGAIN))
    pair.says("giống 2 3").taps("Là một").taps("Giữ NT-000003")
    pair.says("giống 3 1").taps("Là một").taps("Giữ NT-000001")
    last = one(house, 1).id
    assert [one(house, number).merged_into for number in (2, 3)] == [last, last]
    assert {row.initiative_id for row in house.rows(t.joint_authors)} == {last}
    assert len(house.rows(t.joint_authors)) == 2


def test_what_is_merged_already_is_not_merged_again(pair: Phone) -> None:
    old = pair.says("giống 2").taps("So với").taps("Là một").button("Giữ NT-000001")
    pair.presses(old).presses(old).sees("đã thay đổi")


def test_a_copy_at_another_factory_is_only_a_hint(
    pair: Phone, zone_officer: Phone, other_officer: Phone, house: House
) -> None:
    far = join(house.person("xa"), name="Ngô Thị Xa", unit="TOMBV")
    send(report(far))
    other_officer.says("giống 3").sees("ở đơn vị khác, chỉ để tham khảo").unsaid("Nguyễn Thị Hoa")
    assert "So với NT-000001" not in other_officer.buttons()
    zone_officer.says("giống 3 1").sees("không gộp được").unsaid("Là một")
    zone_officer.presses("c:same:3 1 1 1").sees("Chỉ gộp được sáng kiến của cùng một đơn vị")


@pytest.mark.parametrize("pressed", ["c:alike:1", "c:alike:1 2", "c:unite:1 2 1 1", "c:apart:1 2"])
def test_a_worker_who_forges_the_buttons_learns_nothing(pair: Phone, second: Phone, pressed: str) -> None:
    second.presses(pressed).sees("dành cho cán bộ")


@pytest.mark.parametrize(
    "pressed", ["c:unite:1 2", "c:unite:1 2 x y", "c:unite:1 1 1 1", "c:same:1", "c:apart:"]
)
def test_a_forged_argument_changes_nothing(pair: Phone, house: House, pressed: str) -> None:
    pair.presses(pressed)
    assert {row.status for row in house.rows(t.initiatives)} == {"submitted"}


def test_an_officer_does_not_merge_what_is_their_own(pair: Phone, worker: Phone, house: House) -> None:
    worker.begins(invite(house, "MAYTL"))
    worker.says("giống 2").taps("So với NT-000001").taps("Là một").sees("của chính đồng chí")
    assert one(house, 2).status == "submitted"


def test_from_the_kept_one_the_merged_one_can_still_be_read(pair: Phone) -> None:
    merge(pair).says("giống 1").sees("Đã gộp vào NT-000001:", "NT-000002 · Lê Thị Lan")
    pair.taps("Mở NT-000002").sees("NT-000002", "NT-000001")


def test_a_merge_is_taken_back_while_nothing_came_of_it(pair: Phone, second: Phone, house: House) -> None:
    merge(pair).says("tách 2").sees("Đã tách NT-000002 khỏi NT-000001")
    second.sees("được xét riêng")
    assert (one(house, 2).status, one(house, 2).merged_into) == ("submitted", None)
    assert house.rows(t.joint_authors) == []
    pair.says("giống 2").sees("Chưa thấy").says("tách 2").sees("không phải tách")


def test_a_merge_stays_once_the_kept_one_was_decided(pair: Phone, house: House) -> None:
    merge(pair).says("duyệt 1")
    pair.says("tach 2").sees("đã có quyết định sau khi gộp")
    assert one(house, 2).status == "merged"


def test_it_stands_again_where_it_stood_before(pair: Phone, house: House) -> None:
    pair.says("tra 2 thieu quyet dinh")
    merge(pair).says("tách 2")
    assert one(house, 2).status == "returned"


def test_all_of_it_works_by_numbers_alone(pair: Phone, house: House) -> None:
    house.limits = NUMBERS
    officer = house.person("nhung").says("giống 2").sees("1. So với NT-000001").says("1")
    officer.sees("1. Là một", "2. Khác nhau").says("1").sees("1. Giữ NT-000001 (gửi trước)").says("1")
    officer.sees("Đã gộp NT-000002 vào NT-000001")


def test_whoever_stays_the_author_cannot_take_the_other_s_work_away(
    pair: Phone, worker: Phone, house: House
) -> None:
    merge(pair)
    worker.presses("c:withdraw:NT-000001").sees("có thêm tác giả khác")
    worker.presses("c:withdraw:NT-000001:yes").sees("có thêm tác giả khác")
    assert one(house, 1).status == "submitted"
    pair.says("tách 2")
    worker.presses("c:withdraw:NT-000001:yes").sees("Đã rút lại NT-000001")
