"""What an officer needs to open a campaign's page for a projector."""

import secrets
from collections.abc import Callable, Sequence

from sqlalchemy import Connection, select

from handlers.campaigns.walls import MAY_OPEN, Screen, WallFacts
from handlers.speaker import Asked
from storage.campaigns import campaigns
from storage.posts import officers
from storage.tables import campaigns as campaign_rows


def no_door() -> str:
    return ""


def load_walls(
    connection: Connection,
    asked: Sequence[Asked],
    *,
    door: Callable[[], str] = no_door,
) -> list[WallFacts]:
    """Running campaigns in a branch of the speaker's upper posts, the newest first, and a fresh secret."""
    posts = {
        one.speaker.person.id: {post.unit_id for post in one.speaker.person.posts if post.role in MAY_OPEN}
        for one in asked
    }
    if not any(posts.values()):
        return [WallFacts(speaker=one.speaker) for one in asked]
    running = campaigns.running(connection, max(one.event.at for one in asked))
    held = {unit for mine in posts.values() for unit in mine}
    paths = officers.paths_of(connection, held | {unit for one in running for unit in one.unit_ids})
    hashes = _hashes(connection, [one.id for one in running])
    facts = []
    for one in asked:
        scope = [paths[unit] for unit in posts[one.speaker.person.id] if paths.get(unit)]
        screens = [
            Screen(id=each.id, name=each.name, starts=each.starts, ends=each.ends, opened_by=hashes[each.id])
            for each in reversed(running)
            if any(officers.reaches(scope, paths.get(unit, "")) for unit in each.unit_ids)
        ]
        secret = secrets.token_urlsafe(16)
        facts.append(WallFacts(speaker=one.speaker, screens=tuple(screens), secret=secret, door=door()))
    return facts


def _hashes(connection: Connection, ids: Sequence[int]) -> dict[int, str | None]:
    rows = connection.execute(
        select(campaign_rows.c.id, campaign_rows.c.wall_hash).where(campaign_rows.c.id.in_(ids))
    )
    return {row.id: row.wall_hash for row in rows}
