"""The process dies on the way of an answer from the platform to the next question."""

import pytest
from fakes.telegram_people import Person
from sqlalchemy import select

from storage import tables as t
from tests.crash.scene import PATIENCE, Scene, doubled, question, texts

pytestmark = pytest.mark.crash

IDEA = "Em gắn con lăn dưới bàn đóng gói, đẩy thùng hàng nhẹ hẳn"
WAY_IN = ("received", "storing", "stored", "taken", "decided", "applied", "finished", "committed")


async def told_the_idea(scene: Scene) -> Person:
    """Lan has told her idea and is asked whether it is confidential."""
    lan = scene.worker(777, "Lan")
    scene.start()
    lan.says(IDEA)
    await lan.hears(question("confidential"), within=PATIENCE)
    await scene.quiet()
    await scene.stop()
    return lan


async def answered_through_a_kill(scene: Scene, step: str) -> None:
    lan = await told_the_idea(scene)
    scene.start(bomb=step)
    lan.says("1")
    await scene.dies()
    scene.start()
    await lan.hears(question("title"), within=PATIENCE)
    lan.says("Con lăn ở bàn đóng gói")
    await lan.hears(question("kind"), within=PATIENCE)
    await scene.quiet()
    draft = scene.draft(lan)
    assert draft.answers == {"idea": IDEA, "confidential": "no", "title": "Con lăn ở bàn đóng gói"}
    assert draft.step == "kind"
    assert len(texts(lan)) == 3
    assert doubled(texts(lan)) == []
    assert [row.state for row in scene.rows(select(t.inbox.c.state))] == ["done"] * 3


@pytest.mark.parametrize("step", WAY_IN)
async def test_an_answer_is_kept_once_and_the_next_question_comes_once_wherever_the_process_dies(
    scene: Scene, step: str
) -> None:
    await answered_through_a_kill(scene, step)


@pytest.mark.postgres
@pytest.mark.parametrize("step", ["storing", "applied", "committed"])
async def test_on_postgresql_an_answer_is_kept_once_wherever_the_process_dies(
    postgres_scene: Scene, step: str
) -> None:
    await answered_through_a_kill(postgres_scene, step)


async def test_a_batch_is_stored_whole_or_comes_again_whole(scene: Scene) -> None:
    people = [scene.worker(900 + number, f"Hoa {number}") for number in range(5)]
    for person in people:
        person.says(f"{person.name}: {IDEA}")
    scene.start(bomb="storing")
    await scene.dies()
    assert scene.rows(select(t.inbox.c.id)) == []
    assert scene.rows(select(t.offsets.c.position)) == []
    scene.start(bomb="stored")
    await scene.dies()
    assert len(scene.rows(select(t.inbox.c.id))) == 5
    assert scene.api.confirmed == 0
    scene.start()
    for person in people:
        await person.hears(question("confidential"), within=PATIENCE)
    await scene.quiet()
    for person in people:
        assert len(texts(person)) == 1
        assert scene.draft(person).answers == {"idea": f"{person.name}: {IDEA}"}


async def test_a_first_contact_that_dies_makes_one_person(scene: Scene) -> None:
    minh = scene.api.person(555, "Minh")
    scene.start(bomb="applied")
    minh.starts("u_MAYTL")
    await scene.dies()
    assert scene.rows(select(t.people.c.id)) == []
    scene.start()
    await minh.hears(within=PATIENCE)
    await scene.quiet()
    assert len(scene.rows(select(t.people.c.id))) == 1
    assert len(texts(minh)) == 1
