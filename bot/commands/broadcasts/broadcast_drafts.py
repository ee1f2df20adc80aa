"""A broadcast as it is described on the command line: to whom, what it says, and what would happen."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot.commands import ground
from bot.commands.broadcasts.broadcasts import end
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from bot.settings import Settings
    from handlers.broadcasts.audience import Audience
    from handlers.broadcasts.composing.facts import Plan
    from handlers.broadcasts.content import Content
    from handlers.broadcasts.estimate import LaneLimits
    from handlers.campaigns.campaign import Campaign
    from handlers.message import Message
    from handlers.units import Unit


@dataclass(frozen=True, slots=True)
class Made:
    """A broadcast that could be sent."""

    title: str
    audience: Audience
    content: Content
    plan: Plan
    sample: Message


def draft(
    connection: Connection,
    settings: Settings,
    code: str,
    did: str,
    role: str,
    fdi: bool,
    text: str,
    theme: str,
    file: Path | None,
    campaign_id: int | None,
) -> Made:
    """Everything that would be sent and all that is known of it; ends the command when it could not be."""
    from handlers.broadcasts.composing import preview as previews
    from storage.broadcasts import composing, estimating
    from storage.units import by_codes

    found = next(iter(by_codes(connection, [code]).values()), None)
    if found is None:
        end("no_unit", code=code)
    audience = _audience(found.id, did, role, fdi)
    title, content = _content(connection, text, theme, file)
    now, zone = ground.now(), settings.time_zone
    campaign = _campaign(connection, campaign_id) or estimating.campaign_of(connection, [found.id], now, zone)

    plan = _plan(connection, settings, found, audience, campaign)
    piece = composing.example(connection, content)
    told = estimating.campaigning(campaign, now, zone)
    sample = previews.told_to(DEFAULT, audience, content, told, piece)
    if sample is None:
        typer.echo(say(DEFAULT, "broadcast.note.no_words"), err=True)
        raise typer.Exit(2)
    return Made(title, audience, content, plan, sample)


def _plan(
    connection: Connection, settings: Settings, unit: Unit, audience: Audience, campaign: Campaign | None
) -> Plan:
    from bot.channels.abilities import limits_of, of_broadcasts
    from storage.broadcasts import estimating

    def limits(lane: str) -> LaneLimits:
        return of_broadcasts(limits_of(lane, settings))

    now, zone = ground.now(), settings.time_zone
    return estimating.plan(connection, unit, audience, campaign, None, now, zone, limits)


def _audience(unit_id: int, did: str, role: str, fdi: bool) -> Audience:
    from handlers.broadcasts.audience import URGED, Audience
    from handlers.broadcasts.audience import Did as Deeds

    names = [name.strip() for name in did.split(",") if name.strip()]
    if unknown := set(names) - set(Deeds):
        end("bad_did", names=", ".join(Deeds), unknown=unknown)
    if role not in ("", "worker", "officer"):
        end("bad_role")
    meant = tuple(Deeds(name) for name in names) or URGED
    only: dict[str, str] = {"role": role}
    return Audience(unit_ids=(unit_id,), did=meant, fdi=True if fdi else None, **only)  # type: ignore[arg-type]


def _content(connection: Connection, text: str, theme: str, file: Path | None) -> tuple[str, Content]:
    """Its title and what it says; ends the command when that cannot be sent to many."""
    from handlers.broadcasts import broadcasting
    from handlers.broadcasts.composing.facts import ANY_THEME, content_of, title_of
    from handlers.speaker import Composing
    from handlers.understanding.folding import clean
    from storage.broadcasts import composing

    if sum(map(bool, (text, theme, file))) != 1:
        end("one_source")
    if file is not None:
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            end("unreadable", path=file)
    if theme:
        themes = composing.themes(connection)
        if theme != ANY_THEME and theme not in themes:
            end("bad_theme", theme=theme, themes=", ".join(themes))
    elif (wrong := broadcasting.trouble(clean(text))) != "":
        typer.echo(say(DEFAULT, f"broadcast.note.{wrong}", most=broadcasting.LONGEST), err=True)
        raise typer.Exit(2)
    place = Composing(revision=0, text=clean(text), theme=theme)
    return title_of(DEFAULT, place), content_of(place)


def _campaign(connection: Connection, campaign_id: int | None) -> Campaign | None:
    from storage.campaigns import campaigns

    if campaign_id is None:
        return None
    found = campaigns.find(connection, campaign_id)
    if found is None:
        end("no_campaign", id=campaign_id)
    return found
