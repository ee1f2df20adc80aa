"""A ranking in the chat: each place with what it was made from."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Final, get_args

from handlers import pages
from handlers.bulletins import amounts, short_names
from handlers.message import Button, Message
from handlers.results.board_screen import heading
from handlers.results.figures import Board
from handlers.results.ranking import By, Ranked, by_cluster, ranked
from handlers.results.wanted import Spread, Wanted, way
from messages.catalog import say

SHOWN: Final = 8
NAME: Final = 18


def message(language: str, board: Board, asked: Wanted, zone: tzinfo) -> Message:
    """A page of it; those without a place come last, each with the reason."""
    rows = _rows(board, asked)
    span = pages.span(rows, asked.start, SHOWN)
    shown = rows[span.start : span.end]
    lines = heading(language, "ranking", board, zone)[:-1]
    order = say(language, f"results.ranking.by.{asked.by}")
    lines += [pages.headed(language, order, rows, span, SHOWN), ""]
    names = short_names.shorten([one.line.unit for _, one in rows], NAME)
    group, before = "", None
    for (cluster, one), name in zip(shown, names[span.start : span.end], strict=True):
        if cluster != group:
            lines.append(say(language, "results.ranking.cluster", name=cluster))
        if one.place is None and before is not None:
            lines.append(say(language, "results.ranking.apart"))
        group, before = cluster, one.place
        lines += _told(language, one, name, asked.by)
    if not rows:
        lines.append(say(language, "results.ranking.nobody"))
    if any(one.tied for _, one in shown):
        lines += ["", say(language, "results.ranking.ties")]
    if any(one.marks for _, one in shown):
        lines += ["", say(language, "results.ranking.marked")]
    return Message(
        text="\n".join(lines),
        choices=tuple((one,) for one in _orders(language, board, asked)),
        nav=(*_turns(language, asked, board, len(rows), span), way(language, "results", board.top.unit.id)),
    )


def score(language: str, by: By, value: float) -> str:
    """A percentage, or so many per 100 workers."""
    if by in ("target", "rate"):
        return amounts.percent(language, value)
    return amounts.decimal(language, int(value * 10) / 10)


def _rows(board: Board, asked: Wanted) -> Sequence[tuple[str, Ranked]]:
    if asked.spread == "clusters":
        grouped = by_cluster(board, asked.by)
        return [(name, one) for name, found in grouped.items() for one in found]
    return [("", one) for one in ranked(board, asked.by)]


def _told(language: str, one: Ranked, name: str, by: By) -> list[str]:
    figures = one.line.figures
    each = figures.submissions / figures.submitters if figures.submitters else 0.0
    counts = say(
        language,
        "results.ranking.counts",
        valid=amounts.number(language, figures.valid),
        sent=amounts.number(language, figures.submissions),
        each=amounts.decimal(language, int(each * 10) / 10),
    )
    if one.place is None or one.score is None:
        why = "".join(notes(language, one, by))
        return [say(language, "results.ranking.without", unit=name, why=why), counts]
    told = score(language, by, one.score)
    place = say(language, "results.ranking.place", place=one.place, moved=_moved(one), unit=name, score=told)
    return [place, counts, *(f"  {note}" for note in notes(language, one, by))]


def notes(language: str, one: Ranked, by: By) -> list[str]:
    """Why a unit has no place, or shares one, and what should be looked at."""
    if one.place is None or one.score is None:
        return [say(language, f"results.ranking.why.{one.apart or 'unknown'}")]
    found = []
    if one.tied:
        shown = score(language, by, one.score)
        found.append(say(language, "results.ranking.tied", others=one.tied, score=shown))
    if "many_each" in one.marks:
        found.append(say(language, "results.ranking.many_each"))
    if "one_author" in one.marks:
        share = amounts.percent(language, 100 * one.line.figures.most / one.line.figures.submissions)
        found.append(say(language, "results.ranking.one_author", share=share))
    return found


def _moved(one: Ranked) -> str:
    if not one.moved:
        return ""
    return f" {'▲' if one.moved > 0 else '▼'}{abs(one.moved)}"


def _orders(language: str, board: Board, asked: Wanted) -> list[Button]:
    """The other orders, and the other units that can be ranked."""
    unit_id = board.top.unit.id
    found = [
        Button(
            say(language, f"results.ranking.order.{by}"),
            Wanted(unit_id=unit_id, by=by, spread=asked.spread).data("ranking"),
        )
        for by in get_args(By)
        if by != asked.by
    ]
    return found + [
        Button(
            say(language, f"results.ranking.spread.{spread}"),
            Wanted(unit_id=unit_id, by=asked.by, spread=spread).data("ranking"),
        )
        for spread in get_args(Spread)
        if spread != asked.spread
    ]


def _turns(language: str, asked: Wanted, board: Board, count: int, span: pages.Span) -> tuple[Button, ...]:
    def page(start: int) -> str:
        turned = Wanted(unit_id=board.top.unit.id, by=asked.by, spread=asked.spread, start=start)
        return turned.data("ranking")

    more = page(span.end) if span.end < count else ""
    return pages.turns(language, more=more, less=page(max(0, span.start - SHOWN)) if span.start else "")
