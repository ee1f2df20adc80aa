"""What an author changed between two versions is told field by field, and nothing else is."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from handlers.form.initiative_form import REPORT, SHORT_MARK
from handlers.record import trail, trail_words
from handlers.record.facts import Version
from messages.catalog import say

AT = datetime(2026, 11, 20, 7, 5, tzinfo=UTC)
PHOTO = {"key": "web:1", "kind": "photo", "name": ""}
DRAWING = {"key": "web:2", "kind": "document", "name": "ban-ve.pdf"}
PHUC = {"name": "Trần Văn Phúc", "share": "60"}
HANH = {"name": "Lê Thị Hạnh", "share": "20"}

KEYS = [step.key for step in REPORT.steps if step.key != "title"]
WORDS = st.text("abc đ ", max_size=12)
ANSWER = st.one_of(
    st.none(),
    WORDS,
    st.lists(st.sampled_from([PHOTO, DRAWING]), max_size=2, unique_by=lambda one: one["key"]),
    st.lists(st.sampled_from([PHUC, HANH]), max_size=2, unique_by=lambda one: one["name"]),
)
ANSWERS = st.dictionaries(st.sampled_from([*KEYS, "gone", "evidence_done", SHORT_MARK]), ANSWER, max_size=8)


def version(title: str = "Dưỡng mica", **answers: Any) -> Version:
    return Version(1, title, answers, AT)


def told(before: Version, after: Version, **how: int) -> list[str]:
    return trail_words.lines("vi", before, after, **how)


def seen(value: Any) -> Any:
    """An answer as a person sees it: nothing is nothing, however it is kept."""
    if isinstance(value, list):
        return sorted((sorted(one.items()) for one in value), key=str) or None
    return " ".join((value or "").split()) or None


@given(WORDS, ANSWERS, WORDS, ANSWERS)
def test_the_trail_names_exactly_the_fields_that_differ(
    title: str, before: dict[str, Any], other: str, after: dict[str, Any]
) -> None:
    old, new = Version(1, title, before, AT), Version(2, other, after, AT)
    differing = {key for key in {*before, *after} if seen(before.get(key)) != seen(after.get(key))}
    differing |= {"title"} if seen(title) != seen(other) else set()
    differing -= {"evidence_done", SHORT_MARK}
    named = [change.key for change in trail.changes(old, new)]
    assert sorted(named) == sorted(differing)
    assert len(told(old, new)) == len(named)


@given(WORDS, ANSWERS)
def test_nothing_is_told_when_nothing_was_changed(title: str, answers: dict[str, Any]) -> None:
    assert told(Version(1, title, answers, AT), Version(2, title, dict(answers), AT)) == []


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abcd"), max_size=12))
def test_words_that_stayed_are_enough_to_find_the_change(before: list[str], after: list[str]) -> None:
    places = trail.places(" ".join(before), " ".join(after))
    assert bool(places) == (before != after)
    for place in places:
        assert place.before in " ".join(before)
        assert place.after in " ".join(after)
        assert place.before != place.after


def test_a_word_is_told_with_the_words_around_it() -> None:
    (line,) = told(
        version(before="Trước đây chị em vẽ phấn từng cái một rồi mới đem đi may nắp túi"),
        version(before="Trước đây chị em vẽ phấn cả xấp rồi mới đem đi may nắp túi"),
    )
    assert line == (
        "Trước đây: “…chị em vẽ phấn từng cái một rồi mới đem đi…” → “…chị em vẽ phấn cả xấp rồi mới đem đi…”"
    )


def test_several_spots_of_one_story_are_told_apart_and_counted() -> None:
    story = [f"chữ{number}" for number in range(60)]
    other = [f"khác{number}" if number % 12 == 6 else word for number, word in enumerate(story)]
    (line,) = told(version(change=" ".join(story)), version(change=" ".join(other)))
    assert line.count("→") == trail_words.SPOTS
    assert line.endswith("và 2 chỗ nữa")


def test_a_story_written_anew_is_shortened_on_both_sides() -> None:
    (line,) = told(version(before="cũ " * 400), version(before="mới " * 400), side=60)
    assert len(line) < 160
    assert "cũ cũ" in line
    assert "mới mới" in line


def test_choices_amounts_and_days_are_told_in_words() -> None:
    before = version(effect="dong", amount="1500000", applied="2026-08-16", kind="technical")
    after = version(effect="seconds", amount="8", applied="not_yet", kind="management")
    assert told(before, after) == [
        "Loại giải pháp: Kỹ thuật (máy, dụng cụ, quy trình) → Quản lý (sắp xếp, phân công)",
        "Ngày áp dụng: 16/08/2026 → Chưa áp dụng",
        "Lợi ích: Tiền (đồng mỗi năm) → Thời gian (giây mỗi sản phẩm)",
        "Con số: 1.500.000 đồng mỗi năm → 8 giây mỗi sản phẩm",
    ]


def test_files_and_people_are_told_as_added_and_removed() -> None:
    before = version(evidence=[PHOTO], coauthors=[PHUC])
    after = version(evidence=[DRAWING], coauthors=[PHUC, HANH])
    assert told(before, after) == [
        "Người cùng làm: thêm Lê Thị Hạnh: 20%",
        "Ảnh, tệp kèm theo: thêm tệp ban-ve.pdf; bỏ ảnh",
    ]


def test_another_share_of_the_same_person_is_a_change() -> None:
    (line,) = told(version(coauthors=[HANH]), version(coauthors=[{**HANH, "share": "30"}]))
    assert line == "Người cùng làm: thêm Lê Thị Hạnh: 30%; bỏ Lê Thị Hạnh: 20%"


def test_what_was_skipped_before_is_told_as_new() -> None:
    (line,) = told(version(), version(decision_number="18/QĐ-MTL"))
    assert line == "Số quyết định: thêm 18/QĐ-MTL"


def test_what_only_an_older_form_asked_is_told_by_its_key() -> None:
    (line,) = told(version(gone="có"), version(gone="không"))
    assert line == "gone: “có” → “không”"


def test_another_line_break_or_order_of_files_is_no_change() -> None:
    before = version(before="một\nhai", evidence=[PHOTO, DRAWING])
    assert told(before, version(before="một hai", evidence=[DRAWING, PHOTO])) == []


def test_a_long_trail_is_cut_to_its_first_lines_with_how_many_more() -> None:
    shown = trail_words.brief("vi", ["một", "hai", "ba"], 2)
    assert shown == ["• một", "• hai", say("vi", "trail.change.more", count=1)]
