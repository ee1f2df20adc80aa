"""A unit's emulation points, each with where it comes from."""

from collections.abc import Mapping
from datetime import tzinfo

from handlers.bulletins import amounts
from handlers.message import Message
from handlers.results.board_screen import heading
from handlers.results.figures import Board
from handlers.results.points import Score, Scored, score
from handlers.results.wanted import way
from messages.catalog import say
from messages.results.sheets import Sheet


def message(language: str, board: Board, sheet: Sheet, given: Mapping[str, float], zone: tzinfo) -> Message:
    told = [*heading(language, "points", board, zone), *lines(language, score(sheet, board.top, given))]
    return Message(text="\n".join(told), nav=(way(language, "results", board.top.unit.id),))


def lines(language: str, scored: Score) -> list[str]:
    """The rating, each criterion with its reason, and what nobody has given yet."""
    found = [
        say(
            language,
            "results.points.rating",
            rating=scored.rating,
            points=amounts.decimal(language, scored.points),
            most=amounts.decimal(language, scored.most),
        ),
        scored.sheet,
        "",
    ]
    for one in scored.lines:
        found += [_criterion(language, one), f"  {why(language, one)}"]
    if scored.open:
        count = amounts.decimal(language, sum(one.criterion.max for one in scored.open))
        found += ["", say(language, "results.points.open", points=count)]
    return found


def why(language: str, one: Scored) -> str:
    """What was measured, and what that is worth by the sheet."""
    criterion = one.criterion
    if criterion.rule == "manual":
        return say(language, f"results.points.{'to_give' if one.points is None else 'given'}")
    if one.measure is None:
        return say(language, f"results.points.unknown.{criterion.rule}")
    measured = say(
        language, f"results.points.measured.{criterion.rule}", measure=_number(language, one.measure)
    )
    if not criterion.bands:
        full = amounts.decimal(language, criterion.full)
        return say(language, "results.points.proportion", measured=measured, full=full)
    if one.reached is None:
        least = amounts.decimal(language, min(band.start for band in criterion.bands))
        return say(language, "results.points.below", measured=measured, least=least)
    return say(
        language,
        "results.points.band",
        measured=measured,
        reached=amounts.decimal(language, one.reached),
        points=amounts.decimal(language, one.points or 0),
    )


def _criterion(language: str, one: Scored) -> str:
    return say(
        language,
        "results.points.line",
        words=one.criterion.words,
        points="–" if one.points is None else amounts.decimal(language, one.points),
        most=amounts.decimal(language, one.criterion.max),
    )


def _number(language: str, measure: float) -> str:
    """Cut to a tenth, as what is shown as reached was reached."""
    return amounts.decimal(language, int(measure * 10 + 1e-9) / 10)
