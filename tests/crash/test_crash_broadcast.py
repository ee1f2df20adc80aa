"""The process is killed again and again while a broadcast goes to twenty thousand people."""

import asyncio
from datetime import timedelta
from random import Random

import pytest
from fakes.telegram_people import Person
from sqlalchemy import func, insert, select

from handlers.broadcasts.audience import Audience
from handlers.broadcasts.content import ANYBODY, Text
from storage import tables as t
from storage.broadcasts import broadcasts, outcomes
from tests.crash.scene import MORNING, Scene, texts

pytestmark = [pytest.mark.crash, pytest.mark.slow]

PEOPLE, KILLS = 20_000, 20
WORDS = "Mời anh/chị kể một sáng kiến"


def gather(scene: Scene) -> list[Person]:
    """Twenty thousand workers who agreed, as quickly as a database takes them."""
    at = MORNING - timedelta(days=1)
    with scene.engine.begin() as connection:
        unit = connection.scalar(select(t.units.c.id).where(t.units.c.code == "MAYTL"))
        first = (connection.scalar(select(func.max(t.people.c.id))) or 0) + 1
        numbers = range(first, first + PEOPLE)
        rows = [
            {
                "id": number,
                "name": f"Hoa {number}",
                "handling": True,
                "campaigns": True,
                "unit_id": unit,
                "conversation": f"{scene.lane}:{number}",
                "created_at": at,
            }
            for number in numbers
        ]
        connection.execute(insert(t.people), rows)
        talks = [
            {
                "key": f"{scene.lane}:{number}",
                "lane": scene.lane,
                "person_id": number,
                "burst_at": at,
                "last_at": at,
                "interacted_at": at,
            }
            for number in numbers
        ]
        connection.execute(insert(t.conversations), talks)
        broadcasts.make(
            connection,
            title="Mời kể",
            audience=Audience(unit_ids=(unit,)),
            content=Text(((ANYBODY, WORDS),)),
            now=MORNING,
            state="due",
            begins_at=MORNING,
        )
    people = [scene.api.person(number, f"Hoa {number}") for number in numbers]
    for person in people:
        person.has_begun = True
    return people


def handed(scene: Scene) -> int:
    """How many people are no longer waiting for their turn."""
    gone = select(func.count()).where(t.outbox.c.state.in_(["sent", "unknown"]))
    return int(scene.rows(gone)[0][0])


async def test_a_broadcast_killed_at_twenty_moments_loses_and_doubles_nobody(scene: Scene) -> None:
    people = gather(scene)
    scene.page = 500
    draw = Random(20)  # noqa: S311 - the same moments every time
    in_flight: set[int] = set()
    kills = 0
    while kills < KILLS:
        before = handed(scene)
        scene.start()
        # Somewhere within what is left; the last lives begin when much of it is done.
        await scene.until(lambda: handed(scene) > before, within=60)  # noqa: B023
        await asyncio.sleep(draw.uniform(0.0, 0.8))
        await scene.kill()
        in_flight |= scene.sending()
        scene.later()
        kills += 1
        assert handed(scene) < PEOPLE, "it ended before it could be killed often enough"
    scene.start()
    done = select(t.broadcasts.c.ended_at).where(t.broadcasts.c.ended_at.is_not(None))
    await scene.until(lambda: bool(scene.rows(done)), within=240)
    await scene.stop()
    with scene.engine.connect() as connection:
        counted = outcomes.count(connection, 1)
        unknown = set(connection.scalars(select(t.outbox.c.id).where(t.outbox.c.state == "unknown")))
    assert counted.total == counted.expected == PEOPLE
    assert counted.sent + counted.unknown == PEOPLE
    assert unknown == in_flight
    assert len(unknown) <= KILLS * 32
    heard = [sum(WORDS in text for text in texts(person)) for person in people]
    assert max(heard) == 1
    assert counted.sent <= sum(heard) <= counted.sent + counted.unknown
