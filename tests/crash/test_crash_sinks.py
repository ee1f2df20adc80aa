"""The process dies at any moment while another program is told of changes."""

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
from fakes.webhook_receiver import Mood, WebhookReceiver
from pydantic import SecretStr
from sqlalchemy import Connection, func, insert, select

from bot.settings import Settings
from bot.sinks import signing, webhooks
from storage import tables as t
from storage.sinks import sinks
from tests.crash.scene import Scene

pytestmark = pytest.mark.crash

LIVES = 12
#: How it is that day; well on most of them.
MOODS: tuple[Mood, ...] = ("well", "well", "well", "deaf", "fails", "cuts")


@pytest.fixture
async def receiver(scene: Scene) -> AsyncIterator[WebhookReceiver]:
    async with WebhookReceiver(signing.make_secret(), scene.now) as opened:
        yield opened


def subscribe(scene: Scene, receiver: WebhookReceiver) -> None:
    settings = Settings(
        _env_file=None, data_dir=scene.folder, secret_key=SecretStr("k" * 32), database_url=SecretStr("")
    )
    sealed = webhooks.sealed(settings, [receiver.secret])
    with scene.engine.begin() as connection:
        sinks.add(connection, "webhook", "kho", scene.now(), config={"url": receiver.url}, secret=sealed)


def report(scene: Scene, number: int) -> None:
    """Somebody's initiative, from another process."""
    with scene.engine.begin() as connection:
        author = connection.scalar(select(func.min(t.people.c.id)))
        values = {
            "number": number,
            "code": f"NT-{number:06d}",
            "author_id": author,
            "unit_id": connection.scalar(select(t.people.c.unit_id).where(t.people.c.id == author)),
            "status": "submitted",
            "title": f"Bàn gá số {number}",
            "answers": {},
            "form_version": 1,
            "submitted_at": scene.now(),
            "updated_at": scene.now(),
        }
        connection.execute(insert(t.initiatives).values(values))


def everything(scene: Scene) -> int:
    return int(scene.rows(select(func.count()).select_from(t.changes))[0][0])


def has_all(scene: Scene) -> bool:
    def place(connection: Connection) -> int:
        found = sinks.named(connection, "kho")
        assert found is not None
        return found.position

    with scene.engine.connect().execution_options(reading=True) as connection:
        return place(connection) == everything(scene)


@pytest.mark.parametrize("seed", [1, 2])
async def test_killed_at_random_moments_nothing_is_missing_and_the_order_is_kept(
    scene: Scene, receiver: WebhookReceiver, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test
    scene.worker(777, "Lan")
    subscribe(scene, receiver)
    number = 0
    for life in range(LIVES):
        receiver.mood = "well" if life == 0 else chance.choice(MOODS)
        heard = len(receiver.letters)
        scene.start()
        for _ in range(chance.randint(1, 4)):
            number += 1
            report(scene, number)
            await asyncio.sleep(chance.random() * 0.1)
        if life % 2:
            # Right after a letter came, when the place in the feed may not be written down yet.
            await receiver.until(lambda heard=heard: len(receiver.letters) > heard)  # type: ignore[misc]
            await asyncio.sleep(chance.random() * 0.01)
        else:
            await asyncio.sleep(chance.random() * 0.5)
        await scene.kill()
        scene.later()
    receiver.mood = "well"
    scene.start()
    await scene.until(lambda: has_all(scene))
    await scene.stop()
    assert receiver.wrong == []
    assert receiver.refused == []
    assert receiver.positions == list(range(1, everything(scene) + 1))


async def test_killed_between_a_delivery_and_writing_it_down_the_same_letter_comes_again(
    scene: Scene, receiver: WebhookReceiver
) -> None:
    scene.worker(777, "Lan")
    subscribe(scene, receiver)
    receiver.mood = "hangs"
    report(scene, 1)
    scene.start()
    await receiver.until(lambda: bool(receiver.letters))
    await scene.kill()
    scene.later()
    report(scene, 2)
    receiver.mood = "well"
    scene.start()
    await scene.until(lambda: has_all(scene))
    first, again, rest = receiver.letters
    assert (first.key, first.positions) == (again.key, again.positions)
    assert rest.key != first.key
    assert rest.positions == [everything(scene)]
