"""Who is still to be asked whether they work hands-on."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from handlers.results.direct import MineFacts
from handlers.speaker import Asked
from storage import reads
from storage.tables import people


def load_mine(connection: Connection, asked: Sequence[Asked]) -> list[MineFacts]:
    """The speakers' own initiatives, and whether they were asked."""
    speakers = {one.speaker.person.id for one in asked}
    fresh = select(people.c.id).where(
        people.c.id.in_(speakers), people.c.direct.is_(None), people.c.direct_asked.is_(False)
    )
    unasked = set(connection.scalars(fresh))
    return [
        MineFacts(home=facts, asks=facts.speaker.person.id in unasked)
        for facts in reads.load_own(connection, asked)
    ]
