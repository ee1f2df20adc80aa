"""Officers are told, look, decide, and the author hears of it."""

from datetime import timedelta

import pytest
from kit.federation import SEWING, appoint, invite
from kit.house import NUMBERS, House, Phone
from kit.telling import answer, demo, join, report, send, until

from handlers.events import Said, Tapped
from storage import tables as t

THANKS = "Chúc mừng anh/chị"


@pytest.fixture
def sent(officer: Phone, worker: Phone) -> Phone:
    """A worker whose initiative NT-000001 waits for the officer of the factory."""
    return send(report(worker))


def status(house: House, number: int = 1) -> str:
    return str(next(one.status for one in house.rows(t.initiatives) if one.number == number))


def test_the_nearest_officer_is_told_and_nobody_else(
    officer: Phone, zone_officer: Phone, other_officer: Phone, worker: Phone
) -> None:
    send(report(worker))
    officer.sees("sáng kiến mới", "NT-000001", "Nguyễn Thị Hoa", SEWING)
    assert zone_officer.parts() == []
    assert other_officer.parts() == []


def test_where_a_factory_has_no_officer_the_level_above_is_told(zone_officer: Phone, worker: Phone) -> None:
    send(report(worker))
    zone_officer.sees("NT-000001")


def test_a_worker_of_an_unknown_unit_is_seen_at_the_root_and_placed_by_an_officer(house: House) -> None:
    province = appoint(house, house.person("mai"), "TINH", "Đặng Thị Mai")
    worker = house.person("hoa").begins().taps("Đồng ý").taps("Không nhận").taps("Không nêu")
    worker.says("Lê Thị Hoa").says("bỏ qua").says("xưởng tôm").taps("Không thấy")
    send(report(worker))
    province.sees("NT-000001", "xưởng tôm").taps("Xem và xét").taps("Chọn đơn vị").sees("xưởng tôm")
    province.taps("Công đoàn cơ sở Công ty TNHH Tôm").sees("Đã ghi đơn vị")
    province.taps("Mở NT-000001").sees("Đơn vị: Công đoàn cơ sở Công ty TNHH Tôm")


def test_the_queue_shows_counts_oldest_first(officer: Phone, sent: Phone) -> None:
    sent.house.now += timedelta(days=4)
    send(report(sent, demo("Đèn báo")))
    officer.says("/duyet").sees("Đang chờ duyệt: 2", "Đã chờ quá 3 ngày: 1")
    assert officer.buttons()[0].startswith("NT-000001")
    assert officer.buttons()[1].startswith("NT-000002")


def test_a_card_shows_all_answers_and_the_photos(officer: Phone, sent: Phone) -> None:
    officer.taps("Xem và xét").sees("NT-000001", "Dưỡng mica", "18/QĐ-MTL", "Nguyễn Thị Hoa")
    assert [one.file.name for one in officer.parts() if one.file] == ["quyet-dinh.jpg"]
    assert officer.buttons()[:3] == ["Duyệt", "Trả lại", "Không hợp lệ"]


def test_approving_by_tap_tells_the_author(officer: Phone, sent: Phone) -> None:
    officer.taps("Xem và xét").taps("Duyệt").sees("Đã duyệt NT-000001")
    sent.sees(THANKS, "NT-000001")
    assert status(sent.house) == "valid"


def test_approving_by_typed_command(officer: Phone, sent: Phone) -> None:
    officer.says("/duyet 1").sees("Đã duyệt NT-000001")
    sent.sees(THANKS)


def test_returning_by_tap_with_a_reason_and_words(officer: Phone, sent: Phone) -> None:
    officer.taps("Xem và xét").taps("Trả lại").sees("Vì sao").taps("Ảnh mờ").sees("viết thêm vài lời")
    officer.says("Chị chụp lại giúp em nhé").sees("Đã trả lại NT-000001")
    sent.sees("Ảnh mờ, không đọc được", "Chị chụp lại giúp em nhé")
    assert sent.buttons() == ["Sửa sáng kiến"]


def test_returning_by_typed_command_without_marks(officer: Phone, sent: Phone) -> None:
    officer.says("tra 1 thieu quyet dinh").sees("Đã trả lại NT-000001")
    sent.sees("Chưa có quyết định công nhận")


