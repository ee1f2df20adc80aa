"""A worker and the bot meet: greeting, consent by purpose, name, phone and unit."""

import pytest
from kit.federation import SEWING, SHRIMP
from kit.house import House, Phone
from kit.telling import join
from sqlalchemy import select

from storage import tables as t

IDEA = "Em gắn con lăn dưới bàn đóng gói, đẩy thùng hàng nhẹ hẳn"


def test_the_greeting_is_one_short_message_that_asks_for_consent(stranger: Phone) -> None:
    stranger.begins().sees("Chào anh/chị", "Anh/chị có đồng ý không?")
    assert len(stranger.new()) == 1
    assert "English" in stranger.buttons()


def test_a_link_on_a_poster_names_the_unit(stranger: Phone) -> None:
    stranger.begins("u_MAYTL").sees(SEWING)
    stranger.taps("Đồng ý").taps("Đồng ý nhận").taps("Không nêu").says("Lê Thị Hoa").says("bỏ qua")
    stranger.sees("Cảm ơn Lê Thị Hoa")
    assert stranger.row().unit_id is not None


def test_a_unit_code_may_be_the_first_message(stranger: Phone) -> None:
    stranger.says("maytl").sees(SEWING)


def test_a_link_with_an_unknown_code_is_greeted_like_any_other(stranger: Phone) -> None:
    stranger.begins("u_NOWHERE").sees("Chào anh/chị")
    assert stranger.row().unit_id is None


def test_the_idea_may_be_the_first_message_and_is_not_asked_again(stranger: Phone) -> None:
    stranger.says(IDEA).sees("Chào anh/chị", "đã giữ lời kể")
    stranger.taps("Đồng ý").taps("Không nhận").taps("Không nêu").says("Lê Thị Hoa").says("bỏ qua")
    stranger.says("May Tân Lam").taps(SEWING)
    assert stranger.answers()["idea"] == IDEA
    assert stranger.step() == "confidential"


def test_an_idea_that_comes_in_two_messages_before_the_consent_is_kept_whole(stranger: Phone) -> None:
    stranger.says(IDEA).says("Còn nữa, chị em chuyền bên cũng xin làm theo")
    stranger.taps("Đồng ý").taps("Không nhận").taps("Không nêu").says("Lê Thị Hoa").says("bỏ qua")
    stranger.says("May Tân Lam").taps(SEWING)
    assert stranger.answers()["idea"] == f"{IDEA}\nCòn nữa, chị em chuyền bên cũng xin làm theo"


def test_each_consent_is_kept_with_its_words_time_channel_and_message(stranger: Phone) -> None:
    stranger.begins("u_MAYTL")
    stranger.taps("Đồng ý", key="k1").taps("Không nhận tin", key="k2").taps("Đồng ý nêu", key="k3")
    kept = stranger.house.rows(t.consents)
    assert [(one.purpose, one.given, one.update_key) for one in kept] == [
        ("handling", True, "k1"),
        ("campaigns", False, "k2"),
        ("public", True, "k3"),
    ]
    for one in kept:
        assert one.text_version.startswith("vi:")
        assert one.conversation == stranger.conversation
        assert one.at <= stranger.house.now
    assert len({one.text_version for one in kept}) == 3


def test_refusing_messages_and_being_named_blocks_nothing(stranger: Phone) -> None:
    join(stranger, campaigns=False).sees("Thế là xong")
    stranger.taps("Báo sáng kiến")
    assert stranger.step() == "idea"


def test_refusing_the_handling_ends_kindly_and_one_may_begin_again(stranger: Phone) -> None:
    stranger.begins().taps("Không đồng ý").sees("bắt đầu")
    assert stranger.draft() is None
    assert stranger.row().handling is False
    stranger.says("bắt đầu").sees("Anh/chị có đồng ý không?")
    stranger.taps("Đồng ý")
    assert stranger.row().handling is True


@pytest.mark.parametrize(
    "said", ["đồng ý", "Dong y", "ok", "vâng ạ", "1", "1.", "số 1", "mot", "mootj", "👍"]
)
def test_consent_may_be_typed_in_many_ways(numbers: House, said: str) -> None:
    phone = numbers.person("hoa").begins()
    phone.sees("1. Đồng ý", "2. Không đồng ý").says(said)
    assert phone.row().handling is True


@pytest.mark.parametrize("said", ["không", "ko", "2", "hai", "từ chối", "tu choi", "không đồng ý"])
def test_and_refused_in_many_ways(numbers: House, said: str) -> None:
    phone = numbers.person("hoa").begins().says(said)
    assert phone.row().handling is False


def test_english_is_one_tap_away_and_stays(stranger: Phone) -> None:
    stranger.begins("u_MAYTL").taps("English").sees("Do you agree")
    stranger.taps("I agree")
    assert stranger.row().language == "en"
    assert stranger.house.rows(t.consents)[0].text_version.startswith("en:")


def to_the_phone(phone: Phone) -> Phone:
    phone.begins("u_MAYTL").taps("Đồng ý").taps("Đồng ý nhận").taps("Không nêu")
    return phone.says("Lê Thị Hoa").sees("Số điện thoại")


