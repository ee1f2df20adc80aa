"""The part of a batch that opens and shuts campaigns' pages for a projector."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from sqlalchemy import Connection, update

from handlers.campaigns.wall_effects import CloseWall, OpenWall
from storage.tables import campaigns

if TYPE_CHECKING:
    from storage.apply.batch import Batch


def write(connection: Connection, batch: Batch) -> bool:
    """False when a page was opened or shut meanwhile by somebody else: nobody's new link dies unseen."""
    for _, effect in batch.walls:
        match effect:
            case OpenWall(campaign_id, secret_hash, over):
                seen = campaigns.c.wall_hash.is_not_distinct_from(over)
                changed = update(campaigns).where(campaigns.c.id == campaign_id, seen)
                if connection.execute(changed.values(wall_hash=secret_hash)).rowcount == 0:
                    return False
            case CloseWall(campaign_id):
                shut(connection, campaign_id)
            case _:
                assert_never(effect)
    return True


def open_by(connection: Connection, campaign_id: int, secret_hash: str) -> None:
    """Whatever opened it before opens it no longer."""
    connection.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(wall_hash=secret_hash))


def shut(connection: Connection, campaign_id: int) -> bool:
    """Whether it was open."""
    opened = (campaigns.c.id == campaign_id) & campaigns.c.wall_hash.is_not(None)
    return connection.execute(update(campaigns).where(opened).values(wall_hash=None)).rowcount == 1
