"""Workbooks to fill in, written from the command line."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say

Kind = Annotated[str, typer.Argument(metavar="KIND", help=say(DEFAULT, "sheets.command.kind"))]
UnitCode = Annotated[str | None, typer.Option("--unit", help=say(DEFAULT, "sheets.command.unit"))]
Out = Annotated[Path, typer.Option("--out", help=say(DEFAULT, "sheets.command.out"))]


def make(kind: Kind, out: Out, unit: UnitCode = None) -> None:
    from bot.workbooks import templates
    from storage import figures
    from storage.intakes import entry_units
    from storage.posts.officers import paths_of

    name = next((one for one in templates.NAMES if one == kind), None)
    if name is None:
        _stop("unknown", kind=kind, known=", ".join(templates.NAMES))
    settings = ground.read_settings()
    today = ground.now().astimezone(settings.time_zone).date()
    with ground.working(settings) as connection:
        branch = entry_units.EVERYWHERE[0]
        if unit is not None:
            found = figures.unit(connection, unit)
            if found is None:
                ground.stop("unit.unknown", code=unit)
            branch = paths_of(connection, [found[0].id])[found[0].id]
        try:
            count = templates.write(out, connection, name, branch, DEFAULT, today)
        except OSError:
            _stop("cannot_write", path=out)
    typer.echo(say(DEFAULT, "sheets.command.made", path=out, units=count))


def _stop(text: str, **values: object) -> NoReturn:
    typer.echo(say(DEFAULT, f"sheets.command.{text}", **values), err=True)
    raise typer.Exit(2)
