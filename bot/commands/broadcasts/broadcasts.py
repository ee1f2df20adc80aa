"""Broadcasts from the command line: looking at them, holding, stopping and exporting them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from bot.settings import Settings
    from handlers.broadcasts.sending.facts import Known

#: How often a broadcast that is watched is looked at, in seconds.
LOOK = 1.0
Number = Annotated[int, typer.Argument(metavar="ID", help=say(DEFAULT, "broadcast.command.id"))]


def tell(text_id: str, /, **values: object) -> None:
    """Say it to the administrator."""
    typer.echo(say(DEFAULT, f"broadcast.command.{text_id}", **values))


def end(text_id: str, /, **values: object) -> NoReturn:
    """Say what stands in the way, and end the command with 2."""
    typer.echo(say(DEFAULT, f"broadcast.command.{text_id}", **values), err=True)
    raise typer.Exit(2)


def show_list() -> None:
    from handlers.broadcasts.sending import progress
    from storage.broadcasts import watching

    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        found = watching.listed(connection, [""], settings.time_zone)
    for one in found:
        typer.echo(progress.line(DEFAULT, one))
    if not found:
        tell("none")


def show(
    broadcast_id: Number,
    watched: Annotated[bool, typer.Option("--watch", help=say(DEFAULT, "broadcast.command.watch"))] = False,
) -> None:
    from handlers.broadcasts.sending import progress

    settings = ground.read_settings(quiet=True)
    with ground.opened(settings) as engine:
        if watched:
            watch(engine, settings, broadcast_id)
        with engine.begin() as connection:
            one = known(connection, settings, broadcast_id)
    typer.echo(progress.report(DEFAULT, one) if one.is_over else progress.running(DEFAULT, one))


def report(broadcast_id: Number) -> None:
    from handlers.broadcasts.sending import progress

    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        one = known(connection, settings, broadcast_id)
    typer.echo(progress.report(DEFAULT, one))
    if one.standing.total != one.standing.expected:
        typer.echo(progress.alarm(DEFAULT, one).text, err=True)
        raise typer.Exit(1)


def pause(broadcast_id: Number) -> None:
    from storage.broadcasts import stopping

    _order(broadcast_id, lambda connection: stopping.pause(connection, broadcast_id))


def resume(broadcast_id: Number) -> None:
    from storage.broadcasts import stopping

    _order(broadcast_id, lambda connection: stopping.resume(connection, broadcast_id, ground.now()))


def stop(broadcast_id: Number) -> None:
    from storage.broadcasts import stopping

    _order(broadcast_id, lambda connection: stopping.stop(connection, broadcast_id, ground.now()))


def export(
    broadcast_id: Number,
    out: Annotated[Path, typer.Option(help=say(DEFAULT, "broadcast.command.out"))],
    language: Annotated[str, typer.Option(help=say(DEFAULT, "broadcast.command.language"))] = DEFAULT,
) -> None:
    from bot.documents.recipients import Writer
    from storage.broadcasts import listing

    if out.suffix.lower() != ".xlsx" or not out.parent.is_dir():
        end("cannot_write", path=out)
    settings = ground.read_settings(quiet=True)
    with ground.opened(settings) as engine:
        with engine.begin() as connection:
            known(connection, settings, broadcast_id)
        try:
            writer = Writer(out.resolve(), language)
            after = 0
            while True:
                # A transaction for each page: a list of a million holds up nobody who writes meanwhile.
                with engine.begin() as connection:
                    page = listing.page(connection, broadcast_id, after)
                writer.add(page)
                if len(page) < listing.PAGE:
                    break
                after = page[-1].person_id
            writer.close()
        except OSError:
            end("cannot_write", path=out)
    tell("written", count=writer.count, path=out)


def known(connection: Connection, settings: Settings, broadcast_id: int) -> Known:
    """The broadcast as it is told of; ends the command when there is none."""
    from storage.broadcasts import watching

    found = watching.describe(connection, [broadcast_id], settings.time_zone)
    if not found:
        end("unknown", id=broadcast_id)
    return found[0]


def watch(engine: Engine, settings: Settings, broadcast_id: int) -> None:
    """Draw a bar that follows the database until nothing more can change, or Ctrl-C."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns) as drawn:
        task = drawn.add_task(say(DEFAULT, "broadcast.command.bar", id=broadcast_id), total=None)
        while True:
            with engine.begin() as connection:
                one = known(connection, settings, broadcast_id)
            standing = one.standing
            ended = standing.sent + standing.unknown + standing.missed
            drawn.update(
                task,
                total=max(standing.meant, ended) or None,
                completed=ended,
                description=say(DEFAULT, f"broadcast.state.{one.shown_state}"),
            )
            if one.is_over:
                return
            try:
                time.sleep(LOOK)
            except KeyboardInterrupt:
                return


def _order(broadcast_id: int, do: Callable[[Connection], bool]) -> None:
    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        known(connection, settings, broadcast_id)
        if not do(connection):
            end("not_now", id=broadcast_id)
    tell("done")