def test_a_rejection_needs_a_reason(officer: Phone, sent: Phone) -> None:
    officer.says("loại 1").sees("Vì sao")
    assert status(sent.house) == "submitted"
    officer.says("trùng với sáng kiến của tổ 5 năm ngoái").sees("không hợp lệ")
    sent.sees("chưa được công nhận lần này", "tổ 5 năm ngoái")
    assert status(sent.house) == "not_valid"


def test_an_officer_may_leave_it_for_later(officer: Phone, sent: Phone) -> None:
    officer.taps("Xem và xét").taps("Trả lại").says("thôi").sees("chưa quyết định gì")
    assert status(sent.house) == "submitted"


def test_the_author_is_told_in_their_own_language(officer: Phone, house: House) -> None:
    holt = house.person("holt").begins("u_MAYTL").taps("English").taps("I agree").taps("No reminders")
    holt.taps("Do not name").says("Anders Holt").says("skip").taps("Report an initiative")
    while holt.step() != "summary":
        before = holt.step()
        answer(holt, demo("Colour bands"), language="en")
        assert holt.step() != before, holt.last()
    holt.taps("Send").sees("NT-000001")
    officer.says("/duyet 1")
    holt.sees("Congratulations").unsaid("anh/chị")


def test_the_author_finds_the_words_in_the_list_of_their_own(officer: Phone, sent: Phone) -> None:
    officer.says("tra 1 thieu quyet dinh")
    sent.says("/sangkien").taps("NT-000001").sees("cần anh/chị sửa thêm", "Chưa có quyết định")
    assert "Sửa sáng kiến" in sent.buttons()


def test_a_returned_one_is_mended_as_the_same_record_and_sent_again(officer: Phone, sent: Phone) -> None:
    officer.says("tra 1 thieu quyet dinh")
    sent.taps("Sửa sáng kiến").sees("Mời anh/chị sửa sáng kiến NT-000001", "Chưa có quyết định")
    sent.changes("Số quyết định").says("19/QĐ-MTL").taps("Gửi lại").sees("NT-000001 đã tới")
    rows = sent.house.rows(t.initiatives)
    assert [(one.status, one.revision, one.answers["decision_number"]) for one in rows] == [
        ("submitted", 3, "19/QĐ-MTL")
    ]
    officer.sees("sửa và gửi lại", "NT-000001").taps("Xem và xét").sees("19/QĐ-MTL").taps("Duyệt")
    sent.sees(THANKS)


def test_pressing_mend_twice_keeps_what_was_changed(officer: Phone, sent: Phone) -> None:
    officer.says("tra 1 thieu quyet dinh")
    mend = sent.button("Sửa sáng kiến")
    sent.presses(mend).changes("Số quyết định").says("19/QĐ-MTL")
    sent.presses(mend).sees("19/QĐ-MTL")
    assert len(sent.house.rows(t.drafts)) == 1


def test_mending_puts_another_report_aside_and_gives_it_back(officer: Phone, sent: Phone) -> None:
    sent.taps("Báo sáng kiến").says("Em gắn con lăn dưới bàn đóng gói")
    officer.says("tra 1 thieu quyet dinh")
    sent.taps("Sửa sáng kiến").taps("Gửi lại").says("tiếp tục").sees("Câu 2/")
    assert sent.answers() == {"idea": "Em gắn con lăn dưới bàn đóng gói"}


def test_what_is_not_returned_cannot_be_mended(officer: Phone, sent: Phone) -> None:
    officer.says("tra 1 thieu quyet dinh")
    mend = sent.button("Sửa sáng kiến")
    sent.presses(mend).taps("Gửi lại")
    sent.presses(mend).sees("hiện không cần sửa")


def test_the_second_of_two_officers_is_told_who_decided_and_when(house: House, sent: Phone) -> None:
    first = appoint(house, house.person("mot"), "MAYTL", "Trần Văn Một")
    second = appoint(house, house.person("hai"), "MAYTL", "Lê Thị Hai")
    first.says("/duyet").taps("NT-000001")
    second.says("/duyet").taps("NT-000001")
    first.taps("Duyệt")
    second.taps("Không hợp lệ").sees("Đồng chí Trần Văn Một đã duyệt NT-000001 lúc", "ngày 23/11/2026")
    assert [one.action for one in house.rows(t.decisions)] == ["approve"]


