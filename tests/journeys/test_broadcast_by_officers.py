"""Officers write to many: made, looked at, tried, agreed to, delayed, held, stopped and reported on."""

from datetime import datetime, timedelta

import pytest
from kit import outgoing
from kit.federation import appoint
from kit.house import ZONE, House, Phone
from sqlalchemy import insert, select, update

from handlers.events import Tapped
from storage import tables as t

pytestmark = pytest.mark.slow

WORDS = "Thứ sáu này tổ nào cũng kể một cách làm hay nhé anh/chị."


def written(officer: Phone, words: str = WORDS) -> Phone:
    """As far as the preview, for whoever has not sent anything in."""
    return officer.says("soạn tin").taps("Những ai chưa gửi").says(words)


def sent(officer: Phone, words: str = WORDS) -> Phone:
    return written(officer, words).says("Gửi")


@pytest.fixture
def deputy(house: House) -> Phone:
    """Another officer of the same factory."""
    return appoint(house, house.person("dao"), "MAYTL", "Lê Thị Đào")


def test_the_preview_shows_the_words_as_a_worker_gets_them_and_what_will_happen(
    officer: Phone, worker: Phone
) -> None:
    worker.says("DỪNG")
    outgoing.crowd(officer.house, 3)
    officer.new()
    officer.says("soạn tin").says("1").says(WORDS)
    _, _, shown, told = officer.new()
    assert shown == f"{WORDS}\n\nKhông muốn nhận nữa? Anh/chị gõ DỪNG."
    assert told.startswith("Ở trên là tin đúng như người nhận sẽ thấy.")
    officer.sees("Sẽ nhận: 3 người", "• trang web: 3 người, chưa đến 1 phút", "không mất tiền")
    officer.sees("• 1 người đã thôi nhận tin", "ngay sau khi bấm Gửi")


def test_a_test_goes_to_nobody_else_as_often_as_wanted(officer: Phone) -> None:
    outgoing.crowd(officer.house, 3)
    written(officer)
    officer.new()
    for _ in range(2):
        officer.taps("Gửi thử cho tôi")
        shown, told = officer.new()
        assert shown.startswith(WORDS)
        assert told.startswith("Ở trên là tin gửi thử")
    assert officer.house.rows(t.broadcasts) == []


def test_what_was_shown_is_what_is_sent_and_everybody_is_accounted_for(officer: Phone, worker: Phone) -> None:
    house = officer.house
    outgoing.crowd(house, 3)
    sent(officer).sees("Tin số 1 bắt đầu được gửi", "tin số 1")
    worker.says("DỪNG")
    house.now += timedelta(seconds=30)
    assert outgoing.spread(house) == 3
    house.deliver()
    assert outgoing.settle(house) == []
    assert outgoing.told(house, 1) == ["p1000", "p1001", "p1002"]
    outgoing.attend(house)
    officer.sees("Đã gửi xong lúc", "Dự định gửi: 4 người", "Đã gửi: 3", "• đã thôi nhận tin: 1")
    outgoing.attend(house)
    assert len([one for one in officer.new() if "Đã gửi xong" in one]) == 1


def test_many_are_only_written_to_when_a_second_officer_agrees(officer: Phone, deputy: Phone) -> None:
    house = officer.house
    outgoing.crowd(house, 501)
    written(officer).sees("Tin gửi trên 500 người cần thêm một cán bộ đồng ý").says("Gửi")
    officer.sees("đang chờ một cán bộ nữa đồng ý", "Đã hỏi 1 cán bộ")
    assert outgoing.state(house) == "asking"
    words, asked = deputy.new()
    assert WORDS in words
    assert "Nguyễn Thị Nhung muốn gửi tin số 1" in asked
    assert "Sẽ nhận: 501 người" in asked
    officer.says("đồng ý tin 1").sees("do chính đồng chí soạn")
    deputy.taps("Đồng ý tin 1").sees("bắt đầu gửi lúc")
    officer.sees("Lê Thị Đào đã đồng ý tin số 1")
    begins = next(one.begins_at for one in house.rows(t.broadcasts))
    assert begins - house.now == timedelta(minutes=10)
    assert outgoing.spread(house) == 0
    house.now += timedelta(minutes=10)
    assert outgoing.spread(house) == 500


