"""What an officer's decision does, once, and what it does not do."""

from dataclasses import replace

import pytest
from review_scene import (
    HANH,
    ITEM,
    NOON,
    PHUC,
    WORKER,
    answer,
    asked_why,
    buttons,
    decided,
    facts,
    kinds,
    one,
    pressed,
    said,
    speaker,
    typed,
)

from handlers.effects import CloseButtons, Decide, MoveTo, Tell
from handlers.events import Attached, FileKind, FileRef
from handlers.initiative import Action, Status
from handlers.officers import verdicts
from handlers.person import Person
from handlers.speaker import Deciding, Home

SETTLED = ["Decide", "Tell", "CloseButtons", "Reply"]
ASKED = ["MoveTo", "Reply", "TakeUp"]


def test_one_tap_approves_thanks_the_author_and_offers_the_next_one():
    effects = verdicts.decide(pressed("d:7:1:approve"), facts())

    assert kinds(effects) == SETTLED
    assert one(effects, Decide) == Decide(7, 1, Action.APPROVE, Status.VALID)
    told = one(effects, Tell)
    assert told.person_id == 10
    assert told.once == "decision:7:1"
    assert "NT-000123" in told.message.text
    assert "Cảm ơn anh/chị" in told.message.text
    assert one(effects, CloseButtons).about == "initiative:7"
    assert [button.data for button in buttons(answer(effects))] == ["c:open:124"]


def test_the_author_is_told_in_their_own_language():
    item = replace(ITEM, author_language="en")
    told = one(verdicts.decide(pressed("d:7:1:approve"), facts(item)), Tell)
    assert "Congratulations" in told.message.text


def test_after_the_last_one_the_officer_hears_that_nothing_waits():
    effects = verdicts.decide(pressed("d:7:1:approve"), facts(next_number=None))
    assert answer(effects).choices == ()
    assert "Không còn sáng kiến nào" in answer(effects).text


def test_a_typed_approval_does_the_same_as_the_button():
    assert kinds(verdicts.decide(typed("approve", "NT-000123"), facts())) == SETTLED


def test_returning_asks_for_a_reason_before_anything_happens():
    effects = verdicts.decide(pressed("d:7:1:return"), facts())

    assert kinds(effects) == ASKED
    assert one(effects, MoveTo).place == Deciding(7, 1, "return")
    labels = [button.label for button in buttons(answer(effects))]
    assert labels[0] == "Chưa có quyết định công nhận"
    assert len(labels) == 8 + 2


def test_a_picked_reason_may_be_sent_without_words():
    begun = verdicts.decide(pressed("r:7:1:photo_unreadable"), facts(who=asked_why()))
    assert one(begun, MoveTo).place == Deciding(7, 1, "return", "photo_unreadable")
    assert [button.label for button in answer(begun).nav] == ["Gửi luôn", "Thôi, để sau"]

    who = asked_why(reason="photo_unreadable")
    effects = verdicts.decide(pressed("r:7:1:send"), facts(who=who))
    assert one(effects, Decide) == Decide(7, 1, Action.RETURN, Status.RETURNED, "photo_unreadable")
    assert one(effects, MoveTo).place == Home()
    told = one(effects, Tell).message
    assert "Ảnh mờ, không đọc được" in told.text
    assert [button.data for button in buttons(told)] == ["c:fix:123"]


def test_words_after_a_picked_reason_reach_the_author_as_they_were_typed():
    who = asked_why(reason="content_missing")
    effects = verdicts.decide(said("Anh ghi thêm số liệu <trước> & sau {nhé}"), facts(who=who))
    assert one(effects, Decide).words == "Anh ghi thêm số liệu <trước> & sau {nhé}"
    assert "“Anh ghi thêm số liệu <trước> & sau {nhé}”" in one(effects, Tell).message.text


@pytest.mark.parametrize("text", ["Gửi luôn", "gui luon", "gửi"])
def test_send_now_can_be_typed(text):
    effects = verdicts.decide(said(text), facts(who=asked_why(reason="duplicate")))
    assert one(effects, Decide).words == ""


