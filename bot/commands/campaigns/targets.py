"""Targets of units from the command line: set, divided below, moved, seen and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from bot.commands import ground, table
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.settings import Settings
    from handlers.campaigns.phase import Phase
    from handlers.targets.targets import Aim
    from handlers.units import Unit
    from storage.targets.target_changes import By

Code = Annotated[str, typer.Argument(metavar="UNIT", help=say(DEFAULT, "target.help.unit"))]
Count = Annotated[int, typer.Argument(min=0, max=9_999_999, help=say(DEFAULT, "target.help.number"))]
PhaseKey = Annotated[str | None, typer.Option("--phase", help=say(DEFAULT, "target.help.phase"))]
Why = Annotated[str, typer.Option("--why", help=say(DEFAULT, "target.help.why"))]


def put(
    code: Code,
    number: Count,
    own: Annotated[bool, typer.Option("--own", help=say(DEFAULT, "target.help.own"))] = False,
    phase: PhaseKey = None,
    why: Why = "",
) -> None:
    from handlers.targets.targets import Kind
    from storage.targets import target_changes

    settings = ground.read_settings()
    kind = Kind.OWN if own else Kind.ASSIGNED
    with ground.working(settings) as connection:
        unit = _unit(connection, code)
        chosen = _phase(connection, settings, unit, phase)
        target_changes.put(connection, chosen.id, kind, [(unit.id, number)], _by(why))
    tell(f"done.{kind.value}", unit=unit.name, number=_told(number), phase=chosen.name)


def divide(
    code: Code,
    by: Annotated[str, typer.Option("--by", help=say(DEFAULT, "target.help.by"))] = "workers",
    yes: Annotated[bool, typer.Option("--yes", help=say(DEFAULT, "target.help.yes"))] = False,
    phase: PhaseKey = None,
    why: Why = "",
) -> None:
    from handlers.targets.targets import Basis, Kind, division
    from storage.targets import target_changes, targets

    if by not in list(Basis):
        stop("bad_basis", known=", ".join(Basis))
    settings = ground.read_settings()
    with ground.working(settings) as connection:
        unit = _unit(connection, code)
        chosen = _phase(connection, settings, unit, phase)
        top = targets.aim(connection, chosen, unit.id, settings.time_zone)
        if top is None or not top.target.counts:
            stop("nothing_to_divide", unit=unit.name, code=unit.code)
        under = targets.below(connection, chosen, unit.id, settings.time_zone)
        planned = division(top.target.counts, under, Basis(by))
        if planned is None:
            stop("no_sizes", unit=unit.name, basis=say(DEFAULT, f"target.basis.{by}"))
        if yes:
            target_changes.put(connection, chosen.id, Kind.ASSIGNED, planned.numbers, _by(why))
    headings = [say(DEFAULT, f"target.column.{name}") for name in ("code", "unit", by, "before", "after")]
    rows = [
        [one.unit.code, one.unit.name, _told(one.size(Basis(by))), _told(one.target.assigned), _told(share)]
        for one, share in planned.shares
    ]
    table.show(headings, rows, right=(2, 3, 4))
    for one in planned.unsized:
        tell("unsized", unit=one.unit.name, basis=say(DEFAULT, f"target.basis.{by}"))
    tell("done.divided" if yes else "dry", number=_told(planned.total), phase=chosen.name)


def move(
    giver: Annotated[str, typer.Argument(metavar="FROM", help=say(DEFAULT, "target.help.giver"))],
    taker: Annotated[str, typer.Argument(metavar="TO", help=say(DEFAULT, "target.help.taker"))],
    number: Count,
    phase: PhaseKey = None,
    why: Why = "",
) -> None:
    from storage.targets import target_changes

    settings = ground.read_settings()
    with ground.working(settings) as connection:
        from_unit, to_unit = _unit(connection, giver), _unit(connection, taker)
        chosen = _phase(connection, settings, from_unit, phase)
        target_changes.lock(connection, chosen.id)
        if not target_changes.move(connection, chosen.id, from_unit.id, to_unit.id, number, _by(why)):
            stop("too_few", unit=from_unit.name, number=_told(number))
    tell("done.moved", number=_told(number), giver=from_unit.name, taker=to_unit.name, phase=chosen.name)


def show(
    code: Annotated[str | None, typer.Argument(metavar="UNIT", help=say(DEFAULT, "target.help.unit"))] = None,
    phase: PhaseKey = None,
) -> None:
    """Without a unit those at the root of the tree."""
    from handlers.targets.targets import left
    from storage.targets import targets

    settings = ground.read_settings()
    with ground.working(settings) as connection:
        tops = [_unit(connection, code)] if code is not None else _roots(connection)
        for unit in tops:
            chosen = _phase(connection, settings, unit, phase)
            top = targets.aim(connection, chosen, unit.id, settings.time_zone)
            under = targets.below(connection, chosen, unit.id, settings.time_zone)
            if top is None:
                continue
            days = {"opens": f"{chosen.opens:%d/%m/%Y}", "closes": f"{chosen.closes:%d/%m/%Y}"}
            tell("heading", phase=chosen.name, **days)
            names = ("code", "unit", "assigned", "own", "valid", "percent")
            rows = [_line(top), *(_line(one, "  ") for one in under)]
            table.show([say(DEFAULT, f"target.column.{one}") for one in names], rows, right=(2, 3, 4, 5))
            rest = left(top.target, [one.target for one in under])
            if rest:
                tell("left" if rest > 0 else "over", number=_told(abs(rest)))
    if not tops:
        ground.tell("unit.none")


def history(
    code: Annotated[str | None, typer.Argument(metavar="UNIT", help=say(DEFAULT, "target.help.unit"))] = None,
    phase: PhaseKey = None,
    limit: Annotated[int, typer.Option(min=1, help=say(DEFAULT, "target.help.limit"))] = 20,
) -> None:
    from handlers.targets.target_words import change_line
    from storage.targets import target_changes

    settings = ground.read_settings()
    with ground.working(settings) as connection:
        unit = _unit(connection, code) if code is not None else None
        chosen = _phase(connection, settings, unit, phase)
        found = target_changes.history(connection, chosen.id, [unit.id] if unit is not None else (), limit)
    for one in found:
        typer.echo(change_line(DEFAULT, one, settings.time_zone))
    if not found:
        tell("no_changes")


def undo(phase: PhaseKey = None, why: Why = "") -> None:
    from handlers.targets.target_words import change_line
    from storage.targets import target_changes

    settings = ground.read_settings()
    with ground.working(settings) as connection:
        chosen = _phase(connection, settings, None, phase)
        target_changes.lock(connection, chosen.id)
        undone = target_changes.undo(connection, chosen.id, _by(why))
    if undone is None:
        stop("nothing_to_undo")
    for one in undone:
        typer.echo(change_line(DEFAULT, one, settings.time_zone))
    tell("done.undone")


def tell(text: str, /, **values: object) -> None:
    typer.echo(say(DEFAULT, f"target.{text}", **values))


def stop(text: str, /, **values: object) -> NoReturn:
    typer.echo(say(DEFAULT, f"target.{text}", **values), err=True)
    raise typer.Exit(2)


def _by(words: str) -> By:
    from storage.targets.target_changes import By

    return By(ground.now(), words=words)


def _unit(connection: Connection, code: str) -> Unit:
    from storage import figures

    found = figures.unit(connection, code)
    if found is None:
        ground.stop("unit.unknown", code=code)
    return found[0]


def _roots(connection: Connection) -> list[Unit]:
    from storage.tree import past

    standing = past.standing(connection, None).stood
    return [_unit(connection, one.code) for one in standing if one.depth == 0]


def _phase(connection: Connection, settings: Settings, unit: Unit | None, key: str | None) -> Phase:
    """The phase of that key in the unit's programme, or the one of today."""
    from storage import programmes
    from storage.campaigns import phases

    programme = programmes.of_unit(connection, unit.id if unit is not None else None)
    if programme is None:
        ground.stop("run.no_programme")
    if key is None:
        today = ground.now().astimezone(settings.time_zone).date()
        found = phases.nearest(connection, programme.id, today)
    else:
        found = phases.by_key(connection, programme.id, key)
    if found is None:
        known = phases.of_programmes(connection, [programme.id])[programme.id]
        stop("unknown_phase", phase=key or "", known=", ".join(one.key for one in known))
    return found


def _line(one: Aim, indent: str = "") -> list[str]:
    from handlers.targets.targets import percent

    reached = percent(one.valid, one.target)
    return [
        f"{indent}{one.unit.code}",
        one.unit.name,
        _told(one.target.assigned),
        _told(one.target.own),
        _told(one.valid),
        f"{reached}%" if reached is not None else "–",
    ]


def _told(number: int | None) -> str:
    from handlers.targets import target_words

    return target_words.number(DEFAULT, number) if number is not None else "–"
