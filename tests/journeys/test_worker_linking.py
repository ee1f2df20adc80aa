"""A worker proves by a one-time code that she is the same on Zalo and in a browser."""

from dataclasses import replace
from datetime import timedelta

import pytest
from kit.federation import SEWING
from kit.house import House, Phone
from kit.linking import code_of
from kit.telling import join, until

from handlers.events import Event, Said, Tapped
from storage import tables as t

IDEA = "Em gắn con lăn dưới bàn đóng gói, đẩy thùng hàng nhẹ hẳn"


@pytest.fixture
def zalo(house: House) -> Phone:
    """The worker as the bot has known her for a while."""
    return join(house.person("hoa", channel="zalo_bot"))


@pytest.fixture
def web(house: House) -> Phone:
    """The same woman in a browser, where nobody knows her."""
    return house.person("khach", channel="web")


def people(house: House) -> int:
    return len(house.rows(t.people))


def test_a_code_typed_in_the_other_channel_makes_one_person_of_two(zalo: Phone, web: Phone) -> None:
    web.begins().says("liên kết").sees("nơi cũ", "mã 10 số", "Anh/chị có đồng ý không?")
    code = code_of(zalo)
    web.says(code).sees("Nguyễn Thị Hoa", SEWING, "đúng là mình").unsaid("0912")
    web.taps("Đúng, đó là tôi").sees("Đã nối xong", "Nguyễn Thị Hoa")
    zalo.sees("trang web đã được nối", "bỏ nối")
    assert people(web.house) == 1
    assert web.row().id == zalo.row().id
    assert web.row().place == '{"kind":"home"}'
    web.says("sáng kiến của tôi").sees("chưa gửi sáng kiến nào")


@pytest.mark.parametrize(
    "form",
    ["{0} {1} {2}", "{0}{1}{2}", "mã {0}-{1}-{2}", "ma {0}{1}{2}", "nối {0} {1} {2} ạ", "/noi {0}{1}{2}"],
)
def test_a_code_may_be_typed_in_many_ways(zalo: Phone, web: Phone, form: str) -> None:
    code = code_of(zalo).split()
    web.says(form.format(*code)).sees("Nguyễn Thị Hoa").says("đúng rồi").sees("Đã nối xong")


def test_a_no_joins_nothing_and_the_question_before_is_asked_again(zalo: Phone, web: Phone) -> None:
    web.begins().says(code_of(zalo)).says("không").sees("không nối gì", "Anh/chị có đồng ý không?")
    assert people(web.house) == 2


def test_a_code_works_once(zalo: Phone, web: Phone, house: House) -> None:
    code = code_of(zalo)
    web.says(code).taps("Đúng, đó là tôi")
    house.person("ai", channel="telegram").says(code).sees("không đúng hoặc đã hết hạn")


def test_pressing_yes_twice_joins_once_and_complains_of_nothing(zalo: Phone, web: Phone) -> None:
    code = code_of(zalo)
    pressed = web.says(code).button("Đúng, đó là tôi")
    web.presses(pressed).presses(pressed).sees("Đã nối xong").says(code).sees("đã nối xong rồi")
    assert {one.tries for one in web.house.rows(t.conversations)} == {0}


def test_a_code_is_too_old_after_a_quarter_of_an_hour(zalo: Phone, web: Phone, house: House) -> None:
    code = code_of(zalo)
    house.now += timedelta(minutes=15)
    web.says(code).sees("không đúng hoặc đã hết hạn")
    web.says(code_of(zalo)).sees("Nguyễn Thị Hoa")
    house.now += timedelta(minutes=15)
    web.taps("Đúng, đó là tôi").sees("không đúng hoặc đã hết hạn")
    assert people(house) == 2


def test_a_new_code_takes_the_place_of_the_one_before(zalo: Phone, web: Phone) -> None:
    first, second = code_of(zalo), code_of(zalo)
    web.says(first).sees("không đúng").says(second).sees("Nguyễn Thị Hoa")


