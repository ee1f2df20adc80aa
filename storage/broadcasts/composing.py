"""Loads what an officer who writes to many needs to see on the next screen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from handlers.broadcasts import broadcasting, rotation
from handlers.broadcasts.composing import walking
from handlers.broadcasts.composing.facts import ComposingFacts, audience_of, content_of
from handlers.broadcasts.content import Content, Piece
from handlers.campaigns.campaign import Campaign
from handlers.events import Event
from handlers.speaker import Asked, Composing, Speaker
from handlers.understanding.folding import fold
from handlers.units import Unit
from messages.propaganda.reading import load_pieces
from storage import units as unit_rows
from storage.broadcasts import estimating, reaching
from storage.broadcasts.estimating import Limits, any_limits
from storage.posts.officers import VIETNAM, paths_of, reaches
from storage.propaganda import pieces

#: How many units a search by words looks through, and offers.
_SEARCHED, _FOUND = 60, 8


def load_composing(
    connection: Connection,
    asked: Sequence[Asked],
    *,
    zone: ZoneInfo = VIETNAM,
    limits: Limits = any_limits,
) -> list[ComposingFacts]:
    """Nothing is read for those who may not write to many; the audience is counted only where the next
    screen shows the numbers."""
    return [_load(connection, one, zone, limits) for one in asked]


def load_back(
    connection: Connection, speaker: Speaker, place: Composing, now: datetime, zone: ZoneInfo, limits: Limits
) -> ComposingFacts:
    """What the preview of a broadcast needs that is taken back before it began."""
    facts = _basic(connection, speaker, zone)
    unit = unit_rows.by_ids(connection, [place.unit_id]).get(place.unit_id)
    own = reaching.branches(connection, speaker.person)
    if unit is None or not reaches(own, paths_of(connection, [unit.id])[unit.id]):
        return facts
    return _planned(connection, replace(facts, unit=unit), place, now, limits)


def _load(connection: Connection, one: Asked, zone: ZoneInfo, limits: Limits) -> ComposingFacts:
    speaker, event = one.speaker, one.event
    if not broadcasting.composes(speaker.person):
        return ComposingFacts(speaker=speaker, zone=zone)
    facts = _basic(connection, speaker, zone)
    facts = replace(facts, found=_found(connection, event, speaker))
    wanted = walking.named_unit(event, speaker)
    if wanted is None and isinstance(moved := walking.advance(event, facts).place, Composing):
        wanted = moved.unit_id or None
    if wanted is not None:
        facts = replace(facts, unit=_reached(connection, speaker, wanted))
    place = walking.advance(event, facts).place
    if place is None or (facts.unit is None and not place.unit_id):
        return facts
    if facts.unit is None or facts.unit.id != place.unit_id:
        facts = replace(facts, unit=_reached(connection, speaker, place.unit_id))
    if place.step != "preview" or facts.unit is None:
        return facts
    return _planned(connection, facts, place, event.at, limits)


def _basic(connection: Connection, speaker: Speaker, zone: ZoneInfo) -> ComposingFacts:
    posts = broadcasting.composing_posts(speaker.person)
    ids = list(dict.fromkeys(post.unit_id for post in posts))
    named = unit_rows.by_ids(connection, ids)
    return ComposingFacts(
        speaker=speaker,
        own=tuple(named[one] for one in ids if one in named),
        branching=estimating.has_below(connection, ids),
        themes=tuple(themes(connection).items()),
        zone=zone,
    )


def themes(connection: Connection) -> dict[str, int]:
    """The library's themes, each with how many pieces it has."""
    counted: dict[str, int] = {}
    for key in _library(connection):
        theme = key.partition(".")[0]
        counted[theme] = counted.get(theme, 0) + 1
    return counted


def example(connection: Connection, content: Content) -> str:
    """The words of the piece that comes first; "" where none is told, or there is none."""
    if not isinstance(content, Piece):
        return ""
    library = _library(connection)
    return library.get(rotation.choose(content, library, frozenset(), 0), "")


def _library(connection: Connection) -> dict[str, str]:
    house = {key: piece.text for key, piece in load_pieces().items()}
    return {**house, **pieces.stories_told(connection)}


def _found(connection: Connection, event: Event, speaker: Speaker) -> tuple[Unit, ...]:
    """Units of the speaker's branches that typed words name: the one with just that code, or some by name."""
    said = walking.searched(event, speaker)
    if not said:
        return ()
    own = reaching.branches(connection, speaker.person)
    exact = list(unit_rows.by_codes(connection, [fold(said)]).values())
    found = exact or unit_rows.search(connection, said, _SEARCHED)
    paths = paths_of(connection, [one.id for one in found])
    return tuple(one for one in found if reaches(own, paths[one.id]))[:_FOUND]


def _reached(connection: Connection, speaker: Speaker, unit_id: int) -> Unit | None:
    """A unit that still stands in the speaker's branches; buttons can be forged, and units end."""
    standing = unit_rows.standing_by_ids(connection, [unit_id]).get(unit_id)
    if standing is None or standing.id != unit_id:
        return None
    path = paths_of(connection, [unit_id]).get(unit_id, "")
    return standing if path and reaches(reaching.branches(connection, speaker.person), path) else None


def _planned(
    connection: Connection, facts: ComposingFacts, place: Composing, now: datetime, limits: Limits
) -> ComposingFacts:
    if facts.unit is None:
        return facts
    campaign: Campaign | None = estimating.campaign_of(connection, [facts.unit.id], now, facts.zone)
    piece = example(connection, content_of(place))
    plan = estimating.plan(
        connection,
        facts.unit,
        audience_of(place),
        campaign,
        facts.speaker.person.id,
        now,
        facts.zone,
        limits,
    )
    told = estimating.campaigning(campaign, now, facts.zone)
    return replace(facts, plan=plan, campaigning=told, piece=piece)
