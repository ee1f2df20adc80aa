"""One thought in three short messages is one answer, and nothing typed later is glued to it."""

from datetime import timedelta

import pytest
from kit.house import House, Phone
from kit.telling import join, until
from sqlalchemy import update

from handlers.events import Said
from storage import tables as t

FIRST, SECOND, THIRD = "Trước đây phải đi xem", "từng máy một", "mỗi ca mất nửa tiếng"
WHOLE = f"{FIRST}\n{SECOND}\n{THIRD}"
JOINED = "đã ghép tin vừa rồi vào câu trả lời trước"


@pytest.fixture
def asked(worker: Phone) -> Phone:
    """Somebody who is asked how it was before; the next question is free text too."""
    worker = until(worker.taps("Báo sáng kiến"), "before")
    worker.new()
    return worker


def hears(phone: Phone, *texts: str, apart: float = 0.0) -> Phone:
    """These came while the bot was away: they wait in the inbox, received nearly at once."""
    at = phone.house.now + timedelta(seconds=30)
    said = [
        Said(conversation=phone.conversation, at=at + timedelta(seconds=place * apart), text=text)
        for place, text in enumerate(texts)
    ]
    phone.house.now = said[-1].at
    return phone.hurries(*said)


def test_three_short_messages_are_one_answer(asked: Phone) -> None:
    asked.says(FIRST).says(SECOND, after=3).says(THIRD, after=4)
    assert asked.answers()["before"] == WHOLE
    assert asked.step() == "change"


def test_the_first_message_is_answered_at_once_and_the_rest_is_confirmed_in_a_word(asked: Phone) -> None:
    asked.says(FIRST).sees("đổi cách làm")
    asked.unsaid(JOINED).says(SECOND, after=3).sees(JOINED, "đổi cách làm")


def test_a_quick_burst_is_confirmed_once(asked: Phone) -> None:
    asked.says(FIRST).says(SECOND, after=0.5).says(THIRD, after=0.5)
    assert sum(JOINED in said for said in asked.new()) == 1
    assert asked.answers()["before"] == WHOLE


def test_the_confirmation_waits_a_moment_for_more(asked: Phone) -> None:
    asked.says(FIRST).says(SECOND, after=0.5)
    row = asked.house.rows(t.outbox)[-1]
    assert row.due_at - row.queued_at == timedelta(seconds=1.5)


def test_the_numbers_and_buttons_of_the_question_on_screen_still_hold(asked: Phone) -> None:
    asked.says(FIRST)
    button = asked.button("Như đã kể")
    asked.says(SECOND, after=2).presses(button)
    assert asked.answers()["before"] == f"{FIRST}\n{SECOND}"
    assert asked.answers()["change"] == asked.answers()["idea"]


def test_what_is_typed_after_reading_is_the_next_answer(asked: Phone) -> None:
    asked.says(FIRST).says("Gắn đèn báo ở cuối chuyền", after=16)
    assert asked.answers()["before"] == FIRST
    assert asked.answers()["change"] == "Gắn đèn báo ở cuối chuyền"


def test_a_short_answer_after_a_few_seconds_is_the_next_answer(asked: Phone) -> None:
    """Five letters are typed in a second: whoever sends them after four has read the question."""
    asked.says(FIRST).says("gắn đèn", after=5)
    assert asked.answers()["change"] == "gắn đèn"


def test_messages_that_waited_while_the_bot_was_away_are_one_answer(asked: Phone) -> None:
    hears(asked, FIRST, SECOND, THIRD, apart=0.002)
    assert asked.answers()["before"] == WHOLE
    assert asked.step() == "change"
    assert len(asked.new()) == 2


def test_an_idea_told_in_three_messages_is_one_idea(worker: Phone) -> None:
    worker.says("Em gắn đèn báo ở cuối chuyền").says("đỡ phải chạy đi chạy lại", after=3).sees(JOINED)
    worker.says("cả chuyền đều mừng", after=4)
    assert worker.answers()["idea"].count("\n") == 2
    assert worker.step() == "confidential"


def test_so_is_the_very_first_message_of_a_stranger(stranger: Phone) -> None:
    stranger.says("Em gắn đèn báo ở cuối chuyền may").says("đỡ phải chạy", after=2)
    stranger.says("đi xem từng máy", after=1)
    assert stranger.answers()["idea"] == "Em gắn đèn báo ở cuối chuyền may\nđỡ phải chạy\nđi xem từng máy"
    stranger.sees("Anh/chị có đồng ý không?").says("đồng ý", after=2)
    assert stranger.step() == "campaigns"


def test_what_does_not_answer_a_choice_belongs_to_the_words_before(worker: Phone) -> None:
    until(worker.taps("Báo sáng kiến"), "title")
    worker.says("Đèn báo hết chỉ").says("ở cuối chuyền may", after=9).sees(JOINED, "loại nào")
    assert worker.answers()["title"] == "Đèn báo hết chỉ\nở cuối chuyền may"


def test_a_number_answers_the_question_on_screen_however_quick(worker: Phone) -> None:
    until(worker.taps("Báo sáng kiến"), "title")
    worker.says("Đèn báo hết chỉ").says("1", after=1)
    assert worker.answers()["title"] == "Đèn báo hết chỉ"
    assert worker.answers()["kind"] == "technical"


def test_long_after_nothing_is_glued_to_the_answer_before(worker: Phone) -> None:
    until(worker.taps("Báo sáng kiến"), "title")
    worker.says("Đèn báo hết chỉ").says("ở cuối chuyền may").sees("chọn một ý")
    assert worker.answers()["title"] == "Đèn báo hết chỉ"


