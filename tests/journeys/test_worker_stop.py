"""Saying no to campaign messages at any moment, and yes again."""

from datetime import timedelta

import pytest
from kit.house import House, Phone
from kit.telling import join, report, until

from storage import tables as t
from storage.traffic import outbox


def queue_reminder(phone: Phone) -> None:
    """One campaign message on its way to this person."""
    row = outbox.Row(
        kind="say",
        lane="web:test",
        conversation=phone.conversation,
        body='{"text":"nhắc"}',
        queued_at=phone.house.now,
        due_at=phone.house.now + timedelta(hours=1),
        person_id=phone.row().id,
        priority=outbox.BULK,
    )
    with phone.house.engine.begin() as connection:
        outbox.add(connection, [row])


def bulk(phone: Phone) -> list[str]:
    return [one.state for one in phone.house.rows(t.outbox) if one.priority == outbox.BULK]


MOMENTS = [
    ("", "DỪNG"),
    ("idea", "dừng"),
    ("kind", "Duwngf"),
    ("where", "STOP"),
    ("recognition", "từ chối"),
    ("evidence", "/dung"),
    ("summary", "stop"),
]


@pytest.mark.parametrize(("step", "said"), MOMENTS)
def test_stop_is_heard_at_any_moment_and_the_form_stays(worker: Phone, step: str, said: str) -> None:
    if step:
        until(worker.taps("Báo sáng kiến"), step)
    queue_reminder(worker)
    before = worker.answers()
    worker.says(said).sees("đã ngừng nhắn tin")
    assert worker.row().campaigns is False
    assert bulk(worker) == ["cancelled"]
    assert (worker.step(), worker.answers()) == (step, before)
    last = worker.house.rows(t.consents)[-1]
    assert (last.purpose, last.given) == ("campaigns", False)


def test_a_stranger_may_say_stop(stranger: Phone) -> None:
    stranger.says("STOP").sees("ngừng nhắn tin")
    assert stranger.row().campaigns is False


def test_saying_it_again_is_answered_too(worker: Phone) -> None:
    worker.says("DỪNG").says("DỪNG").sees("từ trước")


def test_at_a_yes_or_no_question_refusing_answers_the_question(worker: Phone) -> None:
    worker.taps("Báo sáng kiến").says("Em gắn con lăn dưới bàn đóng gói").says("không")
    assert worker.answers()["confidential"] == "no"
    assert worker.row().campaigns is True


@pytest.mark.parametrize("said", ["1", "có", "đồng ý", "Đồng ý nhận tin"])
def test_opting_in_again_shows_the_question_first(numbers: House, said: str) -> None:
    phone = (
        join(numbers.person("hoa")).says("DỪNG").says("nhận tin").sees("tuần cao điểm", "1. Đồng ý nhận tin")
    )
    assert phone.row().campaigns is False
    phone.says(said).sees("nhận tin trở lại")
    assert phone.row().campaigns is True


def test_a_number_after_opting_in_means_the_forms_question_again(numbers: House) -> None:
    phone = join(numbers.person("hoa"), campaigns=False).says("báo sáng kiến")
    until(phone, "kind").says("nhận tin").says("1").sees("nhận tin trở lại", "loại nào").says("2")
    assert phone.row().campaigns is True
    assert phone.answers()["kind"] == "management"


def test_a_number_after_staying_out_means_the_forms_question_again(numbers: House) -> None:
    phone = join(numbers.person("hoa"), campaigns=False).says("báo sáng kiến")
    until(phone, "kind").says("nhận tin").says("không").sees("ngừng", "loại nào").says("2")
    assert phone.answers()["kind"] == "management"


def test_sending_an_initiative_strikes_the_reminder_that_waits(worker: Phone) -> None:
    report(worker)
    queue_reminder(worker)
    worker.taps("Gửi")
    assert bulk(worker) == ["cancelled"]


def test_whoever_blocked_us_is_not_reachable_until_they_let_us_in(worker: Phone) -> None:
    worker.blocks()
    assert not worker.row().reachable
    worker.unblocks()
    assert worker.row().reachable
    worker.blocks().says("chào")
    assert worker.row().reachable


@pytest.mark.parametrize(
    "said", ["DUNGGGG", "Stoppp!", "dừng nhận tin", "không nhận tin nữa", "ngừng nhắn tin"]
)
def test_nearly_the_words_are_the_words(worker: Phone, said: str) -> None:
    worker.says(said).sees("đã ngừng nhắn tin")
    assert worker.row().campaigns is False


@pytest.mark.parametrize(
    "said", ["Máy dừng 3 lần một ca", "bấm stop thì máy vẫn chạy", "đừng", "đúng", "tôi từ chối khách"]
)
def test_a_sentence_about_something_that_stops_is_no_opt_out(worker: Phone, said: str) -> None:
    reminded(worker).says(said)
    assert worker.row().campaigns is True


def reminded(phone: Phone) -> Phone:
    """A broadcast was the last that they were told."""
    queue_reminder(phone)
    with phone.house.engine.begin() as connection:
        connection.execute(t.outbox.update().values(state="sent", broadcast_id=1))
    return phone


@pytest.mark.parametrize("said", ["dugn", "sotp", "tu choii", "hủy", "cancel"])
def test_after_a_broadcast_what_may_mean_stop_is_asked_first(worker: Phone, said: str) -> None:
    reminded(worker).says(said).sees("ngừng nhận tin nhắc")
    assert worker.row().campaigns is True
    worker.taps("Ngừng nhận tin").sees("đã ngừng nhắn tin")
    assert worker.row().campaigns is False


def test_whoever_did_not_mean_it_goes_on_hearing(numbers: House) -> None:
    phone = reminded(join(numbers.person("hoa"))).says("hủy").sees("2. Vẫn nhận tin").says("2")
    phone.sees("vẫn nhắn cho anh/chị")
    assert phone.row().campaigns is True


def test_cancel_after_a_broadcast_still_cancels_what_is_open(worker: Phone) -> None:
    worker.taps("Báo sáng kiến").says("Em gắn con lăn dưới bàn đóng gói").says("tạm dừng")
    reminded(worker).says("hủy").sees("bỏ hẳn")
    assert worker.row().campaigns is True


def test_without_a_broadcast_the_same_words_ask_nothing(worker: Phone) -> None:
    worker.says("hủy")
    assert "ngừng nhận tin nhắc" not in worker.last()
    worker.says("dugn")
    assert "ngừng nhận tin nhắc" not in worker.last()
