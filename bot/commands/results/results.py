"""Figures and rankings of units, from the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.settings import Settings
    from handlers.results.figures import Board
    from handlers.results.ranking import Ranked

By = Literal["target", "authors", "valid", "rate"]
Spread = Literal["children", "grassroots", "clusters"]
#: Columns of the table, each under its own heading; the first ones are those that a window has room for.
_SHORT = ("place", "unit", "percent", "valid", "target", "submissions", "submitters", "moved", "notes")
_FULL = (
    *("cluster", "place", "code", "unit", "score", "percent", "valid", "target", "submissions", "submitters"),
    *("registered", "endorsed", "recognised", "on_portal", "value", "workers", "each", "moved", "notes"),
)
_WORDS = ("cluster", "code", "unit", "notes")


def _help(name: str) -> str:
    return say(DEFAULT, f"results.command.{name}")


def show(
    unit: Annotated[str | None, typer.Argument(help=_help("unit"))] = None,
    phase: Annotated[str | None, typer.Option(help=_help("phase"))] = None,
    by: Annotated[By, typer.Option(help=_help("by"))] = "target",
    spread: Annotated[Spread, typer.Option(help=_help("spread"))] = "children",
    on: Annotated[str | None, typer.Option(help=_help("on"))] = None,
    csv: Annotated[Path | None, typer.Option(help=_help("csv"))] = None,
) -> None:
    from bot.commands import table
    from handlers.results import board_screen
    from handlers.results.ranking import by_cluster, ranked

    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        board = load(connection, settings, unit, phase, spread, _day(on))
    if spread == "clusters":
        rows = [one for found in by_cluster(board, by).values() for one in found]
    else:
        rows = list(ranked(board, by))
    if csv is not None:
        _write(csv, rows, by)
        typer.echo(say(DEFAULT, "results.command.saved", count=len(rows), file=csv))
        return
    for line in board_screen.told(DEFAULT, board, settings.time_zone):
        typer.echo(line)
    if rows:
        typer.echo(f"\n{say(DEFAULT, f'results.ranking.by.{by}')}")
        columns = ("cluster", *_SHORT) if spread == "clusters" else _SHORT
        right = [place for place, name in enumerate(columns) if name not in _WORDS]
        table.show(_headings(columns), [_row(one, columns, by) for one in rows], right)


def load(
    connection: Connection,
    settings: Settings,
    code: str | None,
    phase_key: str | None,
    spread: Spread = "children",
    day: date | None = None,
) -> Board:
    """The figures of the unit with this code, or of the topmost one; ends the command when there are none."""
    from storage import figures
    from storage.campaigns import phases
    from storage.results import boards

    now, zone = ground.now(), settings.time_zone
    if code is not None:
        found = figures.unit(connection, code)
        if found is None:
            ground.stop("unit.unknown", code=code)
        unit_id = found[0].id
    else:
        branch = next(iter(figures.tree(connection)), None)
        top = figures.unit(connection, branch.code) if branch is not None else None
        if top is None:
            stop("no_unit")
        unit_id = top[0].id
    running = boards.running(connection, unit_id, now.astimezone(zone).date())
    chosen = running
    if running is not None and phase_key is not None:
        chosen = phases.by_key(connection, running.programme_id, phase_key)
    if chosen is None:
        stop("no_phase")
    if day is not None:
        past = boards.on(connection, unit_id, day, zone=zone, phase_id=chosen.id, spread=spread)
        return past or stop("nothing_kept", day=f"{day:%d/%m/%Y}")
    board = boards.board(connection, unit_id, now=now, zone=zone, phase_id=chosen.id, spread=spread)
    if board is None:
        stop("no_phase")
    return board


def stop(name: str, **values: object) -> NoReturn:
    """Say what stands in the way, and end the command with 2."""
    typer.echo(say(DEFAULT, f"results.command.{name}", **values), err=True)
    raise typer.Exit(2)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        stop("bad_day", day=text)


def _write(file: Path, rows: list[Ranked], by: By) -> None:
    import csv

    from storage.tree.sheet.columns import FORMULA

    def safe(cell: str) -> str:
        return f"'{cell}" if cell.startswith(FORMULA) and not cell.lstrip("-").isdigit() else cell

    # Excel reads Vietnamese only from a file that begins with this mark.
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(_headings(_FULL))
        writer.writerows([safe(cell) for cell in _row(one, _FULL, by, plain=True)] for one in rows)


def _headings(columns: tuple[str, ...]) -> list[str]:
    return [say(DEFAULT, f"results.command.column.{one}") for one in columns]


def _row(one: Ranked, columns: tuple[str, ...], by: By, *, plain: bool = False) -> list[str]:
    """`plain` numbers are for a program to read, others for a person."""
    from handlers.bulletins import amounts
    from handlers.results import ranking_screen

    line, figures = one.line, one.line.figures
    each = figures.submissions / figures.submitters if figures.submitters else None

    def decimal(value: float | None) -> str:
        if value is None:
            return ""
        return f"{value:.2f}" if plain else amounts.decimal(DEFAULT, int(value * 10) / 10)

    def whole(value: int | None) -> str:
        if value is None:
            return ""
        return str(value) if plain else amounts.number(DEFAULT, value)

    cells = {
        "cluster": line.cluster,
        "place": str(one.place or ""),
        "code": line.unit.code,
        "unit": line.unit.name,
        "target": whole(line.target),
        "percent": decimal(line.percent),
        "score": decimal(one.score),
        "moved": f"{one.moved:+d}" if one.moved else "",
        "workers": whole(line.workers),
        "each": decimal(each),
        "notes": "; ".join(ranking_screen.notes(DEFAULT, one, by)),
    }
    return [cells[name] if name in cells else whole(getattr(figures, name)) for name in columns]
