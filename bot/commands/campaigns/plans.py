"""A Peak Week of one's own, with reminders at its hours, from the command line."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say


def add(
    name: Annotated[str, typer.Argument(help=say(DEFAULT, "admin.help.campaign_name"))],
    unit: Annotated[list[str], typer.Option(help=say(DEFAULT, "admin.help.campaign_unit"))],
    first: Annotated[str, typer.Option("--from", help=say(DEFAULT, "admin.help.campaign_from"))],
    last: Annotated[str, typer.Option("--to", help=say(DEFAULT, "admin.help.campaign_to"))],
    hours: Annotated[str, typer.Option(help=say(DEFAULT, "admin.help.campaign_hours"))],
    slogan: Annotated[str | None, typer.Option(help=say(DEFAULT, "admin.help.campaign_slogan"))] = None,
) -> None:
    from storage import figures, programmes
    from storage.campaigns import campaigns

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
    from storage.campaigns import campaigns, planning

    settings = ground.read_settings(quiet=True)
    with ground.working(settings) as connection:
        found = campaigns.all_of_them(connection)
        going = [one for one, stopped in found if not stopped]
        ahead = planning.ahead(connection, going, ground.now(), settings.time_zone)
    for campaign, stopped in found:
        moment = next((one.begins_at for one in ahead if one.campaign.id == campaign.id), None)
        state = "stopped_line" if stopped else "line" if moment else "silent_line"
        ground.tell(
            f"campaign.{state}",
            id=campaign.id,
            name=campaign.name,
            starts=f"{campaign.starts:%d/%m/%Y}",
            ends=f"{campaign.ends:%d/%m/%Y}",
            next=f"{moment.astimezone(settings.time_zone):%H:%M %d/%m/%Y}" if moment else "",
        )
    if not found:
        ground.tell("campaign.none")


def stop(
    campaign_id: Annotated[int, typer.Argument(metavar="ID", help=say(DEFAULT, "admin.help.campaign_id"))],
) -> None:
    from storage.campaigns import campaigns

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