def test_a_refusal_ends_it_and_the_writer_hears_why(officer: Phone, deputy: Phone) -> None:
    outgoing.crowd(officer.house, 501)
    sent(officer)
    deputy.taps("Không đồng ý").sees("Vì sao tin số 1 chưa nên gửi?")
    deputy.says("Nên chờ xong kỳ lương").sees("sẽ không gửi")
    officer.sees("Lê Thị Đào chưa đồng ý gửi tin số 1", "Lý do: Nên chờ xong kỳ lương")
    assert outgoing.state(officer.house) == "refused"
    deputy.says("đồng ý tin 1").sees("không còn chờ đồng ý", "Nên chờ xong kỳ lương")
    assert outgoing.spread(officer.house) == 0


def test_two_who_answer_at_once_are_told_which_answer_holds(officer: Phone, deputy: Phone) -> None:
    house = officer.house
    third = appoint(house, house.person("tu"), "KCN", "Võ Văn Tư")
    outgoing.crowd(house, 501)
    sent(officer)
    data = deputy.button("Đồng ý tin 1")
    one = Tapped(conversation=deputy.conversation, at=house.now, data=data)
    other = Tapped(conversation=third.conversation, at=house.now, data=data)
    house.store(one, other)
    house.pump()
    answers = sorted([deputy.last(), third.last()])
    assert any("không còn chờ đồng ý" in text for text in answers)
    assert any("Đã ghi nhận" in text for text in answers)
    assert len([text for text in officer.new() if "đã đồng ý tin số 1" in text]) == 1


def test_nobody_to_agree_is_said_with_what_to_do(officer: Phone) -> None:
    outgoing.crowd(officer.house, 501)
    sent(officer).sees("Chưa gửi được", "không có ai khác có quyền gửi tin", "mời MAYTL")
    assert officer.house.rows(t.broadcasts) == []


def test_a_stand_in_may_agree_and_whoever_only_enters_may_not(officer: Phone, deputy: Phone) -> None:
    house = officer.house
    zone = appoint(house, house.person("binh"), "KCN", "Phan Thanh Bình").row().id
    me, helper = officer.row().id, deputy.row().id
    with house.engine.begin() as connection:
        lowered = update(t.officers).where(t.officers.c.person_id == helper).values(role="helper")
        connection.execute(lowered)
        above = t.officers.c.person_id == zone
        connection.execute(update(t.officers).where(above).values(until=house.now))
    outgoing.crowd(house, 501)
    sent(officer).sees("không có ai khác")
    deputy.says("soạn tin").sees("chưa có quyền này")
    with house.engine.begin() as connection:
        post = connection.scalar(select(t.officers.c.id).where(t.officers.c.person_id == me))
        days = {"starts": house.now, "ends": house.now + timedelta(days=2), "made_at": house.now}
        connection.execute(insert(t.delegations).values(officer_id=post, person_id=helper, **days))
    officer.says("Gửi").sees("Đã hỏi 1 cán bộ")
    deputy.says("đồng ý tin 1").sees("bắt đầu gửi lúc")


def test_before_it_begins_it_can_be_taken_back_and_changed(officer: Phone) -> None:
    house = officer.house
    outgoing.crowd(house, 60)
    sent(officer).sees("bắt đầu gửi lúc", "vẫn dừng và sửa lại được")
    house.now += timedelta(seconds=60)
    assert outgoing.spread(house) == 0
    officer.taps("Dừng tin 1").sees("Đã dừng tin số 1, chưa ai nhận", "XEM TRƯỚC", "Sẽ nhận: 60 người")
    assert outgoing.state(house) == "stopped"
    officer.taps("Sửa lời").says("Mời anh/chị kể một cách làm hay trước thứ bảy.").says("Gửi")
    house.now += timedelta(minutes=3)
    assert outgoing.spread(house) == 60
    house.deliver()
    assert len(outgoing.told(house, 2)) == 60


