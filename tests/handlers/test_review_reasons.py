"""Typed reasons: understood when they are clear, kept as words when they are not."""

import pytest
from review_scene import ITEM

from handlers.initiative import Action
from handlers.officers import reasons
from messages import catalog


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("thieu quyet dinh", "missing_decision"),
        ("Thiếu quyết định công nhận của giám đốc", "missing_decision"),
        ("thieu quyet dinhh", "missing_decision"),
        ("ảnh mờ quá, chụp lại giúp", "photo_unreadable"),
        ("anh mo", "photo_unreadable"),
        ("bị trùng với sáng kiến của chị Lan", "duplicate"),
        ("noi dung con thieu", "content_missing"),
        ("áp dụng ngoài thời gian chương trình", "outside_period"),
        ("công ty không công nhận", "not_recognised"),
        ("missing decision", "missing_decision"),
    ],
)
def test_a_clear_reason_is_recognised_with_or_without_marks(words, reason):
    assert reasons.matching(Action.RETURN, words) == reason


@pytest.mark.parametrize(
    "words",
    ["", "anh", "quyết định", "xem lại giúp em", "thiếu", "gọi cho tôi", "🙏", "số 5 chưa khớp với số 3"],
)
def test_unclear_words_stay_words(words):
    assert reasons.matching(Action.RETURN, words) == reasons.OTHER


def test_what_can_be_mended_is_no_reason_to_reject():
    assert reasons.matching(Action.REJECT, "ảnh mờ") == reasons.OTHER


def test_two_reasons_at_once_are_left_as_words():
    assert reasons.matching(Action.RETURN, "thiếu quyết định, ảnh mờ") == reasons.OTHER


@pytest.mark.parametrize("language", catalog.LANGUAGES)
@pytest.mark.parametrize("action", [Action.RETURN, Action.REJECT])
def test_every_reason_has_its_words_in_every_language(language, action):
    rows = reasons.asking(language, ITEM, action).choices
    assert len(rows) == len(reasons.fitting(action)) + 1
    assert all(button.label for row in rows for button in row)
    for reason in reasons.fitting(action):
        assert catalog.say(language, f"review.phrases.{reason}")


def test_nothing_else_can_be_given_a_reason():
    assert reasons.fitting(Action.WITHDRAW) == ()
