"""Codes of the portal as people type them."""

import pytest

from handlers.portal.codes import Code, read


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("SK-2026/00017", "SK-2026/00017"),
        (" sk - 2026 - 17 ", "SK-2026-17"),
        ("ＳＫ－２０２６－１７", "SK-2026-17"),
        ("mã: sk2026.17.", "SK2026.17"),
        ("Mã Cổng là SK–17", "SK-17"),
        ("mã số 20260017", "20260017"),
        ("MA 123", "MA123"),
        ("123", "123"),
        ("đ-17", "Đ-17"),
        ("the code is sk 17", "SK17"),
    ],
)
def test_a_code_is_kept_the_same_however_it_is_typed(typed: str, kept: str) -> None:
    assert read(typed) == Code(kept)


@pytest.mark.parametrize(
    "typed",
    ["", "12", "xin chào", "chưa có mã", "đã nhập 3 hồ sơ", "x" * 41, "SK_17", "-17", "số 5 ạ!", "\u0000"],
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert read(typed) is None


@pytest.mark.parametrize(
    "typed", ["0912 345 678", "84912345678", "20/11/2026", "NT-000001", "CONGDOAN", "a1 b2 c3 d4", "1" * 30]
)
def test_what_looks_like_something_else_is_odd(typed: str) -> None:
    found = read(typed, "NT-000001")
    assert found is not None
    assert found.odd
