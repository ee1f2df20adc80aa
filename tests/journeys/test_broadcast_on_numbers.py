"""The same on a channel without buttons: everything by numbers and words."""

from datetime import timedelta

import pytest
from kit import outgoing
from kit.federation import appoint
from kit.house import House, Phone

from storage import tables as t

pytestmark = pytest.mark.slow

WORDS = "Thu sau nay to nao cung ke mot cach lam hay nhe anh chi."


@pytest.fixture
def officer(numbers: House) -> Phone:
    return appoint(numbers, numbers.person("nhung", "zalo_bot"), "MAYTL", "Nguyễn Thị Nhung")


@pytest.fixture
def zone_officer(numbers: House) -> Phone:
    return appoint(numbers, numbers.person("binh", "zalo_bot"), "KCN", "Phan Thanh Bình")


def test_a_broadcast_is_written_and_sent_by_numbers_and_words(officer: Phone) -> None:
    house = officer.house
    outgoing.crowd(house, 60, lane="zalo_bot:test")
    officer.says("phat tin").sees("1. Những ai chưa gửi sáng kiến", "Hoặc nhắn: Thôi không gửi")
    officer.says("1").says(WORDS).sees("1. Gửi thử cho tôi", "2. Gửi", "Sẽ nhận: 60 người")
    officer.says("gui thu cho toi").sees("Ở trên là tin gửi thử")
    officer.says("5").sees("2. Chỉ người lao động").says("2").sees("Chỉ người lao động")
    officer.says("2").sees("Tin số 1 bắt đầu gửi lúc", "Có thể nhắn: Dừng tin 1")
    house.now += timedelta(minutes=3)
    outgoing.spread(house, most=25)
    house.deliver()
    officer.says("tin so 1").sees("Đã gửi 25/60", "Tạm dừng tin 1 · Dừng hẳn tin 1")
    officer.says("tam dung tin 1").sees("Đang tạm dừng").says("gui tiep tin 1").sees("Tin được gửi tiếp")
    officer.says("dung han tin 1").sees("1. Dừng hẳn").says("1").sees("Đã dừng hẳn")
    outgoing.attend(house)
    officer.sees("Đã gửi: 25", "• tin đã dừng trước khi tới lượt: 35")
    assert outgoing.edits(house, officer) == []


def test_the_second_officer_answers_in_words_whatever_is_on_their_screen(
    officer: Phone, zone_officer: Phone
) -> None:
    house = officer.house
    outgoing.crowd(house, 501)
    zone_officer.says("phát tin").sees("1. Công đoàn Khu công nghiệp và mọi đơn vị bên dưới")
    officer.says("soạn tin").says("7").says(WORDS).says("gửi").sees("Đã hỏi 1 cán bộ")
    zone_officer.sees("Có thể nhắn: Đồng ý tin 1 · Không đồng ý tin 1")
    # The request numbers nothing: a number still answers the officer's own screen.
    zone_officer.says("1").sees("1. Những ai chưa gửi sáng kiến")
    zone_officer.says("khong dong y tin 1").sees("1. Chưa đúng người nhận").says("2").sees("sẽ không gửi")
    officer.sees("Lý do: Cần sửa lời")
    assert outgoing.state(house) == "refused"


def test_a_unit_below_is_found_by_its_words_or_its_code(zone_officer: Phone) -> None:
    zone_officer.says("soan tin").says("2").sees("gõ tên hoặc mã")
    zone_officer.says("khong co dau").sees("Không thấy đơn vị nào như vậy")
    zone_officer.says("cong ty").sees("Có mấy đơn vị gần giống", "1. Công đoàn cơ sở Công ty TNHH")
    zone_officer.says("tombv").sees("Tôm Bảo Vịnh", "Tin gửi cho ai trong đơn vị?")


def test_a_piece_of_the_library_is_chosen_by_theme(zone_officer: Phone) -> None:
    house = zone_officer.house
    outgoing.crowd(house, 2, lane="zalo_bot:test")
    zone_officer.says("soan tin").says("1").says("1").says("chon mau tuyen truyen")
    zone_officer.sees("1. Lần lượt mọi chủ đề").says("1").sees("Sẽ nhận: 2 người").says("gửi")
    house.now += timedelta(minutes=1)
    assert outgoing.spread(house) == 2
    assert all(one.piece for one in house.rows(t.recipients))


def test_leaving_sends_nothing_and_the_next_words_are_heard_as_ever(officer: Phone) -> None:
    officer.says("soạn tin").says("1").says("hủy").sees("Đã bỏ tin đang soạn")
    officer.says("soạn tin").says("1").says("thôi không gửi").sees("Đã bỏ tin đang soạn")
    officer.says("chờ duyệt").sees("chờ")
    assert officer.house.rows(t.broadcasts) == []


def test_without_its_number_the_broadcast_is_asked_for(officer: Phone) -> None:
    officer.presses("c:hold_broadcast:").sees("cho biết số của tin")
    officer.says("tin 99").sees("Không có tin số 99")
