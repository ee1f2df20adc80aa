"""What stands on a unit's way to its target that is shown as a picture."""

from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Final

from handlers.bulletins import amounts, ranking_card
from handlers.bulletins.course import Course, Day, pace
from handlers.results.figures import Board
from messages.catalog import say

Point = tuple[float, float]
#: Steps of a scale that are easy to read, times a power of ten.
_STEPS: Final = (10, 15, 20, 25, 30, 40, 50, 60, 80)


@dataclass(frozen=True, slots=True)
class Tile:
    """A large figure and what it counts."""

    figure: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressChart:
    """Finished words, and curves in a field from (0, 0) to (1, 1); `ahead` is the way that is left to the
    `goal`, None without one."""

    title: str
    unit: str
    phase: str
    as_of: str
    tiles: tuple[Tile, ...]
    sentence: str
    valid: str
    submitted: str
    steps: tuple[tuple[float, str], ...]
    goal: float | None
    goal_words: str
    submissions: tuple[Point, ...]
    reached: tuple[Point, ...]
    ahead: tuple[Point, ...]
    opens: str
    closes: str
    today: float
    now: str
    note: str
    slogan: str


def lay_out(language: str, board: Board, course: Course, zone: tzinfo) -> ProgressChart:
    """Up to this moment: the last point of each curve is now, the others are the ends of days."""
    today = board.as_of.astimezone(zone).date()
    top = board.top
    days = [one for one in course.days if course.opens <= one.on < min(today, course.closes)]
    if today >= course.opens:
        last = min(today, course.closes)
        days.append(Day(last, top.figures.submissions, top.figures.valid))
    scale, steps = _scale(
        language, max([top.target or 0, *(max(one.submissions, one.valid) for one in days)])
    )
    goal = top.target / scale if top.target else None
    reached = tuple((course.place(one.on), one.valid / scale) for one in days)
    unfinished = goal is not None and course.left(today) > 0 and top.figures.valid < (top.target or 0)
    return ProgressChart(
        title=say(language, "bulletin.chart.title"),
        unit=top.unit.name,
        phase=board.phase,
        as_of=ranking_card.as_of(language, board, zone),
        tiles=_tiles(language, board, course, today),
        sentence=_sentence(language, board, course, today),
        valid=say(language, "bulletin.chart.valid_line", count=amounts.number(language, top.figures.valid)),
        submitted=say(
            language,
            "bulletin.chart.submitted_line",
            count=amounts.number(language, top.figures.submissions),
        ),
        steps=steps,
        goal=goal,
        goal_words=say(language, "bulletin.chart.goal", target=amounts.number(language, top.target or 0)),
        submissions=tuple((course.place(one.on), one.submissions / scale) for one in days),
        reached=reached,
        ahead=(reached[-1], (1.0, goal)) if unfinished and goal is not None and reached else (),
        opens=f"{course.opens:%d/%m/%Y}",
        closes=f"{course.closes:%d/%m/%Y}",
        today=course.place(today),
        now=say(language, "bulletin.chart.now"),
        note=_note(language, course, days),
        slogan=board.slogan,
    )


def _scale(language: str, most: int) -> tuple[int, tuple[tuple[float, str], ...]]:
    """The value at the top of the field, a little above all that is shown, and its steps."""
    needed = max(1.0, most * 1.08 / 4)
    tens = 10.0 ** (len(str(int(needed))) - 2)
    steps = (round(tens * one, 1) for one in (*_STEPS, 100))
    step = int(next(one for one in steps if one >= needed and one.is_integer()))
    top = step * 4
    return top, tuple((step * at / top, amounts.number(language, step * at)) for at in range(1, 5))


def _tiles(language: str, board: Board, course: Course, today: date) -> tuple[Tile, ...]:
    def tile(figure: str, name: str) -> Tile:
        return Tile(figure, say(language, f"bulletin.chart.{name}"))

    top = board.top
    valid = tile(amounts.number(language, top.figures.valid), "valid")
    days = tile(str(course.left(today)), "days")
    if top.percent is None:
        return valid, tile(amounts.number(language, top.figures.submissions), "submissions"), days
    return tile(amounts.percent(language, top.percent), "reached"), valid, days


def _sentence(language: str, board: Board, course: Course, today: date) -> str:
    target, valid = board.top.target, board.top.figures.valid
    if today < course.opens:
        return say(language, "bulletin.chart.not_open", date=f"{course.opens:%d/%m/%Y}")
    left = course.left(today)
    if not target:
        return say(language, "bulletin.chart.no_target" if left else "bulletin.chart.ended")
    if valid >= target:
        return say(language, "bulletin.chart.done")
    needed = pace(target, valid, left)
    counts = {"target": amounts.number(language, target), "valid": amounts.number(language, valid)}
    if needed is None:
        return say(language, "bulletin.chart.closed", **counts)
    missing = amounts.number(language, target - valid)
    return say(language, "bulletin.chart.pace", missing=missing, pace=amounts.number(language, needed))


def _note(language: str, course: Course, days: list[Day]) -> str:
    """A curve that begins late is not a slow start."""
    if not days or (days[0].on - course.opens).days <= 1:
        return ""
    return say(language, "bulletin.chart.few_days", date=f"{days[0].on:%d/%m/%Y}")
