"""The sheet of emulation points, and what units have by it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands import ground
from bot.commands.results import results
from messages.catalog import DEFAULT, say


def _help(name: str) -> str:
    return say(DEFAULT, f"results.command.{name}")


def take(file: Annotated[Path, typer.Argument(help=_help("file"))]) -> None:
    from handlers.bulletins import amounts
    from messages.results.sheets import read
    from storage import programmes
    from storage.results import sheets

    try:
        source = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        results.stop("bad_file", file=file, why=error)
    sheet = read(source)
    if isinstance(sheet, str):
        results.stop("bad_file", file=file, why=sheet)
    with ground.working(ground.read_settings()) as connection:
        programme = programmes.running(connection)
        if programme is None:
            results.stop("no_programme")
        sheets.keep(connection, programme.id, sheet)
    told = {
        "name": sheet.name,
        "count": len(sheet.criteria),
        "points": amounts.decimal(DEFAULT, sum(one.max for one in sheet.criteria)),
        "programme": programme.name,
    }
    typer.echo(say(DEFAULT, "results.command.loaded", **told))


def show(
    unit: Annotated[str, typer.Argument(help=_help("unit"))],
    phase: Annotated[str | None, typer.Option(help=_help("phase"))] = None,
) -> None:
    from handlers.results import points_screen
    from storage.results import sheets

    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        board = results.load(connection, settings, unit, phase)
        sheet = sheets.of_phase(connection, board.phase_id)
    typer.echo(points_screen.message(DEFAULT, board, sheet, {}, settings.time_zone).text)
