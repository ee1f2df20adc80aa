"""The node's side of bringing: one batch on its way at a time, the same until it was answered."""

from datetime import datetime
from hashlib import sha256
from typing import Final

from sqlalchemy import Connection, delete, insert, select

from storage.nodes import gathering, joined, people
from storage.nodes.joined import Joined
from storage.nodes.parcels import Batch, Change, Facts, Person, Report, Roster, Taken
from storage.tables import initiatives, mirrors

#: How many people one roster names.
PEOPLE: Final = 200


def next_batch(connection: Connection, now: datetime) -> str | None:
    """What is to be sent now, as it was sent before where it was not answered; None when nothing is left."""
    waiting = joined.pending(connection)
    if waiting is not None:
        return waiting
    here = _here(connection)
    batch = gathering.gather(connection, here, now)
    if batch is None:
        return None
    body = batch.model_dump_json()
    joined.send(connection, body)
    return body


def answered(connection: Connection, body: str, taken: Taken) -> bool:
    """Go on from where the province says; whether it has this batch. From now on what was in it is what the
    province knows. An answer to a batch that is not on its way any more changes nothing: another process of
    this node had it answered while this one was asleep."""
    if joined.pending(connection) != body:
        return False
    batch = Batch.model_validate_json(body)
    joined.sent(connection)
    joined.amend(connection, up=taken.taken, looked=taken.taken)
    if taken.taken != batch.to:
        return False
    for item in batch.items:
        if isinstance(item, Report | Change):
            _mirror(connection, item.number, item.facts if isinstance(item, Report) else item.now)
    return True


def _mirror(connection: Connection, number: int, facts: Facts) -> None:
    one: int = connection.execute(select(initiatives.c.id).where(initiatives.c.number == number)).scalar_one()
    connection.execute(delete(mirrors).where(mirrors.c.initiative_id == one))
    values = {"initiative_id": one, "facts": facts.model_dump(mode="json")}
    connection.execute(insert(mirrors).values(values))


def rosters(connection: Connection) -> tuple[str, list[Roster]]:
    """Our people, a page at a time, with a hash of them all; no pages when the province has these already."""
    here = _here(connection)
    everybody: list[Person] = []
    ids = people.own_ids(connection)
    for place in range(0, len(ids), PEOPLE):
        everybody += people.read(connection, ids[place : place + PEOPLE])
    hashed = sha256("".join(one.model_dump_json() for one in everybody).encode()).hexdigest()
    if hashed == here.roster:
        return hashed, []
    pages = [everybody[place : place + PEOPLE] for place in range(0, len(everybody), PEOPLE)]
    first = here.serial + 1
    joined.amend(connection, serial=here.serial + len(pages))
    return hashed, [Roster(serial=first + place, people=page) for place, page in enumerate(pages)]


def _here(connection: Connection) -> Joined:
    here = joined.read(connection)
    if here is None:
        raise ValueError("this instance is no node")
    return here
