"""Where a worker's union stands among its neighbours: numbers and no names of people."""

from datetime import tzinfo

from handlers.bulletins import amounts
from handlers.form import wording
from handlers.message import Message
from handlers.results import board_screen, ranking_screen
from handlers.results.figures import Board
from handlers.results.ranking import ranked
from handlers.units import Unit
from messages.catalog import say


def message(language: str, board: Board, unit: Unit, zone: tzinfo) -> Message:
    """`board` is of the unit above the worker's own, or of their own where nothing is above."""
    local = board.as_of.astimezone(zone)
    line = next((one for one in (*board.lines, board.top) if one.unit.id == unit.id), board.top)
    own = next((one for one in ranked(board) if one.line.unit.id == unit.id), None)
    placed = sum(one.place is not None for one in ranked(board))
    lines = [say(language, "results.place.heading", unit=line.unit.name)]
    if own is not None and own.place is not None and own.score is not None:
        told = ranking_screen.score(language, "target", own.score)
        values = {"place": own.place, "units": placed, "above": board.top.unit.name, "score": told}
        lines.append(say(language, "results.place.tied" if own.tied else "results.place.line", **values))
    elif own is not None:
        lines.append(say(language, f"results.place.{own.apart or 'unknown'}"))
    lines += [
        board_screen.reached(language, line),
        say(language, "results.board.sent", count=amounts.number(language, line.figures.submissions)),
        say(language, "results.board.authors", count=amounts.number(language, line.figures.submitters)),
        say(language, "results.as_of", time=f"{local:%H:%M}", date=f"{local.day}/{local.month}/{local.year}"),
        "",
        say(language, "results.place.invite"),
        board.slogan,
    ]
    ways = (wording.call(language, "start"), wording.call(language, "mine"))
    return wording.choose("\n".join(lines), ways)
