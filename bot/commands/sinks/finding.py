"""What the commands about sinks stand on: finding one, and saying what was wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from bot.settings import Settings
    from bot.sinks.tools import Tools
    from storage.sinks.sinks import SinkRow

#: Sorts of changes, as the feed names them.
KINDS: Final = ("initiative", "decision", "remark", "recognition", "unit", "target", "broadcast")


def help_(name: str) -> str:
    return say(DEFAULT, f"sinks.help.{name}")


Name = Annotated[str, typer.Argument(help=help_("name"))]
Unit = Annotated[str | None, typer.Option(help=help_("unit"))]


def tell(text: str, /, **values: object) -> None:
    typer.echo(say(DEFAULT, f"sinks.command.{text}", **values))


def stop(text: str, /, **values: object) -> NoReturn:
    """Say what stands in the way, and end the command with 2."""
    typer.echo(say(DEFAULT, f"sinks.command.{text}", **values), err=True)
    raise typer.Exit(2)


def find(connection: Connection, name: str, kind: str | None = None) -> SinkRow:
    """The sink of this name; ends the command when there is none, or it is of another kind."""
    from storage.sinks import sinks

    found = sinks.named(connection, name)
    if found is None:
        stop("unknown", name=name)
    if kind is not None and found.kind != kind:
        stop("not_webhook", name=name)
    return found


def unit_id(connection: Connection, code: str | None) -> int | None:
    """The unit that stands under this code today; `None` for the whole tree."""
    from handlers.understanding.folding import fold
    from storage import units

    if code is None:
        return None
    found = units.by_codes(connection, [code]).get(fold(code))
    if found is None:
        stop("no_unit", unit=code)
    return found.id


def place(connection: Connection, told: str, settings: Settings) -> int:
    """The place before a position or a local day; ends the command when it is neither."""
    from storage.sinks import sinks

    if told.isascii() and told.isdigit() and len(told) < 18:
        return max(0, int(told) - 1)
    try:
        day = datetime.fromisoformat(told)
    except ValueError:
        stop("no_place", told=told)
    return sinks.place_at(connection, day if day.tzinfo else day.replace(tzinfo=settings.time_zone))


def local(moment: datetime | None, settings: Settings) -> str:
    return f"{moment.astimezone(settings.time_zone):%H:%M %d/%m/%Y}" if moment is not None else ""


@contextmanager
def tools(engine: Engine, settings: Settings) -> Iterator[Tools]:
    """What a sink needs to be tried out of this command."""
    from bot.channels import render
    from bot.channels.abilities import limits_of
    from bot.sinks.tools import Tools
    from storage.database.writer import Writer

    writer = Writer(engine)
    try:
        yield Tools(
            engine=engine,
            writer=writer,
            settings=settings,
            now=ground.now,
            zone=settings.time_zone,
            render=lambda lane, message, language: [
                render.encode(part) for part in render.parts(message, limits_of(lane, settings), language)
            ],
            queued=lambda: None,
        )
    finally:
        writer.close()
