"""What stands on a decision is told in one line, in any order."""

from datetime import date

import pytest

from handlers.form.decision_line import Parts, divide

TODAY = date(2026, 11, 23)
MARCH = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("18/2026, 15/3/2026, ông Kim Min Ho", Parts("18/2026", MARCH, "ông Kim Min Ho")),
        ("ông Kim Min Ho, 15/3/2026, 18/2026", Parts("18/2026", MARCH, "ông Kim Min Ho")),
        ("Quyết định số 18/QĐ ngày 15/3/2026 do ông Kim ký", Parts("18/QĐ", MARCH, "ông Kim")),
        ("18/QĐ-MTL", Parts("18/QĐ-MTL")),
        ("so 5", Parts("5")),
        ("hôm qua, bà Lan", Parts("", date(2026, 11, 22), "bà Lan")),
        ("15-3-2026", Parts("", MARCH)),
        ("bà Trần Thị Lan, Phó Giám đốc", Parts("", None, "bà Trần Thị Lan, Phó Giám đốc")),
    ],
)
def test_a_line_is_divided_into_its_parts(line: str, parts: Parts) -> None:
    assert divide(line, TODAY) == parts


def test_a_day_ahead_is_not_taken_for_the_day_of_signing() -> None:
    assert divide("18/QĐ, 15/3/2030", TODAY).day is None
