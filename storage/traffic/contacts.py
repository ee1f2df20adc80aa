"""What a channel with a window must know of a person before it writes to them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from handlers.values import dataclass
from storage.tables import conversations, people


@dataclass(frozen=True, slots=True)
class ContactRow:
    """When the person did something last (`None` never), and their phone in E.164 ("" unknown)."""

    interacted_at: datetime | None
    phone: str


def read(connection: Connection, keys: Sequence[str]) -> dict[str, ContactRow]:
    """By conversation."""
    if not keys:
        return {}
    rows = connection.execute(
        select(conversations.c.key, conversations.c.interacted_at, people.c.phone)
        .join(people, people.c.id == conversations.c.person_id)
        .where(conversations.c.key.in_(keys))
    )
    return {row.key: ContactRow(row.interacted_at, row.phone or "") for row in rows}