def test_ones_own_number_is_taken_from_the_shared_contact(stranger: Phone) -> None:
    to_the_phone(stranger).shares_phone("84912345678")
    assert stranger.row().phone == "+84912345678"


def test_somebody_elses_contact_is_refused(stranger: Phone) -> None:
    to_the_phone(stranger).shares_phone("84912345678", own=False).sees("số của người khác")
    assert stranger.row().phone is None
    assert stranger.step() == "phone"


@pytest.mark.parametrize(
    "said", ["0912345678", "0912 345 678", "+84 912.345.678", "84912345678", "sdt 0912-345-678"]
)
def test_a_phone_may_be_typed_in_any_form(stranger: Phone, said: str) -> None:
    to_the_phone(stranger).says(said)
    assert stranger.row().phone == "+84912345678"


def test_what_is_no_phone_is_asked_again_and_may_be_skipped(stranger: Phone) -> None:
    to_the_phone(stranger).says("12345").sees("chưa đúng").says("bo qua").sees("Cảm ơn")
    assert stranger.row().phone is None


def to_the_unit(phone: Phone) -> Phone:
    phone.begins().chooses("Đồng ý").chooses("Đồng ý nhận").chooses("Không nêu")
    return phone.says("Lê Thị Hoa").says("bỏ qua").sees("công ty, cơ quan nào")


@pytest.mark.parametrize("said", ["Tân Lam", "tan lam", "may tan lam", "công ty May Tân Lam"])
def test_a_unit_is_found_by_words_with_and_without_marks(numbers: House, said: str) -> None:
    phone = to_the_unit(numbers.person("hoa")).says(said).sees(f"1. {SEWING}")
    phone.says("1").sees("Cảm ơn", SEWING)


def test_a_unit_is_found_by_its_code(stranger: Phone) -> None:
    to_the_unit(stranger).says("tombv").sees(SHRIMP, "Cảm ơn")


def test_an_unknown_unit_is_kept_in_ones_own_words(numbers: House) -> None:
    phone = to_the_unit(numbers.person("hoa")).says("xưởng gỗ Út Mười")
    phone.sees("chưa tìm thấy", "1. Không thấy, ghi theo lời tôi").says("1").sees("Cảm ơn")
    assert phone.row().unit_words == "xưởng gỗ Út Mười"


def test_a_second_scan_during_first_contact_goes_on_and_keeps_the_idea(stranger: Phone) -> None:
    stranger.says(IDEA).taps("Đồng ý")
    stranger.begins("u_MAYTL").sees(SEWING, "nhắn tin nhắc")
    stranger.taps("Không nhận").taps("Không nêu").says("Lê Thị Hoa").says("bỏ qua")
    assert stranger.answers()["idea"] == IDEA
    assert len(stranger.house.rows(t.drafts)) == 1


def test_opening_the_page_again_asks_the_same_question(stranger: Phone) -> None:
    stranger.begins().taps("Đồng ý").begins().sees("đang trả lời dở", "nhắn tin nhắc")
    assert len(stranger.house.rows(t.drafts)) == 1


def test_scanning_another_units_poster_asks_before_anything_moves(worker: Phone) -> None:
    before = worker.row().unit_id
    worker.begins("u_TOMBV").sees(SHRIMP)
    assert worker.row().unit_id == before
    worker.says("đúng rồi").sees("Đã ghi nơi làm việc mới")
    assert worker.row().unit_id != before


def test_a_name_like_a_command_is_a_name(stranger: Phone) -> None:
    stranger.begins("u_MAYTL").taps("Đồng ý").taps("Đồng ý nhận").taps("Không nêu").says("Dung")
    assert stranger.row().name == "Dung"


@pytest.mark.parametrize("name", ["{name}", "{0.__class__} Hoa", "<b>Hoa</b> & *Lan*", "Hoa_[x](http://x)"])
def test_signs_in_a_name_break_nothing(stranger: Phone, name: str) -> None:
    stranger.begins("u_MAYTL").taps("Đồng ý").taps("Đồng ý nhận").taps("Không nêu").says(name)
    kept = stranger.row().name
    if kept is None:
        stranger.sees("chưa nhận ra họ tên")
    else:
        assert kept.lower() == name.lower()
        stranger.says("bỏ qua").sees(kept)


def test_going_back_returns_to_the_question_before(stranger: Phone) -> None:
    stranger.begins("u_MAYTL").taps("Đồng ý").taps("Không nhận").says("quay lại").sees("nhắn tin nhắc")
    stranger.taps("Đồng ý nhận tin").sees("biểu dương")
    assert stranger.row().campaigns is True
    given = select(t.consents.c.given).where(t.consents.c.purpose == "campaigns").order_by(t.consents.c.id)
    with stranger.house.engine.connect() as connection:
        assert list(connection.scalars(given)) == [False, True]


def test_a_unit_that_shares_one_word_of_many_is_not_offered(stranger: Phone) -> None:
    to_the_unit(stranger).says("xưởng mộc Ba Đình").sees("chưa tìm thấy")
