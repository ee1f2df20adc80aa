"""Choosing the programme and opening a Peak Week from the command line."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import ground
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
) -> None:
    from messages.programmes.reading import load_programmes
    from storage import programmes

    presets = {preset.key: preset for preset in load_programmes()}
    preset = presets.get(key)
    if preset is None:
        ground.stop("programme.unknown", key=key, keys=", ".join(presets))
    settings = ground.read_settings()
    opens, closes = _window(preset, phase, ground.now().astimezone(settings.time_zone).date())
    fields = preset.model_dump(exclude={"phases"})
    chosen = {"levels": levels, "recognition": recognition}
    fields |= {name: value for name, value in chosen.items() if value is not None}
    with ground.working(settings) as connection:
        programmes.run(connection, {**fields, "opens": opens, "closes": closes})
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


def add(
    name: Annotated[str, typer.Argument(help=say(DEFAULT, "admin.help.campaign_name"))],
    unit: Annotated[list[str], typer.Option(help=say(DEFAULT, "admin.help.campaign_unit"))],
    first: Annotated[str, typer.Option("--from", help=say(DEFAULT, "admin.help.campaign_from"))],
    last: Annotated[str, typer.Option("--to", help=say(DEFAULT, "admin.help.campaign_to"))],
    hours: Annotated[str, typer.Option(help=say(DEFAULT, "admin.help.campaign_hours"))],
    slogan: Annotated[str | None, typer.Option(help=say(DEFAULT, "admin.help.campaign_slogan"))] = None,
) -> None:
    from storage import campaigns, figures, programmes

    starts, ends, times = _day("--from", first), _day("--to", last), _hours(hours)
    if ends < starts:
        ground.stop("campaign.bad_order")
    with ground.working(ground.read_settings()) as connection:
        unit_ids = []
        for code in unit:
            found = figures.unit(connection, code)
            if found is None:
                ground.stop("unit.unknown", code=code)
            unit_ids.append(found[0].id)
        running = programmes.running(connection)
        if slogan is None:
            slogan = running.slogan if running is not None else say(DEFAULT, "web.page.slogan")
        if max(len(name), len(slogan)) > campaigns.LONGEST_NAME:
            ground.stop("campaign.too_long", most=campaigns.LONGEST_NAME)
        campaigns.create(
            connection,
            name=name,
            slogan=slogan,
            starts=starts,
            ends=ends,
            hours=times,
            unit_ids=unit_ids,
            now=ground.now(),
        )
    shown = {"starts": f"{starts:%d/%m/%Y}", "ends": f"{ends:%d/%m/%Y}"}
    ground.tell("campaign.added", name=name, hours=", ".join(f"{one:%H:%M}" for one in times), **shown)


def show() -> None:
    from storage import campaigns

    with ground.working(ground.read_settings(quiet=True)) as connection:
        found = campaigns.all_of_them(connection)
    for campaign, stopped in found:
        ground.tell(
            "campaign.stopped_line" if stopped else "campaign.line",
            id=campaign.id,
            name=campaign.name,
            starts=f"{campaign.starts:%d/%m/%Y}",
            ends=f"{campaign.ends:%d/%m/%Y}",
            hours=", ".join(f"{one:%H:%M}" for one in campaign.hours),
        )
    if not found:
        ground.tell("campaign.none")


def stop(
    campaign_id: Annotated[int, typer.Argument(metavar="ID", help=say(DEFAULT, "admin.help.campaign_id"))],
) -> None:
    from storage import campaigns

    with ground.working(ground.read_settings()) as connection:
        known = campaigns.stop(connection, campaign_id, ground.now())
    if not known:
        ground.stop("campaign.unknown", id=campaign_id)
    ground.tell("campaign.stopped", id=campaign_id)


def _day(option: str, text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        ground.stop("campaign.bad_day", option=option)


def _hours(text: str) -> list[time]:
    try:
        return sorted({time.fromisoformat(part.strip()).replace(second=0) for part in text.split(",")})
    except ValueError:
        ground.stop("campaign.bad_hours")
