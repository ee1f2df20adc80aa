"""Those who are told of changes, from the command line: seen, tested, paused, replayed, removed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import ground
from bot.commands.sinks import finding
from bot.commands.sinks.finding import Name, Unit, help_
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from bot.sinks.tools import Tools
    from storage.sinks.sinks import SinkRow

_COLUMNS = ("name", "kind", "unit", "state", "lag", "aside", "arrived", "why")
_NUMBERS = (4, 5)


def show() -> None:
    from bot.commands import table
    from handlers.sinks import notices, sink_chat
    from storage.sinks import showing

    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        found = [told for _, told in showing.standings(connection, settings.time_zone)]
    if not found:
        finding.tell("none")
        return
    rows = [
        (
            one.name,
            say(DEFAULT, f"sinks.kind.{notices.kind_of(one.kind)}"),
            one.unit or say(DEFAULT, "sinks.chat.everything"),
            sink_chat.state_of(DEFAULT, one),
            str(one.lag),
            str(one.aside),
            finding.local(one.arrived_at, settings),
            notices.reason(DEFAULT, one.why) if one.why else "",
        )
        for one in found
    ]
    table.show([say(DEFAULT, f"sinks.column.{name}") for name in _COLUMNS], rows, _NUMBERS)


def folder(
    name: Name,
    path: Annotated[Path, typer.Argument(help=help_("path"))],
    unit: Unit = None,
    minutes: Annotated[int, typer.Option(min=1, max=1440, help=help_("minutes"))] = 10,
) -> None:
    from bot.sinks import folders
    from storage import units
    from storage.sinks import sinks

    settings = ground.read_settings(quiet=True)
    place = path.expanduser().absolute()
    with ground.working(settings) as connection:
        unit_id = finding.unit_id(connection, unit)
        if sinks.named(connection, name) is not None:
            finding.stop("taken", name=name)
        code = units.by_ids(connection, [unit_id])[unit_id].code if unit_id is not None else ""
        try:
            folders.prepare(place)
        except OSError as error:
            finding.stop("no_folder", path=place, why=error.strerror)
        file = place / folders.file_name(code)
        config = {"path": str(file), "minutes": minutes, "kinds": list(folders.KINDS)}
        sinks.add(connection, "folder", name, ground.now(), unit_id=unit_id, config=config)
    finding.tell("added", name=name)
    finding.tell("folder_added", path=file, minutes=minutes)


def try_out(name: Name) -> None:
    import asyncio

    from bot.sinks.sink import SinkFailed
    from handlers.sinks import notices

    settings = ground.read_settings(quiet=True)
    with ground.opened(settings) as engine:
        with engine.begin() as connection:
            row = finding.find(connection, name)
        with finding.tools(engine, settings) as tools:
            try:
                asyncio.run(_test(row, tools))
            except SinkFailed as failure:
                why, todo = notices.reason(DEFAULT, failure.why), notices.remedy(DEFAULT, failure.why)
                typer.echo(say(DEFAULT, "sinks.command.failed", name=name, why=why, todo=todo), err=True)
                typer.echo(say(DEFAULT, "sinks.command.detail", detail=failure.detail), err=True)
                raise typer.Exit(1) from None
    finding.tell("tested", name=name)


async def _test(row: SinkRow, tools: Tools) -> None:
    from bot.sinks.builders import BUILDERS
    from bot.sinks.sink import Testable

    sink = BUILDERS[row.kind](row, tools)
    await (sink.test() if isinstance(sink, Testable) else sink.listen())


def pause(name: Name) -> None:
    from storage.sinks import sinks

    with ground.working(ground.read_settings(quiet=True)) as connection:
        sinks.switch_off(connection, finding.find(connection, name).id)
    finding.tell("paused", name=name)


def resume(name: Name) -> None:
    from storage.sinks import sinks

    with ground.working(ground.read_settings(quiet=True)) as connection:
        row = finding.find(connection, name)
        sinks.resume(connection, row.id, ground.now())
        oldest = sinks.oldest(connection)
    finding.tell("resumed", name=name)
    if oldest > row.position + 1:
        finding.tell("missed", first=row.position + 1, last=oldest - 1)


def replay(name: Name, start: Annotated[str, typer.Option("--from", help=help_("from"))]) -> None:
    from storage.feed import feed
    from storage.sinks import sinks

    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        row = finding.find(connection, name)
        feed.number(connection, ground.now())
        position = finding.place(connection, start, settings)
        newest, oldest = feed.newest(connection), sinks.oldest(connection)
        position = min(position, newest)
        sinks.replay(connection, row.id, position)
    reached = max(position, oldest - 1)
    finding.tell("replayed", name=name, position=reached + 1, count=newest - reached)
    if reached > position:
        finding.tell("missed", first=position + 1, last=reached)


def remove(name: Name, yes: Annotated[bool, typer.Option("--yes", help=help_("yes"))] = False) -> None:
    from storage.sinks import letters, sinks

    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        row = finding.find(connection, name)
        count = letters.counts(connection).get(row.id, 0)
    if not yes and not typer.confirm(say(DEFAULT, "sinks.command.sure", name=name, count=count)):
        finding.tell("kept")
        return
    with ground.working(settings) as connection:
        sinks.remove(connection, finding.find(connection, name).id)
    finding.tell("removed", name=name)
