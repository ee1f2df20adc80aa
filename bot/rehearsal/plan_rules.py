"""Rules that a plan breaks by itself, whoever its people are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.channels.port import Limits
from bot.rehearsal.letters import too_long
from bot.rehearsal.results import Finding
from handlers.campaigns.campaign import Campaign
from handlers.campaigns.schedule import BeforeClose, moments
from handlers.promises.workdays import DaysOff, is_holiday
from messages.catalog import DEFAULT, say
from storage.campaigns.entries import Entry
from storage.rehearsal.copying import Ground

#: Plans are looked at so long before a campaign's first day, and no earlier.
EARLIEST = timedelta(days=62)


def named(entry: Entry) -> str:
    """How a finding calls an entry: its number in the plan, and its name or what rule it follows."""
    return f"#{entry.id} {entry.name or say(DEFAULT, f'rehearsal.entry.{entry.rule.kind}')}"


def shown(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%H:%M %d/%m/%Y}"


def of_moments(plan: Iterable[Entry], campaign: Campaign, free: DaysOff, zone: ZoneInfo) -> list[Finding]:
    """Entries that move, that come on a day off, and that never go off."""
    found: list[Finding] = []
    for entry in plan:
        if entry.off:
            continue
        named_at = list(moments(entry.rule, campaign.window, zone))
        found += _never(entry, campaign, named_at, zone)
        lost = [one for one in named_at if campaign.created_at is not None and one < campaign.created_at]
        early = [one for one in named_at if one < _midnight(campaign, zone) - EARLIEST]
        found += _about("passed", entry, [one for one in lost if one not in early], zone)
        found += _about("too_early", entry, early, zone)
        left = [one for one in named_at if one not in lost and one not in early]
        begins = {one: campaign.courtesy.opens(one, zone) for one in left}
        moved = [one for one in left if begins[one] != one.astimezone(zone)]
        if moved:
            later = shown(begins[moved[0]], zone)
            found.append(_finding("quiet", entry, moved, zone, later=later))
        off = [one for one in left if is_holiday(begins[one].date(), free)]
        if not campaign.courtesy.holidays:
            found += _about("holiday", entry, off, zone)
        end = campaign.window.closes_at + campaign.grace
        found += _about("after_close", entry, [one for one in left if begins[one] >= end], zone)
    return found


def _never(entry: Entry, campaign: Campaign, named_at: list[datetime], zone: ZoneInfo) -> list[Finding]:
    """Moments at or after the closing minute are left out of a plan without a word."""
    if isinstance(entry.rule, BeforeClose):
        cut = [] if named_at else [campaign.window.closes_at - timedelta(hours=entry.rule.hours)]
    else:
        open_end = replace(campaign.window, closes_at=datetime(9999, 1, 1, tzinfo=UTC))
        cut = [one for one in moments(entry.rule, open_end, zone) if one not in named_at]
    if cut:
        return _about("never", entry, cut, zone)
    if named_at:
        return []
    return [Finding(rule="no_moment", values={"entry": named(entry)})]


def _midnight(campaign: Campaign, zone: ZoneInfo) -> datetime:
    return datetime(campaign.starts.year, campaign.starts.month, campaign.starts.day, tzinfo=zone)


def _about(rule: str, entry: Entry, at: list[datetime], zone: ZoneInfo) -> list[Finding]:
    return [_finding(rule, entry, at, zone)] if at else []


def _finding(rule: str, entry: Entry, at: list[datetime], zone: ZoneInfo, **more: str) -> Finding:
    values = {"entry": named(entry), "at": shown(at[0], zone), "count": str(len(at)), **more}
    return Finding(rule=rule, values=values, count=len(at))


def of_words(
    plan: Iterable[Entry],
    campaign: Campaign,
    lanes: Iterable[str],
    limits: Callable[[str], Limits],
    library: Mapping[str, str],
    zone: ZoneInfo,
) -> tuple[list[Finding], list[int]]:
    """Entries whose words do not fit, and their ids: they have to be left out."""
    found: list[Finding] = []
    out: list[int] = []
    for entry in plan:
        long = [] if entry.off else too_long(entry, campaign, lanes, limits, library, zone)
        if long:
            out.append(entry.id)
            names = ", ".join(lane.partition(":")[0] for lane in long)
            found.append(Finding(rule="too_long", values={"entry": named(entry), "channels": names}))
    return found, out


def of_ground(ground: Ground) -> list[Finding]:
    """Units where nobody could answer."""
    if not ground.bare:
        return []
    some = ", ".join(ground.bare[:5]) + (" …" if len(ground.bare) > 5 else "")
    values = {"count": str(len(ground.bare)), "units": some}
    return [Finding(rule="no_officer", values=values, count=len(ground.bare))]