def test_only_a_hash_of_the_code_is_kept(zalo: Phone) -> None:
    code = code_of(zalo).replace(" ", "")
    (kept,) = zalo.house.rows(t.links)
    assert code not in repr(kept)


def test_ones_own_code_is_no_other_account(zalo: Phone) -> None:
    zalo.says(code_of(zalo)).sees("của chính anh/chị")


def test_a_forged_button_needs_the_code_as_well(zalo: Phone, web: Phone) -> None:
    code_of(zalo)
    link_id = zalo.house.rows(t.links)[0].id
    for forged in (f"c:merge:{link_id}", "c:merge:1000000000", "c:merge:", "c:merge:1:2"):
        web.presses(forged)
        assert people(web.house) == 2


def test_five_wrong_codes_are_enough_for_an_hour(zalo: Phone, web: Phone, house: House) -> None:
    for wrong in range(5):
        web.says(f"mã 100000000{wrong}").sees("không đúng")
    code = code_of(zalo)
    web.says(code).sees("thử lại sau")
    web.says(f"mã {code}").sees("thử lại sau")
    house.now += timedelta(hours=1)
    web.says(code_of(zalo)).sees("Nguyễn Thị Hoa")


def test_an_amount_of_ten_digits_is_an_answer_and_still_a_counted_try(zalo: Phone) -> None:
    until(zalo.taps("Báo sáng kiến"), "amount").says("1200000000")
    assert zalo.answers()["amount"] == "1200000000"
    assert zalo.step() != "amount"
    assert [one.tries for one in zalo.house.rows(t.conversations)] == [1]


def test_guessing_inside_a_form_ends_too(zalo: Phone, web: Phone) -> None:
    join(web, name="Trần Văn Kẻ")
    until(web.taps("Báo sáng kiến"), "where")
    for wrong in range(6):
        web.says(f"100000000{wrong}").says("quay lại")
    code = code_of(zalo)
    web.says(code).unsaid("Nguyễn Thị Hoa")
    assert people(web.house) == 2


def test_somebody_who_said_no_to_keeping_data_is_not_joined_silently(zalo: Phone, web: Phone) -> None:
    web.begins().taps("Không đồng ý").says(code_of(zalo)).sees("chưa đồng ý")
    assert people(web.house) == 2


def at_once(house: House, *events: Event) -> None:
    """All of these wait before the bot has looked at the first."""
    house.now += timedelta(seconds=20)
    house.store(*(replace(one, at=house.now) for one in events))
    house.pump()


def yes(phone: Phone) -> Tapped:
    return Tapped(conversation=phone.conversation, at=phone.house.now, data=phone.button("Đúng, đó là tôi"))


def test_two_people_who_type_each_others_codes_at_once_become_one(zalo: Phone, web: Phone) -> None:
    mine, theirs = code_of(zalo), code_of(join(web))
    zalo.says(theirs)
    web.says(mine)
    at_once(zalo.house, yes(zalo), yes(web))
    assert people(zalo.house) == 1
    assert not [one.error for one in zalo.house.rows(t.inbox) if one.attempts]
    assert zalo.row().id == web.row().id


def test_what_the_owner_does_in_the_same_moment_is_not_lost(zalo: Phone, web: Phone) -> None:
    web.says(code_of(zalo))
    told = Said(conversation=zalo.conversation, at=zalo.house.now, text=IDEA)
    at_once(zalo.house, told, yes(web))
    assert people(zalo.house) == 1
    assert web.answers()["idea"] == IDEA
    zalo.says("không")
    assert web.answers()["confidential"] == "no"


def test_a_new_code_in_the_same_moment_spoils_the_old_one(zalo: Phone, web: Phone) -> None:
    web.says(code_of(zalo))
    again = Said(conversation=zalo.conversation, at=zalo.house.now, text="liên kết")
    at_once(zalo.house, again, yes(web))
    assert people(zalo.house) == 2
    web.sees("không đúng hoặc đã hết hạn")
