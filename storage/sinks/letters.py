"""What could not be brought for days: put aside, listed, and sent once more when somebody asks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from storage.tables import dead_letters as table

#: So many are sent again before the rest of the feed has its turn.
PAGE: Final = 20
#: How the key of what is no letter begins: a test, asked for by the person whose id follows.
TEST: Final = "test_"


class State(StrEnum):
    """`AGAIN`: somebody asked for it to be sent once more."""

    DEAD = "dead"
    AGAIN = "again"
    SENT = "sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One delivery as it was to be sent, under its key."""

    id: int
    sink_id: int
    key: str
    body: str
    why: str
    attempts: int
    state: State
    at: datetime


def put_aside(
    connection: Connection, sink_id: int, key: str, body: str, why: str, attempts: int, now: datetime
) -> None:
    """Keep it. The same delivery is kept once."""
    connection.execute(delete(table).where(table.c.sink_id == sink_id, table.c.key == key))
    kept = {"sink_id": sink_id, "key": key, "body": body, "why": why, "attempts": attempts, "at": now}
    connection.execute(insert(table).values(kept))


def of_sink(connection: Connection, sink_id: int, states: Collection[State] = tuple(State)) -> list[Letter]:
    """In the order they were put aside, which is that of the feed."""
    query = select(table).where(
        table.c.sink_id == sink_id,
        table.c.state.in_([one.value for one in states]),
        ~table.c.key.startswith(TEST, autoescape=True),
    )
    return [_letter(row) for row in connection.execute(query.order_by(table.c.id))]


def waiting(connection: Connection, sink_id: int) -> list[Letter]:
    """The next ones to be sent once more."""
    query = select(table).where(table.c.sink_id == sink_id, table.c.state == State.AGAIN.value)
    return [_letter(row) for row in connection.execute(query.order_by(table.c.id).limit(PAGE))]


def counts(connection: Connection) -> dict[int, int]:
    """How many of each sink are dead."""
    query = select(table.c.sink_id, func.count()).where(table.c.state == State.DEAD.value)
    return {row[0]: row[1] for row in connection.execute(query.group_by(table.c.sink_id))}


def ask_again(connection: Connection, sink_id: int, letter_id: int | None = None) -> int:
    """Have this one, or every dead one, sent once more; how many that are."""
    query = update(table).where(table.c.sink_id == sink_id)
    if letter_id is None:
        query = query.where(table.c.state == State.DEAD.value)
    else:
        query = query.where(table.c.id == letter_id)
    return connection.execute(query.values(state=State.AGAIN.value)).rowcount


def ask_test(connection: Connection, sink_id: int, person_id: int, now: datetime) -> None:
    """Have the sink tested; this person is told what came of it."""
    key = f"{TEST}{person_id}_{now.timestamp():.3f}"
    put_aside(connection, sink_id, key, "", "", 0, now)
    again = update(table).where(table.c.sink_id == sink_id, table.c.key == key)
    connection.execute(again.values(state=State.AGAIN.value))


def asked(connection: Connection) -> set[int]:
    """The sinks of which something is to be sent once more."""
    query = select(table.c.sink_id).where(table.c.state == State.AGAIN.value).distinct()
    return set(connection.scalars(query))


def drop(connection: Connection, letter_id: int) -> None:
    connection.execute(delete(table).where(table.c.id == letter_id))


def settle(connection: Connection, letter_id: int, why: str) -> None:
    """It arrived (`why` is ""), or it did not this time either."""
    state = State.DEAD if why else State.SENT
    connection.execute(
        update(table)
        .where(table.c.id == letter_id, table.c.state == State.AGAIN.value)
        .values(state=state.value, why=why, attempts=table.c.attempts + 1)
    )


def _letter(row: Row[Any]) -> Letter:
    return Letter(**(row._asdict() | {"state": State(row.state)}))
