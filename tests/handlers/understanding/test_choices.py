"""Yes, no, and the offered answer that is meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.understanding.choices import pick, yes_or_no

KINDS = (
    "Giải pháp kỹ thuật",
    "Giải pháp quản lý",
    "An toàn lao động",
    "Khác",
    "Không tính được thành tiền",
)
RECOGNISED = ("✅ Đã công nhận", "Chưa công nhận", "Đang đề nghị công nhận")
MANY = tuple(f"Công ty may {letter}" for letter in "ABCDEFGHIJKL")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Có", True),
        ("co", True),
        ("có ạ", True),
        ("dạ có", True),
        ("Vâng", True),
        ("dạ", True),
        ("ừ", True),
        ("Đồng ý", True),
        ("dong y", True),
        ("ddoongf ys", True),
        ("OK ạ", True),
        ("được", True),
        ("đúng rồi", True),
        ("Đúng", True),
        ("ddungs", True),
        ("yes", True),
        ("👍", True),
        ("👍🏽", True),
        ("Không", False),
        ("khong", False),
        ("khoong", False),
        ("ko", False),
        ("k", False),
        ("dạ không ạ", False),
        ("không đồng ý", False),
        ("khong dong y", False),
        ("chưa", False),
        ("chwa", False),
        ("no", False),
        ("❌", False),
        ("dung", None),
        ("Dung!", None),
        ("dừng", None),
        ("dùng", None),
        ("cô", None),
        ("cỏ", None),
        ("chùa", None),
        ("có 2 máy hay kẹt", None),
        ("không biết", None),
        ("có lẽ", None),
        ("1", None),
        ("", None),
        ("không " * 30, None),
    ],
)
def test_yes_and_no_are_whole_answers(typed: str, meant: bool | None) -> None:
    assert yes_or_no(typed) is meant


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("1", 1),
        ("1.", 1),
        ("1)", 1),
        ("(2)", 2),
        ("#2", 2),
        ("01", 1),
        ("số 1", 1),
        ("so 1", 1),
        ("Số1", 1),
        ("soos 1", 1),
        ("chọn 1", 1),
        ("em chọn số 3 ạ", 3),
        ("câu 1", 1),
        ("mot", 1),
        ("một", 1),
        ("mootj", 1),
        ("một ạ", 1),
        ("thứ nhất", 1),
        ("thứ hai", 2),
        ("cái đầu tiên", 1),
        ("①", 1),
        ("２", 2),
        ("2️⃣", 2),
        ("ba", 3),
        ("bốn", 4),
        ("two", 2),
        ("1. Giải pháp kỹ thuật", 1),
        ("3) an toan lao dong", 3),
        ("3 an toan", 3),
        ("Giải pháp kỹ thuật", 1),
        ("giai phap ky thuat", 1),
        ("giair phapr kyx thuaatj", 1),
        ("GIẢI PHÁP QUẢN LÝ", 2),
        ("an toan", 3),
        ("An toàn lao động ạ", 3),
        ("an toan lao dogn", 3),
        ("an toan laodong", 3),
        ("khác", 4),
        ("khac", 4),
        ("không tính được", 5),
        ("khong", 5),
    ],
)
def test_an_answer_is_picked_by_number_or_by_words(typed: str, place: int) -> None:
    assert pick(typed, KINDS) == place - 1


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "0",
        "6",
        "99",
        "-1",
        "1.5",
        "1,5",
        "1/2",
        "1-2",
        "1 2",
        "10%",
        "bà",
        "giải pháp",
        "giai phap",
        "gi",
        "an",
        "abc",
        "1. An toàn lao động",
        "một cái máy mới",
        "kỹ thuật",
        "an toan lua dao",
        "😀",
        "không " * 20,
        "Em thấy chỗ này hay bị kẹt chỉ nên em làm thêm cái kẹp nhỏ bằng nhựa để giữ",
    ],
)
def test_what_could_be_two_answers_or_none_is_not_guessed(typed: str) -> None:
    assert pick(typed, KINDS) is None


@pytest.mark.parametrize(
    ("typed", "index"),
    [
        ("da cong nhan", 0),
        ("Đã công nhận", 0),
        ("chưa", 1),
        ("chua cong nhan", 1),
        ("dang de nghi", 2),
        ("công nhận", None),
        ("cong nhan", None),
        ("không công nhận", None),
        ("cha cong nhan", None),
    ],
)
def test_a_near_answer_never_turns_into_its_opposite(typed: str, index: int | None) -> None:
    assert pick(typed, RECOGNISED) == index


@pytest.mark.parametrize(
    ("typed", "labels", "index"),
    [
        ("12", MANY, 11),
        ("mười hai", MANY, 11),
        ("13", MANY, None),
        ("Công ty may C", MANY, 2),
        ("cong ty may", MANY, None),
        ("cong ty mai c", MANY, None),
        ("2", ("2", "1"), None),
        ("2024", ("2023", "2024"), 1),
        ("giay", ("Giấy", "Giày"), None),
        ("giày", ("Giấy", "Giày"), 1),
        ("có", ("Có", "Không"), 0),
        ("cô", ("Có", "Không"), None),
        ("x", (), None),
    ],
)
def test_labels_that_look_alike_are_told_apart_or_left(
    typed: str, labels: tuple[str, ...], index: int | None
) -> None:
    assert pick(typed, labels) == index


@given(st.text(), st.lists(st.text(max_size=20), max_size=6))
def test_picking_never_fails_and_stays_in_the_list(text: str, labels: list[str]) -> None:
    index = pick(text, labels)
    assert index is None or 0 <= index < len(labels)


@given(st.integers(min_value=1, max_value=5))
def test_every_number_picks_its_own_label(place: int) -> None:
    assert pick(str(place), KINDS) == place - 1


@given(st.text())
def test_yes_and_no_never_fail(text: str) -> None:
    yes_or_no(text)