def test_own_words_alone_are_a_reason():
    begun = verdicts.decide(pressed("r:7:1:own"), facts(who=asked_why()))
    assert one(begun, MoveTo).place == Deciding(7, 1, "return", "other")
    assert [button.label for button in answer(begun).nav] == ["Thôi, để sau"]

    effects = verdicts.decide(said("Xin anh gọi lại cho tôi"), facts(who=asked_why(reason="other")))
    assert one(effects, Decide).reason == "other"
    assert "Lý do: “Xin anh gọi lại cho tôi”" in one(effects, Tell).message.text


@pytest.mark.parametrize("event", [pressed("r:7:1:send"), typed("done"), typed("skip"), said("  👍 ")])
@pytest.mark.parametrize("reason", ["", "other"])
def test_without_a_reason_nothing_is_returned(event, reason):
    effects = verdicts.decide(event, facts(who=asked_why(reason=reason)))
    assert kinds(effects) == ASKED
    assert isinstance(one(effects, MoveTo).place, Deciding)


def test_skip_sends_nothing_because_it_may_mean_either():
    effects = verdicts.decide(typed("skip"), facts(who=asked_why(reason="duplicate")))
    assert kinds(effects) == ASKED


@pytest.mark.parametrize("event", [pressed("r:7:1:leave"), typed("cancel"), said("thôi"), said("Huỷ")])
def test_changing_ones_mind_decides_nothing(event):
    effects = verdicts.decide(event, facts(who=asked_why()))
    assert kinds(effects) == ["MoveTo", "Reply"]
    assert one(effects, MoveTo).place == Home()
    assert [button.data for button in buttons(answer(effects))] == ["c:open:123"]


def test_a_photo_where_a_reason_is_asked_is_answered_and_the_question_stays():
    photo = Attached(conversation="web:demo:1", at=NOON, file=FileRef(key="web:1", kind=FileKind.PHOTO))
    assert verdicts.asks_verdict(photo, asked_why())
    effects = verdicts.decide(photo, facts(who=asked_why(reason="duplicate")))
    assert "gõ vài chữ" in answer(effects).text
    assert one(effects, MoveTo).place == Deciding(7, 1, "return", "duplicate")


def test_a_reason_too_long_to_read_on_a_phone_is_sent_back_to_its_writer():
    effects = verdicts.decide(said("dài " * 400), facts(who=asked_why(reason="duplicate")))
    assert kinds(effects) == ASKED
    assert "1599" in answer(effects).text


def test_a_typed_return_names_its_reason_and_keeps_the_words():
    effects = verdicts.decide(typed("return", "123 thieu quyet dinh"), facts())
    assert one(effects, Decide) == Decide(
        7, 1, Action.RETURN, Status.RETURNED, "missing_decision", "thieu quyet dinh"
    )


def test_a_typed_rejection_without_words_asks_for_the_reason():
    effects = verdicts.decide(typed("reject", "123"), facts())
    assert one(effects, MoveTo).place == Deciding(7, 1, "reject")
    data = [button.data for button in buttons(answer(effects))]
    assert "r:7:1:public_order" in data
    assert "r:7:1:photo_unreadable" not in data


def test_a_rejection_is_told_kindly_and_offers_no_repair():
    effects = verdicts.decide(typed("reject", "123 trùng với sáng kiến đã gửi tháng trước"), facts())
    assert one(effects, Decide).reason == "duplicate"
    assert one(effects, Decide).status is Status.NOT_VALID
    told = one(effects, Tell).message
    assert "chưa được công nhận lần này" in told.text
    assert told.choices == ()


def test_the_second_officer_hears_who_decided_and_when():
    item = decided(Action.APPROVE, Status.VALID, HANH)
    effects = verdicts.decide(pressed("d:7:1:approve"), facts(item, who=speaker(PHUC)))
    assert kinds(effects) == ["Reply"]
    assert answer(effects).text == "Đồng chí Lê Thị Hạnh đã duyệt NT-000123 lúc 14:00 ngày 20/11/2026."


