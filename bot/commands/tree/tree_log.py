"""Shows the union tree: as of any day, its kinds, and every change of it."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands import ground
from bot.commands.tree import tree
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from storage.tree.changes import Change

#: How many values of one change are told; an import may have thousands.
_DETAILS = 6
#: Columns nobody asked about: they follow from the others.
_SILENT = frozenset(("folded", "merged_into"))


def show(
    on: Annotated[str | None, typer.Option("--on", help=say(DEFAULT, "admin.help.unit_as_of"))] = None,
    first: Annotated[str | None, typer.Option("--from", help=say(DEFAULT, "admin.help.unit_from"))] = None,
    last: Annotated[str | None, typer.Option("--to", help=say(DEFAULT, "admin.help.unit_to"))] = None,
) -> None:
    """Without `--on` it is today's tree, and the figures of a past phase are rolled up to it."""
    from storage.tree import past

    as_of, begins, ends = tree.day(on), tree.day(first), tree.day(last)
    settings = ground.read_settings()
    today = tree.today(settings)
    with ground.working(settings) as connection:
        stood = past.standing(connection, as_of).stood
        if not stood:
            ground.tell("unit.none")
            return
        tree.tell("tree.as_of", day=f"{as_of or today:%d/%m/%Y}")
        if begins is not None or ends is not None:
            _figures(connection, begins or date.min, ends or today, as_of, settings.time_zone)
            return
    for one in stood:
        tree.tell("tree.line", indent="  " * one.depth, code=one.code, name=one.name)


def _figures(connection: Connection, first: date, last: date, as_of: date | None, zone: ZoneInfo) -> None:
    from storage.tree import counts

    for line in counts.count(connection, first, last, as_of=as_of, zone=zone):
        elsewhere = line.today is not None and line.today.id != line.unit.id
        tree.tell(
            "tree.now" if elsewhere else "tree.figures",
            indent="  " * line.depth,
            code=line.unit.code,
            name=line.unit.name,
            sent=line.sent,
            valid=line.valid,
            waiting=line.waiting,
            authors=line.authors,
            today=line.today.code if line.today is not None else "",
        )


def kinds(
    add: Annotated[str | None, typer.Option("--add", help=say(DEFAULT, "admin.help.kind_add"))] = None,
    name: Annotated[str, typer.Option(help=say(DEFAULT, "admin.help.kind_name"))] = "",
    level: Annotated[str, typer.Option(help=say(DEFAULT, "admin.help.kind_level"))] = "upper",
    rank: Annotated[int, typer.Option(help=say(DEFAULT, "admin.help.kind_rank"))] = 30,
) -> None:
    from handlers.understanding.folding import clean
    from storage.tree import kinds as known
    from storage.tree.orders import Refused

    with ground.working(ground.read_settings()) as connection:
        if add is not None:
            if level not in list(known.Level):
                tree.refuse(Refused("bad_level", {"levels": ", ".join(known.Level)}))
            if not name.strip():
                tree.refuse(Refused("bad_name"))
            kind = known.Kind(add.strip().lower(), " ".join(clean(name).split()), known.Level(level), rank)
            if not known.add(connection, kind):
                tree.refuse(Refused("kind_known", {"kind": kind.key}))
            tree.tell("done.kind_added", key=kind.key, name=kind.name)
        every = known.read(connection)
    for one in every.values():
        words = say(DEFAULT, f"tree.level.{one.level}")
        tree.tell("tree.kind", key=one.key, name=one.name, level=words)


def changes(
    unit_code: Annotated[str | None, typer.Argument(help=say(DEFAULT, "admin.help.unit_code"))] = None,
    limit: Annotated[int, typer.Option(min=1, help=say(DEFAULT, "admin.help.unit_limit"))] = 20,
) -> None:
    from storage import units
    from storage.tree import changes as log

    settings = ground.read_settings()
    with ground.working(settings) as connection:
        unit_id = None
        if unit_code is not None:
            unit_id = next(iter(units.ids_by_codes(connection, [unit_code]).values()), None)
            if unit_id is None:
                ground.stop("unit.unknown", code=unit_code)
        told = log.read(connection, unit_id, limit)
        lines = [line for one in told for line in _lines(connection, one, settings.time_zone, unit_id)]
    for line in lines:
        typer.echo(line)
    if not told:
        tree.tell("change.none")


def what_of(connection: Connection, change: Change) -> str:
    """A change in a few words."""
    from storage import units

    made = units.by_ids(connection, change.made[:5]).values()
    return say(
        DEFAULT,
        f"tree.change.{change.kind}",
        code=change.unit.code,
        other=change.other.code if change.other is not None else change.asked.get("parent", ""),
        made=", ".join(unit.code for unit in made),
        words=change.words,
    )


def _lines(connection: Connection, change: Change, zone: ZoneInfo, unit_id: int | None) -> Iterator[str]:
    yield say(
        DEFAULT,
        "tree.change.line",
        id=change.id,
        day=f"{change.effective:%d/%m/%Y}",
        what=what_of(connection, change),
        state=say(DEFAULT, f"tree.change.state.{change.state}"),
        by=change.by or say(DEFAULT, "tree.change.machine"),
        at=f"{change.at.astimezone(zone):%H:%M %d/%m/%Y}",
    )
    if change.refused is not None:
        why = say(DEFAULT, f"tree.refused.{change.refused['why']}", **change.refused["values"])
        yield say(DEFAULT, "tree.change.why", why=why)
    pairs = [
        (one, column, value, change.after[one][column])
        for one, old in change.before.items()
        for column, value in old.items()
        if column not in _SILENT and value != change.after[one][column] and unit_id in (None, one)
    ]
    shown = list(islice(pairs, _DETAILS))
    yield from _details(connection, shown)
    if len(pairs) > len(shown):
        yield say(DEFAULT, "tree.change.more", count=len(pairs) - len(shown))


def _details(connection: Connection, pairs: list[tuple[int, str, Any, Any]]) -> Iterator[str]:
    from storage import units

    parents = {value for _, column, *both in pairs if column == "parent_id" for value in both if value}
    named = units.by_ids(connection, {*parents, *(unit_id for unit_id, *_ in pairs)})
    for unit_id, column, before, after in pairs:
        old, new = (
            named[value].code if column == "parent_id" and value in named else plain(value)
            for value in (before, after)
        )
        label = say(DEFAULT, f"tree.sheet.column.{column}")
        yield say(
            DEFAULT, "tree.change.detail", code=named[unit_id].code, column=label, before=old, after=new
        )


def plain(value: Any) -> str:
    """A value as a person reads it."""
    match value:
        case None | "":
            return say(DEFAULT, "tree.change.nothing")
        case bool():
            return say(DEFAULT, f"tree.sheet.{'yes' if value else 'no'}").split(",")[0]
        case date():
            return f"{value:%d/%m/%Y}"
        case _:
            return str(value)
