"""The process dies while a reminder of a Peak Week is on its way to its audience."""

from collections import Counter
from datetime import date, time, timedelta

import pytest
from fakes.telegram_people import Person
from sqlalchemy import select

from storage import tables as t
from storage.broadcasts.outcomes import count as count_outcomes
from storage.campaigns import campaigns
from tests.crash.scene import MORNING, Scene, texts

pytestmark = pytest.mark.crash

SLOGAN = "Tự hào trí tuệ lao động Việt Nam"
AUDIENCE = 5
FAN_OUT = ("firing", "fired", "paging", "paged", "paging:2", "paged:2", "paging:3", "paged:3")
DELIVERY = ("claimed", "accepted", "heard", "settling", "settled")


def announce(scene: Scene) -> list[Person]:
    """Five who agreed and one who did not; the reminder has been due since 10:45."""
    people = [scene.worker(800 + number, f"Hoa {number}") for number in range(AUDIENCE)]
    scene.worker(899, "Yên", campaigns=False)
    with scene.engine.begin() as connection:
        province = connection.scalar(select(t.units.c.id).where(t.units.c.code == "TINH"))
        assert province is not None
        campaigns.create(
            connection,
            name="Tuần cao điểm",
            slogan=SLOGAN,
            starts=date(2026, 11, 23),
            ends=date(2026, 11, 29),
            hours=(time(10, 45),),
            unit_ids=(province,),
            now=MORNING - timedelta(hours=2),
        )
    return people


async def settle_down(scene: Scene) -> None:
    """Until the reminder has been spread and nothing is on its way any more."""

    def done() -> bool:
        return [row.state for row in scene.rows(select(t.broadcasts.c.state))] == ["done"]

    await scene.until(done)
    await scene.quiet()


def heard(person: Person) -> int:
    return sum(SLOGAN in text for text in texts(person))


def outcomes(scene: Scene) -> dict[str, str]:
    """How the message to each conversation stands."""
    found = scene.rows(
        select(t.outbox.c.conversation, t.outbox.c.state).where(t.outbox.c.broadcast_id.is_not(None))
    )
    assert len(found) == len({row.conversation for row in found})
    return {row.conversation.rpartition(":")[2]: row.state for row in found}


async def reminded_through_a_kill(scene: Scene, step: str) -> int:
    """How many messages are listed as unknown; that everybody is accounted for is checked here."""
    people = announce(scene)
    scene.start(bomb=step)
    await scene.dies()
    in_flight = scene.sending()
    scene.later()
    scene.start()
    await settle_down(scene)
    # Another life, some minutes later: the same reminder does not go off again.
    await scene.stop()
    scene.later()
    scene.start()
    await settle_down(scene)
    with scene.engine.connect() as connection:
        (number,) = connection.scalars(select(t.broadcasts.c.id))
        counted = count_outcomes(connection, number)
    assert counted.total == counted.expected == AUDIENCE + 1
    assert counted.skipped == {"opted_out": 1}
    states = outcomes(scene)
    assert set(states) == {str(person.id) for person in people}
    unknown = {row.id for row in scene.rows(select(t.outbox.c.id).where(t.outbox.c.state == "unknown"))}
    assert unknown == in_flight
    for person in people:
        if states[str(person.id)] == "sent":
            assert heard(person) == 1
        else:
            assert states[str(person.id)] == "unknown"
            assert heard(person) <= 1
    assert texts(scene.api.person(899, "Yên")) == []
    listed = Counter(row.outcome for row in scene.rows(select(t.receipts.c.outcome)))
    assert listed["unknown"] == len(unknown)
    return len(unknown)


@pytest.mark.parametrize("step", FAN_OUT)
async def test_a_reminder_reaches_everybody_once_wherever_its_spreading_dies(scene: Scene, step: str) -> None:
    await reminded_through_a_kill(scene, step)


@pytest.mark.parametrize("step", DELIVERY)
async def test_a_reminder_in_flight_at_a_crash_is_listed_as_unknown_and_never_sent_again(
    scene: Scene, step: str
) -> None:
    unknown = await reminded_through_a_kill(scene, step)
    assert unknown > 0 or step == "settled"


@pytest.mark.postgres
@pytest.mark.parametrize("step", ["paging:2", "accepted"])
async def test_on_postgresql_a_reminder_reaches_everybody_at_most_once(
    postgres_scene: Scene, step: str
) -> None:
    await reminded_through_a_kill(postgres_scene, step)
