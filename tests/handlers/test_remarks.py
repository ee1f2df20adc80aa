"""Notes for officers alone, comments that an author reads and answers, none of them ever changed."""

from dataclasses import replace
from typing import Any

import pytest
from record_scene import ANSWER, COMMENT, NOTE, asked, card_facts, photo, record, sent
from review_scene import HANH, ITEM, NOON, WORKER, ZONE, answer, buttons, kinds, one, said, speaker, typed

from handlers.effects import MoveTo, Tell
from handlers.home import HomeFacts, mine
from handlers.officers.effects import Comment
from handlers.officers.officer import Officer
from handlers.record import card, export, history, remarks, replies
from handlers.record.facts import Joined
from handlers.record.replies import ReplyFacts
from handlers.speaker import Home, Writing

OFFICER = Officer(HANH.id, "vi")
SECRET = NOTE.words


def reply_facts(**more: Any) -> ReplyFacts:
    filled: dict[str, Any] = {"item": ITEM, "asked": True, "officers": (OFFICER,)}
    return ReplyFacts(speaker=more.pop("who", speaker(WORKER)), **(filled | more))


def test_a_note_is_kept_for_officers_and_nobody_is_told() -> None:
    effects = remarks.remark(typed("note", "123 Máy số 3 hỏng"), card_facts())
    assert one(effects, Comment) == Comment(7, "Máy số 3 hỏng", internal=True)
    assert kinds(effects) == ["Comment", "Reply"]


def test_a_comment_is_told_to_the_author_at_once_with_a_way_to_answer() -> None:
    effects = remarks.remark(typed("message", "123 Chị chụp lại ảnh nhé"), card_facts())
    assert one(effects, Comment) == Comment(7, "Chị chụp lại ảnh nhé", internal=False)
    told = one(effects, Tell)
    assert told.person_id == WORKER.id
    assert "“Chị chụp lại ảnh nhé”" in told.message.text
    assert "trả lời 123" in told.message.text
    assert [button.data for button in buttons(told.message)] == ["c:reply:123"]


def test_everybody_who_shares_it_is_told_in_their_own_language() -> None:
    known = record(joined=(Joined(30, "Anders Holt", "NT-000100", NOON, "en"),))
    effects = remarks.remark(typed("message", "123 Chụp lại nhé"), card_facts(known))
    told = {effect.person_id: effect.message.text for effect in effects if isinstance(effect, Tell)}
    assert set(told) == {WORKER.id, 30}
    assert "The union writes to you" in told[30]


@pytest.mark.parametrize("kind", ["note", "message"])
def test_without_words_they_are_asked_for(kind: Any) -> None:
    place = Writing(123, kind)
    asking = remarks.remark(typed(kind, "123"), card_facts())
    assert one(asking, MoveTo).place == place
    who = asked(answer(asking), place)
    assert remarks.asks_remark(said("Máy hỏng"), who)
    effects = remarks.remark(said("Máy hỏng"), card_facts(who=who))
    assert one(effects, Comment) == Comment(7, "Máy hỏng", internal=kind == "note")
    assert one(effects, MoveTo).place == Home()


@pytest.mark.parametrize("event", [photo(), typed("done"), said("  ")])
def test_a_picture_is_no_note(event: Any) -> None:
    place = Writing(123, "note")
    who = asked(answer(remarks.remark(typed("note", "123"), card_facts())), place)
    assert remarks.asks_remark(event, who)
    effects = remarks.remark(event, card_facts(who=who))
    assert kinds(effects) == ["MoveTo", "Reply"]
    assert "cần lời viết" in answer(effects).text


@pytest.mark.parametrize(
    "event", [said("thôi"), typed("back"), typed("pause"), typed("unwrite", "123:message")]
)
def test_the_question_can_be_left(event: Any) -> None:
    place = Writing(123, "message")
    who = asked(answer(remarks.remark(typed("message", "123"), card_facts())), place)
    assert remarks.asks_remark(event, who)
    effects = remarks.remark(event, card_facts(who=who))
    assert kinds(effects) == ["MoveTo", "Reply"]


def test_words_typed_after_another_screen_are_not_sent_to_anybody() -> None:
    assert not remarks.asks_remark(said("gửi giúp em"), speaker(place=Writing(123, "message")))
    assert not replies.asks_reply(said("gửi giúp em"), speaker(WORKER, Writing(123, "reply")))


def test_words_that_are_too_long_are_asked_for_again_with_the_limit() -> None:
    effects = remarks.remark(typed("note", "123 " + "a" * 1001), card_facts())
    assert kinds(effects) == ["MoveTo", "Reply"]
    assert "nhiều nhất là 1000" in answer(effects).text
    long = replies.reply(typed("reply", "123 " + "a" * 1001), reply_facts())
    assert kinds(long) == ["MoveTo", "Reply"]


@pytest.mark.parametrize("kind", ["note", "message"])
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"writes": False}, "không ghi thêm được"),
        ({"own": True}, "chính đồng chí"),
        ({"may": False}, "thuộc đơn vị khác"),
        ({"item": None}, "số 123"),
        ({"who": speaker(WORKER)}, "dành cho cán bộ"),
    ],
)
def test_who_may_not_write_keeps_nothing(kind: str, more: dict[str, Any], words: str) -> None:
    effects = remarks.remark(typed(kind, "123 Máy hỏng"), card_facts(**more))
    assert kinds(effects) == ["Reply"]
    assert words in answer(effects).text


