"""The newest part of the feed of changes, from the command line."""

from typing import Annotated

import typer

from bot.commands import ground
from bot.commands.sinks import finding
from bot.commands.sinks.finding import help_
from messages.catalog import DEFAULT, say

_COLUMNS = ("position", "at", "what", "ref", "initiative", "place")


def show(most: Annotated[int, typer.Option("--most", min=1, max=1000, help=help_("most"))] = 20) -> None:
    from bot.commands import table
    from storage.clients import changes
    from storage.feed import feed

    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        feed.number(connection, ground.now())
        after = max(0, feed.newest(connection) - most)
        found = changes.told(connection, feed.read(connection, after, most))
    if not found:
        finding.tell("feed_empty")
        return
    rows = [
        (
            str(one.position),
            finding.local(one.at, settings),
            one.kind,
            str(one.ref_id),
            str(one.number or ""),
            one.unit_code,
        )
        for one in found
    ]
    table.show([say(DEFAULT, f"sinks.column.{name}") for name in _COLUMNS], rows, (0, 3, 4))
