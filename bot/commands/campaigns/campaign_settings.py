"""Settings of a campaign that was set up already, from the command line."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.commands import ground
from bot.commands.campaigns.campaigns import Number, days_of, moment, stop, tell
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from handlers.campaigns.campaign import Campaign


def amend(
    campaign_id: Number,
    closes: Annotated[str | None, typer.Option(help=say(DEFAULT, "campaign.help.closes"))] = None,
    grace: Annotated[
        int | None, typer.Option(min=0, max=10080, help=say(DEFAULT, "campaign.help.grace"))
    ] = None,
    quiet: Annotated[str | None, typer.Option(help=say(DEFAULT, "campaign.help.quiet"))] = None,
    per_day: Annotated[int | None, typer.Option(min=1, help=say(DEFAULT, "campaign.help.per_day"))] = None,
    per_week: Annotated[int | None, typer.Option(min=1, help=say(DEFAULT, "campaign.help.per_week"))] = None,
    holidays: Annotated[
        bool | None, typer.Option("--holidays/--no-holidays", help=say(DEFAULT, "campaign.help.holidays"))
    ] = None,
    shifts: Annotated[str | None, typer.Option(help=say(DEFAULT, "campaign.help.shifts"))] = None,
    approve_above: Annotated[
        int | None, typer.Option(min=1, help=say(DEFAULT, "campaign.help.approve_above"))
    ] = None,
) -> None:
    from storage.campaigns import amending, campaigns

    given = (closes, grace, quiet, per_day, per_week, holidays, shifts, approve_above)
    if all(one is None for one in given):
        stop("nothing_to_set")
    settings = ground.read_settings()
    with ground.working(settings) as connection:
        campaign = campaigns.find(connection, campaign_id)
        if campaign is None:
            ground.stop("campaign.unknown", id=campaign_id)
        amending.amend(
            connection,
            campaign_id,
            closes_at=moment(closes, campaign.starts, settings.time_zone),
            grace_minutes=grace,
            quiet=_quiet(quiet),
            per_day=per_day,
            per_week=per_week,
            holidays=holidays,
            shifts=_shifts(shifts),
            approve_above=approve_above,
        )
        fresh = campaigns.find(connection, campaign_id) or campaign
    _tell(fresh, settings.time_zone)


def _tell(fresh: Campaign, zone: ZoneInfo) -> None:
    tell("set", id=fresh.id)
    minutes = int(fresh.grace.total_seconds() // 60)
    tell("title", name=fresh.name, grace=minutes, **days_of(fresh, zone))
    kind = fresh.courtesy
    hours = {"quiet_from": f"{kind.quiet_from:%H:%M}", "quiet_until": f"{kind.quiet_until:%H:%M}"}
    tell("courtesy", per_day=kind.per_day, per_week=kind.per_week, **hours)


def _quiet(text: str | None) -> tuple[time, time] | None:
    if text is None:
        return None
    parts = text.split("-")
    try:
        begins, ends = (time.fromisoformat(part.strip()) for part in parts)
    except ValueError:
        stop("bad_quiet")
    return begins, ends


def _shifts(text: str | None) -> list[time] | None:
    try:
        return [time.fromisoformat(part.strip()) for part in text.split(",")] if text is not None else None
    except ValueError:
        stop("bad_shifts")
