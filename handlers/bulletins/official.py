"""The official report of a unit's figures: what stands in it (Decree 30/2020/ND-CP, annex I)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final

from handlers.bulletins import amounts
from handlers.results.figures import Board, Figures, Line
from messages.results.layouts import word

_VI: Final = "vi"
#: The rows of the table of results; those in the second group are part of the row above them.
_COUNTS: Final = (
    "registered",
    "submitters",
    "direct",
    "enterprises",
    "fdi",
    "submissions",
    "endorsed",
    "recognised",
    "valid",
    "on_portal",
    "value",
)
_PART: Final = frozenset({"direct", "enterprises", "fdi"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The union that reports: `above` is the one right above it, "" for the topmost; `chain` are the names of
    all above it, nearest first; `grassroots` unions have no standing committee."""

    name: str
    above: str = ""
    chain: tuple[str, ...] = ()
    grassroots: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What the reporting union adds; "" where it is filled in by hand, or as is usual for such a union."""

    number: str = ""
    mark: str = ""
    place: str = ""
    committee: str = ""
    title: str = ""
    signer: str = ""
    receivers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A numbered section; `table` has its heading first, `lines` are left to be written on."""

    heading: str
    paragraphs: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    lines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialReport:
    """Finished words, each where it stands on the paper; `annex` has its heading first and its total last."""

    above: str
    union: str
    number: str
    country: str
    motto: str
    place_date: str
    kind: str
    about: tuple[str, ...]
    intro: str
    parts: tuple[Part, ...]
    end: str
    committee: str
    title: str
    signer: str
    receivers: tuple[str, ...]
    annex_title: tuple[str, ...] = ()
    annex: tuple[tuple[str, ...], ...] = ()


def write(board: Board, issuer: Issuer, form: Form, zone: tzinfo) -> OfficialReport:
    """Nothing in it is made up: what is not known is not in it, and difficulties are left to a hand."""
    local = board.as_of.astimezone(zone)
    said = {"unit": issuer.name, "phase": board.phase, **_moment(local)}
    number = form.number or word("head.no_number")
    mark = form.mark or _mark(issuer.name)
    annexed = _annex(board) if board.lines else ()
    titles = ("title", "about")
    return OfficialReport(
        above=(issuer.above or word("state.top_union")).upper(),
        union=issuer.name.upper(),
        number=word("head.number", number=number, mark=mark),
        country=word("state.country"),
        motto=word("state.motto"),
        place_date=_place_date(local, form.place or _place(issuer)),
        kind=word("report.kind"),
        about=(word("report.about", **said), word("report.as_of", **said)),
        intro=word("report.intro", **said),
        parts=(
            _results(board, issuer.name),
            _target(board),
            Part(heading=word("part.difficulties"), lines=3),
        ),
        end=word("report.end", **said),
        committee=form.committee or word("sign.grassroots" if issuer.grassroots else "sign.committee"),
        title=form.title or word("sign.title"),
        signer=form.signer,
        receivers=_receivers(issuer, form),
        annex_title=(
            *(word(f"annex.{one}") for one in titles),
            word("annex.belongs", number=number, mark=mark, unit=issuer.name),
        )
        if annexed
        else (),
        annex=annexed,
    )


def _moment(local: datetime) -> dict[str, str]:
    return {"time": f"{local:%H:%M}", "date": f"{local:%d/%m/%Y}"}


def _mark(name: str) -> str:
    for at in ("1", "2"):
        if name.casefold().startswith(word(f"mark.begins_{at}").casefold()):
            return word(f"mark.mark_{at}")
    return word("mark.mark_3")


def _place(issuer: Issuer) -> str:
    """Where the union is, as the nearest name that tells it says."""
    pattern = re.compile(rf"\b(?:{word('head.before_place')})\s+(\w.*)", re.IGNORECASE)
    for name in (issuer.name, *issuer.chain):
        if found := pattern.search(name):
            return found[1]
    return word("head.no_place")


def _place_date(local: datetime, place: str) -> str:
    # Days below 10 and the first two months get a zero before them, so that nothing can be added.
    month = f"{local.month:02}" if local.month <= 2 else str(local.month)
    return word("head.place_date", place=place, day=f"{local.day:02}", month=month, year=local.year)


