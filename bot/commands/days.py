"""The federation's own days off and days worked, from the command line."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say

Day = Annotated[str, typer.Argument(help=say(DEFAULT, "promises.admin.day"))]
Name = Annotated[str, typer.Argument(help=say(DEFAULT, "promises.admin.name"))]


def off(day: Day, name: Name) -> None:
    _keep(day, name, works=False)


def worked(day: Day, name: Name) -> None:
    _keep(day, name, works=True)


def forget(day: Day) -> None:
    from storage.review import promises

    when = _read(day)
    with ground.working(ground.read_settings()) as connection:
        known = promises.forget_day(connection, when)
    typer.echo(say(DEFAULT, f"promises.admin.{'forgotten' if known else 'unknown'}", date=f"{when:%d/%m/%Y}"))


def show(
    year: Annotated[int | None, typer.Option(help=say(DEFAULT, "promises.admin.year"))] = None,
) -> None:
    from handlers.promises.workdays import holidays_of
    from storage.review import promises

    settings = ground.read_settings()
    wanted = year or ground.now().astimezone(settings.time_zone).year
    with ground.working(settings) as connection:
        own = promises.own_days(connection)
    found = [(day, name, False) for day, name in holidays_of(wanted)]
    found += [one for one in own if one[0].year == wanted]
    for day, name, works in sorted(found):
        kind = "worked" if works else "off"
        typer.echo(say(DEFAULT, f"promises.admin.line_{kind}", date=f"{day:%d/%m/%Y}", name=name))


def _keep(day: str, name: str, *, works: bool) -> None:
    from storage.review import promises

    when = _read(day)
    with ground.working(ground.read_settings()) as connection:
        promises.keep_day(connection, when, name, works=works)
    kind = "worked" if works else "off"
    typer.echo(say(DEFAULT, f"promises.admin.kept_{kind}", date=f"{when:%d/%m/%Y}", name=name))


def _read(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        typer.echo(say(DEFAULT, "promises.admin.bad_day", day=day), err=True)
        raise typer.Exit(2) from None
