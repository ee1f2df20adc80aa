"""What is said back to a worker: what was understood, in full, once and not twice."""

from kit.house import House, Phone
from kit.telling import demo, until

from handlers import outskirts
from handlers.events import Said


def test_what_was_understood_of_an_amount_and_a_date_is_said_back(worker: Phone) -> None:
    until(worker.taps("Báo sáng kiến"), "applied")
    worker.says("đầu tháng 3").sees("Đã ghi: 01/03/2026")
    worker.chooses("Tiền (đồng mỗi năm)")
    worker.says("4 triệu mỗi tháng").sees("Đã ghi: 48.000.000 đồng mỗi năm")


def test_an_amount_is_shown_with_what_it_counts(worker: Phone) -> None:
    until(worker.taps("Báo sáng kiến"), "effect")
    worker.chooses("Thời gian (giây mỗi sản phẩm)")
    worker.says("12")
    until(worker, "summary").sees("12 giây mỗi sản phẩm")


def test_a_story_used_for_two_questions_is_shown_once(worker: Phone) -> None:
    idea = demo("Máng").idea
    worker.taps("Báo sáng kiến").says(idea[:1500])
    until(worker, "change")
    worker.says("1")
    until(worker, "summary")
    assert worker.answers()["change"] == worker.answers()["idea"]
    assert worker.last().count(idea[:60]) == 1
    worker.sees("Như đã kể ở câu đầu")


def test_words_under_a_photo_reach_the_officer(worker: Phone, officer: Phone) -> None:
    until(worker.taps("Báo sáng kiến"), "evidence")
    worker.sends_file("den.jpg", caption="Đèn lắp ở chuyền 3")
    worker.says("xong").sees("Đèn lắp ở chuyền 3").chooses("Gửi")
    officer.says("xem đủ 1").sees("Đèn lắp ở chuyền 3")


def test_a_refusal_in_a_sentence_is_a_refusal_and_no_idea(stranger: Phone) -> None:
    stranger.begins().says("Tôi không đồng ý cho lưu thông tin của tôi")
    assert stranger.row().handling is False
    assert stranger.draft() is None


def test_stop_is_obeyed_in_the_middle_of_a_flood(house: House, worker: Phone) -> None:
    flood = [
        Said(conversation=worker.conversation, at=house.now, text=f"tin {number}")
        for number in range(outskirts.FLOOD + 5)
    ]
    stop = Said(conversation=worker.conversation, at=house.now, text="DỪNG")
    worker.hurries(*flood, stop)
    assert worker.row().campaigns is False


def test_a_reason_typed_in_the_words_of_the_list_is_read_once(worker: Phone, officer: Phone) -> None:
    until(worker.taps("Báo sáng kiến"), "summary").chooses("Gửi")
    officer.says("tra 1 thieu quyet dinh")
    worker.sees("Chưa có quyết định công nhận")
    assert "thieu quyet dinh" not in worker.last()