def test_a_helper_may_write_both() -> None:
    for kind in ("note", "message"):
        effects = remarks.remark(typed(kind, "123 Máy hỏng"), card_facts(levels=frozenset()))
        assert "Comment" in kinds(effects)


def test_an_author_answers_and_the_officer_who_asked_is_told() -> None:
    effects = replies.reply(typed("reply", "123 Em gửi rồi ạ"), reply_facts())
    assert one(effects, Comment) == Comment(7, "Em gửi rồi ạ", internal=False)
    told = one(effects, Tell)
    assert told.person_id == HANH.id
    assert "“Em gửi rồi ạ”" in told.message.text
    assert [button.data for button in buttons(told.message)] == ["c:open:123", "c:message:123"]


def test_an_author_presses_answer_and_types_even_a_bare_no() -> None:
    place = Writing(123, "reply")
    asking = replies.reply(typed("reply", "123"), reply_facts())
    assert one(asking, MoveTo).place == place
    who = asked(answer(asking), place, speaker(WORKER))
    assert replies.asks_reply(said("Không"), who)
    assert one(replies.reply(said("Không"), reply_facts(who=who)), Comment).words == "Không"


def test_an_author_who_was_not_asked_has_nothing_to_answer() -> None:
    effects = replies.reply(typed("reply", "123 Em gửi rồi"), reply_facts(asked=False))
    assert kinds(effects) == ["Reply"]
    assert "chưa nhắn gì" in answer(effects).text


def test_nobody_answers_about_what_is_not_theirs() -> None:
    effects = replies.reply(typed("reply", "123 Em gửi rồi"), reply_facts(item=None))
    assert kinds(effects) == ["Reply"]


def test_an_officer_who_answers_means_the_author() -> None:
    assert replies.is_passed(typed("reply", "123 Chụp lại nhé"), reply_facts(item=None, who=speaker()))
    assert remarks.asks_remark(typed("reply", "123 Chụp lại nhé"), speaker())
    effects = remarks.remark(typed("reply", "123 Chụp lại nhé"), card_facts())
    assert one(effects, Comment).internal is False


def test_an_author_reads_the_talk_among_their_own_and_can_answer() -> None:
    facts = HomeFacts(speaker=speaker(WORKER), own=(ITEM,), comments={ITEM.id: (NOTE, COMMENT, ANSWER)})
    message = answer(mine(typed("mine", "NT-000123"), facts))
    assert "Công đoàn nhắn: “Chị chụp lại ảnh nhé”" in message.text
    assert "Anh/chị trả lời: “Em gửi rồi ạ”" in message.text
    assert "c:reply:123" in [button.data for button in buttons(message)]
    assert SECRET not in message.text


def test_an_author_with_a_post_sees_no_note_on_any_screen_of_their_own() -> None:
    """Even if a note had been read for them by mistake."""
    known = record(replace(ITEM, author_id=HANH.id), remarks=(NOTE, COMMENT))
    facts = card_facts(known, own=True)
    screens = [
        card.show(typed("open", "123"), facts),
        card.show(typed("full", "123"), facts),
        history.show(typed("history", "123"), facts),
    ]
    texts = [answer(effects).text for effects in screens]
    assert not [text for text in texts if SECRET in text]
    assert COMMENT.words in texts[0]
    assert COMMENT.words in texts[2]


def test_the_document_for_an_author_has_no_note_and_says_so() -> None:
    known = record(remarks=(NOTE, COMMENT, ANSWER))
    theirs = export.export("vi", known, NOON, ZONE, internal=False)
    assert SECRET not in theirs
    assert COMMENT.words in theirs
    assert "không có ghi chú nội bộ" in theirs
    assert SECRET in export.export("vi", known, NOON, ZONE, internal=True)


def test_a_long_history_is_read_page_by_page_and_nothing_is_torn() -> None:
    notes = tuple(replace(NOTE, words=f"ghi chú số {at} " + "a" * 200) for at in range(30))
    facts = card_facts(record(remarks=notes))
    texts, page = [], 1
    while True:
        message = answer(history.show(typed("history", f"123:p{page}"), facts))
        texts.append(message.text)
        assert len(message.text) < 1_600
        more = [button for button in message.nav if button.data == f"c:history:123:p{page + 1}"]
        if not more:
            break
        page += 1
    told = "\n".join(texts)
    assert [f"ghi chú số {at} " in told for at in range(30)] == [True] * 30
    assert page > 3


def test_any_two_versions_can_be_compared() -> None:
    versions = tuple(sent(at, NOON, {"where": f"Chuyền {at}"}) for at in (1, 2, 3))
    facts = card_facts(record(versions=versions))
    message = answer(history.show(typed("history", "123"), facts))
    assert [one.label for row in message.choices for one in row] == [
        "So bản 1 với bản 2",
        "So bản 1 với bản 3",
        "So bản 2 với bản 3",
        "Về NT-000123",
    ]
    compared = answer(history.show(typed("history", "123:1-3"), facts)).text
    assert "Nơi áp dụng: “Chuyền 1” → “Chuyền 3”" in compared
    assert "Quá trình" in answer(history.show(typed("history", "123:3-9"), facts)).text
