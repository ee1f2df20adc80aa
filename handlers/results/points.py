"""Emulation points: each criterion of a sheet measured, and each point explained."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from handlers.results.figures import Line
from messages.results.sheets import Criterion, Sheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One criterion: `measure` is what was measured, None where nothing could be; `reached` the band that
    it reached. `points` is None for one that a person gives and has not given yet."""

    criterion: Criterion
    measure: float | None
    points: float | None
    reached: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """All of them; `rating` is by the share of what can be had so far, which leaves out what is `open`."""

    sheet: str
    lines: tuple[Scored, ...]
    points: float
    most: float
    rating: str

    @property
    def percent(self) -> float:
        return 100 * self.points / self.most if self.most else 0.0

    @property
    def open(self) -> tuple[Scored, ...]:
        return tuple(one for one in self.lines if one.points is None)


_NONE: Final[Mapping[str, float]] = {}


def score(sheet: Sheet, line: Line, given: Mapping[str, float] = _NONE) -> Score:
    """A unit's points; `given` are those that people gave, by the criterion's key."""
    lines = tuple(_scored(one, line, given) for one in sheet.criteria)
    points = sum(one.points for one in lines if one.points is not None)
    most = sum(one.criterion.max for one in lines if one.points is not None)
    share = 100 * points / most if most else 0.0
    ratings = sorted(sheet.ratings, key=lambda one: one.start)
    rating = next((one for one in reversed(ratings) if share >= one.start), ratings[0])
    return Score(sheet=sheet.name, lines=lines, points=points, most=most, rating=rating.words)


def _scored(criterion: Criterion, line: Line, given: Mapping[str, float]) -> Scored:
    if criterion.rule == "manual":
        told = given.get(criterion.key)
        points = None if told is None else max(0.0, min(told, criterion.max))
        return Scored(criterion=criterion, measure=None, points=points)
    measure = measured(criterion, line)
    if measure is None:
        return Scored(criterion=criterion, measure=None, points=0.0)
    if not criterion.bands:
        points = criterion.max * min(1.0, max(0.0, measure / criterion.full))
        # Cut to a tenth and not rounded: nobody is shown a full mark that was not reached.
        return Scored(criterion=criterion, measure=measure, points=int(points * 10 + 1e-9) / 10)
    bands = sorted(criterion.bands, key=lambda band: band.start)
    band = next((one for one in reversed(bands) if measure >= one.start), None)
    return Scored(
        criterion=criterion,
        measure=measure,
        points=band.points if band is not None else 0.0,
        reached=band.start if band is not None else None,
    )


def measured(criterion: Criterion, line: Line) -> float | None:
    """What the rule measures: a percentage, or authors per 100 workers; None where it cannot be told."""
    figures = line.figures
    match criterion.rule:
        case "percent_of_target":
            return line.percent
        case "valid_rate":
            return _share(figures.valid, figures.decided)
        case "authors_per_100":
            return _share(figures.submitters, line.workers)
        case "answered_in_time":
            return _share(figures.in_time, figures.answers)
        case "fdi_share":
            return _share(figures.fdi, figures.submitters)
        case "manual":
            return None


def _share(part: int, whole: int | None) -> float | None:
    return 100 * part / whole if whole else None
