"""Photos and files in the page: looked at first, then sent, and still there later."""

from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.phone import Phone
from tests.channels.web.parrot import Server

pytestmark = pytest.mark.browser

LOADED = "image => image.complete && image.naturalWidth > 0"


def test_a_photo_is_previewed_and_leaves_only_when_sent(
    server: Server, open_page: OpenPage, photo: Path
) -> None:
    phone = Phone(open_page(f"{server.url}/chat"))
    phone.hears("Chào")
    phone.chooses(photo)
    preview = phone.root.locator(".preview")
    expect(preview.locator("img")).to_be_visible()
    assert preview.locator("img").evaluate(LOADED)
    preview.get_by_role("button", name="Bỏ", exact=True).click()
    expect(preview).to_be_hidden()
    assert len(phone.bubbles()) == 1
    phone.sends_photo(photo, "Máy dập sau khi sửa")
    phone.hears("Đã nhận tệp: may dap.png. Máy dập sau khi sửa")
    expect(preview).to_be_hidden()


def test_a_sent_photo_and_a_received_one_are_seen_after_a_reload(
    server: Server, open_page: OpenPage, photo: Path
) -> None:
    page = open_page(f"{server.url}/chat")
    phone = Phone(page)
    phone.hears("Chào")
    phone.sends_photo(photo)
    phone.hears("Đã nhận tệp")
    phone.says("ảnh")
    phone.hears("Ảnh đây ạ.")
    page.reload()
    phone.hears("Ảnh đây ạ.")
    for side in ("mine", "theirs"):
        image = phone.root.locator(f".bubble.{side} img")
        image.scroll_into_view_if_needed()
        page.wait_for_function(f"({LOADED})(document.querySelector('.bubble.{side} img'))")


def test_several_files_go_one_after_another(
    server: Server, open_page: OpenPage, photo: Path, tmp_path: Path
) -> None:
    phone = Phone(open_page(f"{server.url}/chat"))
    phone.hears("Chào")
    paper = tmp_path / "quyết định.pdf"
    paper.write_bytes(b"%PDF-1.7 paper")
    phone.chooses(photo, paper)
    phone.root.locator(".caption").fill("Hồ sơ")
    phone.root.locator(".post").click()
    phone.hears("Đã nhận tệp: quyết định.pdf.")
    said = ["Hồ sơ", "Đã nhận tệp: may dap.png. Hồ sơ", "Đã nhận tệp: quyết định.pdf. "]
    assert sorted(phone.bubbles()[1:]) == sorted(said)
    expect(phone.root.locator(".bubble.mine a.file")).to_have_text("quyết định.pdf")


def test_a_file_that_cannot_be_taken_says_why_and_sends_nothing(
    server: Server, open_page: OpenPage, tmp_path: Path
) -> None:
    phone = Phone(open_page(f"{server.url}/chat"))
    phone.hears("Chào")
    disguised = tmp_path / "anh.jpg"
    disguised.write_bytes(b"MZ a program")
    phone.sends_photo(disguised)
    phone.sees("Nội dung tệp không khớp với tên tệp.")
    phone.root.get_by_role("button", name="Bỏ", exact=True).click()
    phone.says("thôi")
    phone.hears("Đã nhận: thôi")
    assert phone.bubbles()[1:] == ["thôi", "Đã nhận: thôi"]


def test_a_file_that_is_too_large_is_refused_before_it_costs_data(
    server: Server, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(f"{server.url}/chat")
    phone = Phone(page)
    phone.hears("Chào")
    large = tmp_path / "to.png"
    large.write_bytes(bytes(20_000_001))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    phone.chooses(large)
    phone.sees("lớn hơn 20 MB")
    expect(phone.root.locator(".post")).to_be_hidden()
    assert [url for url in asked if "/upload" in url] == []


def test_an_upload_on_a_dead_network_can_be_tried_again(
    server: Server, open_page: OpenPage, photo: Path
) -> None:
    page = open_page(f"{server.url}/chat")
    phone = Phone(page)
    phone.hears("Chào")
    page.route("**/upload*", lambda route: route.abort())
    phone.sends_photo(photo, "thử lại")
    phone.sees("Chưa gửi được vì mạng yếu.")
    page.unroute("**/upload*")
    phone.root.locator(".post").click()
    phone.hears("Đã nhận tệp: may dap.png. thử lại")


def test_a_picture_this_browser_cannot_draw_is_a_file_to_download(
    server: Server, open_page: OpenPage, tmp_path: Path
) -> None:
    phone = Phone(open_page(f"{server.url}/chat"))
    phone.hears("Chào")
    odd = tmp_path / "anh la.png"
    odd.write_bytes(b"\x89PNG in a way nobody knows")
    phone.chooses(odd)
    expect(phone.root.locator(".preview .file")).to_have_text("anh la.png")
    phone.root.locator(".post").click()
    phone.hears("Đã nhận tệp: anh la.png.")
    expect(phone.root.locator(".bubble.mine a.file")).to_have_text("anh la.png")


def test_an_upload_that_is_dropped_midway_sends_nothing(
    server: Server, open_page: OpenPage, photo: Path
) -> None:
    page = open_page(f"{server.url}/chat")
    phone = Phone(page)
    phone.hears("Chào")
    held: list[Route] = []
    page.route("**/upload*", lambda route: held.append(route))
    phone.sends_photo(photo, "bỏ giữa chừng")
    expect(phone.root.locator("progress")).to_be_visible()
    phone.root.get_by_role("button", name="Bỏ", exact=True).click()
    expect(phone.root.locator(".preview")).to_be_hidden()
    phone.says("thôi")
    phone.hears("Đã nhận: thôi")
    assert phone.bubbles()[1:] == ["thôi", "Đã nhận: thôi"]


def test_one_bad_file_does_not_hold_the_good_ones(
    server: Server, open_page: OpenPage, photo: Path, tmp_path: Path
) -> None:
    phone = Phone(open_page(f"{server.url}/chat"))
    phone.hears("Chào")
    disguised = tmp_path / "anh.jpg"
    disguised.write_bytes(b"MZ a program")
    phone.chooses(disguised, photo)
    phone.root.locator(".post").click()
    phone.sees("Nội dung tệp không khớp với tên tệp.")
    phone.root.locator(".post").click()
    phone.hears("Đã nhận tệp: may dap.png.")
