"""The page for a projector in a real browser: live, calm in an outage, and nothing to scroll on a wall."""

import re
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from kit.house import House
from kit.walls import SECRET, agrees, approved, busy_hall_on, hall_on, served
from playwright.sync_api import Page, expect
from sqlalchemy import Engine, insert, update

from storage import tables as t
from tests.browser.conftest import OpenPage
from tests.browser.started import ROOT

pytestmark = pytest.mark.browser

FOLDER = ROOT / "build" / "walls"
#: Longer than a page waits between two questions while the line is bad, in milliseconds.
PATIENCE = 25_000


@pytest.fixture
def hall(sqlite_engine: Engine) -> House:
    return busy_hall_on(sqlite_engine)


@pytest.fixture
def address(hall: House) -> Iterator[str]:
    with served(hall) as port:
        yield f"http://127.0.0.1:{port}/w/{SECRET}"


def fits(page: Page) -> None:
    """Nothing is beyond the edge, so nothing has to be scrolled to."""
    page.wait_for_timeout(300)
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    assert page.evaluate(f"{root}.scrollHeight <= {root}.clientHeight")
    hidden = page.evaluate(
        """() => [...document.querySelectorAll("section, ol")]
            .filter((one) => one.scrollHeight > one.clientHeight + 2).map((one) => one.className || one.id)"""
    )
    assert hidden == []
    cut = page.evaluate(
        """() => { const foot = document.querySelector("footer").getBoundingClientRect().top;
            return [...document.querySelectorAll("ol li, figure img, table")]
                .filter((one) => one.getBoundingClientRect().bottom > foot + 1).length; }"""
    )
    assert cut == 0


def keep(page: Page, name: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (1920, 1080), (1024, 768), (2560, 1080)])
def test_a_hall_sees_everything_at_once(open_page: OpenPage, address: str, width: int, height: int) -> None:
    page = open_page(address, width, height)
    expect(page.locator("#slogan")).to_have_text("Tự hào trí tuệ lao động Việt Nam")
    expect(page.locator("#valid")).to_have_text("61")
    expect(page.locator("#ranking li")).to_have_count(8)
    expect(page.locator("#left")).to_have_text(re.compile(r"^Còn 6 ngày \d\d:\d\d:\d\d$"))
    fits(page)
    keep(page, f"wall-{width}")


def test_a_phone_reads_it_as_a_page(open_page: OpenPage, address: str) -> None:
    page = open_page(address, 390, 844)
    expect(page.locator("#valid")).to_have_text("61")
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    assert page.evaluate(f"{root}.scrollHeight > {root}.clientHeight")
    keep(page, "wall-phone")


def test_figures_move_while_nobody_touches_it(open_page: OpenPage, address: str, hall: House) -> None:
    page = open_page(address, 1366, 768)
    expect(page.locator("#valid")).to_have_text("61")
    first = page.locator("#left").inner_text()
    approved(hall, 70, days=0, title="Giá treo súng bắn vít")
    agrees(hall, 70, "Trần Văn Mới")
    expect(page.locator("#valid")).to_have_text("62", timeout=PATIENCE)
    newest = page.locator("#latest li").first
    expect(newest).to_have_class("fresh")
    expect(newest).to_contain_text("Giá treo súng bắn vít")
    expect(newest).to_contain_text("Trần Văn Mới")
    assert page.locator("#left").inner_text() != first
    expect(page.locator("#status")).to_contain_text("Số liệu lúc")


def test_an_outage_is_said_and_the_last_figures_stay(open_page: OpenPage, hall: House) -> None:
    with ExitStack() as first:
        port = first.enter_context(served(hall))
        page = open_page(f"http://127.0.0.1:{port}/w/{SECRET}", 1366, 768)
        expect(page.locator("#valid")).to_have_text("61")
        first.close()
        status = page.locator("#status")
        expect(status).to_have_text(re.compile(r"Đang nối lại… Số liệu lúc \d\d:\d\d:\d\d"), timeout=PATIENCE)
        expect(page.locator("#valid")).to_have_text("61")
        fits(page)
        keep(page, "wall-outage")
        approved(hall, 70, days=0)
        with served(hall, port):
            expect(page.locator("#valid")).to_have_text("62", timeout=2 * PATIENCE)
            expect(status).not_to_contain_text("Đang nối lại")


def test_a_screen_that_was_shut_says_so(open_page: OpenPage, address: str, hall: House) -> None:
    page = open_page(address, 1366, 768)
    expect(page.locator("#valid")).to_have_text("61")
    with hall.engine.begin() as connection:
        connection.execute(update(t.campaigns).values(wall_hash=None))
    expect(page.locator("#status")).to_contain_text("Màn hình này đã tắt", timeout=PATIENCE)
    again = open_page(address, 1366, 768)
    expect(again.locator("h1")).to_have_text("Màn hình đã tắt")


def test_nothing_moves_for_whoever_asked_for_that(open_page: OpenPage, address: str, hall: House) -> None:
    page = open_page(address, 1366, 768, reduced_motion="reduce")
    approved(hall, 70, days=0)
    expect(page.locator("#latest li").first).to_have_class("fresh", timeout=PATIENCE)
    assert page.locator("#latest li").first.evaluate("one => getComputedStyle(one).animationName") == "none"


def test_an_empty_beginning_looks_like_one(open_page: OpenPage, sqlite_engine: Engine) -> None:
    house = hall_on(sqlite_engine)
    with sqlite_engine.begin() as connection:
        connection.execute(update(t.campaigns).values(target=None, kind="update_day"))
        factory = connection.scalar(t.units.select().where(t.units.c.code == "MAYTL"))
        connection.execute(t.campaign_units.delete())
        connection.execute(insert(t.campaign_units).values(campaign_id=1, unit_id=factory))
    with served(house) as port:
        page = open_page(f"http://127.0.0.1:{port}/w/{SECRET}", 1366, 768)
        expect(page.locator("#none")).to_be_visible()
        expect(page.locator("#progress")).to_be_hidden()
        expect(page.locator(".ranking")).to_be_hidden()
        expect(page.locator("figcaption")).to_contain_text("Có quyết định rồi")
        fits(page)
        keep(page, "wall-empty")
