"""Which initiatives wait for an officer's decision, or for anybody's in a branch."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection

from handlers.initiative import Status
from handlers.person import Person
from handlers.registers.listed import Listed
from storage.registers import listings
from storage.registers.listings import PAGE
from storage.review import waiting
from storage.tables import initiatives

#: Where a union level is to act next.
STANDING: Final = (Status.SUBMITTED, Status.SENT_BACK, Status.REFUSED, Status.ENDORSED, Status.RECOGNISED)


def of_officer(
    connection: Connection, person: Person, at: datetime, most: int, path: str = ""
) -> Sequence[int]:
    """The ids of what this officer could decide, the oldest first: as in their list in the chat, without
    what they sent themselves. `path` leaves only a branch of the tree."""
    reach = waiting.reach(connection, person)
    wanted = waiting.Wanted(person.id, at, unit_path=path)
    others = initiatives.c.author_id != person.id
    return [row.id for row in waiting.page(connection, reach.yours, wanted, most, others)]


def pages(connection: Connection, ids: Sequence[int]) -> Iterator[Sequence[Listed]]:
    """These, in their order, a page at a time; those that are gone are left out."""
    for start in range(0, len(ids), PAGE):
        chunk = ids[start : start + PAGE]
        found = {one.id: one for one in listings.of_ids(connection, chunk)}
        yield [found[one] for one in chunk if one in found]
