"""An officer or a helper enters a report for a worker who cannot."""

import pytest
from kit.federation import SEWING, appoint
from kit.house import NUMBERS, House, Phone
from kit.telling import answer, demo, join, report, send

from storage import tables as t

pytestmark = pytest.mark.slow


def told(phone: Phone, title: str = "Dưỡng mica") -> Phone:
    """The whole report from its first question to the review screen."""
    for _ in range(40):
        if phone.step() == "summary":
            return phone
        answer(phone, demo(title))
    raise AssertionError(phone.last())


def introduced(phone: Phone, name: str = "Nguyễn Thị Hoa", number: str = "0912 345 678") -> Phone:
    phone.says("nhập hộ").sees("họ và tên").says(name).sees(f"Số điện thoại của {name}")
    phone.says(number) if number else phone.chooses("Không có số")
    return phone.sees("bằng cách nào").chooses("Nói đồng ý")


def entered(phone: Phone, title: str = "Dưỡng mica", **worker: str) -> Phone:
    return send(told(introduced(phone, **worker), title))


def person(house: House, author: int) -> object:
    return next(one for one in house.rows(t.people) if one.id == author)


@pytest.mark.parametrize("buttons", [True, False])
def test_a_report_is_entered_for_a_worker_who_becomes_its_author(officer: Phone, buttons: bool) -> None:
    house = officer.house
    if not buttons:
        house.limits = NUMBERS
    introduced(officer).sees("Nhập hộ: Nguyễn Thị Hoa")
    send(told(officer).sees("Nhập hộ: Nguyễn Thị Hoa"))
    officer.sees("của Nguyễn Thị Hoa", "NT-000001")
    one = house.rows(t.initiatives)[0]
    author = next(who for who in house.rows(t.people) if who.id == one.author_id)
    assert (author.name, author.phone, author.handling) == ("Nguyễn Thị Hoa", "+84912345678", True)
    assert one.entered_by == officer.row().id != one.author_id
    assert one.unit_id == author.unit_id == 3
    (consent,) = house.rows(t.consents)
    assert (consent.person_id, consent.purpose, consent.given) == (author.id, "handling", True)
    assert consent.conversation == officer.conversation
    assert consent.text_version.startswith("vi:spoken:")
    officer.says("xem 1").sees("Nguyễn Thị Hoa")


def test_whoever_entered_it_hears_the_verdict_and_mends_it(house: House, zone_officer: Phone) -> None:
    helper = appoint(house, house.person("ho"), "MAYTL", "Lê Văn Hỗ")
    entered(helper)
    zone_officer.says("tra 1 thieu quyet dinh").sees("Đã trả lại")
    helper.sees("Nguyễn Thị Hoa", "Chưa có quyết định")
    assert sum("Chưa có quyết định" in said for said in helper.new()) == 1
    helper.says("sửa sáng kiến").sees("Nhập hộ: Nguyễn Thị Hoa").chooses("Gửi lại").sees("NT-000001")
    one = house.rows(t.initiatives)[0]
    assert (one.status, one.author_id != helper.row().id) == ("submitted", True)
    zone_officer.says("/duyet 1")
    helper.sees("Chúc mừng", "Nguyễn Thị Hoa")


def test_what_was_entered_stands_in_ones_own_list_with_the_name(officer: Phone) -> None:
    entered(officer)
    officer.says("sáng kiến của tôi").sees("đã gửi 1")
    assert "Nguyễn Thị Hoa" in officer.buttons()[0]


def test_the_same_worker_is_one_person_however_often_they_are_entered(officer: Phone) -> None:
    entered(officer)
    entered(officer, "Đèn báo", name="Hoa", number="+84 912 345 678")
    entered(officer, "Đèn báo", name="Trần Văn Nam")
    authors = [one.author_id for one in officer.house.rows(t.initiatives)]
    assert authors[0] == authors[1] != authors[2]
    assert len(officer.house.rows(t.consents)) == 3


def test_an_officers_word_puts_nothing_under_the_name_of_whoever_writes_themselves(officer: Phone) -> None:
    worker = join(officer.house.person("hoa"))
    entered(officer)
    assert officer.house.rows(t.initiatives)[0].author_id != worker.row().id
    worker.says("/sangkien").sees("chưa gửi sáng kiến nào")


