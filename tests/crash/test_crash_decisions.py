"""The process dies while an officer decides."""

import pytest
from sqlalchemy import select

from handlers.initiative import Action, Status
from storage import tables as t
from tests.crash.reporter import Reporter
from tests.crash.scene import PATIENCE, Scene, texts

pytestmark = pytest.mark.crash


@pytest.mark.parametrize("step", ["taken", "applied", "committed"])
async def test_a_decision_is_made_once_and_its_author_told_once_wherever_the_process_dies(
    scene: Scene, step: str
) -> None:
    nhung = scene.officer(500, "Nhung")
    hoa = scene.worker(1000, "Hoa")
    scene.start()
    await Reporter(hoa).reports()
    await nhung.hears("NT-000001", within=PATIENCE)
    await scene.quiet()
    await scene.stop()
    told, answered = len(texts(hoa)), len(texts(nhung))
    scene.start(bomb=step)
    nhung.says("/duyet 1")
    await scene.dies()
    scene.start()
    await hoa.hears("NT-000001", within=PATIENCE)
    await scene.quiet()
    # Asked again, as somebody would who saw no answer for a moment.
    nhung.says("/duyet 1")
    await nhung.hears("NT-000001", within=PATIENCE)
    await scene.quiet()
    (initiative,) = scene.rows(select(t.initiatives))
    assert initiative.status == Status.VALID.value
    decided = scene.rows(select(t.decisions.c.action))
    assert [row.action for row in decided].count(Action.APPROVE.value) == 1
    assert len(texts(hoa)) == told + 1
    assert len(texts(nhung)) == answered + 2