def test_a_decision_pressed_twice_is_made_once(officer: Phone, sent: Phone) -> None:
    approve = officer.taps("Xem và xét").button("Duyệt")
    officer.presses(approve).presses(approve).sees("đã duyệt NT-000001 rồi")
    assert len(sent.house.rows(t.decisions)) == 1
    assert sum(THANKS in said for said in sent.new()) == 1


def test_a_card_from_before_it_was_mended_decides_nothing(officer: Phone, sent: Phone) -> None:
    approve = officer.taps("Xem và xét").button("Duyệt")
    officer.says("tra 1 thieu quyet dinh")
    sent.taps("Sửa sáng kiến").taps("Gửi lại")
    officer.presses(approve).sees("đã sửa và gửi lại")
    assert status(sent.house) == "submitted"


def test_the_buttons_of_a_decided_card_are_taken_away_where_messages_can_be_edited(
    officer: Phone, sent: Phone
) -> None:
    officer.taps("Xem và xét").taps("Duyệt")
    assert "strip" in {one.kind for one in sent.house.rows(t.outbox)}


def test_officers_of_another_factory_see_nothing(other_officer: Phone, sent: Phone) -> None:
    other_officer.says("/duyet").sees("Không còn sáng kiến nào")
    other_officer.says("xem 1").sees("thuộc đơn vị khác").unsaid("Dưỡng mica")
    other_officer.says("/duyet 1").sees("thuộc đơn vị khác")
    other_officer.presses("d:1:1:approve").sees("thuộc đơn vị khác")
    assert status(sent.house) == "submitted"


def test_the_level_above_may_look_and_decide(zone_officer: Phone, sent: Phone) -> None:
    zone_officer.says("/duyet").taps("NT-000001").taps("Duyệt").sees("Đã duyệt")


@pytest.mark.parametrize(
    "pressed", ["d:1:1:approve", "d:1:1:reject", "r:1:1:duplicate", "c:open:1", "c:queue:1"]
)
def test_a_worker_who_forges_an_officers_button_is_refused(sent: Phone, pressed: str) -> None:
    sent.presses(pressed).sees("dành cho cán bộ")
    assert status(sent.house) == "submitted"


def test_ones_own_initiative_is_for_another_to_decide(officer: Phone) -> None:
    officer.taps("Báo sáng kiến") if officer.buttons() else officer.says("báo sáng kiến")
    officer.taps("Đồng ý").taps("Không nhận").taps("Không nêu").says("bỏ qua").says("MAYTL")
    send(report(officer))
    officer.says("/duyet").taps("NT-000001").sees("Sáng kiến của chính đồng chí")
    officer.says("/duyet 1").sees("một cán bộ khác")
    assert status(officer.house) == "submitted"


def test_an_invite_makes_one_officer_and_asks_for_the_name_only(house: House) -> None:
    link = invite(house, "MAYTL")
    officer = house.person("nhung").begins(link).sees(SEWING, "Họ và tên").says("Nguyễn Thị Nhung")
    officer.sees("đồng chí Nguyễn Thị Nhung").says("/duyet").sees("Không còn sáng kiến nào")
    house.person("ke").begins(link).sees("đã có người dùng")
    assert len(house.rows(t.officers)) == 1


def test_an_invite_works_for_whoever_began_as_a_worker(house: House) -> None:
    officer = house.person("nhung").begins().taps("Đồng ý").begins(invite(house, "MAYTL"))
    officer.sees("Họ và tên").says("Nguyễn Thị Nhung").sees("đồng chí Nguyễn Thị Nhung")
    assert len(house.rows(t.officers)) == 1
    assert not [one for one in house.rows(t.inbox) if one.state != "done"]


