"""Makes the workers and officers of a rehearsal."""

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import accumulate, islice
from random import Random
from typing import Final

from sqlalchemy import Connection

from bot.rehearsal.assumptions import Assumptions
from bot.rehearsal.worker import Worker
from messages.catalog import DEFAULT, say
from storage.rehearsal import acts, crowd
from storage.rehearsal.crowd import Made

#: People written down at a time.
CHUNK: Final = 2_000
#: The account of every fake channel.
ACCOUNT: Final = "rehearsal"
#: Where people are taken to be where nobody said, in percent. Nearly everybody has Zalo; who writes to a
#: union's bot by which way is a guess.
CHANNELS: Final[Mapping[str, int]] = {"zalo_oa": 50, "telegram": 20, "web": 29, "zalo_bot": 1}
#: The channels that a bot may have.
KNOWN: Final = (*CHANNELS, "console")


def lane_of(channel: str) -> str:
    return f"{channel}:{ACCOUNT}"


def people(
    connection: Connection, worker: Worker, many: int, channels: Mapping[str, int], start: datetime
) -> tuple[dict[str, int], int]:
    """Write down so many workers and all officers; how many workers there are in each lane, and how many
    officers."""
    places = crowd.places(connection)
    lanes: dict[str, int] = {}
    made = _made(worker, places, many, channels, start)
    while chunk := list(islice(made, CHUNK)):
        crowd.add(connection, chunk, start)
        acts.add(connection, [act for one in chunk if (act := worker.begins_alone(one.id))])
        for one in chunk:
            lanes[one.lane] = lanes.get(one.lane, 0) + 1
    most = max(channels, key=lambda one: channels[one])
    return lanes, _officers(connection, worker.rates, many, most, start)


def _made(
    worker: Worker,
    places: Sequence[tuple[int, int]],
    many: int,
    channels: Mapping[str, int],
    start: datetime,
) -> Iterator[Made]:
    rates = worker.rates
    names, shares = list(channels), list(accumulate(channels.values()))
    sizes = list(accumulate(size for _, size in places))
    for person in range(1, many + 1):
        dice = worker.dice(person, 0)
        # Everybody has a place of their own in the units laid end to end: shares come out as they are.
        unit = places[min(bisect(sizes, (person - 0.5) / many * sizes[-1]), len(places) - 1)][0]
        channel = names[min(bisect(shares, dice.random() * shares[-1]), len(names) - 1)]
        yield Made(
            id=person,
            unit_id=unit,
            lane=lane_of(channel),
            language="en" if dice.random() < rates.foreign else "vi",
            name=say(DEFAULT, "rehearsal.made.worker", number=person),
            campaigns=_agreed(dice, rates),
            acted_at=start - timedelta(days=dice.expovariate(1 / max(rates.silent_days, 0.01))),
        )


def _agreed(dice: Random, rates: Assumptions) -> bool | None:
    if dice.random() < rates.consent:
        return True
    return False if dice.random() < rates.declined else None


def _officers(connection: Connection, rates: Assumptions, many: int, channel: str, start: datetime) -> int:
    """They are where most people are, and agreed to be written to. What they do is decide and not report."""
    person = many
    for unit, role in crowd.posts(connection):
        for _ in range(round(rates.officers)):
            person += 1
            made = Made(
                id=person,
                unit_id=unit,
                lane=lane_of(channel),
                language="vi",
                name=say(DEFAULT, "rehearsal.made.officer", number=person - many),
                campaigns=True,
                acted_at=start,
            )
            crowd.add(connection, [made], start)
            crowd.appoint(connection, [(person, unit, role)], start)
    return person - many
