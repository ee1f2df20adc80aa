"""Where the talk with a made person stands."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from storage.tables import broadcasts, drafts, outbox, people, receipts
from storage.traffic.outbox import REPLY


def question(connection: Connection, person_id: int) -> str:
    """The question on screen; "" when nothing is being told."""
    query = select(drafts.c.step).where(drafts.c.person_id == person_id, drafts.c.active)
    return connection.scalar(query) or ""


def said(connection: Connection, conversation: str) -> int:
    """How many messages of ours there are in a conversation that are no broadcasts."""
    query = select(func.count()).where(
        outbox.c.conversation == conversation, outbox.c.kind == "say", outbox.c.priority == REPLY
    )
    return connection.scalar(query) or 0


def one_of(connection: Connection, lane: str) -> Any:
    """The first person of a lane who reads Vietnamese: id, conversation; None where there is nobody."""
    prefix = f"{lane}:"
    query = select(people.c.id, people.c.conversation).where(
        people.c.conversation.startswith(prefix, autoescape=True), people.c.language == "vi"
    )
    return connection.execute(query.order_by(people.c.id).limit(1)).first()


def delivered(connection: Connection) -> dict[tuple[int, str], tuple[int, datetime]]:
    """By broadcast and lane, how many arrived and when the last of them left."""
    rows = connection.execute(
        select(outbox.c.broadcast_id, outbox.c.lane, func.count(), func.max(receipts.c.at))
        .join(receipts, receipts.c.outbox_id == outbox.c.id)
        .join(broadcasts, broadcasts.c.id == outbox.c.broadcast_id)
        .where(receipts.c.outcome == "sent")
        .group_by(outbox.c.broadcast_id, outbox.c.lane)
    )
    return {(row[0], row[1]): (row[2], row[3]) for row in rows}
