"""What stands on a ranking that is shown as a picture."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final, Literal

from handlers.bulletins import amounts, short_names
from handlers.results.figures import Board, Line
from handlers.results.ranking import By, Ranked
from messages.catalog import say

#: As many as can be read on a phone.
MOST: Final = 10
_NAME: Final = 38
#: By how many valid ones, where nothing could be ranked for want of targets.
_Sort = By | Literal["count"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One line of the picture; `length` is 0 to 1."""

    place: str
    name: str
    figure: str
    counts: str
    length: float
    moved: int
    known: bool
    first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RankingCard:
    """Finished words; `mark` is where 100 % stands on a bar, 0 for nowhere."""

    title: str
    unit: str
    phase: str
    as_of: str
    total: str
    besides: str
    reached: str
    rows: tuple[Bar, ...]
    nobody: str
    mark: float
    legend: tuple[str, ...]
    slogan: str


def lay_out(language: str, board: Board, rows: Sequence[Ranked], by: By, zone: tzinfo) -> RankingCard:
    """The first `MOST` of the rows, which come in their order."""
    shown = list(rows[:MOST])
    sort: _Sort = "count" if by == "target" and not any(one.line.target for one in rows) else by
    values = [one.line.figures.valid if sort == "count" else one.score for one in shown]
    full = max([100.0 if sort in ("target", "rate") else 1.0, *(value or 0 for value in values)])
    names = short_names.shorten([one.line.unit for one in shown], _NAME)
    bars = tuple(
        _bar(language, row, name, value, full, sort)
        for row, name, value in zip(shown, names, values, strict=True)
    )
    top = board.top
    moves = any(one.known for one in bars)
    legend = [say(language, f"bulletin.card.legend_{sort}")] if bars else []
    if bars and moves:
        legend.append(say(language, "bulletin.card.legend_moves"))
    return RankingCard(
        title=say(language, "bulletin.card.title"),
        unit=top.unit.name,
        phase=board.phase,
        as_of=as_of(language, board, zone),
        total=say(language, "bulletin.card.total", **_counts(language, top)),
        besides=_besides(language, board, len(bars), len(rows)),
        reached="" if top.percent is None else amounts.percent(language, top.percent),
        rows=bars,
        nobody=say(language, "bulletin.card.nobody"),
        mark=100 / full if sort == "target" else 0,
        legend=tuple(legend),
        slogan=board.slogan,
    )


def as_of(language: str, board: Board, zone: tzinfo) -> str:
    local = board.as_of.astimezone(zone)
    return say(language, "bulletin.card.as_of", time=f"{local:%H:%M}", date=f"{local:%d/%m/%Y}")


def _bar(language: str, row: Ranked, name: str, value: float | None, full: float, sort: _Sort) -> Bar:
    if value is None:
        figure = say(language, "bulletin.card.apart")
    elif sort in ("target", "rate"):
        figure = amounts.percent(language, value)
    else:
        figure = amounts.decimal(language, value)
    placed = row.place is not None and bool(row.score)  # nobody is first with nothing
    return Bar(
        place=str(row.place) if placed else say(language, "bulletin.card.apart"),
        name=name,
        figure=figure,
        counts=say(language, "bulletin.card.counts", **_counts(language, row.line)),
        length=min(1.0, (value or 0) / full),
        moved=(row.moved or 0) if placed else 0,
        known=placed and row.moved is not None,
        first=placed and row.place == 1,
    )


def _counts(language: str, line: Line) -> dict[str, str]:
    figures = line.figures
    return {
        "valid": amounts.number(language, figures.valid),
        "submissions": amounts.number(language, figures.submissions),
    }


def _besides(language: str, board: Board, shown: int, units: int) -> str:
    target = board.top.target
    said = (
        say(language, "bulletin.card.target", target=amounts.number(language, target))
        if target
        else say(language, "bulletin.card.no_target")
    )
    which = "alone" if not units else "all" if shown == units else "some"
    return say(language, f"bulletin.card.{which}", target=said, shown=shown, units=units)
