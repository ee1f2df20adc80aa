"""The real program in a real browser, used the way a newcomer uses it."""

import urllib.error
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPage
from tests.browser.phone import Phone
from tests.browser.started import IDEA, TITLE, answers, draw_photo, joins, presses, started

pytestmark = pytest.mark.browser


def asked(url: str, method: str = "GET") -> tuple[int, str]:
    """The status of an address and where it leads."""
    request = urllib.request.Request(url, method=method, headers={"Origin": url})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return answer.status, answer.url
    except urllib.error.HTTPError as error:
        with error:
            return error.code, url


def reports(worker: Phone, photo: Path) -> str:
    """The whole report with one photo; its code."""
    worker.says(IDEA)
    answers(worker)
    worker.chooses(photo)
    expect(worker.root.locator(".preview img")).to_be_visible()
    worker.root.locator(".caption").fill("Đèn ở cuối chuyền 3")
    worker.root.locator(".post").click()
    worker.hears("Trợ lý đã nhận")
    worker.says("xong")
    worker.hears("xem lại trước khi gửi")
    worker.hears("48.000.000")
    presses(worker, "Gửi")
    worker.hears("Công đoàn đã nhận sáng kiến")
    return worker.bubbles()[-1].partition("Mã số: ")[2].split()[0]


def returns(officer: Phone, code: str) -> None:
    """The officer hears of it at once, looks at it with its photo, and wants more."""
    officer.hears("có sáng kiến mới chờ duyệt")
    officer.hears(code)
    officer.taps("Xem và xét")
    officer.sees(IDEA)
    expect(officer.root.locator(".bubble.theirs img").last).to_be_visible()
    officer.taps("Trả lại")
    officer.hears(f"Vì sao đồng chí trả lại {code}")
    officer.taps("Nội dung còn thiếu")
    officer.hears("viết thêm vài lời")
    officer.says("Anh/chị ghi giúp đèn mua ở đâu, giá bao nhiêu nhé.")
    officer.hears(f"Đã trả lại {code}")


def mends(worker: Phone, code: str) -> None:
    """The same record is opened again, one answer is changed, and it is sent once more."""
    worker.hears("nhờ anh/chị sửa thêm")
    worker.hears("Nội dung còn thiếu")
    worker.hears("đèn mua ở đâu")
    worker.taps("Sửa sáng kiến")
    worker.hears("Mọi câu đã điền sẵn")
    worker.taps("Sửa")
    worker.hears("muốn sửa phần nào")
    presses(worker, "Cách làm mới")
    worker.hears("đổi cách làm ra sao")
    worker.says("Đèn mua ở chợ, 35 nghìn một cái, gắn với công tắc ở cuộn chỉ.")
    worker.hears("xem lại trước khi gửi")
    worker.hears("35 nghìn một cái")
    worker.taps("Gửi lại")
    worker.hears(f"Sáng kiến {code} đã tới")


def keeps_its_history(page: Page, *phones: Phone) -> None:
    """A reload shows the same conversation, not a word more or less."""
    before = [phone.bubbles() for phone in phones]
    page.reload()
    for phone, words in zip(phones, before, strict=True):
        expect(phone.root.locator(".bubble .text")).to_have_text(words)
    assert [phone.bubbles() for phone in phones] == before


def test_a_newcomer_plays_the_whole_story_on_the_two_phones(open_page: OpenPage, tmp_path: Path) -> None:
    photo = draw_photo(tmp_path / "chuyen 3.jpg")
    with started(tmp_path / "demo", DEMO="1") as url:
        page = open_page(f"{url}/", 1280, 800)
        worker, officer = Phone(page, "worker"), Phone(page, "officer")
        worker.sees("Chào anh/chị! Đây là trợ lý sáng kiến của Công đoàn")
        joins(worker, "nguyễn thị hoa")
        code = reports(worker, photo)
        returns(officer, code)
        mends(worker, code)
        officer.hears("tác giả đã sửa và gửi lại")
        officer.taps("Xem và xét")
        officer.sees("35 nghìn một cái")
        officer.taps("Duyệt")
        officer.sees(f"Đã duyệt {code}")
        worker.hears("Chúc mừng anh/chị")
        worker.hears(TITLE)
        keeps_its_history(page, worker, officer)


def test_each_phone_can_begin_as_somebody_new(open_page: OpenPage, tmp_path: Path) -> None:
    with started(tmp_path / "demo", DEMO="1") as url:
        page = open_page(f"{url}/", 1280, 800)
        worker, officer = Phone(page, "worker"), Phone(page, "officer")
        worker.hears("Anh/chị có đồng ý không?")
        worker.taps("Đồng ý")
        worker.hears("nhắn tin nhắc")
        worker.begins_as_new()
        worker.hears("Anh/chị có đồng ý không?")
        assert "Đồng ý" not in worker.bubbles()
        officer.hears("đồng chí")
        officer.begins_as_new()
        officer.hears("Họ và tên")
        officer.says("Lê Thị Hạnh")
        officer.hears("Lê Thị Hạnh")
        officer.says("/duyet")
        officer.hears("chờ duyệt")
        keeps_its_history(page, worker, officer)


def test_a_real_start_has_one_phone_and_no_doors_of_the_demo(open_page: OpenPage, tmp_path: Path) -> None:
    with started(tmp_path / "real", DEMO="0") as url:
        assert asked(f"{url}/") == (200, f"{url}/chat")
        for door in ("worker", "officer"):
            assert asked(f"{url}/demo/new?door={door}", "POST")[0] == 404
        page = open_page(f"{url}/")
        Phone(page).hears("Anh/chị có đồng ý không?")
        expect(page.locator(".phone")).to_have_count(1)
        expect(page.locator(".fresh")).to_be_hidden()
