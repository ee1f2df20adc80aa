"""Puts units in an order that is fair and that shows what it was made from."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from handlers.results.figures import Board, Figures, Line

#: By % of the target in valid initiatives; by distinct authors or by valid ones per 100 workers; by how many
#: of the decided ones became valid without having been returned.
By = Literal["target", "authors", "rate", "valid"]
#: Why a unit has no place.
Apart = Literal["no_target", "few_workers", "no_workers", "none_decided"]
#: What catches the eye: many submissions an author, or one author with much of what a unit sent.
Mark = Literal["many_each", "one_author"]

#: Below so many workers a share says nothing.
FEW_WORKERS: Final = 20
#: More submissions than this an author, on average, are marked.
MANY_EACH: Final = 3.0
#: So is one author with a larger share than this of a unit's submissions, once there are enough of them.
ONE_AUTHOR: Final = 0.2
ENOUGH: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A unit in its place; `place` is None for one that is listed `apart`. `score` is what it is ranked by,
    and `tied` with how many others it shares its place. `moved` is how many places up since a week ago,
    None when it is not known."""

    line: Line
    place: int | None
    score: float | None
    tied: int = 0
    moved: int | None = None
    apart: Apart | None = None
    marks: tuple[Mark, ...] = ()


def ranked(board: Board, by: By = "target", *, few: int = FEW_WORKERS) -> tuple[Ranked, ...]:
    """The lines of a board, the best first, and after them those that are listed apart.

    Units with the same score share a place, and the next one's is as far down as there are units before it.
    Those that share one stand by how many valid initiatives they have, then by name.
    """
    return rank(board.lines, by, few=few)


def by_cluster(board: Board, by: By = "target", *, few: int = FEW_WORKERS) -> dict[str, tuple[Ranked, ...]]:
    """The same in each cluster of the board's lines, clusters by name."""
    found: dict[str, list[Line]] = {}
    for line in board.lines:
        if line.cluster:
            found.setdefault(line.cluster, []).append(line)
    return {name: rank(found[name], by, few=few) for name in sorted(found)}


def rank(lines: Iterable[Line], by: By, *, few: int = FEW_WORKERS) -> tuple[Ranked, ...]:
    shown = sorted(lines, key=lambda line: (-line.figures.valid, line.unit.name))
    scores = {line.unit.id: _score(line, line.figures, by, few) for line in shown}
    placed = _places(scores)
    before = _places({one.unit.id: _score(one, one.week_ago, by, few) for one in shown})
    sharing = Counter(placed.values())
    found = [_ranked(line, scores[line.unit.id], placed, before, sharing) for line in shown]
    return tuple(sorted(found, key=lambda one: one.place if one.place is not None else len(found) + 1))


def marks(figures: Figures) -> tuple[Mark, ...]:
    """Nothing is taken from a unit for these: they are shown, and officers look."""
    found: list[Mark] = []
    if figures.submitters and figures.submissions / figures.submitters > MANY_EACH:
        found.append("many_each")
    if figures.submissions >= ENOUGH and figures.most / figures.submissions > ONE_AUTHOR:
        found.append("one_author")
    return tuple(found)


def _ranked(
    line: Line,
    score: "float | Apart | None",
    placed: Mapping[int, int],
    before: Mapping[int, int],
    sharing: Mapping[int, int],
) -> Ranked:
    place, was = placed.get(line.unit.id), before.get(line.unit.id)
    return Ranked(
        line=line,
        place=place,
        score=score if isinstance(score, float) else None,
        tied=sharing[place] - 1 if place is not None else 0,
        moved=was - place if place is not None and was is not None else None,
        apart=score if isinstance(score, str) else None,
        marks=marks(line.figures),
    )


def _score(line: Line, figures: Figures | None, by: By, few: int) -> "float | Apart | None":
    """Higher is better; a word says why there is none, None that nothing is known of that day."""
    if figures is None:
        return None
    match by:
        case "target":
            return 100 * figures.valid / line.target if line.target else "no_target"
        case "rate":
            return 100 * figures.first_pass / figures.decided if figures.decided else "none_decided"
        case "authors" | "valid":
            if line.workers is None:
                return "no_workers"
            if line.workers < few:
                return "few_workers"
            return 100 * (figures.submitters if by == "authors" else figures.valid) / line.workers


def _places(scores: Mapping[int, "float | Apart | None"]) -> dict[int, int]:
    numbers = sorted((one for one in scores.values() if isinstance(one, float)), reverse=True)
    first: dict[float, int] = {}
    for place, score in enumerate(numbers, 1):
        first.setdefault(score, place)
    return {unit_id: first[one] for unit_id, one in scores.items() if isinstance(one, float)}
