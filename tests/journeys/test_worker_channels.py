"""One worker with Zalo at the gate and a browser at home: one person, one draft, told in one place."""

import pytest
from kit.federation import SEWING, appoint, invite
from kit.house import House, Phone
from kit.linking import code_of, link
from kit.telling import join, report, send, until

from storage import tables as t

IDEA = "Em gắn con lăn dưới bàn đóng gói, đẩy thùng hàng nhẹ hẳn"
OTHER_IDEA = "Em kẻ vạch màu trên sàn để xe đẩy không va vào chuyền may"


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


def test_the_report_goes_on_in_the_other_channel(zalo: Phone, web: Phone) -> None:
    until(zalo.taps("Báo sáng kiến"), "where")
    link(zalo, web).sees("Đã nối xong", "bản đang viết")
    web.taps("Tiếp tục").sees("Câu")
    assert web.step() == "where"
    web.says("Chuyền may 3")
    assert zalo.answers()["where"] == "Chuyền may 3"


def test_getting_a_code_in_the_middle_of_a_report_keeps_the_question(zalo: Phone, web: Phone) -> None:
    until(zalo.taps("Báo sáng kiến"), "where")
    zalo.says("liên kết").sees("Mã của anh/chị").unsaid("Câu")
    zalo.says("Chuyền may 3")
    assert zalo.answers()["where"] == "Chuyền may 3"


def test_the_idea_a_stranger_told_first_becomes_a_report(zalo: Phone, web: Phone) -> None:
    web.says(IDEA).sees("đã giữ lời kể")
    link(zalo, web).sees("bản đang viết").taps("Tiếp tục")
    assert web.answers()["idea"] == IDEA
    assert web.step() == "confidential"


def test_two_reports_under_way_are_both_kept_and_only_one_is_open(zalo: Phone, web: Phone) -> None:
    join(web, name="Nguyễn Thị Hoa", unit="TOMBV")
    until(web.says(OTHER_IDEA), "where")
    until(zalo.says(IDEA), "kind")
    link(zalo, web).sees("Đã nối xong")
    assert web.answers()["idea"] == IDEA
    zalo.says("tiếp tục").says("hủy").says("có")
    assert web.answers()["idea"] == OTHER_IDEA
    assert web.row().unit_id == zalo.row().unit_id


def test_what_both_sent_belongs_to_one(zalo: Phone, web: Phone) -> None:
    send(report(zalo))
    send(report(join(web, unit="TOMBV")))
    link(web, zalo).sees("Đã nối xong").says("sáng kiến của tôi").sees("2 sáng kiến")
    assert {one.author_id for one in zalo.house.rows(t.initiatives)} == {zalo.row().id}


def test_a_no_to_messages_in_either_channel_stays_a_no(zalo: Phone, web: Phone) -> None:
    join(web, campaigns=False)
    link(zalo, web)
    assert zalo.row().campaigns is False
    assert len(zalo.house.rows(t.consents)) == 6


def test_words_for_an_old_question_are_not_the_answer_to_a_new_one(zalo: Phone, web: Phone) -> None:
    link(zalo, web)
    until(zalo.taps("Báo sáng kiến"), "before")
    web.says("tiếp tục")
    assert web.step() == "before"
    until(web, "where")
    before = web.answers()
    zalo.says("Ngày trước tay bê cả thùng, đau lưng lắm").sees("làm tiếp ở đây", "chưa ghi", "trang web")
    assert zalo.answers() == before
    zalo.says("Chuyền may 3")
    assert zalo.answers()["where"] == "Chuyền may 3"


def test_a_button_of_an_old_question_is_not_pressed_by_mistake(zalo: Phone, web: Phone) -> None:
    link(zalo, web)
    until(zalo.taps("Báo sáng kiến"), "effect")
    old = zalo.button("Quay lại")
    until(web.says("tiếp tục"), "summary")
    zalo.presses(old).sees("làm tiếp ở đây").unsaid("chưa ghi")
    assert zalo.step() == "summary"
    zalo.taps("Gửi").sees("Mã số")


def test_the_same_question_in_both_places_may_be_answered_in_either(zalo: Phone, web: Phone) -> None:
    link(zalo, web)
    until(zalo.taps("Báo sáng kiến"), "where")
    web.says("tiếp tục")
    zalo.says("Chuyền may 3")
    assert zalo.answers()["where"] == "Chuyền may 3"


def test_a_form_that_was_sent_elsewhere_asks_nothing_here(zalo: Phone, web: Phone) -> None:
    link(zalo, web)
    until(zalo.taps("Báo sáng kiến"), "where")
    web.says("tiếp tục")
    send(report(web) if web.step() == "idea" else until(web, "summary"))
    zalo.says("Chuyền may 3").sees("Anh/chị muốn làm gì?")


def decided(officer: Phone, code: str) -> None:
    officer.says(f"duyệt {code}").sees("Đã duyệt")


@pytest.fixture
def officer(house: House) -> Phone:
    return appoint(house, house.person("nhung", channel="telegram"), "MAYTL", "Nguyễn Thị Nhung")


