"""Choosing the programmes that run, and where, from the command line."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands import ground, table
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from messages.programmes.reading import Programme


def use(
    key: Annotated[str, typer.Argument(help=say(DEFAULT, "admin.help.programme_key"))],
    phase: Annotated[str | None, typer.Option(help=say(DEFAULT, "admin.help.programme_phase"))] = None,
    levels: Annotated[
        int | None, typer.Option(min=1, max=2, help=say(DEFAULT, "admin.help.programme_levels"))
    ] = None,
    recognition: Annotated[
        bool | None, typer.Option(help=say(DEFAULT, "admin.help.programme_recognition"))
    ] = None,
    unit: Annotated[list[str] | None, typer.Option(help=say(DEFAULT, "admin.help.programme_unit"))] = None,
) -> None:
    from messages.programmes.reading import load_programmes
    from storage import figures, programmes

    presets = {preset.key: preset for preset in load_programmes()}
    preset = presets.get(key)
    if preset is None:
        ground.stop("programme.unknown", key=key, keys=", ".join(presets))
    settings = ground.read_settings()
    opens, closes = _window(preset, phase, ground.now().astimezone(settings.time_zone).date())
    fields = preset.model_dump(exclude={"phases"})
    fields["papers"] = list(preset.papers)
    chosen = {"levels": levels, "recognition": recognition}
    fields |= {name: value for name, value in chosen.items() if value is not None}
    names = []
    with ground.working(settings) as connection:
        found = [(code, figures.unit(connection, code)) for code in unit or ()]
        unit_ids = []
        for code, one in found:
            if one is None:
                ground.stop("unit.unknown", code=code)
            unit_ids.append(one[0].id)
            names.append(one[0].name)
        steps = [one.model_dump() for one in preset.phases]
        programmes.run(connection, {**fields, "opens": opens, "closes": closes}, steps, unit_ids)
    if names:
        ground.tell("programme.used_at", name=preset.name, units=", ".join(names))
    else:
        ground.tell("programme.used", name=preset.name)
    ground.tell("programme.window", opens=f"{opens:%d/%m/%Y}", closes=f"{closes:%d/%m/%Y}")


def _window(preset: Programme, phase: str | None, today: date) -> tuple[date, date]:
    if phase is not None:
        chosen = next((one for one in preset.phases if one.key == phase), None)
        if chosen is None:
            ground.stop(
                "programme.unknown_phase", phase=phase, phases=", ".join(one.key for one in preset.phases)
            )
        return chosen.opens, chosen.closes
    running = preset.phase_on(today)
    if running is not None:
        return running.opens, running.closes
    ground.tell("programme.no_phase")
    return preset.phases[0].opens, preset.phases[-1].closes


def show() -> None:
    """What runs where, each with its phases; the one of today is marked."""
    from storage import programmes, units
    from storage.campaigns import phases

    settings = ground.read_settings()
    today = ground.now().astimezone(settings.time_zone).date()
    with ground.working(settings) as connection:
        found = programmes.where(connection)
        steps = phases.of_programmes(connection, [row.id for row, _ in found])
        named = units.by_ids(connection, {unit for _, ids in found for unit in ids})
    if not found:
        ground.tell("programme.none")
        return
    rows: list[list[str]] = []
    for row, ids in found:
        codes = ", ".join(named[one].code for one in ids if one in named)
        for place, one in enumerate(steps[row.id] or [None]):
            told = [row.key, row.name, _where(row, codes)] if place == 0 else ["", "", ""]
            now = one is not None and row.active and one.opens <= today <= one.closes
            mark = say(DEFAULT, "admin.programme.today") if now else ""
            if one is None:
                rows.append([*told, "–", "", ""])
            else:
                rows.append([*told, one.name, f"{one.opens:%d/%m/%Y} – {one.closes:%d/%m/%Y}", mark])
    names = ("key", "name", "where", "phase", "days")
    table.show([*(say(DEFAULT, f"admin.programme.column.{name}") for name in names), ""], rows)


def _where(row: Any, codes: str) -> str:
    if not row.active:
        return say(DEFAULT, "admin.programme.ended")
    return codes or say(DEFAULT, "admin.programme.everywhere")
