"""An officer takes an initiative up, and the others see it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from review_scene import (
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
    one,
    pressed,
    said,
    speaker,
    typed,
)

from handlers.effects import Decide, MoveTo, Tell
from handlers.initiative import Action, Claim, Initiative, Review, Status
from handlers.officers import claims, verdicts
from handlers.officers.effects import PutDown, TakeUp
from handlers.officers.review import Hearer
from handlers.person import Person, Post, Role
from handlers.speaker import Home
from handlers.understanding.choices import command

IN_A_WHILE = NOON + timedelta(minutes=30)
TUNG = Person(id=24, name="Vũ Tùng", posts=(Post(4, "Công đoàn", Role.HELPER),))


def held(by: Person = PHUC, minutes: int = 20) -> Initiative:
    """The initiative while somebody is at work on it."""
    return replace(ITEM, claim=Claim(by.id, by.name or "", NOON + timedelta(minutes=minutes)))


def test_an_officer_takes_it_up_for_half_an_hour():
    effects = claims.answer_claim(typed("claim", "123"), facts())
    assert kinds(effects) == ["TakeUp", "Reply"]
    assert one(effects, TakeUp) == TakeUp(7, IN_A_WHILE)
    assert "đã nhận xử lý NT-000123 đến 14:35" in answer(effects).text
    assert [button.data for button in buttons(answer(effects))] == ["c:open:123"]


def test_the_programme_says_for_how_long():
    item = replace(ITEM, review=Review(lease_minutes=10))
    effects = claims.answer_claim(typed("claim", "123"), facts(item))
    assert one(effects, TakeUp).until == NOON + timedelta(minutes=10)


def test_taking_up_ones_own_again_prolongs_it():
    effects = claims.answer_claim(typed("claim", "123"), facts(held(HANH)))
    assert one(effects, TakeUp) == TakeUp(7, IN_A_WHILE)


def test_what_another_has_taken_up_is_shown_with_until_when_and_can_be_taken_over():
    effects = claims.answer_claim(typed("claim", "123"), facts(held()))
    assert kinds(effects) == ["Reply"]
    assert "Đồng chí Trần Văn Phúc đang xử lý NT-000123 đến 14:25" in answer(effects).text
    assert buttons(answer(effects))[0].data == "c:takeover:123"


def test_taking_over_tells_the_other_in_their_language():
    known = facts(held(), holder=Hearer(PHUC.id, "en", "Trần Văn Phúc"))
    effects = claims.answer_claim(typed("takeover", "123"), known)
    assert kinds(effects) == ["TakeUp", "Tell", "Reply"]
    assert one(effects, TakeUp) == TakeUp(7, IN_A_WHILE, over=PHUC.id)
    told = one(effects, Tell)
    assert told.person_id == PHUC.id
    assert told.message.text.startswith("Lê Thị Hạnh has taken over NT-000123")
    assert told.once.endswith(f":{PHUC.id}")


@pytest.mark.parametrize("item", [ITEM, held(minutes=0), held(HANH)])
def test_taking_over_what_nobody_else_holds_is_taking_it_up(item):
    effects = claims.answer_claim(typed("takeover", "123"), facts(item))
    assert kinds(effects) == ["TakeUp", "Reply"]
    assert one(effects, TakeUp).over is None


def test_it_is_given_back_by_whoever_holds_it_and_by_nobody_else():
    effects = claims.answer_claim(typed("release", "123"), facts(held(HANH)))
    assert one(effects, PutDown) == PutDown(7)
    other = claims.answer_claim(typed("release", "123"), facts(held()))
    assert kinds(other) == ["Reply"]
    assert "đang xử lý" in answer(other).text
    assert "chưa ai nhận" in answer(claims.answer_claim(typed("release", "123"), facts())).text


@pytest.mark.parametrize(
    "event", [pressed("d:7:1:approve"), pressed("d:7:1:return"), typed("reject", "123 trùng")]
)
def test_while_another_is_at_work_nothing_is_decided(event):
    effects = verdicts.decide(event, facts(held()))
    assert kinds(effects) == ["Reply"]
    assert "Trần Văn Phúc" in answer(effects).text
    assert "14:25" in answer(effects).text
    assert buttons(answer(effects))[0].data == "c:takeover:123"


def test_when_the_time_is_up_anybody_may_decide():
    assert one(verdicts.decide(pressed("d:7:1:approve"), facts(held(minutes=0))), Decide)


def test_whoever_holds_it_decides():
    assert one(verdicts.decide(pressed("d:7:1:approve"), facts(held(HANH))), Decide)


def test_beginning_to_give_a_reason_takes_it_up():
    effects = verdicts.decide(pressed("d:7:1:return"), facts())
    assert one(effects, TakeUp) == TakeUp(7, IN_A_WHILE)


def test_a_reason_typed_after_it_was_taken_over_is_not_sent():
    effects = verdicts.decide(said("thiếu ảnh"), facts(held(), who=asked_why()))
    assert kinds(effects) == ["MoveTo", "Reply"]
    assert one(effects, MoveTo).place == Home()
    assert "Trần Văn Phúc đang xử lý" in answer(effects).text


def test_changing_ones_mind_gives_it_back():
    effects = verdicts.decide(said("thôi"), facts(held(HANH), who=asked_why()))
    assert kinds(effects) == ["PutDown", "MoveTo", "Reply"]
    assert "PutDown" not in kinds(verdicts.decide(said("thôi"), facts(held(), who=asked_why())))


@pytest.mark.parametrize(
    ("item", "who", "words"),
    [
        (ITEM, WORKER, "dành cho cán bộ"),
        (ITEM, TUNG, "theo dõi và hỗ trợ"),
        (replace(ITEM, author_id=HANH.id), HANH, "của chính đồng chí"),
        (replace(ITEM, entered_by=HANH.id), HANH, "nhập hộ"),
        (decided(Action.APPROVE, Status.VALID, PHUC), HANH, "Trần Văn Phúc đã duyệt"),
        (decided(Action.RETURN, Status.RETURNED, PHUC), HANH, "Đang chờ tác giả"),
    ],
)
def test_what_cannot_be_taken_up_says_why(item, who, words):
    effects = claims.answer_claim(typed("claim", "123"), facts(item, who=speaker(who)))
    assert kinds(effects) == ["Reply"]
    assert words in answer(effects).text


def test_what_is_not_theirs_to_see_is_not_told():
    effects = claims.answer_claim(typed("claim", "123"), facts(may=False))
    assert "NT-000123" not in answer(effects).text


def test_who_holds_it_until_when_in_a_line():
    line = claims.line("vi", held(), NOON, ZONE)
    assert line == "Đồng chí Trần Văn Phúc đang xử lý, đến 14:25."
    assert claims.line("vi", held(), NOON, ZONE, PHUC.id) == "Đồng chí đang xử lý, đến 14:25."
    assert claims.line("vi", held(), NOON + timedelta(minutes=20), ZONE) == ""
    assert claims.line("vi", ITEM, NOON, ZONE) == ""


@pytest.mark.parametrize(
    ("item", "label", "data"),
    [
        (ITEM, "Nhận xử lý", "c:claim:123"),
        (held(HANH), "Nhả ra", "c:release:123"),
        (held(PHUC), "Nhận thay", "c:takeover:123"),
        (held(PHUC, minutes=0), "Nhận xử lý", "c:claim:123"),
    ],
)
def test_the_card_has_the_button_that_fits(item, label, data):
    button = claims.button("vi", item, NOON, HANH.id)
    assert (button.label, button.data) == (label, data)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("nhận 12", "claim"),
        ("nhan 12", "claim"),
        ("nhận xử lý NT-000012 nhé", "claim"),
        ("/nhan 12", "claim"),
        ("nhận thay 12", "takeover"),
        ("nhan thay so 12", "takeover"),
        ("nhả 12", "release"),
        ("nha 12", "release"),
        ("mở lại 12 nhầm lý do", "reopen"),
        ("mo lai 12", "reopen"),
        ("mở 12", "open"),
    ],
)
def test_claims_can_be_typed(words, name):
    understood = command(words)
    assert understood is not None
    assert understood[0] == name


@pytest.mark.parametrize("words", ["nhận 12 thùng hàng mỗi ngày", "nhận 3 người", "nhận hàng", "nhà 12"])
def test_a_sentence_about_receiving_takes_nothing_up(words):
    assert command(words) is None
