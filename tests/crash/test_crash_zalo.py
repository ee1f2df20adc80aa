"""The process dies where Zalo forgives nothing: on the way of an update given once, of a token good once."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fakes import zalo_oa_spec as faults
from fakes.zalo_bot_people import Person
from sqlalchemy import select

from bot.channels.zalo_oa.refreshing import PATH
from storage import tables as t
from storage.credentials import State
from tests.crash.scene import PATIENCE, Nursery, doubled, question, texts
from tests.crash.zalo_scenes import ZaloBotScene, ZaloOaScene

pytestmark = pytest.mark.crash

IDEA = "Em gắn con lăn dưới bàn đóng gói, đẩy thùng hàng nhẹ hẳn"
OTHER_IDEA = "Tổ em dán vạch màu để phân loại vải vụn ngay tại chuyền"
LAN, MINH, HOA = "6ede9afa66b88fe6d6a9", "7ede9afa66b88fe6d6a9", "7000000000000000001"
HOUR = timedelta(hours=1)


# -- an update that is given once ------------------------------------------------------------


async def told_the_idea(scene: ZaloBotScene) -> Person:
    """Lan has told her idea and is asked whether it is confidential."""
    lan = scene.member(LAN, "Lan")
    scene.start()
    lan.says(IDEA)
    await lan.hears(question("confidential"), within=PATIENCE)
    await scene.quiet()
    await scene.stop()
    return lan


async def told_to_the_next_question(scene: ZaloBotScene, lan: Person) -> None:
    await lan.hears(question("title"), within=PATIENCE)
    await scene.quiet()
    assert scene.draft(lan).answers == {"idea": IDEA, "confidential": "no"}
    assert doubled(texts(lan)) == []


@pytest.mark.parametrize("step", ["received", "storing"])
async def test_between_zalos_hand_and_ours_a_kill_loses_that_one_answer_and_nothing_else(
    bot_scene: ZaloBotScene, step: str
) -> None:
    """Read is gone: Zalo keeps no copy, so this is not promised (docs/guarantees.md)."""
    lan = await told_the_idea(bot_scene)
    minh = bot_scene.member(MINH, "Minh")
    bot_scene.start(bomb=step)
    lan.says("1")
    minh.says(OTHER_IDEA)
    await bot_scene.dies()
    assert len(bot_scene.api.waiting) == 1
    bot_scene.start()
    await minh.hears(question("confidential"), within=PATIENCE)
    await bot_scene.quiet()
    assert bot_scene.draft(lan).answers == {"idea": IDEA}
    assert len(texts(lan)) == 1
    # She was not answered, so she says it again.
    lan.says("1")
    await told_to_the_next_question(bot_scene, lan)
    assert bot_scene.draft(minh).answers == {"idea": OTHER_IDEA}


@pytest.mark.parametrize("step", ["stored", "taken", "decided", "applied", "finished", "committed"])
async def test_once_it_is_stored_an_answer_is_kept_once_wherever_the_process_dies(
    bot_scene: ZaloBotScene, step: str
) -> None:
    lan = await told_the_idea(bot_scene)
    bot_scene.start(bomb=step)
    lan.says("1")
    await bot_scene.dies()
    bot_scene.start()
    await told_to_the_next_question(bot_scene, lan)
    assert len(texts(lan)) == 2
    assert [row.state for row in bot_scene.rows(select(t.inbox.c.state))] == ["done"] * 2


async def test_whoever_is_told_to_stop_stores_first_what_is_in_hand(bot_scene: ZaloBotScene) -> None:
    lan = await told_the_idea(bot_scene)
    bot_scene.start(bomb="received:1:TERM")
    lan.says("1")
    await bot_scene.ends()
    assert bot_scene.api.waiting == []
    assert len(bot_scene.rows(select(t.inbox.c.id))) == 2
    bot_scene.start()
    await told_to_the_next_question(bot_scene, lan)


# -- a token that is good once ---------------------------------------------------------------


@pytest.mark.parametrize("step", ["claiming", "asking", "granted"])
async def test_the_account_works_again_without_a_human_where_its_token_was_not_lost(
    oa_scene: ZaloOaScene, step: str
) -> None:
    hoa = oa_scene.member(HOA, "Hoa")
    oa_scene.tells(hoa, "Sáng kiến đã đến nơi")
    oa_scene.start(bomb=step)
    await oa_scene.dies()
    oa_scene.later()
    oa_scene.start()
    await hoa.hears("Sáng kiến đã đến nơi", within=PATIENCE)
    await oa_scene.quiet()
    assert oa_scene.api.tokens.rotations == len(oa_scene.api.calls_of(PATH)) == 1
    await oa_scene.stands(lambda found: found.state is State.READY)
    assert len(texts_of(hoa)) == 1


@pytest.mark.parametrize("step", ["answered", "granting"])
async def test_an_answer_that_died_with_the_process_is_told_loudly_and_a_new_token_heals(
    oa_scene: ZaloOaScene, step: str
) -> None:
    hoa = oa_scene.member(HOA, "Hoa")
    oa_scene.tells(hoa, "Sáng kiến đã đến nơi")
    oa_scene.start(bomb=step)
    await oa_scene.dies()
    oa_scene.later()
    oa_scene.start()
    await oa_scene.stands(lambda found: found.state is State.DEAD)
    await oa_scene.until(lambda: "zalo_access_dead" in oa_scene.log())
    assert "ZALO_OA_REFRESH_TOKEN" in oa_scene.log()
    await oa_scene.stop()
    # Once more was tried, and never again, also not by the next life.
    assert oa_scene.api.tokens.spent == [oa_scene.api.refresh_token]
    oa_scene.later(HOUR)
    oa_scene.start()
    await oa_scene.until(lambda: oa_scene.log().count("zalo_access_dead") == 2)
    assert len(oa_scene.api.calls_of(PATH)) == 2
    await oa_scene.stop()
    assert texts_of(hoa) == []
    oa_scene.refresh = oa_scene.api.newest_refresh_token
    oa_scene.later(HOUR)
    oa_scene.start()
    await hoa.hears("Sáng kiến đã đến nơi", within=PATIENCE)
    assert "fake-" not in (oa_scene.folder / "bot.log").read_text()


async def test_messages_go_on_while_the_old_access_lasts_though_its_renewal_died(
    oa_scene: ZaloOaScene,
) -> None:
    hoa = oa_scene.member(HOA, "Hoa")
    oa_scene.start()
    await oa_scene.stands(lambda found: found.expires_at is not None)
    await oa_scene.stop()
    oa_scene.later(20 * HOUR)
    oa_scene.start(bomb="answered")
    await oa_scene.dies()
    oa_scene.later()
    oa_scene.tells(hoa, "Sáng kiến đã đến nơi")
    oa_scene.start()
    await hoa.hears("Sáng kiến đã đến nơi", within=PATIENCE)
    await oa_scene.stands(lambda found: found.state is State.DEAD)
    await oa_scene.until(lambda: "zalo_access_dead" in oa_scene.log())


async def test_whoever_is_told_to_stop_keeps_the_answer_first(oa_scene: ZaloOaScene) -> None:
    oa_scene.start(bomb="answered:1:TERM")
    await oa_scene.ends()
    await oa_scene.stands(lambda found: found.state is State.READY and found.expires_at is not None)
    hoa = oa_scene.member(HOA, "Hoa")
    oa_scene.tells(hoa, "Sáng kiến đã đến nơi")
    oa_scene.start()
    await hoa.hears("Sáng kiến đã đến nơi", within=PATIENCE)
    assert oa_scene.api.tokens.rotations == len(oa_scene.api.calls_of(PATH)) == 1


async def test_two_processes_that_start_at_once_renew_once(
    oa_scene: ZaloOaScene, other_nursery: Nursery, tmp_path: Path
) -> None:
    folder = tmp_path / "other"
    folder.mkdir()
    other = replace(oa_scene, nursery=other_nursery, folder=folder)
    oa_scene.api.fails(PATH, faults.slow(0.5))
    people = [oa_scene.member(f"70000000000000000{number:02}", f"Hoa {number}") for number in range(10)]
    for person in people:
        oa_scene.tells(person, "Sáng kiến đã đến nơi")
    oa_scene.start()
    other.start()
    try:
        for person in people:
            await person.hears("Sáng kiến đã đến nơi", within=PATIENCE)
        await oa_scene.quiet()
        # Both looked whether the account is in order, with the same token.
        await oa_scene.until(lambda: len(oa_scene.api.calls_of("getoa")) == 2)
        assert oa_scene.api.tokens.rotations == len(oa_scene.api.calls_of(PATH)) == 1
        used = {call.headers["access_token"] for call in oa_scene.api.calls if "access_token" in call.headers}
        assert used == {oa_scene.api.access_token_valid}
    finally:
        await other.close()


def texts_of(person: object) -> list[str]:
    return [seen.words for seen in person.screen]  # type: ignore[attr-defined]
