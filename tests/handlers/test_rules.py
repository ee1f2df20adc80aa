"""The programme's rules, told before sending."""

from datetime import date

import pytest

from handlers.rules import Programme, concerns

TODAY = date(2026, 11, 23)
PROGRAMME = Programme(
    id=1,
    name="2026",
    slogan="",
    prefix="NT",
    applied_from=date(2025, 1, 1),
    applied_to=date(2026, 12, 31),
    closes=date(2026, 12, 31),
)
FINE = {"applied": "2026-03-01", "protected": "no", "recognition": "have"}


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({}, []),
        ({"applied": "2025-01-01"}, []),
        ({"applied": "2024-12-31"}, ["outside_period"]),
        ({"applied": "not_yet"}, ["not_applied"]),
        ({"protected": "yes"}, ["protected"]),
        ({"protected": "unknown"}, []),
        ({"recognition": "asked"}, ["recognition_asked"]),
        ({"recognition": "not_yet"}, ["recognition_not_yet"]),
        ({"recognition": "not_yet", "applied": "2025-12-22"}, ["recognition_not_yet", "year_ending"]),
        ({"recognition": "not_yet", "applied": "2025-12-23"}, ["recognition_not_yet"]),
        ({"recognition": "not_yet", "applied": "2025-11-22"}, ["recognition_not_yet", "year_over"]),
        ({"recognition": "have", "applied": "2025-11-22"}, []),
        ({"applied": "2024-01-01", "protected": "yes"}, ["outside_period", "protected"]),
    ],
)
def test_what_stands_in_the_way_is_told(answers: dict[str, str], told: list[str]) -> None:
    assert [one.key for one in concerns({**FINE, **answers}, PROGRAMME, TODAY)] == told


def test_after_the_closing_day_it_is_said_which_day_that_was() -> None:
    (closed,) = concerns(FINE, PROGRAMME, date(2027, 1, 1))
    assert (closed.key, closed.values) == ("closed", {"end": "31/12/2026"})


def test_without_a_programme_only_what_holds_everywhere_is_told() -> None:
    assert concerns({**FINE, "applied": "1999-01-01"}, None, TODAY) == ()
