"""The waiting list an officer sees, and how an initiative is named in words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from review_scene import (
    HANH,
    NOON,
    WORKER,
    answer,
    asked_why,
    buttons,
    kinds,
    one,
    pressed,
    said,
    speaker,
    typed,
)

from handlers import taps
from handlers.effects import MoveTo
from handlers.officers import review
from handlers.officers.queue import queue_facts, queue_filter, review_queue
from handlers.officers.queue.queue_facts import QueueFacts, Waiting
from handlers.officers.queue.queue_filter import Filter
from handlers.officers.review import Reference
from handlers.speaker import Home

LONG = Waiting(
    number=123,
    code="NT-000123",
    title="Máng nước lạnh đưa tôm đã lột\ntừ bàn ra nơi cân, thay cho bưng rổ",
    author_name="Đàng Thị Mỹ Duyên",
    since=NOON - timedelta(days=2, hours=5),
    id=423,
)
FRESH = Waiting(number=9, code="NT-000009", title="Dưỡng", author_name="", since=NOON, id=309)


def page(**more):
    return QueueFacts(**({"speaker": speaker(), "waiting": 12, "rows": (LONG, FRESH)} | more))


def test_the_list_counts_what_waits_and_opens_each_with_a_tap():
    message = answer(review_queue.show_queue(typed("queue"), page(late=3, returned=2)))
    assert "Đang chờ duyệt: 12 sáng kiến." in message.text
    assert "quá 3 ngày: 3" in message.text
    assert "chờ tác giả sửa: 2" in message.text
    assert "Trang 1/3" in message.text
    first, second = (row[0] for row in message.choices)
    assert first.label == "NT-000123 · Máng nước lạnh đưa tôm đã lột từ bàn ra… · Đàng Thị Mỹ Duyên · 2 ngày"
    assert first.data == "c:open:123"
    assert second.label == "NT-000009 · Dưỡng · chưa ghi tên · hôm nay"


@pytest.mark.parametrize(
    ("before", "place", "labels"),
    [
        (0, "1/3", ["Xem thêm"]),
        (5, "2/3", ["Xem thêm", "Trang trước"]),
        (10, "3/3", ["Trang trước"]),
    ],
)
def test_pages_can_be_turned_both_ways(before, place, labels):
    message = answer(review_queue.show_queue(typed("queue"), page(before=before)))
    assert f"Trang {place}" in message.text
    turning = [button.label for button in message.nav if button.label in ("Xem thêm", "Trang trước")]
    assert turning == labels


def test_the_other_pages_are_named_by_the_lines_beside_them():
    message = answer(review_queue.show_queue(typed("queue"), page(before=5)))
    after, before = (queue_facts.turned(pressed(button.data)) for button in message.nav[:2])
    assert (after.way, after.since, after.id) == ("after", FRESH.since, 309)
    assert (before.way, before.since, before.id) == ("before", LONG.since, 423)


@pytest.mark.parametrize(
    ("filtered", "packed"),
    [
        (Filter(), ""),
        (Filter("mine", late=True), "ml"),
        (Filter("free", True, True, True, True, True, 1234567890), "nlfkbgu1234567890"),
    ],
)
def test_a_filter_survives_its_button(filtered, packed):
    assert filtered.packed == packed
    assert queue_filter.unpack(packed) == filtered
    argument = queue_facts.beside("before", NOON, 1234567890, packed)
    for command in ("queue", "pass_all", "back_all"):
        data = pressed(taps.pack(taps.Call(command, argument)))
        assert queue_facts.filtered(data) == filtered
        assert queue_facts.turned(data).id == 1234567890


@pytest.mark.parametrize("forged", ["lm", "u", "uu1", "u99999999999", "x", "menu", "after", "ml u1"])
def test_a_forged_filter_is_none(forged):
    assert queue_facts.filtered(pressed(f"c:queue:{forged}")) == Filter()


def test_many_are_said_to_be_many_and_pages_are_not_counted():
    message = answer(review_queue.show_queue(typed("queue"), page(waiting=1000, total=1000, free=1000)))
    assert "Đang chờ duyệt: hơn 999 sáng kiến." in message.text
    assert "Trang 1, cũ nhất" in message.text
    far = answer(review_queue.show_queue(typed("queue"), page(waiting=1000, before=1000, total=1000)))
    assert "Trang" not in far.text


def test_the_words_of_a_search_fit_into_the_button_to_its_next_page():
    long = "cải tiến quy trình đóng gói thùng hàng ở kho thành phẩm"
    words = queue_facts.carried(long)
    assert words == "cai tien quy trinh dong goi thung"
    message = answer(review_queue.show_queue(typed("find", long), page(words=words, waiting=12)))
    turned = pressed(message.nav[0].data)
    assert queue_facts.searched(turned) == words
    assert queue_facts.turned(turned).id == 309


def test_an_empty_list_is_a_kind_word():
    message = answer(review_queue.show_queue(typed("queue"), page(waiting=0, rows=())))
    assert "Cảm ơn đồng chí" in message.text
    assert message.choices == ()


def test_a_person_without_a_post_is_refused_kindly_and_sees_nothing():
    message = answer(review_queue.show_queue(typed("queue"), page(speaker=speaker(WORKER))))
    assert "dành cho cán bộ" in message.text
    assert "NT-" not in message.text
    assert buttons(message) == []


def test_turning_to_the_list_ends_the_question_for_a_reason():
    effects = review_queue.show_queue(typed("queue"), page(speaker=asked_why()))
    assert kinds(effects) == ["MoveTo", "Reply"]
    assert one(effects, MoveTo).place == Home()


def test_what_was_searched_is_listed_or_said_to_be_missing():
    found = answer(review_queue.show_queue(typed("find", "máng {tôm}"), page(words="máng {tôm}", waiting=1)))
    assert "“máng {tôm}”" in found.text
    assert found.choices
    nothing = answer(review_queue.show_queue(typed("find", "xyz"), page(words="xyz", rows=())))
    assert "Không có sáng kiến nào" in nothing.text
    asking = answer(review_queue.show_queue(typed("find"), page(rows=())))
    assert "ví dụ" in asking.text


@pytest.mark.parametrize(
    ("argument", "number", "rest"),
    [
        ("123", 123, ""),
        ("000123", 123, ""),
        ("NT-000123 thieu anh", 123, "thieu anh"),
        ("nt 123: thiếu ảnh", 123, "thiếu ảnh"),
        ("#7 ảnh mờ", 7, "ảnh mờ"),
        ("số 7", 7, ""),
        ("", None, ""),
        ("thiếu ảnh", None, "thiếu ảnh"),
        ("1234567890123", None, "1234567890123"),
    ],
)
def test_a_number_is_read_however_it_is_typed(argument, number, rest):
    assert review.split(argument) == (number, rest)


@pytest.mark.parametrize(
    ("event", "reference"),
    [
        (typed("open", "123"), Reference(number=123)),
        (typed("unit", "123:45"), Reference(number=123)),
        (pressed("c:open:123"), Reference(number=123)),
        (pressed("d:7:2:approve"), Reference(id=7)),
        (pressed("r:7:2:duplicate"), Reference(id=7)),
        (typed("approve"), None),
        (pressed("nonsense"), None),
        (said("123"), None),
    ],
)
def test_an_event_names_its_initiative(event, reference):
    assert review.reference(event, speaker()) == reference


@pytest.mark.parametrize("event", [said("thiếu ảnh"), typed("cancel"), typed("skip")])
def test_an_answer_is_about_the_initiative_that_was_asked_about(event):
    assert review.reference(event, asked_why()) == Reference(id=7)


@pytest.mark.parametrize(
    "argument", ["", "3", "0", "x", "after.²", "after.1", f"after.{'9' * 30}.1", "by.1.1"]
)
def test_a_page_that_makes_no_sense_is_the_first(argument):
    assert queue_facts.turned(typed("queue", argument)) is None


def test_the_list_knows_its_own_calls():
    assert review_queue.asks_queue(typed("queue"), speaker())
    assert review_queue.asks_queue(pressed("c:queue:2"), speaker())
    assert review_queue.asks_queue(typed("find", "x"), speaker())
    assert not review_queue.asks_queue(said("queue"), speaker(replace(HANH)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/tim dưỡng may", "dưỡng may"),
        ("/Tìm  máng", "máng"),
        ("/find", ""),
        ("tìm ra cách mới", None),
        ("tim", None),
    ],
)
def test_a_search_is_typed_with_a_slash_so_that_ideas_stay_ideas(text, words):
    assert queue_facts.searched(said(text)) == words
