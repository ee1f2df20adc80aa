"""An initiative written out for an officer, its author, and those who are told of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from review_scene import (
    GARMENT,
    HANH,
    ITEM,
    NOON,
    PHUC,
    WORKER,
    ZONE,
    answer,
    asked_why,
    buttons,
    decided,
    facts,
    kinds,
    speaker,
    typed,
)

from handlers.events import FileKind
from handlers.initiative import Action, Decision, Status
from handlers.message import Shown
from handlers.officers import review, review_card
from handlers.officers.officer import resubmission_notice, submission_notice

ANSWERS = {
    "title": "Dưỡng mica",
    "kind": "technical",
    "before": "Vẽ phấn.\nHay lệch {lắm} <b>",
    "applied": "2026-08-16",
    "effect": "dong",
    "amount": "1500000.5",
    "beneficiaries": "",
    "coauthors": [{"name": "Trần Văn Phúc", "share": "60"}, {"name": "Lê Thị Hạnh", "share": 40}],
    "decision_date": "2026-10-20",
    "decision_photo": [{"key": "web:1", "kind": "photo", "name": ""}],
    "evidence": [{"key": "web:2", "kind": "document", "name": "ban-ve.pdf"}],
    "evidence_done": True,
}


def test_an_officer_opens_a_card_with_its_photos_and_buttons():
    item = replace(ITEM, answers=ANSWERS)
    message = answer(review.show_card(typed("open", "123"), facts(item)))
    assert message.text.startswith("NT-000123 · đang chờ duyệt")
    assert "Tác giả: Nguyễn Thị Thu Hà" in message.text
    assert f"Đơn vị: {GARMENT.name}" in message.text
    assert "Gửi lúc: 14:05 ngày 18/11/2026" in message.text
    assert message.text.count("Dưỡng mica") == 1
    assert [button.label for button in buttons(message)[:3]] == ["Duyệt", "Trả lại", "Không công nhận"]
    assert [button.data for button in buttons(message)[:2]] == ["d:7:1:approve", "d:7:1:return"]
    assert message.files == (
        Shown("web:1", FileKind.PHOTO),
        Shown("web:2", FileKind.DOCUMENT, "ban-ve.pdf"),
    )
    assert message.about == "initiative:7"


def test_answers_are_told_in_words_numbers_and_dates_of_the_language():
    vi = review_card.answers_text("vi", ANSWERS)
    assert "1.500.000,5" in vi
    assert "16/08/2026" in vi
    assert "20/10/2026" in vi
    assert "Vẽ phấn.\nHay lệch {lắm} <b>" in vi
    assert "Trần Văn Phúc: 60%, Lê Thị Hạnh: 40%" in vi
    assert "technical" not in vi
    assert "True" not in vi


def test_numbers_are_written_the_english_way_in_english():
    assert "1,500,000.5" in review_card.answers_text("en", ANSWERS)


def test_skipped_answers_leave_no_empty_lines():
    assert "" not in review_card.answers_text("vi", ANSWERS).split("\n")
    assert review_card.answers_text("vi", {}) == ""
    assert review_card.answers_text("vi", {"kind": None, "evidence": []}) == ""


def test_what_an_older_form_kept_is_shown_as_it_was():
    assert "nhiều lắm" in review_card.answers_text("vi", {"amount": "nhiều lắm"})
    assert "gone_choice" in review_card.answers_text("vi", {"kind": "gone_choice"})
    assert "1.500.000" in review_card.answers_text("vi", {"amount": "1.5E+6"})


def test_a_choice_that_is_also_a_word_is_not_mistaken_in_a_story():
    assert review_card.answers_text("vi", {"change": "idea"}).endswith(": idea")


def test_the_history_tells_each_step_in_order_with_its_words():
    back = Decision(
        action=Action.RETURN,
        by_id=20,
        by_name="Lê Thị Hạnh",
        at=NOON - timedelta(days=1),
        reason="photo_unreadable",
        words="chụp lại giúp",
    )
    again = Decision(action=Action.RESUBMIT, by_id=10, by_name="Hà", at=NOON)
    text = review_card.card("vi", replace(ITEM, history=(back, again)), ZONE).text
    lines = text.split("Quá trình:\n")[1].split("\n")
    assert lines == [
        "18/11/2026 14:05 · Tác giả gửi sáng kiến",
        "19/11/2026 14:05 · Lê Thị Hạnh trả lại: Ảnh mờ, không đọc được – “chụp lại giúp”",
        "20/11/2026 14:05 · Tác giả sửa và gửi lại",
    ]


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.SUBMITTED])
def test_a_decided_card_has_no_decision_buttons(status):
    message = review_card.card("vi", replace(ITEM, status=status), ZONE)
    assert message.choices == ()


def test_ones_own_initiative_is_shown_without_buttons():
    item = replace(ITEM, author_id=HANH.id)
    message = answer(review.show_card(typed("open", "123"), facts(item)))
    assert message.choices == ()
    assert "cán bộ khác sẽ xét" in message.text


def test_a_unit_told_in_words_is_shown_and_can_be_chosen():
    message = review_card.card("vi", replace(ITEM, unit=None, unit_words="may tân lam"), ZONE)
    assert "“may tân lam”" in message.text
    assert message.choices[-1][0].data == "c:unit:123"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"item": None}, "số 123"),
        ({"may": False}, "thuộc đơn vị khác"),
        ({"who": speaker(WORKER)}, "dành cho cán bộ"),
        ({"reference": None}, "ghi kèm số"),
    ],
)
def test_a_card_that_cannot_be_shown_says_why_and_nothing_more(more, words):
    text = answer(review.show_card(typed("open", "123"), facts(**more))).text
    assert words in text
    assert "Dưỡng mica" not in text


def test_opening_a_card_ends_the_question_for_a_reason():
    assert kinds(review.show_card(typed("open", "123"), facts(who=asked_why()))) == ["MoveTo", "Reply"]


def test_every_decision_has_its_line_in_both_languages():
    for action in Action:
        item = decided(action, Status.VALID, PHUC, reason="other", words="x")
        for language in ("vi", "en"):
            assert "x" in review_card.card(language, item, ZONE).text


def test_a_new_submission_is_told_with_one_button_to_open_it():
    message = submission_notice("vi", 123, "NT-000123", "Dưỡng\nmica", "Hà", "")
    assert "có sáng kiến mới" in message.text
    assert "Tên: Dưỡng mica" in message.text
    assert "chưa rõ đơn vị" in message.text
    assert [button.data for button in buttons(message)] == ["c:open:123"]


def test_a_report_that_came_back_is_told_in_other_words():
    message = resubmission_notice("vi", ITEM, "Dưỡng mica mới")
    assert "sửa và gửi lại" in message.text
    assert "Dưỡng mica mới" in message.text
    assert message.about == "initiative:7"
