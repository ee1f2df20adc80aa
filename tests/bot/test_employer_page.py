"""A manager opens a link and answers, whatever the link is worth and whatever is pressed twice."""

import asyncio
import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from kit.employers import Scene, scene_on
from kit.managers import Browser, page_of
from PIL import Image
from sqlalchemy import Engine, update

from bot.app import build
from bot.employer_page import door
from bot.server import opened
from bot.settings import Settings
from storage import tables as t
from storage.database import schema

pytestmark = pytest.mark.slow

Opens = Callable[[str], Awaitable[Browser]]


def picture() -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(kept, "PNG")
    return kept.getvalue()


@pytest.fixture
def scene(sqlite_engine: Engine) -> Scene:
    made = scene_on(sqlite_engine)
    made.sends()
    return made


@pytest.fixture
async def manager(scene: Scene, tmp_path: Path) -> AsyncIterator[Opens]:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(page_of(scene, tmp_path))

        async def opens(token: str) -> Browser:
            return await stack.enter_async_context(Browser(url, token))

        yield opens


async def test_the_page_shows_the_initiative_in_the_managers_language(scene: Scene, manager: Opens) -> None:
    browser = await (await manager(scene.asks())).opens()
    browser.sees("제안(개선 아이디어) 인정 요청서", "NT-000001", "Nguyễn Thị Hoa", "Dưỡng mica", "3개월")
    browser.sees("베트남어 원문", 'lang="vi"', '<html lang="ko">')
    await browser.opens("?lang=ja")
    browser.sees("改善提案の認定のお願い", '<html lang="ja">')
    assert [one.what for one in scene.house.rows(t.visits)] == ["opened", "opened"]


async def test_it_asks_nothing_of_anyone_else_and_is_kept_by_nobody(scene: Scene, manager: Opens) -> None:
    browser = await (await manager(scene.asks())).opens()
    policy = browser.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert browser.headers["Cache-Control"] == "no-store"
    assert browser.headers["Referrer-Policy"] == "no-referrer"
    assert browser.headers["X-Robots-Tag"].startswith("noindex")
    browser.unsaid("<script", "http://", "https://")


async def test_a_yes_moves_the_initiative_and_everybody_hears_of_it(scene: Scene, manager: Opens) -> None:
    browser = await manager(scene.asks())
    await browser.answers("recognised", number="18/2026", date="2026-11-20")
    browser.sees("제출 전에 확인해 주십시오", "18/2026")
    assert scene.status() == "asked"
    await browser.confirms()
    browser.sees("귀사의 의견이 기록되었습니다", "Kim Min Ho", "18/2026", "2026년 11월 20일")
    assert scene.status() == "recognised"
    scene.worker.sees("Tin vui! Doanh nghiệp đã công nhận sáng kiến NT-000001")
    scene.officer.sees("Kim Min Ho, 법인장", "Chưa có bản quyết định đã ký")
    paper = scene.house.rows(t.recognitions)[0]
    assert (paper.kind, paper.number, paper.signer) == ("answer", "18/2026", "Kim Min Ho")
    last = scene.house.rows(t.decisions)[-1]
    assert (last.action, last.by_words) == ("recognise", "Kim Min Ho, 법인장")
    assert last.by_id == scene.officer.row().id


async def test_nothing_is_recorded_before_the_second_page(scene: Scene, manager: Opens) -> None:
    browser = await manager(scene.asks())
    await browser.opens()
    await browser.answers("recognised")
    assert scene.status() == "asked"
    assert scene.house.rows(t.requests)[0].answer == ""


async def test_a_refusal_needs_its_reason_and_the_author_reads_it(scene: Scene, manager: Opens) -> None:
    browser = await manager(scene.asks())
    await browser.answers("refused")
    browser.sees("인정하지 않는 사유를 입력해 주십시오", 'value="Kim Min Ho"')
    await browser.answers("refused", reason="Đang dùng cách khác tốt hơn")
    await browser.confirms()
    assert scene.status() == "refused"
    scene.worker.sees("chưa công nhận", "Lý do doanh nghiệp nêu: Đang dùng cách khác tốt hơn")
    scene.officer.sees("không công nhận", "Đang dùng cách khác tốt hơn")


async def test_not_yet_can_be_answered_again_with_the_same_link(scene: Scene, manager: Opens) -> None:
    browser = await manager(scene.asks())
    await browser.answers("not_yet")
    await browser.confirms()
    browser.sees("아직 결정하지 않았다고 답변하셨습니다")
    assert scene.status() == "asked"
    scene.worker.sees("cần thêm thời gian")
    await browser.answers("recognised", seen="not_yet")
    await browser.confirms()
    assert scene.status() == "recognised"


