"""Groups and channels from the command line: a channel, where nobody writes a code, is added only here."""

import re
from typing import Annotated, NoReturn

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say

_WHERE = re.compile(r"telegram:[0-9]+:-[0-9]+")
Where = Annotated[str, typer.Argument(metavar="WHERE", help=say(DEFAULT, "group.command.where"))]


def add(
    where: Where,
    unit: Annotated[str, typer.Option("--unit", help=say(DEFAULT, "group.command.unit"))],
    name: Annotated[str, typer.Option("--name", help=say(DEFAULT, "group.command.name"))],
) -> None:
    from storage import figures
    from storage.campaigns import groups

    if not _WHERE.fullmatch(where):
        _stop("wrong", where=where)
    with ground.working(ground.read_settings()) as connection:
        found = figures.unit(connection, unit)
        if found is None:
            ground.stop("unit.unknown", code=unit)
        groups.add(connection, where, name, found[0].id, None, ground.now())
    typer.echo(say(DEFAULT, "group.command.added", name=name, code=found[0].code, unit=found[0].name))


def show() -> None:
    from storage.campaigns import groups

    with ground.working(ground.read_settings()) as connection:
        found = groups.shown(connection)
    for one in found:
        values = {"where": one.conversation, "name": one.name, "code": one.unit.code}
        typer.echo(say(DEFAULT, "group.command.line", **values, unit=one.unit.name))
    if not found:
        typer.echo(say(DEFAULT, "group.command.none"))


def remove(where: Where) -> None:
    from storage.campaigns import groups

    with ground.working(ground.read_settings()) as connection:
        gone = groups.remove(connection, where, ground.now())
    if not gone:
        _stop("unknown", where=where)
    typer.echo(say(DEFAULT, "group.command.removed", where=where))


def _stop(text: str, **values: object) -> NoReturn:
    typer.echo(say(DEFAULT, f"group.command.{text}", **values), err=True)
    raise typer.Exit(2)
