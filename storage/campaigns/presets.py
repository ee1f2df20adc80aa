"""Campaigns begun from presets."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.broadcasts.audience import Audience, Did
from handlers.broadcasts.content import Content, Piece, Reminder, Text
from handlers.campaigns import days
from handlers.campaigns.campaign import Campaign, Courtesy, Window
from handlers.campaigns.phase import Phase
from handlers.campaigns.schedule import Once, Rule
from messages.campaigns.reading import Campaign as Preset
from messages.campaigns.reading import Entry, load_campaigns
from storage import programmes
from storage.campaigns import campaigns, entries, phases, written
from storage.posts.officers import VIETNAM


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a plan that is only thought of yet."""

    name: str
    rule: Rule
    audience: Audience
    content: Content


def all_of_them() -> tuple[Preset, ...]:
    return tuple(load_campaigns().values())


def find(key: str) -> Preset | None:
    return load_campaigns().get(key.strip().lower())


def window(preset: Preset, starts: date | None, zone: ZoneInfo = VIETNAM) -> Window:
    """Its days from a first one. Presets with days of their own keep them without one, and keep their length
    with another. Raises ValueError where a first day is needed and none is given."""
    first = starts or preset.starts
    if first is None:
        raise ValueError("this campaign needs a first day")
    if preset.starts is not None and preset.ends is not None:
        ends = first + (preset.ends - preset.starts)
    else:
        ends = days.last(first, days=preset.days or 0, months=preset.months or 0)
    return Window(starts=first, ends=ends, closes_at=days.closing(ends, preset.closes, zone))


def plan(preset: Preset, starts: date | None) -> list[Line]:
    """What it says, in the preset's order; days that it names move with its first day."""
    moved = starts - preset.starts if starts is not None and preset.starts is not None else timedelta(0)
    return [line for entry in preset.entries for line in _lines(entry, moved)]


def drafted(
    connection: Connection,
    preset: Preset,
    *,
    unit_ids: Sequence[int],
    starts: date | None = None,
    zone: ZoneInfo = VIETNAM,
) -> Campaign:
    """The campaign as it would be; it is not written down and has no number."""
    when = window(preset, starts, zone)
    programme_id, phase = _phase(connection, preset, when, unit_ids)
    return Campaign(
        id=0,
        name=preset.name,
        slogan=preset.slogan,
        kind=preset.kind,
        window=when,
        courtesy=Courtesy(per_day=preset.per_day, per_week=preset.per_week, holidays=preset.holidays),
        grace=timedelta(minutes=preset.grace),
        target=preset.target,
        unit_ids=tuple(unit_ids),
        programme_id=programme_id,
        phase_id=phase.id if phase is not None else None,
    )


def load(
    connection: Connection,
    preset: Preset,
    *,
    unit_ids: Sequence[int],
    now: datetime,
    starts: date | None = None,
    name: str = "",
    target: int | None = None,
    closes_at: datetime | None = None,
    grace_minutes: int | None = None,
    zone: ZoneInfo = VIETNAM,
) -> int:
    """The number of a new campaign with its plan. What is left out is the preset's own."""
    drawn = drafted(connection, preset, unit_ids=unit_ids, starts=starts, zone=zone)
    campaign_id = campaigns.create(
        connection,
        name=name or drawn.name,
        slogan=drawn.slogan,
        kind=drawn.kind,
        starts=drawn.starts,
        ends=drawn.ends,
        closes_at=closes_at or drawn.window.closes_at,
        grace_minutes=preset.grace if grace_minutes is None else grace_minutes,
        target=target if target is not None else drawn.target,
        courtesy=drawn.courtesy,
        programme_id=drawn.programme_id,
        phase_id=drawn.phase_id,
        unit_ids=unit_ids,
        now=now,
        zone=zone,
    )
    for line in plan(preset, starts):
        entries.add(connection, campaign_id, line.rule, line.audience, line.content, name=line.name)
    return campaign_id


def _phase(
    connection: Connection, preset: Preset, when: Window, unit_ids: Sequence[int]
) -> tuple[int | None, Phase | None]:
    """The phase it is named for, if that is known here; else the one of its first day in the programme of
    its first unit."""
    if preset.phase and (named := phases.named(connection, preset.programme, preset.phase)) is not None:
        return named.programme_id, named
    programme = programmes.of_unit(connection, next(iter(unit_ids), None))
    if programme is None:
        return None, None
    return programme.id, phases.on(connection, programme.id, when.starts)


def _lines(entry: Entry, moved: timedelta) -> list[Line]:
    """An entry, twice where it has words for those who read English."""
    rule = written.read_rule(entry.rule.model_dump(mode="json", exclude_none=True))
    if isinstance(rule, Once):
        rule = replace(rule, on=rule.on + moved)
    audience = Audience(unit_ids=(), did=tuple(Did(one) for one in entry.did), role=entry.role)
    if not entry.english:
        return [Line(entry.name, rule, audience, _content(entry, entry.texts))]
    return [
        Line(entry.name, rule, replace(audience, languages=("vi",)), _content(entry, entry.texts)),
        Line(entry.name, rule, replace(audience, languages=("en",)), _content(entry, entry.english)),
    ]


def _content(entry: Entry, texts: Any) -> Content:
    if texts:
        return Text(tuple(texts.items()), begin=entry.begin)
    if entry.themes:
        themes = () if "*" in entry.themes else entry.themes
        return Piece(themes=themes, picture=entry.picture)
    return Reminder()