async def test_a_form_posted_twice_is_one_answer(scene: Scene, manager: Opens) -> None:
    browser = await manager(scene.asks())
    await browser.answers("recognised")
    form = browser.text
    for _ in range(2):
        browser.text = form
        await browser.confirms()
        browser.sees("귀사의 의견이 기록되었습니다")
    assert [one.action for one in scene.house.rows(t.decisions)] == ["ask", "recognise"]
    assert len(scene.house.rows(t.recognitions)) == 1


async def test_two_managers_answer_at_once_and_one_answer_stands(scene: Scene, manager: Opens) -> None:
    token = scene.asks()
    yes, no = await manager(token), await manager(token)
    await yes.answers("recognised")
    await no.answers("refused", name="Park", reason="Chưa thấy hiệu quả")
    await asyncio.gather(yes.confirms(), no.confirms())
    first, second = (yes, no) if scene.status() == "recognised" else (no, yes)
    first.sees("귀사의 의견이 기록되었습니다")
    second.sees("다른 분이 먼저 답변하셨습니다")
    assert second.status == 409
    assert len([one for one in scene.house.rows(t.decisions) if one.action != "ask"]) == 1
    assert "refused" in [one.what for one in scene.house.rows(t.visits)]


async def test_the_signed_paper_comes_with_the_answer_or_later(scene: Scene, manager: Opens) -> None:
    browser = await manager(scene.asks())
    await browser.answers("recognised")
    await browser.confirms(picture())
    browser.sees("접수됨")
    assert scene.house.rows(t.initiatives)[0].lacking is False
    first = scene.house.rows(t.recognitions)[0].file_key
    await browser.adds(picture() + b"\0", "newer.png")
    newer = scene.house.rows(t.recognitions)[0].file_key
    assert first != newer
    scene.officer.sees("đã gửi bản quyết định của NT-000001")


@pytest.mark.parametrize(
    ("content", "name", "trouble"),
    [
        (b"MZ not a picture", "scan.png", "PDF여야"),
        (b"hello", "note.txt", "PDF여야"),
        (b"", "", "선택된 파일이"),
    ],
)
async def test_what_is_no_paper_is_not_taken(
    scene: Scene, manager: Opens, content: bytes, name: str, trouble: str
) -> None:
    browser = await manager(scene.asks())
    await browser.answers("recognised")
    await browser.confirms()
    await browser.adds(content, name)
    browser.sees(trouble)
    assert scene.house.rows(t.recognitions)[0].file_key == ""


async def test_a_file_over_the_limit_ends_early(scene: Scene, manager: Opens) -> None:
    browser = await manager(scene.asks())
    await browser.answers("recognised")
    await browser.confirms()
    await browser.adds(b"\x89PNG\r\n\x1a\n" + bytes(20_100_000))
    browser.sees("파일이 20MB를 초과합니다")


async def test_an_expired_link_says_so_and_nothing_else(scene: Scene, manager: Opens) -> None:
    browser = await manager(scene.asks())
    await browser.answers("recognised")
    form = browser.text
    scene.waits(days=31)
    await browser.opens()
    browser.sees("링크의 유효 기간이 지났습니다").unsaid("NT-000001", "Hoa", "Dưỡng mica")
    assert browser.status == 410
    browser.text = form
    await browser.confirms()
    browser.sees("링크의 유효 기간이 지났습니다")
    assert scene.status() == "asked"


async def test_a_revoked_link_and_one_that_was_replaced_end(scene: Scene, manager: Opens) -> None:
    first = await manager(scene.asks())
    second = await manager(scene.asks())
    (await first.opens()).sees("회수된 링크입니다").unsaid("NT-000001")
    (await second.opens()).sees("NT-000001")
    scene.officer.says("thu hồi 1").sees("Đã thu hồi")
    (await second.opens()).sees("회수된 링크입니다").unsaid("NT-000001")


async def test_what_was_decided_on_paper_meanwhile_is_settled(scene: Scene, manager: Opens) -> None:
    browser = await manager(scene.asks())
    await browser.answers("recognised")
    scene.officer.says("doanh nghiệp từ chối 1 chưa thấy hiệu quả")
    await browser.confirms()
    browser.sees("이미 처리된 요청입니다").unsaid("NT-000001")
    assert scene.status() == "refused"


async def test_an_invented_link_is_answered_in_the_callers_language(scene: Scene, manager: Opens) -> None:
    browser = await manager("x" * 32)
    await browser.opens(**{"Accept-Language": "zh-CN,zh;q=0.9"})
    browser.sees("未找到页面")
    assert browser.status == 404
    for _ in range(30):
        await browser.opens()
    assert browser.status == 429


