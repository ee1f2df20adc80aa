"""What a node knows of itself: where the province is, and how far each direction has come."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import counters, initiatives, notes, units

_NOTE: Final = "node"
#: The batch that is on its way: sent again as it was until the province has answered.
_PENDING: Final = "node batch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """`token` is encrypted. `up` is the place in our feed up to which the province has it, `looked` the one
    up to which there is nothing more to bring; `after`, `walked`
    and `clash` are how far we have what is theirs (`parcels.Ask`). `skew` is by how many seconds our clock is
    ahead; `why` is why the last try failed, "" when it did not. `counts` are what the last one carried."""

    key: str
    name: str
    unit: int
    first_number: int
    url: str
    token: str
    up: int = 0
    looked: int = 0
    after: int = 0
    walked: int | None = 0
    clash: int = 0
    frame: str = ""
    serial: int = 0
    roster: str = ""
    done_at: str = ""
    tried_at: str = ""
    skew: int = 0
    why: str = ""
    counts: tuple[tuple[str, int], ...] = ()


def read(connection: Connection) -> Joined | None:
    """None where this is no node."""
    told = connection.scalar(select(notes.c.value).where(notes.c.key == _NOTE))
    if told is None:
        return None
    values: dict[str, Any] = json.loads(told)
    values["counts"] = tuple((name, count) for name, count in values["counts"])
    return Joined(**values)


def write(connection: Connection, joined: Joined) -> None:
    _put(connection, _NOTE, json.dumps(asdict(joined)))


def amend(connection: Connection, **values: Any) -> Joined:
    """Change these, and nothing that another transaction changed meanwhile."""
    connection.execute(select(notes.c.key).where(notes.c.key == _NOTE).with_for_update()).all()
    joined = read(connection)
    if joined is None:
        raise ValueError("this instance is no node")
    amended = replace(joined, **values)
    write(connection, amended)
    return amended


def pending(connection: Connection) -> str | None:
    """The batch that was not answered yet, as it was sent."""
    return connection.scalar(select(notes.c.value).where(notes.c.key == _PENDING))


def send(connection: Connection, batch: str) -> None:
    _put(connection, _PENDING, batch)


def sent(connection: Connection) -> None:
    connection.execute(delete(notes).where(notes.c.key == _PENDING))


def hindrance(connection: Connection) -> str | None:
    """Why this instance cannot become a node: it is one (joined), it has initiatives under numbers of its own
    (numbered), or a tree of its own (planted)."""
    if read(connection) is not None:
        return "joined"
    if connection.execute(select(initiatives.c.id).limit(1)).first() is not None:
        return "numbered"
    if connection.execute(select(units.c.id).limit(1)).first() is not None:
        return "planted"
    return None


def join(connection: Connection, joined: Joined) -> None:
    """From now on this instance is that node, and counts in its block of numbers."""
    write(connection, joined)
    count = joined.first_number - 1
    changed = update(counters).where(counters.c.name == "initiative").values(value=count)
    if connection.execute(changed).rowcount == 0:
        connection.execute(insert(counters).values(name="initiative", value=count))


def last_sync(connection: Connection) -> datetime | None:
    joined = read(connection)
    return datetime.fromisoformat(joined.done_at) if joined is not None and joined.done_at else None


def _put(connection: Connection, key: str, value: str) -> None:
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    row = dialect.insert(notes).values(key=key, value=value)
    connection.execute(row.on_conflict_do_update(index_elements=["key"], set_={"value": value}))
