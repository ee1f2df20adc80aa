"""The whole story with its people on different doors: a worker on Zalo, an officer elsewhere."""

import asyncio
import io
import re
from pathlib import Path

import pytest
from kit.zalo_stage import ZaloStage, zalo_stage
from kit.zalo_talkers import ZaloBotTalker, ZaloOaTalker
from PIL import Image
from sqlalchemy import Engine, select

from storage import tables as t
from storage.traffic import inbox, outbox
from tests.kit.story import ANSWERS, IDEA, Stage, join, take_post, the_story
from tests.kit.talkers import TelegramTalker, WebTalker

pytestmark = pytest.mark.slow

LAN, MINH, HANH = "6ede9afa66b88fe6d601", "6ede9afa66b88fe6d602", "6ede9afa66b88fe6d603"


def told_by(stage: ZaloStage, worker: object, officer: object, silent: object) -> Stage:
    return Stage(stage.app, stage.watch, stage.secret, worker, officer, silent)  # type: ignore[arg-type]


async def all_is_well(engine: Engine) -> None:
    async with asyncio.timeout(10):
        while _on_the_way(engine):  # noqa: ASYNC110 - the database has no event to wait for
            await asyncio.sleep(0.05)
    with engine.connect() as connection:
        found = connection.execute(select(t.initiatives)).one()
        history = connection.execute(select(t.decisions.c.action).order_by(t.decisions.c.id)).scalars().all()
        unheard = connection.execute(select(t.inbox.c.id).where(t.inbox.c.state != "done")).all()
        left = connection.execute(select(t.outbox.c.state).where(t.outbox.c.state != "sent")).scalars().all()
    assert (found.code, found.status) == ("NT-000001", "valid")
    assert list(history) == ["return", "resubmit", "approve"]
    assert unheard == []
    assert set(left) <= {"cancelled"}


def _on_the_way(engine: Engine) -> int:
    with engine.connect() as connection:
        return outbox.queued(connection) + inbox.waiting(connection)


@pytest.mark.parametrize("mode", ["polling", "webhook"])
async def test_a_worker_on_the_zalo_bot_and_an_officer_on_telegram(
    mode: str, engine: Engine, tmp_path: Path
) -> None:
    doors = ("zalo_bot", "telegram", *(["webhook"] if mode == "webhook" else []))
    async with zalo_stage(engine, tmp_path, *doors) as stage:
        worker = ZaloBotTalker(stage.bot.person(LAN, "Lan"))
        silent = ZaloBotTalker(stage.bot.person(MINH, "Minh"))
        officer = TelegramTalker(stage.telegram.person(501, "Hạnh"))
        await the_story(told_by(stage, worker, officer, silent))
        await all_is_well(engine)


@pytest.mark.parametrize("buttons", [False, True])
async def test_a_worker_on_the_official_account_and_an_officer_on_the_zalo_bot(
    buttons: bool, engine: Engine, tmp_path: Path
) -> None:
    doors = ("zalo_bot", "zalo_oa", *(["webhook"] if buttons else []))
    async with zalo_stage(engine, tmp_path, *doors, zalo_oa_buttons=buttons) as stage:
        worker = ZaloOaTalker(stage.oa.person("7000000000000000001", "Lan"))
        silent = ZaloOaTalker(stage.oa.person("7000000000000000002", "Minh"))
        officer = ZaloBotTalker(stage.bot.person(HANH, "Hạnh"))
        await the_story(told_by(stage, worker, officer, silent))
        await all_is_well(engine)


async def test_a_photo_sent_to_the_official_account_is_seen_by_an_officer_on_the_bot(
    engine: Engine, tmp_path: Path
) -> None:
    async with zalo_stage(engine, tmp_path, "zalo_bot", "zalo_oa") as stage:
        lan, hanh = stage.oa.person("7000000000000000001", "Lan"), stage.bot.person(HANH, "Hạnh")
        worker, officer = ZaloOaTalker(lan), ZaloBotTalker(hanh)
        await take_post(told_by(stage, worker, officer, worker))
        await join(worker, "nguyễn thị lan", "0912 345 678")
        await worker.says(IDEA)
        for question, answer in ANSWERS[:-1]:
            await worker.hears(question)
            stage.watch.passes()
            await worker.says(answer)
        await worker.hears(ANSWERS[-1][0])
        lan.sends_image(picture())
        await worker.hears("Trợ lý đã nhận")
        await worker.says("xong")
        await worker.hears("xem lại")
        await worker.says("gửi")
        await worker.hears("NT-000001")
        await officer.hears("NT-000001")
        await officer.says("xem 1")
        await officer.hears("Nguyễn Thị Lan")
        (photo,) = [seen.photo for seen in hanh.sees() if seen.photo]
        with Image.open(io.BytesIO(photo)) as shown:
            assert shown.format == "JPEG"
            assert shown.getpixel((10, 10))[0] > 150
        # Zalo comes a second time for each picture, and the house must still be there.
        await stage.bot.fetched()


def picture() -> bytes:
    """A red one."""
    kept = io.BytesIO()
    Image.new("RGB", (64, 48), (200, 20, 30)).save(kept, "PNG")
    return kept.getvalue()


async def test_a_worker_begins_on_zalo_and_finishes_in_the_browser(engine: Engine, tmp_path: Path) -> None:
    async with zalo_stage(engine, tmp_path, "zalo_bot", "telegram") as stage, asyncio.TaskGroup() as group:
        zalo = ZaloBotTalker(stage.bot.person(LAN, "Lan"))
        officer = TelegramTalker(stage.telegram.person(501, "Hạnh"))
        await take_post(told_by(stage, zalo, officer, zalo))
        await join(zalo, "nguyễn thị lan", "0912 345 678")
        await zalo.says(IDEA)
        for question, answer in ANSWERS[:5]:
            await zalo.hears(question)
            stage.watch.passes()
            await zalo.says(answer)
        await zalo.hears(ANSWERS[5][0])
        await zalo.says("liên kết")
        code = re.search(r"\d{4} \d{3} \d{3}", await zalo.hears("Mã của anh/chị"))
        assert code

        browser = await WebTalker(stage.url).open(group)
        await browser.begins()
        await browser.hears("Công đoàn")
        await browser.says(code[0].replace(" ", ""))
        asked = await browser.hears("Nguyễn Thị Lan")
        assert "May Thành Lợi" in asked
        await browser.says("1")
        await browser.hears("Đã nối xong")
        await zalo.hears("trang web đã được nối")
        await browser.says("tiếp tục")
        for question, answer in ANSWERS[5:]:
            await browser.hears(question)
            stage.watch.passes()
            await browser.says(answer)
        shown = await browser.hears("xem lại")
        assert "Đèn báo hết chỉ cuối chuyền" in shown
        await browser.says("gửi")
        await browser.hears("NT-000001")

        await officer.hears("NT-000001")
        await officer.says("duyệt 1")
        await browser.hears("Chúc mừng anh/chị")
        await zalo.hears_nothing()
        await browser.says("kênh nhận tin")
        await browser.hears("nhận tin ở đâu")
        assert any(label.startswith("Zalo") for label in browser.buttons)
        await browser.close()
    with engine.connect() as connection:
        authors = connection.execute(select(t.initiatives.c.author_id)).scalars().all()
        mine = connection.execute(
            select(t.conversations.c.lane).where(t.conversations.c.person_id == authors[0])
        ).scalars()
        assert sorted(lane.split(":")[0] for lane in mine) == ["web", "zalo_bot"]