async def test_a_link_that_is_opened_too_often_has_to_wait(scene: Scene, manager: Opens) -> None:
    browser = await manager(scene.asks())
    for _ in range(61):
        await browser.opens("?lang=ko")
    assert browser.status == 429
    browser.sees("잠시 후 다시 시도해 주십시오").unsaid("NT-000001")
    assert len(scene.house.rows(t.visits)) == 60
    scene.waits(minutes=2)
    await browser.opens()
    assert browser.status == 200


async def test_words_that_look_like_a_page_stay_words(scene: Scene, manager: Opens) -> None:
    evil = '"><script>alert(1)</script>'
    with scene.house.engine.begin() as connection:
        connection.execute(update(t.initiatives).values(title=evil))
    browser = await (await manager(scene.asks())).opens()
    assert "<script" not in browser.text
    await browser.answers("recognised", name=evil)
    assert "<script" not in browser.text
    await browser.confirms()
    assert "<script" not in browser.text
    browser.sees(evil)


async def test_of_a_secret_only_name_and_effect_are_shown(scene: Scene, manager: Opens) -> None:
    row = scene.house.rows(t.initiatives)[0]
    told = {**row.answers, "confidential": "yes", "evidence": [{"key": "k", "kind": "photo"}]}
    with scene.house.engine.begin() as connection:
        connection.execute(update(t.initiatives).values(answers=told))
    browser = await (await manager(scene.asks())).opens()
    browser.sees(row.title, "비밀로 유지해야").unsaid(told["before"][:30], told["where"], "<img")
    await browser.opens("/picture/1")
    assert browser.status == 404


async def test_pictures_are_shown_as_long_as_the_link_counts(scene: Scene, manager: Opens) -> None:
    browser = await manager(scene.asks())
    await browser.answers("not_yet")
    await browser.confirms()
    upload = await manager(scene.asks())
    await upload.answers("recognised")
    await upload.confirms(picture())
    key = scene.house.rows(t.recognitions)[0].file_key
    scene.sends()
    told = {"evidence": [{"key": key, "kind": "photo"}], "change": "x"}
    with scene.house.engine.begin() as connection:
        second = t.initiatives.c.number == 2
        connection.execute(update(t.initiatives).where(second).values(answers=told))
    browser = await manager(scene.asks(2))
    (await browser.opens()).sees("/picture/1")
    async with browser.session.get(f"{browser.address}/picture/1") as shown:
        assert (shown.status, shown.content_type) == (200, "image/png")
    scene.house.now += timedelta(days=40)
    async with browser.session.get(f"{browser.address}/picture/1") as shown:
        assert shown.status == 404


@pytest.mark.parametrize(
    ("field", "value", "trouble"),
    [
        ("answer", "maybe", "의견을 하나 선택해"),
        ("name", "", "성명을 입력해"),
        ("title", "x", "직위를 입력해"),
        ("number", "1" * 61, "60자를 초과"),
        ("date", "2030-01-01", "미래의 날짜"),
        ("date", "31/12/2026", "서명일이 올바르지"),
        ("reason", "x" * 2001, "2,000자를 초과"),
    ],
)
async def test_what_is_missing_or_wrong_is_named(
    scene: Scene, manager: Opens, field: str, value: str, trouble: str
) -> None:
    browser = await manager(scene.asks())
    told = {"answer": "recognised", "name": "Kim Min Ho", "title": "법인장", "seen": "", field: value}
    await browser.posts("?lang=ko", told)
    browser.sees(trouble)
    await browser.posts("/answer?lang=ko", told)
    browser.sees(trouble)
    assert scene.status() == "asked"


async def test_the_house_itself_has_the_page(tmp_path: Path) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, demo=False, web_port=0)
    app = build(settings)
    schema.upgrade(app.engine)
    async with opened(app) as port, Browser(f"http://127.0.0.1:{port}", "x" * 32) as browser:
        (await browser.opens("?lang=ko")).sees("페이지를 찾을 수 없습니다")


@pytest.mark.parametrize(
    ("url", "demo", "given"),
    [
        ("https://sangkien.example", False, "https://sangkien.example/r/{token}"),
        ("http://localhost:8080", False, ""),
        ("http://192.168.1.5:8080", False, ""),
        ("http://localhost:8080", True, "http://localhost:8080/r/{token}"),
    ],
)
def test_a_link_is_given_where_a_manager_can_open_it(
    tmp_path: Path, url: str, demo: bool, given: str
) -> None:
    settings = Settings(_env_file=None, data_dir=tmp_path, demo=demo, public_url=url)
    assert door.address(settings) == given
