"""The demo's page: two live phones, each its own person."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.phone import Phone
from tests.channels.web.parrot import Server

pytestmark = pytest.mark.browser


def test_the_two_phones_talk_for_themselves(demo_server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{demo_server.url}/", 1280, 800)
    worker, officer = Phone(page, "worker"), Phone(page, "officer")
    worker.hears("Mã: demo_worker")
    officer.hears("Mã: demo_officer")
    worker.says("tôi là công nhân")
    officer.says("tôi là cán bộ")
    worker.hears("Đã nhận: tôi là công nhân")
    officer.hears("Đã nhận: tôi là cán bộ")
    assert "tôi là cán bộ" not in worker.bubbles()
    boxes = [phone.root.bounding_box() for phone in (worker, officer)]
    assert boxes[0]
    assert boxes[1]
    assert boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_a_new_person_begins_with_an_empty_phone_and_stays(demo_server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{demo_server.url}/", 1280, 800)
    worker, officer = Phone(page, "worker"), Phone(page, "officer")
    worker.says("chuyện cũ")
    worker.hears("Đã nhận: chuyện cũ")
    officer.hears("Chào")
    worker.begins_as_new()
    expect(worker.root.locator(".bubble")).to_have_count(1)
    worker.hears("Mã: demo_worker")
    worker.says("người mới")
    worker.hears("Đã nhận: người mới")
    page.reload()
    worker.hears("Đã nhận: người mới")
    assert worker.bubbles() == ["Chào anh/chị! Mã: demo_worker", "người mới", "Đã nhận: người mới"]
    assert officer.bubbles() == ["Chào anh/chị! Mã: demo_officer"]


def test_on_a_narrow_screen_the_phones_are_tabs(demo_server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{demo_server.url}/", 320, 568)
    worker, officer = Phone(page, "worker"), Phone(page, "officer")
    worker.hears("Chào")
    expect(officer.root).to_be_hidden()
    page.get_by_role("button", name="Cán bộ công đoàn").click()
    expect(worker.root).to_be_hidden()
    officer.says("duyệt")
    officer.hears("Đã nhận: duyệt")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_starting_again_continues_with_the_same_people(demo_server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{demo_server.url}/", 1280, 800)
    worker = Phone(page, "worker")
    worker.says("hôm qua")
    worker.hears("Đã nhận: hôm qua")
    other = open_page(f"{demo_server.url}/", 1280, 800)
    Phone(other, "worker").hears("Đã nhận: hôm qua")


#: The server's first word on the socket reaches the page only after this many milliseconds.
LATE = """
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    addEventListener(kind, heard) {
      super.addEventListener(kind, (event) => setTimeout(() => heard(event), kind === "open" ? 800 : 0));
    }
  };
"""


def test_what_is_typed_while_the_page_still_opens_comes_after_the_greeting(
    demo_server: Server, open_page: OpenPage
) -> None:
    page = open_page("about:blank", 1280, 800)
    page.add_init_script(LATE)
    page.goto(f"{demo_server.url}/")
    worker = Phone(page, "worker")
    worker.says("hôm qua")
    worker.hears("Đã nhận: hôm qua")
    assert [said for said in worker.bubbles() if said != "hôm qua"] == [
        "Chào anh/chị! Mã: demo_worker",
        "Đã nhận: hôm qua",
    ]
