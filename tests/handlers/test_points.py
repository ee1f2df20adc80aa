"""Emulation points come from a sheet anybody can write, and each one says where it comes from."""

from typing import Any

import pytest

from handlers.results.figures import Figures, Line
from handlers.results.points import score
from handlers.units import Unit
from messages.results.sheets import Sheet, default, read

SHEET = """
name = "Sheet"
ratings = [{ from = 80, words = "Strong" }, { from = 0, words = "Weak" }]
[[criteria]]
key = "target"
words = "Target"
max = 60
rule = "percent_of_target"
bands = [{ from = 100, points = 60 }, { from = 50, points = 20 }]
[[criteria]]
key = "authors"
words = "Authors"
max = 20
rule = "authors_per_100"
full = 10
[[criteria]]
key = "given"
words = "Given"
max = 20
rule = "manual"
"""


def sheet(source: str = SHEET) -> Sheet:
    found = read(source)
    assert isinstance(found, Sheet), found
    return found


def unit(target: int | None = 100, workers: int | None = 200, **figures: Any) -> Line:
    told = Figures(**figures)
    return Line(
        unit=Unit(2, "U2", "Unit"), parent_id=1, depth=1, figures=told, target=target, workers=workers
    )


def test_a_band_is_reached_at_its_very_first_percent_and_not_before() -> None:
    def points(valid: int) -> float | None:
        return score(sheet(), unit(valid=valid, target=1000)).lines[0].points

    assert [points(one) for one in (0, 499, 500, 999, 1000, 5000)] == [0, 0, 20, 20, 60, 60]


def test_without_bands_points_come_in_proportion_and_never_above_the_most() -> None:
    def points(authors: int) -> float | None:
        return score(sheet(), unit(submitters=authors)).lines[1].points

    assert [points(one) for one in (0, 1, 10, 20, 200)] == [0, 1.0, 10.0, 20.0, 20.0]


def test_what_nobody_has_given_yet_is_open_and_counts_neither_way() -> None:
    told = unit(valid=100, submitters=20)
    found = score(sheet(), told)
    assert (found.points, found.most, found.rating) == (80, 80, "Strong")
    assert [one.criterion.key for one in found.open] == ["given"]
    given = score(sheet(), told, {"given": 5})
    assert (given.points, given.most, given.open) == (85, 100, ())


def test_nobody_is_given_more_than_the_most_of_a_criterion() -> None:
    assert score(sheet(), unit(), {"given": 99}).lines[2].points == 20
    assert score(sheet(), unit(), {"given": -5}).lines[2].points == 0


def test_a_unit_that_cannot_be_measured_gets_nothing_and_is_told_so() -> None:
    found = score(sheet(), unit(target=None, workers=None, valid=5, submitters=5))
    assert [(one.measure, one.points) for one in found.lines[:2]] == [(None, 0), (None, 0)]
    assert found.rating == "Weak"


def test_the_sheet_that_is_shipped_adds_up_to_a_hundred() -> None:
    assert sum(one.max for one in default().criteria) == 100
    best = unit(valid=100, decided=100, submitters=60, fdi=60, answers=10, in_time=10, submissions=100)
    found = score(default(), best, {"propaganda": 10})
    assert (found.points, found.rating) == (100, "Vững mạnh")
    assert score(default(), unit()).rating == "Yếu"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("max = 60", "max = 10"), "more points"),
        (('rule = "manual"', 'rule = "luck"'), "criteria.2.rule"),
        (('key = "authors"', 'key = "target"'), "same key"),
        (('name = "Sheet"', "name = "), "Invalid value"),
    ],
)
def test_a_sheet_with_a_mistake_is_refused_with_the_place(change: tuple[str, str], told: str) -> None:
    found = read(SHEET.replace(*change))
    assert isinstance(found, str)
    assert told in found
