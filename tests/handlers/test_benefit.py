"""What an initiative brings: computed where it can be, corrected by officers, flagged when it stands out."""

from dataclasses import replace
from typing import Any

import pytest
from record_scene import asked, card_facts, photo, record
from review_scene import HANH, ITEM, NOON, answer, buttons, kinds, one, said, speaker, typed

from handlers.effects import MoveTo
from handlers.initiative import Initiative
from handlers.officers.effects import Comment, CorrectBenefit
from handlers.record import benefit, remarks, timeline, value
from handlers.record.facts import Peers, Remark
from handlers.speaker import Home, Writing

WORTH = replace(ITEM, benefit=48_000_000, answers={"effect": "dong", "amount": "48000000"})
PLACE = Writing(123, "benefit")


@pytest.mark.parametrize(
    ("answers", "worth"),
    [
        ({"effect": "dong", "amount": "48000000"}, 48_000_000),
        ({"effect": "dong", "amount": "1500000.5"}, 1_500_000),
        ({"effect": "dong", "amount": "1.5E+6"}, 1_500_000),
        ({"effect": "seconds", "amount": "8"}, None),
        ({"effect": "safety", "effect_words": "hết bỏng tay"}, None),
        ({"effect": "dong", "amount": "nhiều lắm"}, None),
        ({"effect": "dong", "amount": "NaN"}, None),
        ({"effect": "dong", "amount": "0"}, None),
        ({"effect": "dong", "amount": "1E+30"}, None),
        ({"effect": "dong"}, None),
        ({}, None),
    ],
)
def test_only_what_was_counted_in_money_has_a_value_by_itself(
    answers: dict[str, Any], worth: int | None
) -> None:
    assert value.told(answers) == worth


@pytest.mark.parametrize(
    ("worth", "peers", "why"),
    [
        (None, Peers(9, 1), ""),
        (1_000_000_000, Peers(), ""),
        (1_000_000_001, Peers(), "huge"),
        (50_000_000, Peers(4, 1_000_000), ""),
        (20_000_000, Peers(5, 1_000_000), ""),
        (20_000_001, Peers(5, 1_000_000), "beside"),
    ],
)
def test_a_value_far_from_the_others_is_looked_at_twice(worth: int | None, peers: Peers, why: str) -> None:
    assert value.outlier(worth, peers) == why


def test_an_officer_types_the_value_behind_the_number() -> None:
    effects = benefit.correct(typed("benefit", "123 30tr"), card_facts(record(WORTH)))
    assert one(effects, CorrectBenefit) == CorrectBenefit(7, 30_000_000)
    kept = one(effects, Comment)
    assert kept.internal
    assert value.correction(kept.words) == (48_000_000, 30_000_000)
    assert "30.000.000 đồng mỗi năm. Trước đó: 48.000.000 đồng" in answer(effects).text


@pytest.mark.parametrize("words", ["48 triệu một năm", "4 triệu một tháng", "48000000"])
def test_a_month_is_counted_twelve_times(words: str) -> None:
    effects = benefit.correct(typed("benefit", f"123 {words}"), card_facts(record(ITEM)))
    assert one(effects, CorrectBenefit).value == 48_000_000


def test_without_an_amount_it_is_asked_for_and_the_next_words_are_it() -> None:
    asking = benefit.correct(typed("benefit", "123"), card_facts(record(WORTH)))
    assert one(asking, MoveTo).place == PLACE
    who = asked(answer(asking), PLACE)
    assert "Đang ghi: 48.000.000 đồng mỗi năm" in answer(asking).text
    assert benefit.asks_benefit(said("2 tỷ"), who)
    effects = benefit.correct(said("2 tỷ"), card_facts(record(WORTH), who=who))
    assert one(effects, CorrectBenefit).value == 2_000_000_000
    assert one(effects, MoveTo).place == Home()


