"""Officers name many initiatives in one breath, and a sentence names none."""

import pytest

from handlers.employer import numbers


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("12", (12,)),
        ("12 13 14", (12, 13, 14)),
        ("12, 13; 14.", (12, 13, 14)),
        ("12-15", (12, 13, 14, 15)),
        ("12 – 14", (12, 13, 14)),
        ("12 đến 14 và 20", (12, 13, 14, 20)),
        ("12 toi 13", (12, 13)),
        ("NT-000012, NT-000013", (12, 13)),
        ("sáng kiến số 12 và số 13", (12, 13)),
        ("13 12 13", (12, 13)),
    ],
)
def test_numbers_are_understood_as_people_write_them(typed: str, meant: tuple[int, ...]) -> None:
    assert numbers.read(typed) == meant


@pytest.mark.parametrize("typed", ["", "12 vì sao", "hôm qua", "15-12", "1-9999", "0"])
def test_what_is_no_row_of_numbers_names_nothing(typed: str) -> None:
    assert numbers.read(typed) == ()


def test_a_span_is_never_more_than_can_be_looked_at() -> None:
    assert len(numbers.read("1-200")) == numbers.MOST
    assert numbers.read("1-150 200-300") == ()
