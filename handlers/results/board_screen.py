"""A unit's figures in short lines that fit a phone, with the units below to go down to."""

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import Final

from handlers import pages
from handlers.bulletins import amounts, short_names
from handlers.message import Button, Message
from handlers.results.figures import Board, Figures, Line
from handlers.results.wanted import Wanted, way
from handlers.units import Unit
from messages.catalog import say

#: How many units below are shown at once, and how long a name of one may be beside its figures.
SHOWN: Final = 8
NAME: Final = 20
#: What a week's change is told of, in this order.
_WEEK: Final = ("registered", "submitters", "submissions", "endorsed", "recognised", "valid", "on_portal")


def message(language: str, board: Board, others: Sequence[Unit], start: int, zone: tzinfo) -> Message:
    top = board.top
    text = "\n".join(told(language, board, zone))
    span = pages.span(board.lines, start, SHOWN)
    names = short_names.shorten([one.unit for one in board.lines], NAME)
    below = [
        Button(
            _below(language, line, names[span.start + place]), Wanted(unit_id=line.unit.id).data("results")
        )
        for place, line in enumerate(board.lines[span.start : span.end])
    ]
    if board.lines:
        over = say(language, "results.board.below", count=len(board.lines))
        text = f"{text}\n\n{pages.headed(language, over, board.lines, span, SHOWN)}"
    posts = [
        Button(one.name, Wanted(unit_id=one.id).data("results")) for one in others if one.id != top.unit.id
    ]
    return Message(
        text=text,
        choices=tuple((one,) for one in (*below, *posts)),
        nav=(*_turns(language, board, span), *_ways(language, board)),
    )


def told(language: str, board: Board, zone: tzinfo) -> list[str]:
    """All that is known of the unit itself, without those below it."""
    return [*heading(language, "board", board, zone), *_lines(language, board)]


def week(language: str, board: Board, zone: tzinfo) -> Message:
    """What changed in seven days, name by name."""
    top, lines = board.top, heading(language, "week", board, zone)
    if top.week_ago is None:
        lines.append(say(language, "results.week.unknown"))
    else:
        lines.append(say(language, "results.week.since"))
        lines += [_changed(language, name, top.week_ago, top.figures) for name in _WEEK]
    return Message(text="\n".join(lines), nav=(way(language, "results", top.unit.id),))


def heading(language: str, screen: str, board: Board, zone: tzinfo) -> list[str]:
    """What it is of which unit, the phase, and as of when."""
    local = board.as_of.astimezone(zone)
    return [
        say(language, f"results.{screen}.heading", unit=board.top.unit.name),
        board.phase,
        say(language, "results.as_of", time=f"{local:%H:%M}", date=f"{local.day}/{local.month}/{local.year}"),
        "",
    ]


def reached(language: str, line: Line) -> str:
    """Valid ones beside what is to be reached, or alone."""
    valid = amounts.number(language, line.figures.valid)
    if line.target is None or line.percent is None:
        return say(language, "results.board.valid", valid=valid)
    target, share = amounts.number(language, line.target), amounts.percent(language, line.percent)
    return say(language, "results.board.reached", valid=valid, target=target, percent=share)


def signed(language: str, change: int) -> str:
    return f"{'+' if change > 0 else '−' if change < 0 else ''}{amounts.number(language, abs(change))}"


def money(language: str, value: int) -> str:
    """Cut to a tenth of a billion or of a million, where it is as large as that."""
    for name, size in (("billion", 10**9), ("million", 10**6)):
        if value >= size:
            cut = value * 10 // size / 10
            return say(language, f"results.money.{name}", amount=amounts.decimal(language, cut))
    return say(language, "results.money.dong", amount=amounts.number(language, value))


def _lines(language: str, board: Board) -> Iterable[str]:
    top, figures = board.top, board.top.figures

    def told(name: str, **values: object) -> str:
        return say(language, f"results.board.{name}", **values)

    def number(count: int) -> str:
        return amounts.number(language, count)

    yield reached(language, top)
    if top.whole is not None and top.whole != top.target:
        yield told("whole", target=number(top.whole))
    yield told("sent", count=number(figures.submissions))
    yield told("authors", count=number(figures.submitters))
    if top.week_ago is not None:
        valid = signed(language, figures.valid - top.week_ago.valid)
        sent = signed(language, figures.submissions - top.week_ago.submissions)
        yield told("week", valid=valid, sent=sent)
    yield told("endorsed", count=number(figures.endorsed))
    yield told("recognised", count=number(figures.recognised))
    yield told("portal", count=number(figures.on_portal))
    yield told("registered", count=number(figures.registered))
    yield from _shares(language, top)
    if figures.value:
        yield told("value", value=money(language, figures.value))
    if board.unplaced:
        yield told("unplaced", count=number(board.unplaced))


def _shares(language: str, line: Line) -> Iterable[str]:
    figures = line.figures

    def told(name: str, **values: object) -> str:
        return say(language, f"results.board.{name}", **values)

    def share(part: int, whole: int) -> str:
        return amounts.percent(language, 100 * part / whole)

    if line.workers:
        rate = amounts.decimal(language, 1000 * figures.submitters // line.workers / 10)
        yield told("per_100", rate=rate)
    if figures.submitters:
        yield told("enterprises", share=share(figures.enterprises, figures.submitters))
        yield told("fdi", share=share(figures.fdi, figures.submitters))
    if figures.told:
        told_of = amounts.number(language, figures.told)
        yield told("direct", share=share(figures.direct, figures.told), told=told_of)
    if figures.decided:
        yield told("first_pass", share=share(figures.first_pass, figures.decided))
    if figures.answered_in is not None:
        yield told("answered", hours=amounts.decimal(language, figures.answered_in))


def _below(language: str, line: Line, name: str) -> str:
    valid = amounts.number(language, line.figures.valid)
    if line.target is None:
        sent = amounts.number(language, line.figures.submissions)
        return say(language, "results.board.child", unit=name, valid=valid, sent=sent)
    target = amounts.number(language, line.target)
    return say(language, "results.board.child_target", unit=name, valid=valid, target=target)


def _changed(language: str, name: str, before: Figures, now: Figures) -> str:
    old, new = int(getattr(before, name)), int(getattr(now, name))
    return say(
        language,
        "results.week.line",
        what=say(language, f"results.week.{name}"),
        before=amounts.number(language, old),
        now=amounts.number(language, new),
        change=signed(language, new - old),
    )


def _turns(language: str, board: Board, span: pages.Span) -> tuple[Button, ...]:
    def page(start: int) -> str:
        return Wanted(unit_id=board.top.unit.id, start=start).data("results")

    more = page(span.end) if span.end < len(board.lines) else ""
    return pages.turns(language, more=more, less=page(max(0, span.start - SHOWN)) if span.start else "")


def _ways(language: str, board: Board) -> tuple[Button, ...]:
    unit_id = board.top.unit.id
    names = ("ranking", "points", "last_week") if board.lines else ("points", "last_week")
    return tuple(way(language, name, unit_id) for name in names)
