"""The union tree out to a spreadsheet, and back in after a look at what would change."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import ground
from bot.commands.tree import tree
from bot.commands.tree.tree_log import plain
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from storage.tree.sheet.columns import Finding
    from storage.tree.sheet.comparing import Comparison

#: How many rows are told one by one unless all are asked for.
_SHOWN = 100


def export(
    out: Annotated[Path, typer.Argument(help=say(DEFAULT, "admin.help.sheet_out"))],
) -> None:
    from bot.commands.guide import measured
    from storage.tree.sheet import writing

    with ground.working(ground.read_settings()) as connection, measured("tree.sheet.writing") as progress:
        try:
            count = writing.write(connection, out, progress=progress)
        except OSError:
            ground.stop("unit.cannot_write", path=out)
    tree.tell("done.exported", count=count, path=out)


def take(
    file: Annotated[Path, typer.Argument(help=say(DEFAULT, "admin.help.sheet_file"))],
    apply: Annotated[bool, typer.Option("--apply", help=say(DEFAULT, "admin.help.sheet_apply"))] = False,
    on: tree.On = None,
    every: Annotated[bool, typer.Option("--all", help=say(DEFAULT, "admin.help.sheet_all"))] = False,
) -> None:
    """All or nothing: with one cell that is wrong nothing is applied."""
    from bot.commands.guide import measured
    from storage.tree.orders import Refused
    from storage.tree.sheet import importing

    settings, effective = ground.read_settings(), tree.day(on)
    today = tree.today(settings)
    with ground.working(settings) as connection:
        with measured("tree.sheet.reading") as progress:
            found = importing.look(connection, file, today=today, on=effective, progress=progress)
        if isinstance(found, Refused):
            tree.refuse(found)
        _tell_findings(found, every)
        if found.has_trouble:
            raise typer.Exit(2)
        if not found.changes:
            tree.tell("done.nothing")
            return
        if not apply:
            dated = f" --on {on}" if on is not None else ""
            command = f"python -m bot unit import {file} --apply{dated}"
            tree.tell("sheet.only_looked", command=command)
            return
        done = importing.apply(connection, found, name=file.name, today=today, at=ground.now(), on=effective)
    if done is not None:
        tree.tell("done.import", day=f"{done.effective:%d/%m/%Y}")
        tree.tell("done.undo_with", change=done.change_id)


def _tell_findings(found: Comparison, every: bool) -> None:
    if found.has_trouble:
        troubles = [one for one in found.findings if one.trouble]
        tree.tell("sheet.troubles", count=len(troubles))
        _list(troubles, every)
        return
    changes = [one for one in found.findings if one.what != "absent"]
    if changes:
        tree.tell("sheet.changes", count=len(changes))
    _list(found.findings, every)
    sorts = Counter(one.what for one in found.findings)
    if len(found.findings) > _SHOWN:
        for what, count in sorts.items():
            tree.tell("sheet.counted", what=say(DEFAULT, f"tree.sheet.sort.{what}"), count=count)


def _list(findings: list[Finding], every: bool) -> None:
    shown = findings if every else findings[:_SHOWN]
    for one in shown:
        tree.tell("sheet.line", text=_words(one))
    if len(findings) > len(shown):
        tree.tell("sheet.more", count=len(findings) - len(shown))


def _words(finding: Finding) -> str:
    values = {name: plain(value) for name, value in finding.values.items()}
    if "column" in values:
        values["column"] = say(DEFAULT, f"tree.sheet.column.{values['column']}")
    return say(DEFAULT, finding.text_id, place=finding.place, **values)
