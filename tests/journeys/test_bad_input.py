"""What nobody should send, and does: each has an answer, and the draft stays as it was."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest
from kit.house import House, Phone
from kit.telling import demo, join, report, until

from bot.routes import ROUTES, line
from handlers.effects import Effects
from handlers.events import Event, FileKind, FileTrouble, InGroup, Said, Tapped
from handlers.outskirts import FLOOD
from handlers.speaker import Speaker
from storage import reads
from storage import tables as t

IDEA = "Em gắn con lăn dưới bàn đóng gói"


@pytest.fixture
def telling(worker: Phone) -> Phone:
    """Somebody in the middle of a report, asked where it is applied."""
    until(worker.taps("Báo sáng kiến"), "where").new()
    return worker


@pytest.fixture
def asked_for_photos(worker: Phone) -> Phone:
    until(worker.taps("Báo sáng kiến"), "evidence").new()
    return worker


def unharmed(phone: Phone, step: str = "where", answers: int = 1) -> None:
    """So many answers came, and the same question stands."""
    assert phone.step() == step
    said = phone.new()
    assert len(said) == answers, said


def test_too_short(telling: Phone) -> None:
    telling.says("x").sees("ít nhất 2", "đang dùng ở đâu")
    unharmed(telling)


def test_too_long(telling: Phone) -> None:
    telling.says("a" * 400).sees("400", "300")
    unharmed(telling)


def test_10_001_letters_of_a_story(worker: Phone) -> None:
    worker.taps("Báo sáng kiến").says("a " * 2000).says("b " * 2000).says("c " * 2000).says("d " * 2000)
    worker.sees("10000").says("xong")
    assert 4_000 < len(worker.answers()["idea"]) <= 10_000


def test_4096_letters_and_more(worker: Phone) -> None:
    worker.taps("Báo sáng kiến").says("ăâđ 😀" * 900).says("xong")
    assert len(worker.answers()["idea"]) > 4_096
    until(worker, "summary")
    assert max(len(part.text.encode("utf-16-le")) // 2 for part in worker.parts()) <= 4_096


@pytest.mark.parametrize("said", ["", "   ", "\u200b\u200d", "\x00", "\u202e\u202c", "\n\n"])
def test_nothing_that_can_be_seen(telling: Phone, said: str) -> None:
    telling.says(said).sees("không có chữ nào")
    unharmed(telling)


def test_hidden_characters_are_taken_out_of_an_answer(telling: Phone) -> None:
    telling.says("chuyền\u200b 3\x00 \u202exưởng\u202c may")
    assert telling.answers()["where"] == "chuyền 3 xưởng may"


@pytest.mark.parametrize(
    "said", ["{name} {0}", "<b>chuyền</b> & *3*", "%s %(x)s ${y}", "'; DROP TABLE people;--"]
)
def test_signs_are_kept_as_they_are(telling: Phone, said: str) -> None:
    telling.says(said)
    assert telling.answers()["where"] == said
    until(telling, "summary")
    assert any(said in one for one in telling.new())


@pytest.mark.parametrize("what", ["sticker", "location", "poll", "game", "unknown"])
def test_what_no_question_takes(
    telling: Phone, what: Literal["sticker", "location", "poll", "game", "unknown"]
) -> None:
    telling.sends_other(what).sees("đang dùng ở đâu")
    unharmed(telling)


def test_a_photo_where_words_are_asked_is_kept_and_the_question_stands(telling: Phone) -> None:
    telling.sends_file("a.jpg").sees("giữ tệp này", "đang dùng ở đâu")
    unharmed(telling)
    assert [one["name"] for one in telling.answers()["evidence"]] == ["a.jpg"]


def test_a_photo_with_words_is_both(telling: Phone) -> None:
    telling.sends_file("a.jpg", caption="chuyền 3").sees("ghi cả lời", "từ ngày nào")
    assert telling.answers()["where"] == "chuyền 3"
    assert len(telling.answers()["evidence"]) == 1


def test_a_voice_note_where_words_are_asked_is_kept(telling: Phone) -> None:
    telling.sends_file("a.ogg", FileKind.VOICE).sees("giữ tệp này")
    unharmed(telling)


@pytest.mark.parametrize("asked", [True, False])
def test_an_album_has_one_answer(worker: Phone, asked: bool) -> None:
    until(worker.taps("Báo sáng kiến"), "evidence" if asked else "where").new()
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        worker.sends_file(name, album="x1")
    unharmed(worker, "evidence" if asked else "where")
    assert len(worker.answers()["evidence"]) == 3


def test_an_album_when_nothing_is_asked_has_one_answer(worker: Phone) -> None:
    worker.new()
    worker.sends_file("a.jpg", album="x1").sends_file("b.jpg", album="x1").sees("chưa giữ tệp này")
    assert len(worker.new()) == 1


def test_words_where_photos_are_asked(asked_for_photos: Phone) -> None:
    asked_for_photos.says("em chưa chụp").sees("cần ảnh")
    unharmed(asked_for_photos, "evidence")


def test_an_eleventh_file(asked_for_photos: Phone) -> None:
    for place in range(11):
        asked_for_photos.sends_file(f"{place}.jpg")
    asked_for_photos.sees("nhiều nhất 10")
    assert len(asked_for_photos.answers()["evidence"]) == 10


@pytest.mark.parametrize("why", list(FileTrouble))
def test_a_file_that_turns_out_useless_leaves_the_draft_and_is_told(telling: Phone, why: FileTrouble) -> None:
    telling.sends_file("a.jpg").sends_file("b.jpg")
    telling.new()
    telling.loses_file("a.jpg", why).sees("Tệp vừa gửi", "đang dùng ở đâu")
    unharmed(telling)
    assert [one["name"] for one in telling.answers()["evidence"]] == ["b.jpg"]


def test_a_file_that_turns_out_useless_after_a_pause(telling: Phone) -> None:
    telling.sends_file("a.jpg").says("tạm dừng").loses_file("a.jpg").sees("Tệp vừa gửi")
    assert telling.answers()["evidence"] == []


def test_an_edited_message_changes_nothing_and_says_how_to(telling: Phone) -> None:
    before = telling.answers()
    telling.edits("tên khác").sees("vẫn giữ lời cũ", "đang dùng ở đâu")
    assert telling.answers() == before


def test_a_forwarded_message_is_no_answer(telling: Phone) -> None:
    telling.says("chuyền 3", forwarded=True).sees("tin chuyển tiếp")
    unharmed(telling)


def test_a_forwarded_story_is_nobodys_idea(stranger: Phone) -> None:
    stranger.says(f"{IDEA} nhẹ hẳn", forwarded=True)
    assert "idea" not in stranger.answers()


def test_a_contact_where_none_is_asked(telling: Phone) -> None:
    telling.shares_phone("84912345678").sees("chưa cần số điện thoại")
    unharmed(telling)


def test_an_old_button_changes_nothing_and_shows_the_question(telling: Phone) -> None:
    old = telling.button("Sản xuất, kinh doanh")
    before = telling.answers()
    telling.presses(old).sees("tin cũ", "đang dùng ở đâu")
    assert telling.answers() == before


def test_a_double_tap_is_one_answer_and_the_second_is_silent(worker: Phone) -> None:
    until(worker.taps("Báo sáng kiến"), "kind").new()
    pressed = worker.button("Quản lý")
    worker.presses(pressed).presses(pressed)
    unharmed(worker, "field")


def test_a_button_of_another_persons_screen_changes_nothing(house: House, telling: Phone) -> None:
    other = join(house.person("lan"), name="Trần Thị Lan")
    until(other.taps("Báo sáng kiến"), "kind")
    before = telling.answers()
    telling.presses(other.button("Quản lý")).sees("tin cũ")
    assert telling.answers() == before


def test_the_same_update_twice_is_one(telling: Phone) -> None:
    telling.says("chuyền 3", key="same").says("chuyền 4", key="same")
    unharmed(telling, "applied")
    assert telling.answers()["where"] == "chuyền 3"


def test_a_flood_of_200_is_warned_once_and_the_draft_is_whole(telling: Phone) -> None:
    before = telling.answers()
    at = telling.house.now + timedelta(minutes=1)
    one = Said(conversation=telling.conversation, at=at, text="?")
    telling.hurries(*(replace(one, at=at + timedelta(milliseconds=10 * place)) for place in range(200)))
    said = telling.new()
    assert sum("nhanh quá" in text for text in said) == 1
    assert len(said) <= FLOOD + 1
    assert telling.answers() == before
    telling.house.now += timedelta(minutes=2)
    telling.says("chuyền 3")
    assert telling.step() == "applied"


def test_a_group_is_told_once_a_day_to_write_privately(house: House) -> None:
    group = house.person("-100200")
    for _ in range(3):
        group.hurries(InGroup(conversation="", at=house.now, addressed=True))
    group.hurries(InGroup(conversation="", at=house.now, addressed=False)).sees("nhắn riêng")
    assert len(group.new()) == 1


def fails(event: Event, speaker: Speaker) -> Effects:
    raise ZeroDivisionError("a bug")


def fragile(event: Event, speaker: Speaker) -> bool:
    return isinstance(event, Said) and event.text == "boom"


def test_a_bug_costs_only_its_own_event_and_the_conversation_goes_on(house: House, telling: Phone) -> None:
    other = join(house.person("lan"), name="Trần Thị Lan").taps("Báo sáng kiến")
    house.routes = (line("bug", (Said,), fragile, reads.load_speakers, fails), *ROUTES)
    telling.new()
    house.store(
        Said(conversation=telling.conversation, at=house.now, text="boom"),
        Said(conversation=other.conversation, at=house.now, text=IDEA),
    )
    house.pump()
    assert other.step() == "confidential"
    telling.sees("Xin lỗi")
    unharmed(telling)
    assert [(one.attempts, one.state) for one in house.rows(t.inbox) if one.attempts] == [(3, "parked")]
    telling.says("chuyền 3")
    assert telling.step() == "applied"


def test_what_waited_behind_a_bug_is_answered(house: House, telling: Phone) -> None:
    house.routes = (line("bug", (Said,), fragile, reads.load_speakers, fails), *ROUTES)
    later = house.now + timedelta(minutes=1)
    house.store(
        Said(conversation=telling.conversation, at=later, text="boom"),
        Said(conversation=telling.conversation, at=later, text="chuyền 3"),
    )
    house.pump()
    assert telling.answers()["where"] == "chuyền 3"


def test_a_tap_with_a_label_from_elsewhere_is_read_by_its_data_only(telling: Phone) -> None:
    tapped = Tapped(conversation=telling.conversation, at=telling.house.now, data="x", label="Gửi")
    telling.hurries(tapped).sees("tin cũ")
    unharmed(telling)


def test_an_unfinished_one_cannot_be_sent_by_a_forged_button(telling: Phone) -> None:
    telling.presses(f"g:{telling.draft().revision}:send")
    assert telling.house.rows(t.initiatives) == []


def test_everything_typed_at_the_review_screen_leads_back_to_it(worker: Phone) -> None:
    report(worker, demo("Đèn báo")).says("à quên").sees("xem lại trước khi gửi")
    worker.says("xong").sees("xem lại trước khi gửi").says("bỏ qua").sees("xem lại trước khi gửi")
    worker.sends_file("a.jpg").sees("xem lại trước khi gửi")