def test_a_day_answers_its_question_and_a_place_goes_on(worker: Phone) -> None:
    until(worker.taps("Báo sáng kiến"), "where")
    worker.says("Chuyền 3").says("xưởng may 2", after=2).sees(JOINED)
    worker.says("tuần trước", after=2)
    assert worker.answers()["where"] == "Chuyền 3\nxưởng may 2"
    assert worker.step() == "effect"


def test_forty_people_are_no_co_author(worker: Phone) -> None:
    until(worker.taps("Báo sáng kiến"), "beneficiaries")
    worker.says("cả chuyền may").says("40 người", after=2)
    assert worker.answers()["beneficiaries"] == "cả chuyền may\n40 người"
    worker.says("Trần Thị Bình 30%", after=3)
    assert worker.answers()["coauthors"] == [{"name": "Trần Thị Bình", "share": "30"}]


def test_a_fragment_too_short_to_be_an_answer_is_not_lost(asked: Phone) -> None:
    asked.says("thì").sees("ít nhất 5 chữ cái").says("phải đi xem", after=2)
    assert asked.answers()["before"] == "thì\nphải đi xem"


def test_two_fragments_are_scolded_once(asked: Phone) -> None:
    asked.says("à").says("thì", after=1).says("phải đi xem từng máy", after=3)
    assert sum("ít nhất 5" in said for said in asked.new()) == 1
    assert asked.answers()["before"] == "à\nthì\nphải đi xem từng máy"


def test_a_fragment_of_long_ago_is_forgotten(asked: Phone) -> None:
    asked.says("thì").says("phải đi xem từng máy")
    assert asked.answers()["before"] == "phải đi xem từng máy"


def test_a_changed_answer_goes_on_as_well(worker: Phone) -> None:
    until(worker.taps("Báo sáng kiến"), "summary").changes("Trước đây")
    worker.says(FIRST).sees("xem lại trước khi gửi").says(SECOND, after=3).sees(JOINED, SECOND)
    assert worker.answers()["before"] == f"{FIRST}\n{SECOND}"
    worker.taps("Gửi").sees("NT-000001")


@pytest.mark.parametrize("words", ["ok", "vâng ạ", "đúng rồi"])
def test_a_yes_to_the_review_screen_is_no_part_of_what_was_changed(worker: Phone, words: str) -> None:
    until(worker.taps("Báo sáng kiến"), "summary").changes("Tên sáng kiến")
    worker.says("Đèn báo hết chỉ").says(words, after=1)
    assert worker.answers()["title"] == "Đèn báo hết chỉ"


def test_the_limit_of_an_answer_holds_for_its_parts_together(worker: Phone) -> None:
    until(worker.taps("Báo sáng kiến"), "title")
    worker.says("Đèn báo " * 20).says("rất hay " * 10, after=5).sees("chưa ghép vào câu trước được")
    worker.sees("loại nào")
    assert len(worker.answers()["title"]) < 200


def test_a_tap_in_between_ends_the_burst(worker: Phone) -> None:
    until(worker.taps("Báo sáng kiến"), "title")
    worker.says("Đèn báo hết chỉ").taps("Kỹ thuật").says("ở cuối chuyền", after=1).sees("chọn một ý")
    assert worker.answers()["title"] == "Đèn báo hết chỉ"


def test_a_word_for_a_way_is_never_glued(asked: Phone) -> None:
    asked.says(FIRST).says("quay lại", after=1)
    assert asked.step() == "before"
    assert asked.answers()["before"] == FIRST
    asked.says("Phải đi xem từng máy", after=2)
    assert asked.answers()["before"] == "Phải đi xem từng máy"


def test_a_forwarded_message_is_never_glued(asked: Phone) -> None:
    asked.says(FIRST).says(SECOND, after=1, forwarded=True).sees("chuyển tiếp")
    assert asked.answers()["before"] == FIRST


def test_a_photo_in_the_middle_does_not_end_the_thought(asked: Phone) -> None:
    asked.says(FIRST)
    asked.house.now -= timedelta(seconds=19)
    asked.sends_file("chuyen.jpg").says(SECOND, after=1)
    assert asked.answers()["before"] == f"{FIRST}\n{SECOND}"
    assert len(asked.answers()["evidence"]) == 1


def test_a_story_in_pieces_goes_on_after_its_last_piece(worker: Phone) -> None:
    first = "Em gắn đèn báo ở cuối chuyền may. " * 60
    worker.taps("Báo sáng kiến").says(first).says("Đỡ phải chạy nhiều.", after=3).says(
        "Ai cũng mừng.", after=2
    )
    assert worker.answers()["idea"] == f"{first.strip()}\nĐỡ phải chạy nhiều.\nAi cũng mừng."
    assert worker.step() == "confidential"


def test_it_works_where_answers_are_numbers(numbers: House) -> None:
    phone = join(numbers.person("hoa"))
    until(phone.chooses("Báo sáng kiến"), "before")
    hears(phone, FIRST, SECOND, THIRD)
    assert phone.answers()["before"] == WHOLE
    phone.sees("1. Như đã kể").says("1", after=5)
    assert phone.step() == "where"


def test_a_burst_goes_on_over_a_restart(asked: Phone) -> None:
    asked.says(FIRST)
    again = asked.house.restarted().person("hoa")
    again.says(SECOND, after=3)
    assert again.answers()["before"] == f"{FIRST}\n{SECOND}"


def test_a_draft_kept_before_there_were_bursts_goes_on(asked: Phone) -> None:
    asked.says(FIRST)
    with asked.house.engine.begin() as connection:
        connection.execute(update(t.drafts).values(state='{"visited":["idea"]}'))
    asked.says(SECOND, after=1)
    assert asked.answers()["change"] == SECOND
