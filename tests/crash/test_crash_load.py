"""The process dies again and again while many people tell their initiatives."""

import asyncio
import json
import random
from collections import Counter
from itertools import groupby

import pytest
from sqlalchemy import select

from bot.channels import render
from storage import tables as t
from tests.crash.reporter import Reporter
from tests.crash.scene import Scene, texts

pytestmark = pytest.mark.crash

#: What each of them says, "send" included.
ANSWERS = 17


async def killed_while_reporting(scene: Scene, people: int, kills: int) -> None:
    nhung = scene.officer(500, "Nhung")
    workers = [Reporter(scene.worker(1000 + n, f"Hoa {n}"), taps=n % 2 == 0) for n in range(people)]
    repeats: Counter[int] = Counter()
    scene.start()
    async with asyncio.TaskGroup() as group:
        for one in workers:
            group.create_task(one.reports())
        dice = random.Random()  # noqa: S311 - any moment will do
        for kill in range(1, kills + 1):
            # Somewhere in each stretch of the way; the last one leaves a stretch to go.
            told = (kill - dice.random() / 2) * ANSWERS * people / (kills + 1)
            await scene.until(lambda told=told: sum(len(one.did) for one in workers) >= told)
            await asyncio.sleep(dice.random() / 20)
            await scene.kill()
            repeats.update(scene.sending())
            scene.later()
            scene.start()
    await scene.quiet()
    for one in workers:
        check_kept(scene, one)
        check_screen(scene, one, repeats)
    sent = scene.rows(select(t.initiatives.c.number).order_by(t.initiatives.c.number))
    assert [row.number for row in sent] == list(range(1, people + 1))
    notices = [row for row in scene.said_to(nhung) if "NT-0" in row.body]
    assert len(notices) == people
    assert len(texts(nhung)) <= people + sum(repeats[row.id] for row in notices)
    assert len(set(texts(nhung))) == people


def check_kept(scene: Scene, one: Reporter) -> None:
    """Exactly one initiative with exactly these answers, and every word in the order it was said."""
    key = f"telegram:{scene.api.me['id']}:{one.person.id}"
    (sent,) = scene.rows(
        select(t.initiatives)
        .join(t.people, t.people.c.id == t.initiatives.c.author_id)
        .where(t.people.c.conversation == key)
    )
    assert {"evidence": [], **sent.answers} == one.kept
    came = scene.rows(
        select(t.inbox.c.event, t.inbox.c.state).where(t.inbox.c.conversation == key).order_by(t.inbox.c.id)
    )
    assert {row.state for row in came} == {"done"}
    events = [json.loads(row.event) for row in came]
    assert [event.get("text") or event.get("data") for event in events] == one.did


def check_screen(scene: Scene, one: Reporter, repeats: Counter[int]) -> None:
    """Every message once and in order; repeated only if it was in flight at a kill."""
    rows = scene.said_to(one.person)
    assert {row.state for row in rows} == {"sent"}
    wanted = [(render.decode(row.body).text, 1 + repeats[row.id]) for row in rows]
    expected = [(text, [most for _, most in same]) for text, same in groupby(wanted, lambda pair: pair[0])]
    shown = [(text, len(list(same))) for text, same in groupby(texts(one.person))]
    assert [text for text, _ in shown] == [text for text, _ in expected]
    for (_, count), (_, most) in zip(shown, expected, strict=True):
        assert len(most) <= count <= sum(most)


async def test_twenty_people_report_through_six_kills_at_any_moment(scene: Scene) -> None:
    await killed_while_reporting(scene, people=20, kills=6)


@pytest.mark.postgres
async def test_on_postgresql_people_report_through_kills_at_any_moment(postgres_scene: Scene) -> None:
    await killed_while_reporting(postgres_scene, people=6, kills=3)
