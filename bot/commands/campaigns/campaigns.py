"""Campaigns from presets, and their plans, from the command line."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer

from bot.commands import ground, table
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from handlers.campaigns.campaign import Campaign
    from storage.campaigns.entries import Entry

Number = Annotated[int, typer.Argument(metavar="ID", help=say(DEFAULT, "admin.help.campaign_id"))]


def presets() -> None:
    from messages.campaigns.reading import load_campaigns

    names = ("key", "name", "about", "entries")
    rows = [[one.key, one.name, one.about, str(len(one.entries))] for one in load_campaigns().values()]
    table.show([say(DEFAULT, f"campaign.column.{name}") for name in names], rows, right=(3,))


def load(
    key: Annotated[str, typer.Argument(help=say(DEFAULT, "campaign.help.key"))],
    unit: Annotated[list[str], typer.Option(help=say(DEFAULT, "campaign.help.unit"))],
    first: Annotated[str | None, typer.Option("--from", help=say(DEFAULT, "campaign.help.first"))] = None,
    name: Annotated[str, typer.Option(help=say(DEFAULT, "campaign.help.name"))] = "",
    target: Annotated[int | None, typer.Option(min=1, help=say(DEFAULT, "campaign.help.target"))] = None,
    closes: Annotated[str | None, typer.Option(help=say(DEFAULT, "campaign.help.closes"))] = None,
    grace: Annotated[
        int | None, typer.Option(min=0, max=10080, help=say(DEFAULT, "campaign.help.grace"))
    ] = None,
) -> None:
    from storage.campaigns import campaigns
    from storage.campaigns import presets as known

    preset = known.find(key)
    if preset is None:
        stop("unknown_preset", key=key, keys=", ".join(one.key for one in known.all_of_them()))
    if first is None and preset.starts is None:
        stop("needs_day", key=preset.key)
    if len(name) > campaigns.LONGEST_NAME:
        ground.stop("campaign.too_long", most=campaigns.LONGEST_NAME)
    settings = ground.read_settings()
    zone = settings.time_zone
    window = known.window(preset, _day(first), zone)
    closes_at = moment(closes, window.starts, zone)
    with ground.working(settings) as connection:
        made = known.load(
            connection,
            preset,
            unit_ids=_units(connection, unit),
            now=ground.now(),
            starts=window.starts,
            name=name.strip(),
            target=target,
            closes_at=closes_at,
            grace_minutes=grace,
            zone=zone,
        )
        campaign = campaigns.find(connection, made)
    if campaign is not None:
        tell("loaded", id=made, name=campaign.name, count=len(preset.entries), **days_of(campaign, zone))


def _units(connection: Connection, codes: list[str]) -> list[int]:
    from storage import figures

    ids = []
    for code in codes:
        found = figures.unit(connection, code)
        if found is None:
            ground.stop("unit.unknown", code=code)
        ids.append(found[0].id)
    return ids


def plan(
    campaign_id: Number,
    off: Annotated[list[int] | None, typer.Option(help=say(DEFAULT, "campaign.help.off"))] = None,
    on: Annotated[list[int] | None, typer.Option(help=say(DEFAULT, "campaign.help.on"))] = None,
) -> None:
    from storage.campaigns import campaigns, entries

    settings = ground.read_settings()
    with ground.working(settings) as connection:
        campaign = campaigns.find(connection, campaign_id)
        if campaign is None:
            ground.stop("campaign.unknown", id=campaign_id)
        known = {one.id for one in entries.of_campaigns(connection, [campaign_id])[campaign_id]}
        for silent, wanted in ((True, off or []), (False, on or [])):
            for entry_id in wanted:
                if entry_id not in known:
                    stop("no_entry", id=entry_id)
                entries.turn(connection, entry_id, off=silent)
        planned = entries.of_campaigns(connection, [campaign_id])[campaign_id]
    grace = int(campaign.grace.total_seconds() // 60)
    tell("title", name=campaign.name, grace=grace, **days_of(campaign, settings.time_zone))
    names = ("id", "when", "next", "whom", "what", "state")
    rows = [_row(campaign, one, settings.time_zone) for one in planned]
    table.show([say(DEFAULT, f"campaign.column.{name}") for name in names], rows, right=(0,))


def _row(campaign: Campaign, one: Entry, zone: ZoneInfo) -> list[str]:
    from handlers.campaigns import plan_words as words
    from handlers.campaigns.schedule import moments

    now = ground.now()
    begins = (campaign.courtesy.opens(moment, zone) for moment in moments(one.rule, campaign.window, zone))
    following = next((moment for moment in begins if moment > now), None)
    state = "off" if one.off else "on" if following is not None else "over"
    return [
        str(one.id),
        words.when(DEFAULT, one.rule),
        f"{following:%H:%M %d/%m/%Y}" if following is not None else "–",
        words.whom(DEFAULT, one.audience),
        one.name or words.what(DEFAULT, one.content),
        say(DEFAULT, f"campaign.state.{state}"),
    ]


def tell(text: str, /, **values: object) -> None:
    typer.echo(say(DEFAULT, f"campaign.command.{text}", **values))


def stop(text: str, /, **values: object) -> NoReturn:
    typer.echo(say(DEFAULT, f"campaign.command.{text}", **values), err=True)
    raise typer.Exit(2)


def days_of(campaign: Campaign, zone: ZoneInfo) -> dict[str, str]:
    from handlers.broadcasts.words import closing

    return {
        "starts": f"{campaign.starts:%d/%m/%Y}",
        "ends": f"{campaign.ends:%d/%m/%Y}",
        "closes": closing(campaign.window.closes_at.astimezone(zone), DEFAULT),
    }


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text is not None else None
    except ValueError:
        ground.stop("campaign.bad_day", option="--from")


def moment(text: str | None, starts: date, zone: ZoneInfo) -> datetime | None:
    """A local moment, not before the campaign's first day."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        stop("bad_moment")
    local = moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
    if local.astimezone(zone).date() < starts:
        stop("bad_moment")
    return local
