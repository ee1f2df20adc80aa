"""Changes the union tree from the command line, and takes changes back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.tree.orders import Done, Order, Refused

UnitCode = Annotated[str, typer.Argument(help=say(DEFAULT, "admin.help.unit_code"))]
On = Annotated[str | None, typer.Option("--on", help=say(DEFAULT, "admin.help.unit_on"))]


def tell(text_id: str, /, **values: object) -> None:
    typer.echo(say(DEFAULT, f"tree.{text_id}", **values))


def refuse(refused: Refused) -> NoReturn:
    """Say why nothing was done, and end the command with 2."""
    typer.echo(say(DEFAULT, f"tree.refused.{refused.why}", **refused.values), err=True)
    raise typer.Exit(2)


def day(on: str | None) -> date | None:
    from storage.tree.orders import Refused

    if on is None:
        return None
    try:
        return date.fromisoformat(on)
    except ValueError:
        refuse(Refused("bad_day", {"day": on}))


def today(settings: Settings) -> date:
    return ground.now().astimezone(settings.time_zone).date()


def perform(order: Order, on: str | None) -> Done:
    """Have it done, and say what was done and how to undo it."""
    from storage import units
    from storage.tree import operations
    from storage.tree.orders import Done

    effective, settings = day(on), ground.read_settings()
    with ground.working(settings) as connection:
        done = operations.perform(
            connection, order, today=today(settings), at=ground.now(), effective=effective
        )
        if not isinstance(done, Done):
            refuse(done)
        made = units.by_ids(connection, done.made).values()
    values = {
        "code": done.unit.code,
        "name": done.unit.name,
        "other": done.other.code if done.other is not None else "",
        "made": ", ".join(unit.code for unit in made),
        "day": f"{done.effective:%d/%m/%Y}",
        "change": done.change_id,
    }
    if done.planned:
        tell("done.planned", **values)
    else:
        tell(f"done.{done.kind}", **values, moved=done.moved, people=done.people)
    tell("done.undo_with", change=done.change_id)
    return done


def rename(
    unit_code: UnitCode,
    name: Annotated[str | None, typer.Option(help=say(DEFAULT, "admin.help.unit_name"))] = None,
    code: Annotated[str | None, typer.Option(help=say(DEFAULT, "admin.help.unit_new_code"))] = None,
    on: On = None,
) -> None:
    from storage.tree.orders import Rename

    perform(Rename(unit=unit_code, name=name, code=code), on)


def move(
    unit_code: UnitCode,
    parent: Annotated[str, typer.Argument(help=say(DEFAULT, "admin.help.unit_parent"))],
    on: On = None,
) -> None:
    from storage.tree.orders import Move

    perform(Move(unit=unit_code, parent=parent), on)


def merge(
    unit_code: UnitCode,
    into: Annotated[str, typer.Argument(help=say(DEFAULT, "admin.help.unit_into"))],
    on: On = None,
) -> None:
    from storage.tree.orders import Merge

    perform(Merge(unit=unit_code, into=into), on)


def dissolve(
    unit_code: UnitCode,
    people_to: Annotated[str, typer.Option(help=say(DEFAULT, "admin.help.unit_people_to"))],
    units_to: Annotated[str | None, typer.Option(help=say(DEFAULT, "admin.help.unit_units_to"))] = None,
    on: On = None,
) -> None:
    from storage.tree.orders import Dissolve

    perform(Dissolve(unit=unit_code, people_to=people_to, units_to=units_to), on)


def split(
    unit_code: UnitCode,
    code: Annotated[str, typer.Argument(help=say(DEFAULT, "admin.help.unit_new_code"))],
    name: Annotated[str, typer.Argument(help=say(DEFAULT, "admin.help.unit_name"))],
    child: Annotated[list[str] | None, typer.Option(help=say(DEFAULT, "admin.help.unit_child"))] = None,
    kind: Annotated[str | None, typer.Option(help=say(DEFAULT, "admin.help.unit_kind"))] = None,
    parent: Annotated[str | None, typer.Option(help=say(DEFAULT, "admin.help.unit_parent"))] = None,
    on: On = None,
) -> None:
    from storage.tree.orders import Part, Split

    part = Part(code=code, name=name, children=tuple(child or ()))
    perform(Split(unit=unit_code, parts=(part,), sort=kind, parent=parent), on)


def amend(
    unit_code: UnitCode,
    kind: Annotated[str | None, typer.Option(help=say(DEFAULT, "admin.help.unit_kind"))] = None,
    members: Annotated[int | None, typer.Option(min=0, help=say(DEFAULT, "admin.help.unit_members"))] = None,
    workers: Annotated[int | None, typer.Option(min=0, help=say(DEFAULT, "admin.help.unit_workers"))] = None,
    fdi: Annotated[
        bool | None, typer.Option("--fdi/--no-fdi", help=say(DEFAULT, "admin.help.unit_fdi"))
    ] = None,
    employer: Annotated[str | None, typer.Option(help=say(DEFAULT, "admin.help.unit_employer"))] = None,
    language: Annotated[str | None, typer.Option(help=say(DEFAULT, "admin.help.unit_language"))] = None,
    enterprise: Annotated[
        bool | None, typer.Option("--enterprise/--office", help=say(DEFAULT, "admin.help.unit_enterprise"))
    ] = None,
    cluster: Annotated[str | None, typer.Option(help=say(DEFAULT, "admin.help.unit_cluster"))] = None,
    on: On = None,
) -> None:
    from storage.tree.orders import Amend

    order = Amend(
        unit=unit_code,
        sort=kind,
        members=members,
        workers=workers,
        fdi=fdi,
        employer=employer,
        employer_language=language,
        enterprise=enterprise,
        cluster=" ".join(cluster.split()) if cluster is not None else None,
    )
    perform(order, on)


def undo(change: Annotated[int, typer.Argument(help=say(DEFAULT, "admin.help.unit_change"))]) -> None:
    from bot.commands.tree.tree_log import what_of
    from storage.tree import undoing
    from storage.tree.orders import Refused

    with ground.working(ground.read_settings()) as connection:
        undone = undoing.undo(connection, change, at=ground.now())
        if isinstance(undone, Refused):
            refuse(undone)
        what = what_of(connection, undone)
    tell("done.undone", change=change, what=what)
