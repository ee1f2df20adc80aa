"""What a request under a key was answered, so that its repeat is answered the same and does nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import client_answers

#: At least so long a repeat is answered as the first was.
KEPT: Final = timedelta(hours=48)
#: How many are dropped in one go, so that nobody waits for the writer.
_MOST: Final = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`request_hash` is of the request that was answered so."""

    request_hash: str
    status: int
    headers: Mapping[str, str]
    body: str


def claim(
    connection: Connection, client_id: int, key: str, request_hash: str, now: datetime
) -> Answer | None:
    """Take a key for a request that is about to be answered in this transaction; None when it is free.

    Whoever comes with the same key meanwhile waits here until that transaction ends. Roll back to a savepoint
    before it to give the key back.
    """
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = dialect.insert(client_answers).values(
        client_id=client_id, key=key, request_hash=request_hash, status=0, headers={}, body="", at=now
    )
    # What was written is asked for: the count of rows is not known on both databases.
    if connection.execute(row.on_conflict_do_nothing().returning(client_answers.c.key)).first() is not None:
        return None
    here = (client_answers.c.client_id == client_id) & (client_answers.c.key == key)
    found = connection.execute(select(client_answers).where(here)).one()
    return Answer(
        request_hash=found.request_hash, status=found.status, headers=found.headers, body=found.body
    )


def keep(
    connection: Connection, client_id: int, key: str, status: int, headers: Mapping[str, str], body: str
) -> None:
    """What the request of a claimed key is answered."""
    here = (client_answers.c.client_id == client_id) & (client_answers.c.key == key)
    values = {"status": status, "headers": dict(headers), "body": body}
    connection.execute(update(client_answers).where(here).values(values))


def forget(connection: Connection, now: datetime) -> int:
    """Drop some of those that are old; how many."""
    old = (
        select(client_answers.c.client_id, client_answers.c.key)
        .where(client_answers.c.at < now - KEPT)
        .limit(_MOST)
    )
    gone = 0
    for row in connection.execute(old).all():
        here = (client_answers.c.client_id == row.client_id) & (client_answers.c.key == row.key)
        gone += connection.execute(delete(client_answers).where(here)).rowcount
    return gone
