"""Telephone numbers, names and shares."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.understanding.people import CoAuthor, Shares, SharesProblem, coauthors, name
from handlers.understanding.phones import display, mask, phone


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0912345678", "+84912345678"),
        ("0912 345 678", "+84912345678"),
        ("0912.345.678", "+84912345678"),
        ("0912-345-678", "+84912345678"),
        ("(0912)345678", "+84912345678"),
        ("84 912 345 678", "+84912345678"),
        ("+84912345678", "+84912345678"),
        ("+84 (0) 912 345 678", "+84912345678"),
        ("0084 912345678", "+84912345678"),
        ("912345678", "+84912345678"),
        ("sđt của em là 0912345678 ạ", "+84912345678"),
        ("０９１２３４５６７８", "+84912345678"),
        ("0120 123 4567", "+84701234567"),
        ("0121 123 4567", "+84791234567"),
        ("0128 1234567", "+84781234567"),
        ("0123.456.7890", "+84834567890"),
        ("0168 123 4567", "+84381234567"),
        ("+84 168 123 4567", "+84381234567"),
        ("0186 1234567", "+84561234567"),
        ("0199 123 4567", "+84591234567"),
        ("0259 3822 222", "+842593822222"),
        ("+65 8123 4567", "+6581234567"),
        ("+82 10-2345-6789", "+821023456789"),
    ],
)
def test_a_telephone_number_has_one_spelling(typed: str, number: str) -> None:
    assert phone(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "+",
        "abc",
        "113",
        "19001234",
        "09123456",
        "091234567890",
        "0112345678",
        "6581234567",
        "123456789012",
        "+84123",
        "0912345678 hoặc 0987654321",
        "20/4/2026",
        "1.500.000",
        "không có",
        "0912 345 678 " * 10,
    ],
)
def test_what_is_no_telephone_number_is_none(typed: str) -> None:
    assert phone(typed) is None


@pytest.mark.parametrize(
    ("number", "shown", "masked"),
    [
        ("+84912345678", "0912 345 678", "0912 *** 678"),
        ("+842593822222", "0259 3822 222", "0259 *** 222"),
        ("+6581234567", "+65 8123 4567", "+65 *** 567"),
        ("+16502530000", "+1 650-253-0000", "+1 *** 000"),
        ("abc", "abc", "***"),
    ],
)
def test_a_telephone_number_is_shown_whole_or_masked(number: str, shown: str, masked: str) -> None:
    assert display(number) == shown
    assert mask(number) == masked


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Nguyễn Văn A", "Nguyễn Văn A"),
        ("nguyễn thị bưởi", "Nguyễn Thị Bưởi"),
        ("NGUYỄN THỊ BƯỞI", "Nguyễn Thị Bưởi"),
        ("nguyen van an", "Nguyen Van An"),
        ("  Trần   Thị\nBưởi ", "Trần Thị Bưởi"),
        ("Em tên là Lan ạ", "Lan"),
        ("tôi là trần văn được", "Trần Văn Được"),
        ("Anh Thư", "Anh Thư"),
        ("H'Hen Niê", "H'Hen Niê"),
        ("pi năng thị hoa", "Pi Năng Thị Hoa"),
        ("Kim Min-su", "Kim Min-su"),
        ("<b>Lan</b>", "<b>Lan</b>"),
        ("*Lan* _Anh_", "*Lan* _Anh_"),
        ("Nguyễn\u202e Văn\x00 An", "Nguyễn Văn An"),
        ("Lê", "Lê"),
        ("王小明", "王小明"),
    ],
)
def test_a_name_is_kept_as_it_is_written(typed: str, kept: str) -> None:
    assert name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "A",
        "123",
        "Lan 2",
        "www.lan.com",
        "https://x",
        "lan@x.vn",
        "không",
        "Có",
        "vâng ạ",
        "a" * 61,
        "...",
        "😀",
        "em muốn báo một cái kẹp vải mới cho cả chuyền dùng",
    ],
)
def test_what_is_no_name_is_none(typed: str) -> None:
    assert name(typed) is None


@pytest.mark.parametrize(
    ("typed", "people"),
    [
        ("Nguyễn Văn A 30, Trần Thị B 20", [("Nguyễn Văn A", "30"), ("Trần Thị B", "20")]),
        ("Nguyen Van A 30%\nTran B 20%", [("Nguyen Van A", "30"), ("Tran B", "20")]),
        ("Nguyen Van A 30 va Tran B 20", [("Nguyen Van A", "30"), ("Tran B", "20")]),
        ("1. Nguyễn An: 30%\n2. Trần Bình: 20%", [("Nguyễn An", "30"), ("Trần Bình", "20")]),
        ("- An - 30%\n- Bình - 20%", [("An", "30"), ("Bình", "20")]),
        ("An (30%); Bình (20%)", [("An", "30"), ("Bình", "20")]),
        ("An 30 Bình 20", [("An", "30"), ("Bình", "20")]),
        ("An 12,5%, Bình 12,5", [("An", "12.5"), ("Bình", "12.5")]),
        ("30% Nguyễn An", [("Nguyễn An", "30")]),
        ("anh Nguyễn An góp 30%", [("Nguyễn An", "30")]),
        ("nguyễn văn được 30", [("Nguyễn Văn Được", "30")]),
        ("Minh 30", [("Minh", "30")]),
        ("An 30, tôi 70", [("An", "30")]),
        ("An và Bình mỗi người 25%", [("An", "25"), ("Bình", "25")]),
        ("An, Bình mỗi người được 25%", [("An", "25"), ("Bình", "25")]),
        ("An, Bình moi nguoi 20", [("An", "20"), ("Bình", "20")]),
        ("Lan, mỗi người một nửa", [("Lan", "50")]),
        ("An và Bình mỗi người một nửa", [("An", "33.33"), ("Bình", "33.33")]),
        ("An và Bình chia đều", [("An", "33.33"), ("Bình", "33.33")]),
        ("An and Binh 25% each", [("An", "25"), ("Binh", "25")]),
    ],
)
def test_co_authors_are_read_with_their_shares(typed: str, people: list[tuple[str, str]]) -> None:
    assert coauthors(typed) == Shares(tuple(CoAuthor(who, Decimal(share)) for who, share in people))


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("Nguyễn An, Trần Bình", SharesProblem.NO_SHARES),
        ("Nguyễn An", SharesProblem.NO_SHARES),
        ("An 30%, Bình", SharesProblem.NO_SHARES),
        ("An 60, Bình 50", SharesProblem.OVER_100),
        ("An 50, Bình 50", SharesProblem.OVER_100),
        ("An 100", SharesProblem.OVER_100),
        ("An và Bình mỗi người 50%", SharesProblem.OVER_100),
        ("An 30, em 60", SharesProblem.NOT_100),
        ("", SharesProblem.UNREADABLE),
        ("không", SharesProblem.UNREADABLE),
        ("30", SharesProblem.UNREADABLE),
        ("30, 20", SharesProblem.UNREADABLE),
        ("An 0", SharesProblem.UNREADABLE),
        ("mỗi người 25%", SharesProblem.UNREADABLE),
        ("An 30 mỗi người 25%", SharesProblem.UNREADABLE),
        ("!!!", SharesProblem.UNREADABLE),
        ("tôi 100", SharesProblem.UNREADABLE),
        ("www.abc.com 30", SharesProblem.UNREADABLE),
    ],
)
def test_shares_that_do_not_add_up_are_named(typed: str, problem: SharesProblem) -> None:
    assert coauthors(typed) == problem


def test_what_is_left_is_the_speakers_own_share() -> None:
    shares = coauthors("An và Bình chia đều")
    assert isinstance(shares, Shares)
    assert shares.own == Decimal("33.34")


@given(st.text())
def test_no_text_makes_a_person_fail(text: str) -> None:
    phone(text)
    name(text)
    mask(text)


NEAR_SHARES = st.lists(
    st.sampled_from(
        [
            "An",
            "Bình",
            "30",
            "12,5%",
            "0",
            ",",
            "và",
            "mỗi người",
            "một nửa",
            "chia đều",
            "tôi",
            "\n",
            "(",
            "²",
        ]
    ),
    max_size=8,
).map(" ".join)


@given(st.one_of(st.text(), NEAR_SHARES))
def test_shares_always_leave_the_speaker_something(text: str) -> None:
    found = coauthors(text)
    assert isinstance(found, SharesProblem) or 0 < found.own < 100