@pytest.mark.parametrize("event", [said("nhiều lắm"), said("0"), photo(), typed("benefit", "123 tám giờ")])
def test_what_is_no_sum_is_asked_for_again(event: Any) -> None:
    who = asked(answer(benefit.correct(typed("benefit", "123"), card_facts())), PLACE)
    effects = benefit.correct(event, card_facts(who=who))
    assert kinds(effects) == ["MoveTo", "Reply"]
    assert "Chưa hiểu số tiền" in answer(effects).text


@pytest.mark.parametrize("event", [said("thôi"), typed("cancel"), typed("unwrite", "123:benefit")])
def test_leaving_the_question_changes_nothing(event: Any) -> None:
    who = asked(answer(benefit.correct(typed("benefit", "123"), card_facts())), PLACE)
    assert benefit.asks_benefit(event, who)
    effects = benefit.correct(event, card_facts(who=who))
    assert kinds(effects) == ["MoveTo", "Reply"]
    assert "Chưa ghi gì" in answer(effects).text


def test_words_typed_after_another_screen_are_not_taken_for_the_value() -> None:
    assert not benefit.asks_benefit(said("2 tỷ"), speaker(place=PLACE))


def test_going_back_to_the_authors_value_is_one_tap() -> None:
    item = replace(WORTH, benefit_corrected=30_000_000)
    asking = answer(benefit.correct(typed("benefit", "123"), card_facts(record(item))))
    assert buttons(asking)[0].data == "c:benefit:123:told"
    effects = benefit.correct(typed("benefit", "123:told"), card_facts(record(item)))
    assert one(effects, CorrectBenefit) == CorrectBenefit(7, None)
    assert "48.000.000" in answer(effects).text


def test_the_same_value_again_leaves_no_trace() -> None:
    item = replace(WORTH, benefit_corrected=30_000_000)
    effects = benefit.correct(typed("benefit", "123 30tr"), card_facts(record(item)))
    assert kinds(effects) == ["Reply"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"own": True}, "chính đồng chí"),
        ({"levels": frozenset()}, "không ghi thêm được"),
        ({"may": False}, "thuộc đơn vị khác"),
    ],
)
def test_who_may_not_decide_on_it_corrects_nothing(more: dict[str, Any], words: str) -> None:
    effects = benefit.correct(typed("benefit", "123 30tr"), card_facts(record(WORTH), **more))
    assert kinds(effects) == ["Reply"]
    assert words in answer(effects).text


@pytest.mark.parametrize(
    ("item", "line"),
    [
        (WORTH, "Giá trị làm lợi: 48.000.000 đồng mỗi năm"),
        (
            replace(WORTH, benefit_corrected=30_000_000),
            "Giá trị làm lợi: 30.000.000 đồng mỗi năm (tác giả ghi 48.000.000 đồng mỗi năm)",
        ),
        (
            replace(ITEM, benefit_corrected=30_000_000, answers={"effect": "seconds", "amount": "8"}),
            "Giá trị làm lợi: 30.000.000 đồng mỗi năm (tác giả ghi 8 giây mỗi sản phẩm)",
        ),
        (
            replace(ITEM, benefit_corrected=30_000_000, answers={}),
            "Giá trị làm lợi: 30.000.000 đồng mỗi năm (cán bộ ghi, tác giả chưa ghi số)",
        ),
    ],
)
def test_both_values_are_shown(item: Initiative, line: str) -> None:
    assert value.lines("vi", item) == [line]


def test_a_correction_stands_in_the_history_with_who_and_from_what_to_what() -> None:
    kept = Remark(HANH.id, "Lê Thị Hạnh", NOON, value.corrected(None, 30_000_000), internal=True)
    (_, entry) = timeline.entries("vi", record(remarks=(kept,)), internal=True)
    assert entry.what == "Lê Thị Hạnh ghi giá trị: chưa có → 30.000.000 đồng mỗi năm"
    assert len(timeline.entries("vi", record(remarks=(kept,)), internal=False)) == 1


def test_nobody_can_write_a_note_that_looks_like_a_correction() -> None:
    forged = value.corrected(1, 2)
    effects = remarks.remark(typed("note", f"123 {forged}"), card_facts())
    assert value.correction(one(effects, Comment).words) is None
