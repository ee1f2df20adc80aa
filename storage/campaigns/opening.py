"""The campaigns of an officer's units, and one as it would be."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.campaigns.campaign import Campaign
from handlers.campaigns.campaign_facts import CampaignFacts, Listed, Sending, Wanted, wanted
from handlers.campaigns.schedule import moments
from handlers.officers import rights
from handlers.person import Person
from handlers.speaker import Asked
from handlers.understanding.coming_days import days
from handlers.units import Unit
from storage import units as unit_rows
from storage.campaigns import campaigns, entries, presets
from storage.campaigns.presets import Line
from storage.posts.officers import VIETNAM, paths_of


def load_campaigns(
    connection: Connection, asked: Sequence[Asked], *, zone: ZoneInfo = VIETNAM
) -> list[CampaignFacts]:
    """Nothing is read for a person without a post."""
    return [
        _load(connection, one, zone)
        if one.speaker.person.is_officer
        else CampaignFacts(speaker=one.speaker, zone=zone)
        for one in asked
    ]


def _load(connection: Connection, one: Asked, zone: ZoneInfo) -> CampaignFacts:
    asks, person = wanted(one.event, one.speaker), one.speaker.person
    units = _openable(connection, person)
    unit = _chosen(connection, person, units, asks)
    return CampaignFacts(
        speaker=one.speaker,
        wanted=asks,
        listed=tuple(_listed(connection, person, one.event.at, zone)),
        units=units,
        unit=unit,
        drawn=_drawn(connection, asks, unit, one.event.at.astimezone(zone), zone),
        zone=zone,
    )


def _openable(connection: Connection, person: Person) -> tuple[Unit, ...]:
    """The units of their posts that lead others."""
    ids = [post.unit_id for post in person.posts if post.role in rights.LEADS]
    standing = unit_rows.standing_by_ids(connection, ids)
    return tuple(dict.fromkeys(standing[one] for one in ids if one in standing))


def _chosen(connection: Connection, person: Person, units: tuple[Unit, ...], asks: Wanted) -> Unit | None:
    """The named one where it is theirs or below it, else the only one there is."""
    if asks.unit_id is None:
        return units[0] if len(units) == 1 else None
    unit = unit_rows.standing_by_ids(connection, [asks.unit_id]).get(asks.unit_id)
    if unit is None:
        return None
    leading = [post.unit_id for post in person.posts if post.role in rights.LEADS]
    paths = paths_of(connection, {unit.id, *leading})
    inside = any(paths.get(one) and paths[unit.id].startswith(paths[one]) for one in leading)
    return unit if inside else None


def _listed(connection: Connection, person: Person, at: datetime, zone: ZoneInfo) -> list[Listed]:
    """Running and coming campaigns that touch the branches of this officer's posts, by their first day."""
    running = [one for one in campaigns.running(connection, at) if at < one.window.closes_at + one.grace]
    placed = {unit for one in running for unit in one.unit_ids}
    posts = {post.unit_id for post in person.posts}
    paths = paths_of(connection, placed | posts)
    mine = [paths[one] for one in posts if paths.get(one)]
    near = [
        one
        for one in running
        if any(_touch(paths.get(unit, ""), branch) for unit in one.unit_ids for branch in mine)
    ]
    plans = entries.of_campaigns(connection, [one.id for one in near])
    found = []
    for one in near:
        lines = [Line(entry.name, entry.rule, entry.audience, entry.content) for entry in plans[one.id]]
        off = [entry.off for entry in plans[one.id]]
        found.append(Listed(one, _ahead(one, lines, off, at, zone)))
    return sorted(found, key=lambda one: (one.campaign.starts, one.campaign.id))


def _touch(path: str, branch: str) -> bool:
    return bool(path) and (path.startswith(branch) or branch.startswith(path))


def _ahead(
    campaign: Campaign, lines: Sequence[Line], off: Sequence[bool], at: datetime, zone: ZoneInfo
) -> tuple[Sending, ...]:
    """Every sending from now on, in order; at the end what is turned off."""
    ahead = []
    for line, silent in zip(lines, off, strict=True):
        if silent:
            continue
        for moment in moments(line.rule, campaign.window, zone):
            if moment > at:
                begins = campaign.courtesy.opens(moment, zone)
                ahead.append((begins, Sending(line.name, line.audience, begins)))
    ahead.sort(key=lambda one: one[0])
    silenced = [
        Sending(line.name, line.audience, None) for line, silent in zip(lines, off, strict=True) if silent
    ]
    return (*(sending for _, sending in ahead), *silenced)


def _drawn(
    connection: Connection, asks: Wanted, unit: Unit | None, at: datetime, zone: ZoneInfo
) -> Listed | None:
    """The campaign as it would be, once everything about it is known and its days are not over."""
    preset = presets.find(asks.key) if asks.act == "open" else None
    if preset is None or unit is None:
        return None
    starts = asks.starts or _typed(asks, at.date())
    if starts is None and preset.starts is None:
        return None
    drawn = presets.drafted(connection, preset, unit_ids=[unit.id], starts=starts, zone=zone)
    if drawn.window.closes_at <= at or (starts is not None and preset.starts is None and starts < at.date()):
        return None
    lines = presets.plan(preset, starts)
    return Listed(drawn, _ahead(drawn, lines, [False] * len(lines), at, zone))


def _typed(asks: Wanted, today: date) -> date | None:
    read = days(asks.typed, today) if asks.typed is not None else None
    return read.first if read is not None else None