def test_it_is_held_goes_on_and_is_stopped_after_one_question(officer: Phone) -> None:
    house = officer.house
    outgoing.crowd(house, 60)
    sent(officer)
    house.now += timedelta(minutes=3)
    outgoing.spread(house, most=20)
    house.deliver()
    officer.says("tin số 1").sees("Đã gửi 20/60", "Đang chờ gửi: 40").taps("Tạm dừng tin 1")
    officer.sees("Đã tạm dừng", "Đang tạm dừng.")
    assert outgoing.spread(house) == 0
    officer.says("gửi tiếp tin 1").sees("Tin được gửi tiếp")
    outgoing.spread(house, most=10)
    officer.says("dừng hẳn tin 1").sees("đang tạm dừng, đã có 20 người nhận")
    assert outgoing.state(house) == "paused"
    officer.says("1").sees("Đã dừng hẳn")
    house.deliver()
    assert len(outgoing.told(house, 1)) == 20
    outgoing.attend(house)
    officer.sees("Dự định gửi: 60 người", "Đã gửi: 20", "• tin đã dừng trước khi tới lượt: 40")


def test_the_message_that_shows_it_is_changed_in_its_place(officer: Phone) -> None:
    house = officer.house
    outgoing.crowd(house, 60)
    sent(officer)
    house.deliver()
    house.now += timedelta(minutes=3)
    outgoing.spread(house, most=20)
    house.deliver()
    outgoing.attend(house)
    outgoing.attend(house)
    (first,) = outgoing.edits(house, officer)
    assert "▰▰▰▱▱▱▱▱▱▱ Đã gửi 20/60" in first
    house.deliver()
    outgoing.spread(house)
    house.deliver()
    outgoing.settle(house)
    outgoing.attend(house)
    assert "Đã gửi 60/60" in outgoing.edits(house, officer)[-1]
    officer.sees("Đã gửi xong", "Đã gửi: 60")


def test_a_sum_that_is_wrong_is_told_to_the_writer(officer: Phone) -> None:
    house = officer.house
    outgoing.crowd(house, 3)
    sent(officer)
    house.now += timedelta(minutes=1)
    outgoing.spread(house)
    house.deliver()
    with house.engine.begin() as connection:
        connection.execute(update(t.broadcasts).values(expected=4))
    assert [number for number, _ in outgoing.settle(house)] == [1]
    outgoing.attend(house)
    officer.sees("Số liệu của tin số 1 không khớp", "dự định 4 người mà chỉ tính ra 3")


def test_groups_are_offered_where_there_are_some(officer: Phone) -> None:
    house = officer.house
    outgoing.crowd(house, 3)
    with house.engine.begin() as connection:
        unit = connection.scalar(select(t.units.c.id).where(t.units.c.code == "MAYTL"))
        group = {"conversation": "telegram:test:-7", "name": "Tổ 3", "added_at": house.now}
        connection.execute(insert(t.groups).values(unit_id=unit, **group))
    written(officer).taps("Đăng cả vào nhóm").sees("Đăng thêm vào 1 nhóm").says("Gửi")
    assert house.rows(t.broadcasts)[0].groups is True


def test_at_night_it_waits_for_the_morning(officer: Phone) -> None:
    house = officer.house
    outgoing.crowd(house, 3)
    house.now = datetime(2026, 11, 25, 22, 15, tzinfo=ZONE)
    written(officer).sees("Bắt đầu gửi: 07:00 ngày 26/11, vì đang là giờ nghỉ").says("Gửi")
    house.now += timedelta(hours=8)
    assert outgoing.spread(house) == 0
    house.now = datetime(2026, 11, 26, 7, 0, tzinfo=ZONE)
    assert outgoing.spread(house) == 3


def test_on_a_public_holiday_it_waits_for_the_day_after(officer: Phone) -> None:
    officer.house.now = datetime(2027, 1, 1, 9, 0, tzinfo=ZONE)
    outgoing.crowd(officer.house, 3)
    written(officer).sees("Bắt đầu gửi: 07:00 ngày 02/01")


