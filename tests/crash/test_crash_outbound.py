"""The process dies while a reply is on its way to the platform."""

import pytest
from fakes.telegram_spec import cut_after
from sqlalchemy import select

from storage import tables as t
from tests.crash.scene import PATIENCE, Scene, question, texts

pytestmark = pytest.mark.crash

IDEA = "Em gắn con lăn dưới bàn đóng gói, đẩy thùng hàng nhẹ hẳn"


async def arrivals(scene: Scene, step: str) -> int:
    """How often the question stands on the screen that was on its way when the process died."""
    lan = scene.worker(777, "Lan")
    scene.start(bomb=step)
    lan.says(IDEA)
    await scene.dies()
    scene.later()
    scene.start()
    await scene.quiet()
    assert scene.draft(lan).answers == {"idea": IDEA}
    (row,) = scene.said_to(lan)
    assert row.state == "sent"
    lan.says("1")
    await lan.hears(question("title"), within=PATIENCE)
    *before, last = texts(lan)
    assert question("title") in last
    assert all(question("confidential") in text for text in before)
    return len(before)


@pytest.mark.parametrize("step", ["claimed", "settled"])
async def test_a_reply_that_had_not_left_or_was_settled_arrives_exactly_once(scene: Scene, step: str) -> None:
    assert await arrivals(scene, step) == 1


@pytest.mark.parametrize("step", ["accepted", "heard", "settling"])
async def test_a_reply_the_platform_took_before_we_could_note_it_arrives_twice_and_no_more(
    scene: Scene, step: str
) -> None:
    assert await arrivals(scene, step) == 2


@pytest.mark.postgres
async def test_on_postgresql_too_only_the_unsettled_reply_is_repeated(postgres_scene: Scene) -> None:
    assert await arrivals(postgres_scene, "accepted") == 2


async def test_a_reply_whose_answer_was_cut_off_waits_for_its_lease_through_a_restart(scene: Scene) -> None:
    lan = scene.worker(777, "Lan")
    scene.api.fails("sendMessage", cut_after())
    scene.start(bomb="settled")
    lan.says(IDEA)
    await scene.dies()
    assert len(scene.sending()) == 1
    scene.later()
    scene.start()
    await scene.quiet()
    assert len(texts(lan)) == 2
    outcomes = [row.outcome for row in scene.rows(select(t.receipts.c.outcome).order_by(t.receipts.c.id))]
    assert outcomes == ["uncertain", "sent"]


async def test_the_order_of_a_conversation_survives_a_reply_that_is_repeated(scene: Scene) -> None:
    lan = scene.worker(777, "Lan")
    scene.start(bomb="accepted")
    lan.says(IDEA)
    await scene.dies()
    scene.later()
    lan.says("1")
    lan.says("Con lăn ở bàn đóng gói")
    scene.start()
    await lan.hears(question("kind"), within=PATIENCE)
    await scene.quiet()
    asked = ["confidential", "confidential", "title", "kind"]
    assert len(texts(lan)) == len(asked)
    assert all(question(key) in text for key, text in zip(asked, texts(lan), strict=True))