def test_a_worker_without_a_phone_and_with_a_signed_paper(officer: Phone) -> None:
    officer.says("nhap ho").says("Nguyễn Thị Hoa").says("bỏ qua").sees("bằng cách nào").says("2")
    send(told(officer))
    house = officer.house
    author = next(one for one in house.rows(t.people) if one.id == house.rows(t.initiatives)[0].author_id)
    assert author.phone is None
    assert house.rows(t.consents)[0].text_version.startswith("vi:paper:")


def test_an_officer_above_says_where_the_worker_is(zone_officer: Phone, officer: Phone) -> None:
    zone_officer.says("nhập hộ").sees("làm ở đâu").says("hải phòng").sees("chọn một đơn vị")
    zone_officer.says("MAYTL").sees("họ và tên").says("Huy").sees("Số điện thoại của Huy")
    zone_officer.says("123").sees("chưa đúng").says("bỏ qua").taps("Đã ký")
    send(told(zone_officer))
    assert zone_officer.house.rows(t.initiatives)[0].unit_id == 3
    officer.sees("sáng kiến mới", "Huy", SEWING)


def test_a_grassroots_officer_enters_for_their_own_unit_only(officer: Phone) -> None:
    officer.says("nhập hộ").presses("c:behalf:4").sees("họ và tên")
    assert '"unit_id":3' in officer.row().place


def test_going_back_and_giving_up_send_nothing(officer: Phone) -> None:
    officer.says("nhập hộ").says("Nguyễn Thị Hao").says("quay lại").sees("họ và tên")
    officer.says("Nguyễn Thị Hoa").sees("điện thoại của Nguyễn Thị Hoa").says("thôi không nhập")
    officer.sees("đã thôi nhập hộ")
    officer.says("Nguyễn Thị Hoa").unsaid("điện thoại")
    assert officer.house.rows(t.drafts) == []


def test_a_name_is_not_taken_once_something_else_was_shown(officer: Phone) -> None:
    officer.says("nhập hộ").says("/duyet").says("Nguyễn Thị Hoa").unsaid("điện thoại")


def test_ones_own_unfinished_report_waits_meanwhile(officer: Phone) -> None:
    officer.says("báo sáng kiến").taps("Đồng ý").taps("Không nhận").taps("Không nêu").says("bỏ qua").says(
        "MAYTL"
    )
    officer.says("báo sáng kiến").says("Em gắn con lăn dưới bàn đóng gói cho đỡ phải khiêng")
    officer.says("tạm dừng")
    entered(officer, "Đèn báo")
    officer.says("tiếp tục").sees("Mời anh/chị làm tiếp").unsaid("Nhập hộ")
    assert "con lăn" in officer.answers()["idea"]


def test_starting_over_is_still_for_the_same_worker(officer: Phone) -> None:
    introduced(officer).says("Em gắn con lăn dưới bàn đóng gói").says("làm lại").taps("Đồng ý")
    officer.sees("Nhập hộ: Nguyễn Thị Hoa")


@pytest.mark.parametrize("role", ["observer", "administrator"])
def test_whoever_only_looks_enters_nothing(officer: Phone, role: str) -> None:
    with officer.house.engine.begin() as connection:
        connection.execute(t.officers.update().values(role=role))
    officer.says("nhập hộ").sees("không nhập hộ được")


def test_a_worker_cannot_enter_for_others(worker: Phone) -> None:
    worker.presses("c:behalf:spoken").sees("dành cho cán bộ")
    report(worker)


def test_whoever_enters_alone_at_a_unit_leaves_the_verdict_to_the_level_above(
    officer: Phone, zone_officer: Phone
) -> None:
    entered(officer)
    zone_officer.sees("sáng kiến mới", "Nguyễn Thị Hoa", SEWING)
    zone_officer.says("tra 1 thieu quyet dinh")
    officer.says("sửa sáng kiến").chooses("Gửi lại")
    zone_officer.sees("NT-000001", "Nguyễn Thị Hoa", SEWING)