def test_who_had_enough_today_is_counted_beforehand_and_left_out(officer: Phone) -> None:
    house = officer.house
    outgoing.crowd(house, 3)
    sent(officer)
    house.now += timedelta(minutes=1)
    outgoing.spread(house)
    house.deliver()
    written(officer).sees("Sẽ nhận: 0 người", "• 3 người hôm nay hoặc tuần này đã nhận đủ tin")


def test_whoever_reaches_everybody_may_look_and_others_may_not(
    officer: Phone, zone_officer: Phone, other_officer: Phone
) -> None:
    outgoing.crowd(officer.house, 60)
    sent(officer)
    zone_officer.says("danh sách tin").sees("Các tin gần đây")
    assert zone_officer.buttons()[0].startswith("Tin 1 (chờ đến giờ): Thứ sáu này")
    zone_officer.says("tin 1").sees("Bắt đầu gửi lúc").taps("Dừng tin 1")
    officer.sees("Phan Thanh Bình đã dừng hẳn tin số 1")
    other_officer.says("tin 1").sees("Không có tin số 1 trong phạm vi")
    other_officer.says("danh sách tin").sees("Chưa có tin nào")


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("a" * 1201, "dài quá 1.200 chữ"),
        ("ok", "ngắn quá"),
        ("Sáng kiến của anh/chị đã được duyệt, mời lên phòng.", "giống như trả lời về sáng kiến"),
        ("NT-000012 đã có kết quả, mời anh/chị xem.", "giống như trả lời về sáng kiến"),
    ],
)
def test_words_that_would_mislead_or_not_fit_are_sent_back(officer: Phone, words: str, why: str) -> None:
    written(officer, words).sees(why, "Đồng chí gõ lời của tin")
    assert officer.house.rows(t.broadcasts) == []


def test_words_that_begin_like_a_command_are_words(officer: Phone) -> None:
    outgoing.crowd(officer.house, 3)
    written(officer, "Trả lời 3 câu hỏi là xong một sáng kiến, anh/chị thử nhé.").sees("XEM TRƯỚC")


def test_an_older_screens_button_sends_nothing(officer: Phone) -> None:
    outgoing.crowd(officer.house, 3)
    written(officer)
    old = next(b.data for r in officer.parts()[-1].rows for b in r if b.label == "Gửi")
    officer.taps("Thu hẹp người nhận").taps("Chỉ cán bộ").sees("Sẽ nhận: 0 người")
    officer.presses(old).sees("Nút ấy thuộc màn hình cũ")
    assert officer.house.rows(t.broadcasts) == []


def test_a_worker_who_says_so_writes_to_nobody(worker: Phone) -> None:
    worker.says("soạn tin")
    worker.presses("c:compose:").sees("dành cho cán bộ")


def test_with_nobody_to_get_it_nothing_is_said_of_sending(officer: Phone) -> None:
    written(officer).sees("Sẽ nhận: 0 người", "Không có ai để gửi").unsaid("bấm Gửi", "Chi phí")
    assert "Gửi" not in officer.buttons()


def test_of_a_theme_the_words_shown_are_an_example(officer: Phone) -> None:
    outgoing.crowd(officer.house, 3)
    officer.says("soạn tin").taps("Những ai chưa gửi").taps("Chọn mẩu").taps("Việc nhỏ")
    officer.sees("một mẩu làm ví dụ").unsaid("đúng như người nhận sẽ thấy")


@pytest.mark.parametrize("word", ["quay lại", "hủy"])
def test_whoever_leaves_the_last_question_sees_that_it_is_held(officer: Phone, word: str) -> None:
    house = officer.house
    outgoing.crowd(house, 60)
    sent(officer)
    house.now += timedelta(minutes=3)
    outgoing.spread(house, most=20)
    officer.says("dừng hẳn tin 1").says(word).sees("Đang tạm dừng.")
    assert "Gửi tiếp tin 1" in officer.buttons()
    officer.says("dừng hẳn tin 1").taps("Dừng hẳn").unsaid("lúc .")
    officer.says("đồng ý tin 1").sees("không còn chờ đồng ý").unsaid("do chính đồng chí soạn")
