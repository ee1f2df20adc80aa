"""What officers of both levels may do to an initiative, what is refused, and who hears of it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from review_scene import (
    HANH,
    ITEM,
    NOON,
    PHUC,
    WORKER,
    answer,
    buttons,
    facts,
    kinds,
    one,
    pressed,
    said,
    speaker,
    typed,
)

from handlers.effects import Decide, Effects, MoveTo, Tell
from handlers.initiative import Action, Decision, Initiative, Recognition, Review, Status
from handlers.officers import steps, verdicts
from handlers.officers.effects import KeepRecognition
from handlers.officers.officer import Officer
from handlers.officers.review import Hearer
from handlers.person import Person, Post, Role
from handlers.speaker import Deciding, Speaker

TWO = Review(levels=2)
NEEDING = Review(levels=2, recognition=True)
PAPERS = {
    "recognition": "have",
    "decision_number": "18/QĐ-MTL",
    "decision_date": "2026-10-20",
    "decision_signer": "Ông Park",
    "decision_photo": [{"key": "web:1", "kind": "photo"}],
}
THU = Person(id=22, name="Đặng Minh Thư", posts=(Post(2, "Ban Công đoàn", Role.UPPER),))
LAM = Person(id=23, name="Hồ Lam", posts=(Post(4, "Công đoàn", Role.HELPER),))
LONG_AGO = NOON - timedelta(days=1)


def at(status: Status, review: Review = TWO, *done: tuple[Action, Person], **more: Any) -> Initiative:
    """The initiative in this state, after what these people did yesterday."""
    history = tuple(
        Decision(action=action, by_id=by.id, by_name=by.name or "", at=LONG_AGO) for action, by in done
    )
    return replace(ITEM, status=status, review=review, revision=1 + len(done), history=history, **more)


ENDORSED = at(Status.ENDORSED, TWO, (Action.ENDORSE, HANH))


def types(words: str, item: Initiative, who: Person, **more: Any) -> Effects:
    """What follows when this officer types "duyệt 123" or the like."""
    name, _, rest = words.partition(" ")
    return verdicts.decide(typed(name, f"123 {rest}".strip()), facts(item, who=speaker(who), **more))


def decision(effects: Effects) -> tuple[Action, Status]:
    made = one(effects, Decide)
    return made.action, made.status


def text(effects: Effects) -> str:
    return answer(effects).text


def test_at_the_grassroots_the_same_word_endorses_and_at_the_upper_level_it_confirms():
    assert decision(types("approve", at(Status.SUBMITTED), HANH)) == (Action.ENDORSE, Status.ENDORSED)
    assert decision(types("approve", ENDORSED, PHUC)) == (Action.APPROVE, Status.VALID)
    assert decision(types("approve", at(Status.SENT_BACK), HANH)) == (Action.ENDORSE, Status.ENDORSED)


def test_an_upper_officer_may_act_for_a_grassroots_union_but_not_confirm_it_then():
    assert decision(types("approve", at(Status.SUBMITTED), PHUC)) == (Action.ENDORSE, Status.ENDORSED)
    own = at(Status.ENDORSED, TWO, (Action.ENDORSE, PHUC))
    refused = types("approve", own, PHUC)
    assert kinds(refused) == ["Reply"]
    assert "đủ hai người" in text(refused)
    assert decision(types("approve", own, THU)) == (Action.APPROVE, Status.VALID)


def test_returning_goes_to_the_author_or_to_the_grassroots_union():
    assert decision(types("return thiếu ảnh", at(Status.SUBMITTED), HANH))[0] is Action.RETURN
    back = types("return ảnh mờ", ENDORSED, PHUC)
    assert decision(back) == (Action.SEND_BACK, Status.SENT_BACK)
    assert "về công đoàn cơ sở" in text(back)
    assert decision(types("return nhầm", ENDORSED, HANH)) == (Action.RETURN, Status.RETURNED)


def test_only_the_upper_level_says_no_and_only_after_the_grassroots_said_yes():
    assert decision(types("reject trùng lặp", ENDORSED, PHUC)) == (Action.REJECT, Status.NOT_VALID)
    for who in (HANH, PHUC):
        refused = types("reject trùng lặp", at(Status.SUBMITTED), who)
        assert kinds(refused) == ["Reply"]
        assert "việc của cấp trên" in text(refused)


def test_a_last_word_is_undone_with_a_reason():
    settled = at(Status.VALID, TWO, (Action.ENDORSE, HANH), (Action.APPROVE, PHUC))
    begun = types("reopen", settled, THU)
    assert one(begun, MoveTo).place == Deciding(7, 3, "reopen", "other")
    assert "Vì sao đồng chí mở lại NT-000123" in text(begun)
    place = speaker(THU, Deciding(7, 3, "reopen", "other"))
    done = verdicts.decide(said("Số quyết định không đúng"), facts(settled, who=place))
    assert decision(done) == (Action.REOPEN, Status.SENT_BACK)
    assert "Số quyết định không đúng" in one(done, Tell).message.text


def test_what_is_not_settled_need_not_be_opened_again():
    assert "không cần mở lại" in text(types("reopen nhầm", ENDORSED, PHUC))


def test_a_grassroots_officer_is_told_whose_turn_it_is():
    assert "đã xác nhận NT-000123 rồi" in text(types("approve", ENDORSED, HANH))
    other = at(Status.ENDORSED, TWO, (Action.ENDORSE, PHUC))
    refused = text(types("approve", other, HANH))
    assert "Đồng chí Trần Văn Phúc đã xác nhận NT-000123 lúc 14:05 ngày 19/11/2026" in refused
    assert "công đoàn cấp trên" in refused


@pytest.mark.parametrize("status", [Status.ENDORSED, Status.ASKED, Status.REFUSED])
def test_without_the_employers_decision_nothing_is_confirmed(status):
    item = at(status, NEEDING, (Action.ENDORSE, HANH))
    refused = types("approve", item, PHUC)
    assert kinds(refused) == ["Reply"]
    assert "Cần quyết định công nhận của doanh nghiệp trước" in text(refused)


def test_a_decision_that_came_with_the_report_is_kept_when_it_is_endorsed():
    item = at(Status.SUBMITTED, NEEDING, answers=PAPERS)
    done = types("approve", item, HANH)
    assert decision(done) == (Action.ENDORSE, Status.RECOGNISED)
    assert one(done, KeepRecognition) == KeepRecognition(
        initiative_ids=(7,),
        kind="decision",
        unit_id=4,
        number="18/QĐ-MTL",
        signed_on=date(2026, 10, 20),
        signer="Ông Park",
        file_key="web:1",
    )
    assert "chuyển công đoàn cấp trên" in text(done)


def test_a_decision_that_is_kept_already_is_not_kept_twice():
    item = at(Status.SENT_BACK, NEEDING, answers=PAPERS, recognition=Recognition(id=1, kind="decision"))
    assert "KeepRecognition" not in kinds(types("approve", item, HANH))


def test_endorsing_without_the_papers_says_what_is_missing():
    item = at(Status.SUBMITTED, NEEDING, answers={"recognition": "have", "decision_number": "18/QĐ-MTL"})
    assert "còn thiếu ngày ký quyết định" in text(types("approve", item, HANH))


@pytest.mark.parametrize(
    ("recognition", "missing"),
    [
        (Recognition(id=1, kind="decision"), "ngày ký quyết định và số hoặc ảnh của quyết định"),
        (Recognition(id=1, kind="decision", number="18"), "ngày ký quyết định"),
        (
            Recognition(id=1, kind="minutes", signed_on=date(2026, 10, 20)),
            "số hoặc ảnh của quyết định",
        ),
        (None, "quyết định công nhận của doanh nghiệp"),
    ],
)
def test_the_upper_level_hears_which_papers_are_missing_and_may_send_it_back(recognition, missing):
    item = at(Status.RECOGNISED, NEEDING, (Action.ENDORSE, HANH), recognition=recognition)
    refused = types("approve", item, PHUC)
    assert kinds(refused) == ["Reply"]
    assert f"còn thiếu {missing}." in text(refused)
    offered = buttons(answer(refused))[0]
    assert offered.data == "r:7:2:send_back.missing_decision"
    begun = verdicts.decide(pressed(offered.data), facts(item, who=speaker(PHUC)))
    assert one(begun, MoveTo).place == Deciding(7, 2, "send_back", "missing_decision")
    assert "Chưa có quyết định công nhận" in text(begun)


@pytest.mark.parametrize(
    "recognition",
    [
        Recognition(id=1, kind="answer"),
        Recognition(id=1, kind="decision", number="18", signed_on=date(2026, 10, 20)),
        Recognition(id=1, kind="decision", file_key="web:1", signed_on=date(2026, 10, 20)),
    ],
)
def test_complete_papers_are_confirmed(recognition):
    item = at(Status.RECOGNISED, NEEDING, (Action.ENDORSE, HANH), recognition=recognition)
    assert decision(types("approve", item, PHUC)) == (Action.APPROVE, Status.VALID)


def test_a_union_alone_confirms_after_the_employer_and_asks_for_what_is_missing_before():
    alone = Review(levels=1, recognition=True)
    whole = at(Status.SUBMITTED, alone, answers=PAPERS)
    assert decision(types("approve", whole, HANH)) == (Action.ENDORSE, Status.RECOGNISED)
    half = at(Status.SUBMITTED, alone, answers={"recognition": "have"})
    assert decision(types("approve", half, HANH)) == (Action.ENDORSE, Status.ENDORSED)
    item = at(Status.RECOGNISED, alone, (Action.ENDORSE, HANH), answers=PAPERS)
    assert decision(types("approve", item, HANH)) == (Action.APPROVE, Status.VALID)


def test_one_level_keeps_the_decision_too():
    done = types("approve", replace(ITEM, answers=PAPERS), HANH)
    assert decision(done) == (Action.APPROVE, Status.VALID)
    assert one(done, KeepRecognition).number == "18/QĐ-MTL"


def test_whoever_only_looks_and_helps_decides_nothing():
    refused = types("approve", at(Status.SUBMITTED), LAM)
    assert kinds(refused) == ["Reply"]
    assert "theo dõi và hỗ trợ" in text(refused)


def test_nobody_decides_on_what_they_entered_or_had_a_part_in():
    entered = at(Status.SUBMITTED, entered_by=HANH.id)
    assert "nhập hộ" in text(types("approve", entered, HANH))
    part = (Hearer(HANH.id, "vi", "Hạnh"),)
    assert "của chính đồng chí" in text(types("approve", at(Status.SUBMITTED), HANH, joint=part))


def test_a_card_offers_exactly_what_may_be_done():
    grassroots, upper = facts().levels, facts(who=speaker(PHUC)).levels
    waiting = at(Status.SUBMITTED)
    assert steps.offered(waiting, grassroots, HANH.id) == (Action.ENDORSE, Action.RETURN)
    assert steps.offered(ENDORSED, grassroots, HANH.id) == (Action.RETURN,)
    assert steps.offered(ENDORSED, upper, PHUC.id) == (Action.APPROVE, Action.SEND_BACK, Action.REJECT)
    assert steps.offered(at(Status.VALID), upper, PHUC.id) == (Action.REOPEN,)
    assert steps.offered(at(Status.VALID), grassroots, HANH.id) == ()
    assert steps.offered(waiting, grassroots, WORKER.id) == ()
    assert steps.offered(at(Status.ENDORSED, TWO, (Action.ENDORSE, PHUC)), upper, PHUC.id) == (
        Action.SEND_BACK,
        Action.REJECT,
    )
    assert steps.offered(ITEM, grassroots, HANH.id) == (Action.APPROVE, Action.RETURN, Action.REJECT)


def test_a_button_means_exactly_what_it_said():
    refused = verdicts.decide(pressed("d:7:1:approve"), facts(at(Status.SUBMITTED), who=speaker(PHUC)))
    assert kinds(refused) == ["Reply"]
    assert "công đoàn cơ sở" in text(refused)
    done = verdicts.decide(pressed("d:7:1:endorse"), facts(at(Status.SUBMITTED)))
    assert decision(done) == (Action.ENDORSE, Status.ENDORSED)


@pytest.mark.parametrize("data", ["d:7:1:ask", "d:7:1:merge", "d:7:1:recognise", "r:7:1:merge.duplicate"])
def test_a_forged_button_moves_nothing(data):
    assert kinds(verdicts.decide(pressed(data), facts(at(Status.SUBMITTED)))) == ["Reply"]


def heard(effects: Effects) -> dict[int, Tell]:
    return {tell.person_id: tell for tell in effects if isinstance(tell, Tell)}


def test_the_author_joint_authors_and_the_next_level_hear_of_an_endorsement():
    above = (Officer(PHUC.id, "vi"), Officer(30, "en"))
    part = (Hearer(31, "vi", "Lê Văn Tý"),)
    told = heard(types("approve", at(Status.SUBMITTED), HANH, above=above, joint=part))
    assert set(told) == {10, 31, PHUC.id, 30}
    assert "Công đoàn cơ sở đã đồng ý" in told[10].message.text
    assert "công đoàn cấp trên sẽ xem" in told[31].message.text
    assert told[31].once == "step:7:1:31"
    assert "chờ cấp trên duyệt" in told[PHUC.id].message.text
    assert told[PHUC.id].once == f"arrived:7:1:{PHUC.id}"
    assert "upper level" in told[30].message.text


def test_the_grassroots_union_hears_of_what_comes_back():
    told = heard(types("return ảnh mờ", ENDORSED, PHUC, below=(Officer(HANH.id, "vi"),)))
    assert "nhờ công đoàn cơ sở xem lại" in told[HANH.id].message.text
    assert "Anh/chị chưa phải làm gì" in told[10].message.text


def test_where_the_level_does_not_change_no_officer_is_told():
    asking = at(Status.SUBMITTED, NEEDING)
    told = heard(types("approve", asking, HANH, above=(Officer(PHUC.id, "vi"),)))
    assert set(told) == {10}
    assert "đề nghị doanh nghiệp công nhận" in told[10].message.text


def test_a_joint_author_is_not_asked_to_mend_what_another_sent():
    part = (Hearer(31, "vi", "Lê Văn Tý"),)
    told = heard(types("return thiếu ảnh", at(Status.SUBMITTED), HANH, joint=part))
    assert [button.data for button in buttons(told[10].message)] == ["c:fix:123"]
    assert buttons(told[31].message) == []
    assert "Người gửi sáng kiến sẽ sửa" in told[31].message.text


def test_a_merged_one_points_to_the_one_it_is_part_of():
    merged = at(Status.MERGED, TWO, (Action.MERGE, PHUC), merged_into=8)
    refused = types("approve", merged, HANH, merged_code="NT-000124")
    assert "đã gộp NT-000123" in text(refused)
    assert "NT-000124" in text(refused)


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("review", [Review(), Review(1, True), TWO, NEEDING])
@pytest.mark.parametrize("word", ["approve", "return vì vậy", "reject vì vậy", "reopen vì vậy"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_word_in_every_state_is_answered(status, review, word, language):
    last = Decision(action=Action.ENDORSE, by_id=99, by_name="X", at=LONG_AGO)
    item = replace(ITEM, status=status, review=review, history=(last,))
    name, _, rest = word.partition(" ")
    for who in (HANH, PHUC):
        told: Speaker = speaker(who, language=language)
        effects = verdicts.decide(typed(name, f"123 {rest}".strip()), facts(item, who=told))
        assert text(effects)


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_whatever_happened_last_is_told_with_who_and_when(action, language):
    item = at(Status.WITHDRAWN, TWO, (action, THU))
    told = verdicts.decide(pressed("d:7:1:approve"), facts(item, who=speaker(HANH, language=language)))
    assert "19/11/2026" in text(told)