def test_news_goes_to_the_channel_used_last(zalo: Phone, web: Phone, officer: Phone) -> None:
    send(report(zalo))
    link(zalo, web)
    decided(officer, "1")
    web.sees("duyệt")
    assert "đã được duyệt" not in zalo.last()


def test_or_to_the_one_that_was_chosen(zalo: Phone, web: Phone, officer: Phone) -> None:
    send(report(zalo))
    link(zalo, web)
    web.says("kênh nhận tin").sees("nơi anh/chị dùng gần nhất")
    web.taps("Zalo").sees("tin báo về Zalo")
    web.says("sáng kiến của tôi").new()
    zalo.new()
    decided(officer, "1")
    assert web.new() == []
    assert len(zalo.new()) == 1
    web.says("chọn kênh").sees("Bây giờ tin về: Zalo").taps("Nơi tôi dùng gần nhất").sees("dùng gần nhất")
    assert web.row().conversation == web.conversation


def test_a_chosen_channel_that_is_blocked_is_not_waited_for(zalo: Phone, web: Phone, officer: Phone) -> None:
    send(report(zalo))
    link(zalo, web)
    web.says("kênh nhận tin").taps("Zalo")
    zalo.blocks()
    web.new()
    decided(officer, "1")
    assert len(web.new()) == 1


def test_with_one_channel_there_is_nothing_to_choose_or_cut(zalo: Phone) -> None:
    zalo.says("kênh nhận tin").sees("Zalo", "liên kết")
    zalo.says("bỏ nối").sees("không có gì để tách")


def test_a_stranger_is_told_how_and_can_cut_nothing(web: Phone) -> None:
    web.says("liên kết").sees("nơi cũ").taps("Bắt đầu").sees("Anh/chị có đồng ý không?")
    web.says("bỏ nối").sees("không có gì để tách", "Anh/chị có đồng ý không?")


def test_the_owner_cuts_off_whoever_used_the_code(zalo: Phone, web: Phone) -> None:
    link(zalo, web)
    zalo.says("bỏ nối").sees("tách nơi nào").taps("trang web").sees("Tách trang web ra?")
    zalo.taps("Tách ra").sees("Đã tách trang web ra")
    web.sees("đã được tách ra")
    assert people(web.house) == 2
    web.says("sáng kiến của tôi").sees("Anh/chị có đồng ý không?")
    assert zalo.row().name == "Nguyễn Thị Hoa"
    assert zalo.row().conversation == zalo.conversation


def test_but_that_one_cannot_lock_the_owner_out(zalo: Phone, web: Phone) -> None:
    link(zalo, web)
    web.says("bỏ nối").sees("Tách trang web này ra?").taps("Thôi, giữ nguyên").sees("giữ nguyên")
    theirs = zalo.says("bỏ nối").button("Zalo")
    web.presses(theirs).sees("không tách được")
    web.presses(theirs.replace("unlink", "cut")).sees("giữ nguyên")
    assert people(web.house) == 1


def test_one_cuts_off_the_browser_of_a_shop_and_comes_back(zalo: Phone, web: Phone) -> None:
    link(zalo, web)
    until(web.says("báo sáng kiến"), "where")
    web.says("bỏ nối").says("tách ra").sees("Đã tách ra").says("1").sees("Anh/chị có đồng ý không?")
    assert zalo.step() == "where"
    link(zalo, web).sees("Đã nối xong")
    assert people(web.house) == 1


def test_an_invite_is_typed_where_a_channel_has_no_links(house: House) -> None:
    phone = house.person("binh", channel="zalo_bot")
    phone.says(invite(house, "MAYTL")).sees("Chào đồng chí")
    other = house.person("an", channel="zalo_bot")
    other.says("U_maytl").sees(SEWING)
    last = house.person("yen", channel="zalo_bot").says(f"/start {invite(house, 'MAYTL')}")
    last.sees("Chào đồng chí")


def test_an_officer_keeps_their_post_on_the_new_channel(house: House, officer: Phone, web: Phone) -> None:
    link(officer, web).sees("Chào đồng chí")
    web.says("/duyet").unsaid("dành cho cán bộ")
    assert [one.person_id for one in house.rows(t.officers)] == [web.row().id]


def test_all_of_it_is_done_with_numbers_where_there_are_no_buttons(numbers: House) -> None:
    zalo = join(numbers.person("hoa", channel="zalo_bot"))
    page = numbers.person("hoa", channel="zalo_oa")
    page.says(code_of(zalo)).sees("1. Đúng, đó là tôi", "2. Không phải tôi").says("1").sees("Đã nối xong")
    page.says("kênh nhận tin").sees("1. Zalo của Công đoàn (đang ở đây)", "2. Zalo", "3. Nơi tôi dùng")
    page.says("2").sees("tin báo về Zalo")
    assert page.row().conversation == zalo.conversation
    zalo.says("bỏ nối").sees("1. Zalo (đang ở đây)", "2. Zalo của Công đoàn").says("2").sees("1. Tách ra")
    zalo.says("1").sees("Đã tách Zalo của Công đoàn ra")
    assert page.row().id != zalo.row().id
