"""When officers want their morning list."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from handlers.officers.queue.digest import DigestFacts
from handlers.speaker import Asked
from storage.tables import digests


def load_digests(connection: Connection, asked: Sequence[Asked]) -> list[DigestFacts]:
    """The hour that each speaker chose."""
    people = {one.speaker.person.id for one in asked}
    rows = connection.execute(
        select(digests.c.person_id, digests.c.hour).where(digests.c.person_id.in_(people))
    )
    hours = {row.person_id: row.hour for row in rows}
    return [DigestFacts(speaker=one.speaker, hour=hours.get(one.speaker.person.id, "")) for one in asked]
