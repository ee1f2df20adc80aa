"""The pictures of the documents, taken of the real program; `make pictures` puts them in their place."""

import os
from pathlib import Path

import pytest
from kit.walls import SECRET, busy_hall_on, served
from PIL import Image
from playwright.sync_api import Page, expect
from sqlalchemy import Engine

from tests.browser.conftest import OpenPage
from tests.browser.phone import Phone
from tests.browser.started import IDEA, ROOT, answers, draw_photo, joins, presses, started

pytestmark = pytest.mark.browser

#: Where the pictures go: a folder that is not kept, unless the documents' own is asked for.
FOLDER = ROOT / os.environ.get("PICTURES", "build/pictures")
#: More than this makes a page of text slow to open on a telephone, in bytes.
MOST = 180_000


def take(page: Page, name: str) -> None:
    """One picture of the whole window, as small as it can be without losing anything."""
    page.mouse.move(1, 1)
    page.evaluate("document.activeElement?.blur()")
    page.wait_for_timeout(400)  # until the newest message has been scrolled to
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path, animations="disabled")
    with Image.open(path) as taken:
        opaque = taken.convert("RGB")
    opaque.save(path, optimize=True)
    assert path.stat().st_size < MOST


def test_the_pictures_show_the_real_program(open_page: OpenPage, tmp_path: Path) -> None:
    photo = draw_photo(tmp_path / "chuyen 3.jpg")
    with started(tmp_path / "demo", DEMO="1") as url:
        small = open_page(f"{url}/chat?start=u_MAYTL", 390, 844)
        alone = Phone(small)
        joins(alone, "Bùi Thị Kim Liên", by_link=True)
        alone.says(IDEA)
        answers(alone, until="lợi nhiều nhất")
        take(small, "question")

        page = open_page(f"{url}/", 1000, 800)
        worker, officer = Phone(page, "worker"), Phone(page, "officer")
        joins(worker, "Nguyễn Thị Hoa")
        worker.says(IDEA)
        answers(worker)
        worker.sends_photo(photo, "Đèn ở cuối chuyền 3")
        worker.hears("Trợ lý đã nhận")
        worker.says("xong")
        worker.hears("xem lại trước khi gửi")
        take(page, "review")
        presses(worker, "Gửi")
        worker.hears("Công đoàn đã nhận sáng kiến")
        officer.hears("có sáng kiến mới chờ duyệt")
        officer.taps("Xem và xét")
        officer.sees(IDEA)
        seen = officer.root.locator(".bubble.theirs img").last
        expect(seen).to_be_visible()
        seen.evaluate("picture => picture.closest('.bubble').scrollIntoView({block: 'start'})")
        take(page, "two-phones")


def test_the_picture_of_the_wall_is_that_of_a_hall(open_page: OpenPage, sqlite_engine: Engine) -> None:
    with served(busy_hall_on(sqlite_engine)) as port:
        page = open_page(f"http://127.0.0.1:{port}/w/{SECRET}", 1024, 576)
        expect(page.locator("#ranking li")).to_have_count(8)
        page.wait_for_timeout(1_200)  # until the bars have grown
        take(page, "wall")
