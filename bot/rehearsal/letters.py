"""Looks for entries whose words do not fit into one message of some channel, before any of them goes off."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.channels import render
from bot.channels.port import Limits
from handlers.broadcasts import words
from handlers.broadcasts.content import Piece
from handlers.broadcasts.letter import Letter
from handlers.campaigns.campaign import Campaign
from messages.catalog import LANGUAGES
from storage.campaigns.entries import Entry


def too_long(
    entry: Entry,
    campaign: Campaign,
    lanes: Iterable[str],
    limits: Callable[[str], Limits],
    library: Mapping[str, str],
    zone: ZoneInfo,
) -> list[str]:
    """The lanes in which some of its people would need more than one message. Such a broadcast can not be
    sent at all: each of its people is one row of the outbox."""
    return [
        lane
        for lane in lanes
        if any(
            (message := words.compose(letter, text)) is not None
            and len(render.parts(message, limits(lane), letter.language)) > 1
            for letter in _letters(entry, campaign, lane, campaign.window.closes_at.astimezone(zone))
            for text in _texts(entry, library)
        )
    ]


def _letters(entry: Entry, campaign: Campaign, lane: str, closes_at: datetime) -> Iterator[Letter]:
    days = (campaign.ends - campaign.starts).days + 1
    for language in entry.audience.languages or LANGUAGES:
        for did in entry.audience.did:
            for first in (True, False):
                yield Letter(
                    broadcast_id=0,
                    content=entry.content,
                    did=did,
                    lane=lane,
                    language=language,
                    campaign=campaign.name,
                    slogan=campaign.slogan,
                    closes_at=closes_at,
                    days_left=days,
                    first=first,
                )


def _texts(entry: Entry, library: Mapping[str, str]) -> list[str]:
    """What of the library it may come to."""
    content = entry.content
    if not isinstance(content, Piece):
        return [""]
    if content.key:
        return [library.get(content.key, "")]
    return [
        text for key, text in library.items() if not content.themes or key.partition(".")[0] in content.themes
    ]
