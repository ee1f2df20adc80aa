"""The weekly bulletin: a unit's figures in words that can be passed on as they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from typing import Final

from handlers.bulletins import amounts, short_names
from handlers.bulletins.course import Course
from handlers.results.figures import Board, Line
from handlers.results.ranking import Ranked, ranked
from messages.catalog import say

#: Letters that a group of any messenger takes in one piece, and a person reads in one go.
LONGEST: Final = 900
_LEADING: Final = 3
_NAME: Final = 60


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What it is written from; `link` is where people of this unit take part, "" while nobody knows it."""

    board: Board
    course: Course
    link: str = ""


def write(language: str, told: Bulletin, zone: tzinfo) -> str:
    """At most `LONGEST` letters: of what has no room the least needed is left out, never the figures."""
    board = told.board
    leading = _leading(language, ranked(board))
    rising = _rising(language, board.lines)
    invitation = _invitation(language, told, zone)
    help_ = [_say(language, "help")] if told.link and invitation else []
    for blocks in (
        (leading, rising, [*invitation, *help_]),
        (leading, rising, invitation),
        (leading, [], invitation),
        ([], [], invitation),
    ):
        parts = [_figures(language, told, zone), [*blocks[0], *blocks[1]], blocks[2], [board.slogan]]
        text = "\n\n".join("\n".join(part) for part in parts if part)
        if len(text) <= LONGEST:
            return text
    return text


def _figures(language: str, told: Bulletin, zone: tzinfo) -> list[str]:
    board, top = told.board, told.board.top
    local = board.as_of.astimezone(zone)
    figures = top.figures
    lines = [
        _say(
            language,
            "figures" if figures.submissions else "nothing",
            valid=amounts.number(language, figures.valid),
            submissions=amounts.number(language, figures.submissions),
        ),
        _say(language, "whose", unit=top.unit.name, time=f"{local:%H:%M}", date=f"{local:%d/%m/%Y}"),
    ]
    if top.target and top.percent is not None:
        share = amounts.percent(language, top.percent)
        target = amounts.number(language, top.target)
        lines.append(_say(language, "reached", percent=share, target=target, phase=board.phase))
    if top.week_ago is not None:
        valid = figures.valid - top.week_ago.valid
        sent = figures.submissions - top.week_ago.submissions
        told_of = {"valid": _change(language, valid), "submissions": _change(language, sent)}
        lines.append(_say(language, "week", **told_of))
    return [*lines, _days(language, told, zone)]


def _days(language: str, told: Bulletin, zone: tzinfo) -> str:
    course, top = told.course, told.board.top
    today = _today(told, zone)
    left = course.left(today)
    if today < course.opens:
        return _say(language, "not_open", date=f"{course.opens:%d/%m/%Y}")
    if not left:
        return _say(language, "closed", date=f"{course.closes:%d/%m/%Y}")
    key = "last_day" if left == 1 else "days"
    said = _say(language, key, days=left, date=f"{course.closes:%d/%m/%Y}")
    missing = (top.target or 0) - top.figures.valid
    if missing <= 0:
        return said
    return f"{said} {_say(language, 'missing', missing=amounts.number(language, missing))}"


def _today(told: Bulletin, zone: tzinfo) -> date:
    return told.board.as_of.astimezone(zone).date()


def _leading(language: str, rows: Sequence[Ranked]) -> list[str]:
    """The first three that have something; those that share the last place of them are all named or none."""
    with_some = [one for one in rows if one.line.figures.valid]
    placed = [one for one in with_some if one.place is not None and one.place <= _LEADING]
    first = placed if len(placed) <= _LEADING + 1 else []
    if not placed:  # no targets: by what there is
        first = with_some[:_LEADING]
    if not first or len(rows) < 2:
        return []
    names = short_names.shorten([one.line.unit for one in first], _NAME)
    lines = []
    for at, (one, name) in enumerate(zip(first, names, strict=True), start=1):
        valid = amounts.number(language, one.line.figures.valid)
        place = one.place or at
        if one.line.percent is None:
            lines.append(_say(language, "leader_plain", place=place, unit=name, valid=valid))
        else:
            share = amounts.percent(language, one.line.percent)
            lines.append(_say(language, "leader", place=place, unit=name, valid=valid, percent=share))
    return [_say(language, "leading"), *lines]


def _rising(language: str, lines: Sequence[Line]) -> list[str]:
    grown = [(one.figures.valid - one.week_ago.valid, one) for one in lines if one.week_ago is not None]
    most = max((count for count, _ in grown), default=0)
    best = [one for count, one in grown if count == most]
    if most <= 0 or len(lines) < 2 or len(best) > 1:
        return []
    (name,) = short_names.shorten([best[0].unit], _NAME)
    return [_say(language, "rising", unit=name, count=amounts.number(language, most))]


def _invitation(language: str, told: Bulletin, zone: tzinfo) -> list[str]:
    """How to take part, while that is possible."""
    if not told.course.left(_today(told, zone)):
        return []
    key = "take_part" if told.link else "take_part_here"
    return [_say(language, key), *([told.link] if told.link else [])]


def _change(language: str, count: int) -> str:
    if not count:
        return _say(language, "same")
    return _say(language, "more" if count > 0 else "less", count=amounts.number(language, abs(count)))


def _say(language: str, key: str, /, **values: object) -> str:
    return say(language, f"bulletin.text.{key}", **values)
