"""Texts are cut below what the smallest platform takes, and only where a reader would pause."""

from unicodedata import normalize

from hypothesis import example, given, settings
from hypothesis import strategies as st
from kit.house import NUMBERS

from bot.channels import cutting, render
from handlers.message import Button, Message
from messages.demo.reading import load_initiatives

LIMIT = 1900
PIECES = ["Em gắn đèn báo ở cuối chuyền.", "ữ", "👍", "chữ", " ", "\n", "\n\n", "e\u0302\u0301", "x" * 30]


def parts(text: str, *labels: str) -> list[str]:
    """What a channel without buttons sends for this."""
    choices = tuple((Button(label, f"c:{place}"),) for place, label in enumerate(labels))
    shown = render.parts(Message(text=text, choices=choices), NUMBERS, "vi")
    return [part.text for part in shown]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=700).map("".join))
@example("chữ " * 2000)
@example("👍" * 2500)
def test_no_part_is_longer_than_the_limit_and_no_word_is_torn(text: str) -> None:
    composed = normalize("NFC", text)
    shown = parts(text)
    assert all(cutting.units(part) <= LIMIT for part in shown)
    assert all(part == normalize("NFC", part) for part in shown)
    assert "".join("".join(shown).split()) == "".join(composed.split())
    if all(cutting.units(word) <= LIMIT for word in composed.split()):
        assert [word for part in shown for word in part.split()] == composed.split()


def test_a_text_in_separate_marks_is_measured_after_they_are_put_together() -> None:
    text = normalize("NFD", "Sáng kiến của chị Nguyễn Thị Hoa ở tổ dệt. " * 44)
    assert cutting.units(text) > LIMIT > cutting.units(normalize("NFC", text))
    assert len(parts(text)) == 1


def test_paragraphs_stay_whole_where_they_fit() -> None:
    paragraph = "Mỗi ca phải dừng máy hai lần để lau dầu. " * 20
    shown = parts("\n\n".join([paragraph.strip()] * 5))
    assert len(shown) == 3
    assert all(part.startswith("Mỗi ca") and part.endswith("dầu.") for part in shown)


def test_lines_stay_whole_where_a_paragraph_does_not_fit() -> None:
    line = "Dùng que gắp phôi, thay găng mỗi ca, ghi vào sổ của tổ."
    shown = parts("\n".join([line] * 60))
    assert len(shown) > 1
    assert all(one == line for part in shown for one in part.splitlines())


def test_the_numbered_answers_are_not_parted_from_each_other() -> None:
    labels = ["Kỹ thuật", "Quản lý", "Tác nghiệp"]
    for letters in range(1700, 1910, 7):
        *_, last = parts("a " * (letters // 2), *labels)
        assert last.endswith("1. Kỹ thuật\n2. Quản lý\n3. Tác nghiệp")


def test_every_demo_story_fits_in_whole_words() -> None:
    for one in load_initiatives():
        story = one.answers.idea
        shown = parts(story)
        assert all(cutting.units(part) <= LIMIT for part in shown)
        assert [word for part in shown for word in part.split()] == story.split()