def _receivers(issuer: Issuer, form: Form) -> tuple[str, ...]:
    named = [word("sign.receiver", name=one) for one in form.receivers]
    if not named and issuer.above:
        named = [word("sign.above", name=issuer.above)]
    return (*named, word("sign.filed"))


def _results(board: Board, unit: str) -> Part:
    figures = board.top.figures
    counted = {"submissions": _number(figures.submissions), "valid": _number(figures.valid)}
    heading = (word("results.number"), word("results.what"), word("results.count"))
    told = [word("results.total", unit=unit, **counted)]
    if board.unplaced:
        told.append(word("results.unplaced", count=_number(board.unplaced)))
    return Part(
        heading=word("part.results"),
        paragraphs=tuple(told),
        table=(heading, *_rows(figures)),
    )


def _rows(figures: Figures) -> Iterator[tuple[str, ...]]:
    number = 0
    for name in _COUNTS:
        if name in _PART and not getattr(figures, name):
            continue  # nobody was asked, more likely than nobody is one
        number += name not in _PART
        shown = "" if name in _PART else str(number)
        yield shown, word(f"results.{name}"), _number(getattr(figures, name))
    told = []
    if figures.decided:
        told.append(("first_pass", amounts.percent(_VI, 100 * figures.first_pass / figures.decided)))
    if figures.answered_in is not None:
        told.append(("answered_in", amounts.decimal(_VI, figures.answered_in)))
    for place, (name, value) in enumerate(told, start=number + 1):
        yield str(place), word(f"results.{name}"), value.removesuffix("%")


def _target(board: Board) -> Part:
    top, phase = board.top, board.phase
    valid = top.figures.valid
    reached: list[str] = []
    if not top.target or top.percent is None:
        reached.append(word("target.none", phase=phase))
    else:
        counts = {"target": _number(top.target), "valid": _number(valid)}
        share = amounts.percent(_VI, top.percent)
        reached.append(word("target.reached", phase=phase, percent=share, **counts))
        missing = top.target - valid
        key = "missing" if missing > 0 else "over" if missing < 0 else "exact"
        reached.append(word(f"target.{key}", missing=_number(missing), over=_number(-missing)))
    if top.whole:
        share = amounts.percent(_VI, 100 * valid / top.whole)
        reached.append(word("target.whole", target=_number(top.whole), percent=share))
    told = [" ".join(reached)]
    if top.week_ago is not None:
        told.append(
            word(
                "target.week",
                submissions=_change(top.figures.submissions - top.week_ago.submissions),
                valid=_change(valid - top.week_ago.valid),
            )
        )
    if board.lines:
        told += [_units(board), word("target.annex")]
    return Part(heading=word("part.target"), paragraphs=tuple(told))


def _units(board: Board) -> str:
    done = sum(one.percent is not None and one.percent >= 100 for one in board.lines)
    none = sum(not one.figures.valid for one in board.lines)
    begun = len(board.lines) - done - none
    return word("target.units", units=len(board.lines), done=done, begun=begun, none=none)


def _change(count: int) -> str:
    if not count:
        return word("target.same")
    return word("target.more" if count > 0 else "target.less", count=_number(abs(count)))


def _annex(board: Board) -> tuple[tuple[str, ...], ...]:
    columns = ("unit", "target", "submissions", "valid", "percent", "authors", "week")
    heading = (word("results.number"), *(word(f"annex.{one}") for one in columns))
    rows = [_unit_row(str(at), one, one.unit.name) for at, one in enumerate(board.lines, start=1)]
    return heading, *rows, _unit_row("", board.top, word("annex.total"))


def _unit_row(number: str, line: Line, name: str) -> tuple[str, ...]:
    figures, unknown = line.figures, word("annex.unknown")
    return (
        number,
        name,
        _number(line.target) if line.target else unknown,
        _number(figures.submissions),
        _number(figures.valid),
        unknown if line.percent is None else amounts.percent(_VI, line.percent).removesuffix("%"),
        _number(figures.submitters),
        unknown if line.week_ago is None else _number(figures.valid - line.week_ago.valid),
    )


def _number(count: int) -> str:
    return amounts.number(_VI, count)
