"""Folding and cleaning what people type."""

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.understanding.folding import clean, fold, untelex


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("đ", "d"),
        ("Đ", "d"),
        ("Ð", "d"),  # the Icelandic letter, looks the same
        ("Quay lại", "quay lai"),
        (normalize("NFD", "Quay lại"), "quay lai"),
        ("TIẾP TỤC", "tiep tuc"),
        ("  Đồng   Ý!! ", "dong y"),
        ("bỏ\u200bqua", "boqua"),
        ("bỏ\nqua", "bo qua"),
        ("\u202eXong\u202c", "xong"),
        ("x\x00ong", "xong"),
        ("NT-000123", "nt 000123"),
        ("hoà, hòa", "hoa hoa"),
        ("ơ Ơ ư Ư ẵ ậ", "o o u u a a"),
        ("①", "1"),
        ("１２", "12"),
        ("m²", "m2"),
        ("👍 ok", "ok"),
        ("2️⃣", "2"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_marks_case_and_punctuation_are_forgotten(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Nguyễn Văn A", "Nguyễn Văn A"),
        (normalize("NFD", "Nguyễn"), "Nguyễn"),
        ("a\x00b\x07c", "abc"),
        ("dòng 1\r\ndòng 2\rdòng 3", "dòng 1\ndòng 2\ndòng 3"),
        ("a\tb", "a b"),
        ("a   \nb  ", "a\nb"),
        ("a\n\n\n\n\n\nb", "a\n\n\nb"),
        ("a\n\n\nb", "a\n\n\nb"),
        ("\u202egnas\u202c kiến\u200f", "gnas kiến"),
        ("kh\u200bo\ufeffng\u200d", "khong"),
        ("\u2067a\u2069", "a"),
        ("👩\u200d🔧 sửa máy", "👩\u200d🔧 sửa máy"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("❤️\u200d🔥", "❤️\u200d🔥"),
        ("a\u200db", "ab"),
        ("<b>đậm</b> & *sao*", "<b>đậm</b> & *sao*"),
        ("\ud800x", "x"),
        ("   ", ""),
    ],
)
def test_a_text_is_kept_without_what_nobody_sees(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("khoong", "khong"),
        ("tieesp tucj", "tiep tuc"),
        ("tieepsp tujc", "tiep tuc"),
        ("mootj", "mot"),
        ("ddoongf ys", "dong y"),
        ("quay laij", "quay lai"),
        ("bor qua", "bo qua"),
        ("dduwowcj", "duoc"),
        ("chwa", "chua"),
        ("khong6", "khong"),
        ("d9o6ng2 y1", "dong y"),
        ("khongo", "khong"),
        ("Tiếp tucj", "tiep tuc"),
        ("xong", "xong"),
        ("sua", "sua"),
        ("", ""),
    ],
)
def test_keys_that_an_input_method_left_behind_are_undone(typed: str, plain: str) -> None:
    assert untelex(typed) == plain


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aăâđếỗ \n\r\t\u200b\u200d\u202e\u0301\x00👩🔧❤\ufe0f\u2126", max_size=30))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text())
def test_a_clean_text_can_always_be_stored(text: str) -> None:
    cleaned = clean(text)
    assert cleaned == normalize("NFC", cleaned) == clean(cleaned)
    assert "\x00" not in cleaned
    cleaned.encode()


@given(st.text())
def test_composed_and_decomposed_spelling_fold_alike(text: str) -> None:
    assert fold(normalize("NFD", text)) == fold(normalize("NFC", text))


@given(st.text())
def test_undoing_keys_leaves_folded_words(text: str) -> None:
    assert fold(untelex(text)) == untelex(text)


def test_every_letter_folds_to_something_that_folds_to_itself() -> None:
    for code in range(0x20000):
        once = fold(chr(code))
        assert fold(once) == once, hex(code)