def test_pressing_ones_own_decision_again_is_a_short_reminder():
    item = decided(Action.APPROVE, Status.VALID, HANH)
    effects = verdicts.decide(pressed("d:7:1:approve"), facts(item))
    assert kinds(effects) == ["Reply"]
    assert answer(effects).text == "Đồng chí đã duyệt NT-000123 rồi."


def test_an_old_button_on_a_report_that_came_back_changes_nothing():
    item = replace(decided(Action.RESUBMIT, Status.SUBMITTED, WORKER), revision=3)
    effects = verdicts.decide(pressed("d:7:1:approve"), facts(item))
    assert kinds(effects) == ["Reply"]
    assert "Tác giả đã sửa và gửi lại NT-000123" in answer(effects).text
    assert [button.data for button in buttons(answer(effects))] == ["c:open:123"]


def test_words_typed_for_an_initiative_decided_meanwhile_change_nothing():
    item = decided(Action.APPROVE, Status.VALID, PHUC)
    effects = verdicts.decide(said("thiếu ảnh"), facts(item, who=asked_why()))
    assert kinds(effects) == ["MoveTo", "Reply"]
    assert one(effects, MoveTo).place == Home()
    assert "Trần Văn Phúc" in answer(effects).text


def test_a_withdrawn_initiative_says_so():
    item = decided(Action.WITHDRAW, Status.WITHDRAWN, WORKER)
    assert "Tác giả đã rút" in answer(verdicts.decide(pressed("d:7:1:approve"), facts(item))).text


def test_a_decider_without_a_name_is_still_somebody():
    item = decided(Action.APPROVE, Status.VALID, Person(id=30))
    assert answer(verdicts.decide(pressed("d:7:1:approve"), facts(item))).text.startswith(
        "Một cán bộ công đoàn"
    )


def test_nobody_decides_on_their_own_initiative():
    item = replace(ITEM, author_id=HANH.id)
    effects = verdicts.decide(pressed("d:7:1:approve"), facts(item))
    assert kinds(effects) == ["Reply"]
    assert "cán bộ khác" in answer(effects).text


def test_an_officer_of_another_unit_learns_nothing_of_it():
    effects = verdicts.decide(pressed("d:7:1:approve"), facts(may=False))
    assert kinds(effects) == ["Reply"]
    assert "Dưỡng mica" not in answer(effects).text
    assert "NT-000123" not in answer(effects).text


def test_a_worker_who_forges_a_button_decides_nothing():
    effects = verdicts.decide(pressed("d:7:1:approve"), facts(who=speaker(WORKER)))
    assert kinds(effects) == ["Reply"]
    assert "dành cho cán bộ" in answer(effects).text


def test_an_unknown_number_offers_the_list():
    effects = verdicts.decide(typed("approve", "123"), facts(None))
    assert "123" in answer(effects).text
    assert [button.data for button in buttons(answer(effects))] == ["c:queue:1"]


def test_a_decision_without_a_number_asks_for_one():
    effects = verdicts.decide(typed("approve"), facts(None, reference=None))
    assert "/duyet 123" in answer(effects).text


@pytest.mark.parametrize("data", ["d:7:1:withdraw", "d:7:1:resubmit", "r:7:1:duplicate", "r:7:1:nonsense"])
def test_a_forged_or_forgotten_button_does_nothing(data):
    effects = verdicts.decide(pressed(data), facts())
    assert kinds(effects) == ["Reply"]
    assert "chưa làm gì" in answer(effects).text


def test_a_reason_of_another_initiative_is_not_mixed_in():
    who = speaker(place=Deciding(8, 1, "return"))
    assert kinds(verdicts.decide(pressed("r:7:1:duplicate"), facts(who=who))) == ["Reply"]


def test_only_what_belongs_here_is_taken():
    assert not verdicts.asks_verdict(said("xin chào"), speaker())
    assert verdicts.asks_verdict(said("xin chào"), asked_why())
    assert not verdicts.asks_verdict(typed("queue"), asked_why())
    assert not verdicts.asks_verdict(pressed("c:open:1"), speaker())
