"""The card of an initiative: on one screen what an officer needs to decide, everything else one tap away."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from record_scene import ANSWER, COMMENT, NOTE, card_facts, record, sent
from review_scene import (
    GARMENT,
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
    speaker,
    typed,
)

from bot.channels import render
from bot.channels.port import Limits
from handlers.events import FileKind
from handlers.initiative import Action, Claim, Initiative, Level, Recognition, Review, Status
from handlers.message import Button, Message, Shown
from handlers.officers import review_card
from handlers.officers.officer import resubmission_notice, submission_notice
from handlers.record import card
from handlers.record.facts import CardFacts, Joined, Peers, Record

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
TWO = Review(levels=2)


def opened(known: Record | None = None, name: str = "open", **more: Any) -> Message:
    return answer(card.show(typed(name, "123"), card_facts(known, **more)))


def flags(message: Message) -> list[str]:
    return [line for line in message.text.splitlines() if line.startswith("⚠")]


def test_an_officer_opens_a_card_with_its_photos_and_buttons() -> None:
    item = replace(ITEM, answers=ANSWERS)
    message = opened(record(item))
    assert message.text.startswith("NT-000123 · đang chờ duyệt")
    assert "Tác giả: Nguyễn Thị Thu Hà" in message.text
    assert "Người cùng làm: Trần Văn Phúc: 60%, Lê Thị Hạnh: 40%" in message.text
    assert f"Đơn vị: {GARMENT.name}" in message.text
    assert "Gửi lúc: 14:05 ngày 18/11/2026" in message.text
    assert "Giá trị làm lợi: 1.500.000,5 đồng mỗi năm" in message.text
    assert message.text.count("Dưỡng mica") == 1
    assert [button.label for button in buttons(message)[:3]] == ["Duyệt", "Trả lại", "Không hợp lệ"]
    assert [button.data for button in buttons(message)[:2]] == ["d:7:1:approve", "d:7:1:return"]
    assert message.files == (
        Shown("web:1", FileKind.PHOTO),
        Shown("web:2", FileKind.DOCUMENT, "ban-ve.pdf"),
    )
    assert message.about == "initiative:7"


def test_answers_are_told_in_words_numbers_and_dates_of_the_language() -> None:
    vi = review_card.answers_text("vi", ANSWERS)
    assert "1.500.000,5" in vi
    assert "16/08/2026" in vi
    assert "20/10/2026" in vi
    assert "Vẽ phấn.\nHay lệch {lắm} <b>" in vi
    assert "Trần Văn Phúc: 60%, Lê Thị Hạnh: 40%" in vi
    assert "technical" not in vi
    assert "True" not in vi


def test_numbers_are_written_the_english_way_in_english() -> None:
    assert "1,500,000.5" in review_card.answers_text("en", ANSWERS)


def test_skipped_answers_leave_no_empty_lines() -> None:
    assert "" not in review_card.answers_text("vi", ANSWERS).split("\n")
    assert review_card.answers_text("vi", {}) == ""
    assert review_card.answers_text("vi", {"kind": None, "evidence": []}) == ""


def test_what_an_older_form_kept_is_shown_as_it_was() -> None:
    assert "nhiều lắm" in review_card.answers_text("vi", {"amount": "nhiều lắm"})
    assert "gone_choice" in review_card.answers_text("vi", {"kind": "gone_choice"})
    assert "1.500.000" in review_card.answers_text("vi", {"amount": "1.5E+6"})


def test_a_choice_that_is_also_a_word_is_not_mistaken_in_a_story() -> None:
    assert review_card.answers_text("vi", {"change": "idea"}).endswith(": idea")


def test_a_long_story_is_shortened_with_the_words_that_show_all_of_it() -> None:
    known = record(replace(ITEM, answers={"before": "Vẽ phấn từng cái. " * 100}))
    message = opened(known)
    assert "…" in message.text
    assert "xem đủ 123" in message.text
    assert len(message.text) < 900
    whole = opened(known, "full")
    assert whole.text.count("Vẽ phấn từng cái.") == 100
    assert whole.choices[0][0] == Button("Về NT-000123", "c:open:123")


def test_the_fullest_card_is_one_message_on_a_channel_without_buttons() -> None:
    """With no line shorter than it may be: names, flags, changes, remarks and every answer."""
    long = "chữ " * 300
    answers = dict.fromkeys(card.SHOWN, long) | {
        "amount": "900000000000",
        "effect": "dong",
        "applied": "2026-08-16",
        "recognition": "have",
        "protected": "yes",
        "coauthors": [{"name": f"Nguyễn Thị Hồng Hạnh {at}", "share": "5"} for at in range(10)],
    }
    item = decided(Action.RESUBMIT, Status.SUBMITTED, WORKER)
    item = replace(
        item,
        answers=answers,
        title="chữ " * 49,
        unit=None,
        unit_words="may tân lam " * 8,
        benefit=900_000_000_000,
        benefit_corrected=2_000_000_000,
        claim=Claim(PHUC.id, "Trần Văn Phúc", NOON + timedelta(minutes=9)),
        answer_due=(NOON - timedelta(days=2)).date(),
    )
    known = record(
        item,
        versions=(sent(1, NOON, dict.fromkeys(answers, "khác " * 200)), sent(2, NOON, answers)),
        remarks=tuple(replace(one, words=long) for one in (NOTE, COMMENT, ANSWER)),
        joined=(Joined(30, "Phạm Thị Mai", "NT-000100"),),
        entered_by="Đặng Thị Mai",
        returns=3,
    )
    message = replace(opened(known), files=())
    (part,) = render.parts(message, Limits(text=1990, buttons=False), "vi")
    assert len(flags(message)) == 5
    assert len(part.text) < 1990


def test_a_card_says_for_whom_it_waits_since_when_and_what_was_promised() -> None:
    item = replace(ITEM, answer_due=NOON.date(), updated_at=NOON - timedelta(days=2))
    text = opened(record(item)).text
    assert "Đang chờ công đoàn cơ sở từ 18/11/2026 (2 ngày)" in text
    assert "Hẹn trả lời đến hết ngày 20/11/2026" in text
    assert "Đang chờ" not in opened(record(replace(item, status=Status.VALID))).text


def test_what_should_be_looked_at_twice_is_flagged() -> None:
    item = replace(
        ITEM,
        answer_due=(NOON - timedelta(days=1)).date(),
        benefit=50_000_000,
        answers={"recognition": "have", "protected": "yes", "confidential": "yes"},
    )
    known = record(item, returns=2, peers=Peers(5, 2_000_000))
    assert flags(opened(known)) == [
        "⚠ Quá hạn trả lời",
        "⚠ Đã trả lại 2 lần",
        "⚠ Giá trị gấp hơn 20 lần mức giữa ở đơn vị (2.000.000 đồng mỗi năm), cần xem kỹ",
        *[line for line in flags(opened(known)) if "Quyết định công nhận còn thiếu" in line],
        "⚠ Tác giả ghi đang được bảo hộ sở hữu trí tuệ",
        "⚠ Cần giữ kín: chỉ lưu tên và hiệu quả",
    ]
    assert flags(opened()) == []


def test_nothing_is_late_while_the_author_or_the_employer_is_to_act() -> None:
    late = replace(ITEM, answer_due=(NOON - timedelta(days=1)).date(), status=Status.RETURNED)
    assert flags(opened(record(late))) == []


def test_the_card_of_one_that_came_back_tells_what_was_changed() -> None:
    item = decided(Action.RESUBMIT, Status.SUBMITTED, WORKER)
    old, new = sent(1, NOON, {"where": "Chuyền 3"}), sent(2, NOON, {"where": "Chuyền 5"})
    assert (
        "Tác giả đã sửa:\n• Nơi áp dụng: “Chuyền 3” → “Chuyền 5”"
        in opened(record(item, versions=(old, new))).text
    )
    assert "không sửa chữ nào" in opened(record(item, versions=(old, replace(old, revision=2)))).text


def test_the_newest_words_of_each_kind_stand_on_the_card() -> None:
    text = opened(record(remarks=(NOTE, COMMENT, ANSWER))).text
    assert "Nhắn tác giả gần nhất, 20/11/2026: “Chị chụp lại ảnh nhé”" in text
    assert "Tác giả trả lời, 20/11/2026: “Em gửi rồi ạ”" in text
    assert "Ghi chú gần nhất, Lê Thị Hạnh, 20/11/2026: “Máy số 3 đã hỏng từ tháng 5”" in text


def test_the_employers_decision_stands_on_the_card() -> None:
    decision = Recognition(
        id=1, kind="decision", number="18/QĐ", signed_on=NOON.date(), signer="Kim Min Ho", file_key="web:1"
    )
    text = opened(record(replace(ITEM, recognition=decision))).text
    assert "Doanh nghiệp công nhận: số 18/QĐ; ngày 20/11/2026; Kim Min Ho ký" in text


@pytest.mark.parametrize("status", [Status.RETURNED, Status.ASKED, Status.WITHDRAWN, Status.MERGED])
def test_a_card_that_does_not_wait_for_officers_has_no_decisions(status: Status) -> None:
    message = opened(record(replace(ITEM, status=status)))
    assert not [one for one in buttons(message) if one.data.startswith("d:")]
    assert "c:claim:123" not in [one.data for one in buttons(message)]


def test_at_the_lower_of_two_levels_it_is_endorsed_and_not_confirmed() -> None:
    message = opened(record(replace(ITEM, review=TWO)), levels=frozenset({Level.GRASSROOTS}))
    assert [one.data for one in buttons(message)[:2]] == ["d:7:1:endorse", "d:7:1:return"]


def test_a_helper_may_write_but_decides_nothing() -> None:
    labels = [one.label for one in buttons(opened(levels=frozenset()))]
    assert labels == [
        "Xem đủ",
        "Quá trình",
        "Ghi chú nội bộ",
        "Nhắn tác giả",
        "Danh sách chờ duyệt",
    ]


def test_an_observer_only_looks() -> None:
    labels = [one.label for one in buttons(opened(levels=frozenset(), writes=False))]
    assert labels == ["Xem đủ", "Quá trình", "Danh sách chờ duyệt"]


def test_ones_own_initiative_is_shown_without_decisions_and_notes() -> None:
    message = opened(record(replace(ITEM, author_id=HANH.id)), own=True)
    assert [one.data for one in buttons(message)] == ["c:full:123", "c:history:123", "c:queue:1"]
    assert "cán bộ khác sẽ xét" in message.text


def test_other_parts_of_the_house_may_add_a_line_and_a_button() -> None:
    known = record()
    way = Button("Xem bản giống", "c:alike:123")
    added = CardFacts(about=facts(), record=known, writes=True, sections=("Giống NT-000100",), ways=((way,),))
    message = answer(card.show(typed("open", "123"), added))
    assert "Giống NT-000100" in message.text
    assert way in buttons(message)


def test_a_unit_told_in_words_is_shown_and_can_be_chosen() -> None:
    message = opened(record(replace(ITEM, unit=None, unit_words="may tân lam")))
    assert "“may tân lam”" in message.text
    assert "c:unit:123" in [one.data for one in buttons(message)]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"item": None}, "số 123"),
        ({"may": False}, "thuộc đơn vị khác"),
        ({"who": speaker(WORKER)}, "dành cho cán bộ"),
        ({"reference": None}, "ghi kèm số"),
    ],
)
@pytest.mark.parametrize("name", ["open", "full"])
def test_a_card_that_cannot_be_shown_says_why_and_nothing_more(
    name: str, more: dict[str, Any], words: str
) -> None:
    text = opened(name=name, **more).text
    assert words in text
    assert "Dưỡng mica" not in text


def test_opening_a_card_ends_the_question_for_a_reason() -> None:
    effects = card.show(typed("open", "123"), card_facts(who=asked_why()))
    assert kinds(effects) == ["MoveTo", "Reply"]


def test_a_new_submission_is_told_with_one_button_to_open_it() -> None:
    message = submission_notice("vi", 123, "NT-000123", "Dưỡng\nmica", "Hà", "")
    assert "có sáng kiến mới" in message.text
    assert "Tên: Dưỡng mica" in message.text
    assert "chưa rõ đơn vị" in message.text
    assert [button.data for button in buttons(message)] == ["c:open:123"]


def test_a_report_that_came_back_is_told_in_other_words() -> None:
    message = resubmission_notice("vi", ITEM, "Dưỡng mica mới")
    assert "sửa và gửi lại" in message.text
    assert "Dưỡng mica mới" in message.text
    assert message.about == "initiative:7"


def test_english_officers_read_english() -> None:
    item: Initiative = replace(ITEM, answers=ANSWERS)
    text = opened(record(item), who=speaker(language="en")).text
    assert "Benefit: 1,500,000.5" in text