def test_an_invite_works_in_the_middle_of_a_report(house: House) -> None:
    worker = join(house.person("hoa")).taps("Báo sáng kiến")
    until(worker, "before").begins(invite(house, "MAYTL")).sees("Chào đồng chí Nguyễn Thị Hoa")
    worker.says("tiếp tục").sees("Trước đây")


def test_an_expired_or_invented_invite_is_refused(house: House) -> None:
    link = invite(house, "MAYTL", days=1)
    house.now += timedelta(days=2)
    house.person("a").begins(link).sees("hết hạn")
    house.person("b").begins("i_invented").sees("không đúng")
    assert house.rows(t.officers) == []


def test_an_officer_above_invites_one_below_in_the_chat(zone_officer: Phone) -> None:
    zone_officer.says("mời MAYTL").chooses("Cán bộ công đoàn cơ sở").sees("Lời mời", SEWING)
    payload = next(line for line in zone_officer.last().splitlines() if "i_" in line)
    zone_officer.house.person("nhung").says(payload).sees(SEWING)


def test_an_officer_who_is_no_worker_gets_help_and_is_not_asked_for_consent(officer: Phone) -> None:
    officer.says("trợ giúp").sees("/duyet").says("chào em").sees("Mời đồng chí").begins().sees("Mời đồng chí")


def test_an_officer_decides_by_number_and_word_where_there_are_no_buttons(house: House, sent: Phone) -> None:
    house.limits = NUMBERS
    officer = house.person("nhung").says("cho duyet").sees("1. NT-000001").says("1").sees("2. Trả lại")
    officer.says("2").sees("2. Ảnh mờ").says("2").says("gửi").sees("Đã trả lại")
    sent.sees("Ảnh mờ")


def test_two_officers_in_one_batch_one_wins_and_the_other_is_told(house: House, sent: Phone) -> None:
    first = appoint(house, house.person("mot"), "MAYTL", "Trần Văn Một")
    second = appoint(house, house.person("hai"), "MAYTL", "Lê Thị Hai")
    for one, event in ((first, "d:1:1:approve"), (second, "d:1:1:approve")):
        house.store(Tapped(conversation=one.conversation, at=house.now, data=event))
    house.pump()
    first.sees("Đã duyệt NT-000001")
    second.sees("Đồng chí Trần Văn Một đã duyệt")
    assert len(house.rows(t.decisions)) == 1
    assert sum(THANKS in said for said in sent.new()) == 1


def test_an_author_and_an_officer_in_one_batch_do_not_disturb_each_other(
    house: House, officer: Phone, sent: Phone
) -> None:
    sent.taps("Báo sáng kiến")
    house.store(
        Said(conversation=sent.conversation, at=house.now, text="Em gắn con lăn dưới bàn đóng gói"),
        Said(conversation=officer.conversation, at=house.now, text="/duyet 1"),
    )
    house.pump()
    assert sent.step() == "confidential"
    assert status(house) == "valid"


def test_an_author_who_blocked_us_hears_nothing_and_finds_it_later(officer: Phone, sent: Phone) -> None:
    sent.blocks()
    before = len(sent.parts())
    officer.says("tra 1 thieu quyet dinh").sees("Đã trả lại")
    assert len(sent.parts()) == before
    sent.unblocks().says("/sangkien").taps("NT-000001").sees("Chưa có quyết định")


def test_a_number_typed_after_a_notice_still_means_the_screen_before_it(house: House, sent: Phone) -> None:
    report(sent, demo("Đèn báo"))
    house.limits = NUMBERS
    officer = house.person("nhung").says("xem 1").sees("1. Duyệt")
    sent.says("1").sees("NT-000002")
    officer.sees("NT-000002", "Xem và xét").unsaid("1. ")
    officer.says("xem va xet").sees("Đang chờ duyệt: 2")
    assert status(house) == status(house, 2) == "submitted"


def test_the_words_of_a_notice_may_be_typed_where_there_are_no_buttons(house: House, sent: Phone) -> None:
    house.limits = NUMBERS
    house.person("nhung").says("tra 1 thieu quyet dinh")
    sent.sees("Sửa sáng kiến").unsaid("1. ").says("sua sang kien").sees("Mời anh/chị sửa sáng kiến NT-000001")
