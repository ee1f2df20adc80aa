"""Does at the province what somebody did at a node: as themselves, by the effects of the chat."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, update

from handlers.effects import Effects, Tell
from handlers.events import Commanded
from handlers.person import Person
from handlers.speaker import Speaker
from storage import rulings
from storage.apply.batch import Turn, apply
from storage.apply.telling import Render
from storage.people import Look
from storage.tables import outbox


@dataclass(frozen=True, slots=True)
class Tools:
    """What telling people needs."""

    render: Render
    can_edit: Callable[[str], bool]
    zone: ZoneInfo


def act(
    connection: Connection,
    tools: Tools,
    person_id: int,
    name: str,
    effects: Effects,
    at: datetime,
    told: Collection[int],
) -> None:
    """Whoever is in `told` heard of it at the node. Raises `Conflict` when it came too late."""
    person = rulings.officer(connection, person_id, at) or Person(id=person_id)
    here = f"node:main:{person_id}"
    turn = Turn(
        key=f"node:{name}",
        event=Commanded(conversation=here, at=at.astimezone(tools.zone), name=name),
        # As one who has chosen where they are told things: this door does not become that place.
        look=Look(
            speaker=Speaker(conversation=here, person=person),
            burst_at=at,
            told_in=None,
            reachable=False,
            chosen=True,
        ),
        effects=tuple(one for one in effects if not (isinstance(one, Tell) and one.person_id in told)),
    )
    apply(connection, [turn], tools.render, tools.can_edit)


def unsay(connection: Connection, effects: Iterable[object], told: Collection[int]) -> None:
    """Take back what was queued in this transaction for people who heard of it at the node."""
    for one in effects:
        if isinstance(one, Tell) and one.person_id in told:
            same = outbox.c.dedupe_key.startswith(f"{one.once}#", autoescape=True)
            waiting = same & (outbox.c.person_id == one.person_id) & (outbox.c.state == "queued")
            connection.execute(update(outbox).where(waiting).values(state="cancelled"))
