"""A ranking is fair: ties share a place, small and targetless units stand apart, padding shows."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.results.figures import Board, Figures, Line
from handlers.results.ranking import By, Ranked, by_cluster, marks, ranked
from handlers.units import Unit

AS_OF = datetime(2026, 5, 20, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def line(name: str, *, target: int | None = 100, workers: int | None = 200, **figures: Any) -> Line:
    cluster, before = figures.pop("cluster", ""), figures.pop("before", None)
    number = sum(ord(letter) * 31**place for place, letter in enumerate(name))
    return Line(
        unit=Unit(number, name.upper(), name),
        parent_id=1,
        depth=1,
        figures=Figures(**figures),
        target=target,
        workers=workers,
        cluster=cluster,
        week_ago=before,
    )


def board(*lines: Line) -> Board:
    top = Line(unit=Unit(1, "TOP", "Top"), parent_id=None, depth=0, figures=Figures())
    return Board(as_of=AS_OF, phase="Phase", slogan="Proud", top=top, lines=lines)


def places(found: tuple[Ranked, ...]) -> list[tuple[str, int | None]]:
    return [(one.line.unit.name, one.place) for one in found]


def by(order: By, *lines: Line) -> list[tuple[str, int | None]]:
    return places(ranked(board(*lines), order))


def test_a_small_factory_that_reached_its_target_stands_before_a_big_one_that_did_not() -> None:
    small, big = line("small", target=5, valid=5), line("big", target=1000, valid=600)
    assert by("target", big, small) == [("small", 1), ("big", 2)]


def test_only_valid_ones_count_toward_the_target() -> None:
    assert by("target", line("a", submissions=500, valid=1), line("b", submissions=2, valid=2)) == [
        ("b", 1),
        ("a", 2),
    ]


def test_units_with_the_same_score_share_a_place_and_the_next_is_as_far_down() -> None:
    found = ranked(
        board(
            line("a", target=10, valid=5),
            line("b", target=100, valid=50),
            line("c", target=20, valid=10),
            line("d", valid=1),
        )
    )
    assert places(found) == [("b", 1), ("c", 1), ("a", 1), ("d", 4)]
    assert [one.tied for one in found] == [2, 2, 2, 0]


def test_thirds_tie_however_they_are_written() -> None:
    found = ranked(board(line("a", target=3, valid=1), line("b", target=300, valid=100)))
    assert [one.place for one in found] == [1, 1]


def test_units_without_a_target_are_listed_apart_with_the_reason() -> None:
    found = ranked(board(line("a", target=None, valid=900), line("b", valid=1), line("c", target=0)))
    assert places(found) == [("b", 1), ("a", None), ("c", None)]
    assert [one.apart for one in found] == [None, "no_target", "no_target"]


def test_shares_of_very_few_workers_are_not_ranked() -> None:
    few, unknown, many = (
        line("few", workers=3, submitters=3),
        line("unknown", workers=None, submitters=9),
        line("many", workers=300, submitters=30),
    )
    found = ranked(board(few, unknown, many), "authors")
    assert [(one.line.unit.name, one.place, one.apart) for one in found] == [
        ("many", 1, None),
        ("few", None, "few_workers"),
        ("unknown", None, "no_workers"),
    ]
    assert places(ranked(board(few, many), "authors", few=2)) == [("few", 1), ("many", 2)]


def test_one_author_with_fifty_submissions_is_one_author() -> None:
    padded = line("padded", submissions=50, submitters=1, valid=50, most=50)
    honest = line("honest", submissions=20, submitters=20, valid=10, most=1)
    assert by("authors", padded, honest) == [("honest", 1), ("padded", 2)]
    assert marks(padded.figures) == ("many_each", "one_author")
    assert marks(honest.figures) == ()


def test_exactly_three_each_and_exactly_a_fifth_are_not_marked() -> None:
    assert marks(Figures(submissions=30, submitters=10, most=6)) == ()
    assert marks(Figures(submissions=31, submitters=10, most=6)) == ("many_each",)
    assert marks(Figures(submissions=30, submitters=10, most=7)) == ("one_author",)


def test_a_handful_of_submissions_is_not_marked_for_having_few_authors() -> None:
    assert marks(Figures(submissions=3, submitters=2, most=2)) == ()


def test_what_became_valid_at_once_is_ranked_among_what_was_decided() -> None:
    found = ranked(
        board(line("a", decided=10, first_pass=9), line("b", decided=2, first_pass=2), line("c")), "rate"
    )
    assert places(found) == [("b", 1), ("a", 2), ("c", None)]
    assert found[2].apart == "none_decided"


def test_places_gained_since_last_week_are_counted_against_last_weeks_ranking() -> None:
    risen = line("risen", valid=60, before=Figures(valid=1))
    fallen = line("fallen", valid=50, before=Figures(valid=40))
    unknown = line("new", valid=10)
    found = ranked(board(risen, fallen, unknown))
    assert [(one.line.unit.name, one.moved) for one in found] == [("risen", 1), ("fallen", -1), ("new", None)]


def test_within_a_cluster_like_is_ranked_with_like() -> None:
    shoes, sewing = line("shoes", valid=9, cluster="Garments"), line("sewing", valid=8, cluster="Garments")
    school = line("school", valid=1, cluster="Schools")
    found = by_cluster(board(shoes, sewing, school, line("alone", valid=99)))
    assert {name: places(rows) for name, rows in found.items()} == {
        "Garments": [("shoes", 1), ("sewing", 2)],
        "Schools": [("school", 1)],
    }


def test_the_order_does_not_depend_on_how_the_lines_came() -> None:
    lines = [line(name, valid=3) for name in ("b", "a", "c")]
    assert by("target", *lines) == by("target", *reversed(lines)) == [("a", 1), ("b", 1), ("c", 1)]
    assert replace(lines[0], target=None).percent is None
