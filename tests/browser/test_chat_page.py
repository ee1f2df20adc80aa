"""A person talks on a phone-sized page: typing, buttons, history, and what must never happen."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPage
from tests.browser.phone import Phone
from tests.channels.web.parrot import CHOICES, Parrot, Server

pytestmark = pytest.mark.browser

STORY = "Trước đây máy cắt vải hay kẹt.\nTôi làm thêm thanh gạt bằng nhôm 👍 <b>rẻ</b> & bền"


def test_the_greeting_comes_without_typing_and_only_once(server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{server.url}/chat")
    phone = Phone(page)
    phone.hears("Chào anh/chị! Mã: không có")
    page.reload()
    phone.hears("Chào anh/chị!")
    phone.says("xong")
    phone.hears("Đã nhận: xong")
    assert phone.bubbles() == ["Chào anh/chị! Mã: không có", "xong", "Đã nhận: xong"]


def test_a_links_payload_is_said_once_even_after_a_reload(server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{server.url}/chat?start=u_MAYTL")
    phone = Phone(page)
    phone.hears("Mã: u_MAYTL")
    assert page.url == f"{server.url}/chat"
    page.reload()
    phone.says("rồi")
    phone.hears("Đã nhận: rồi")
    assert phone.bubbles() == ["Chào anh/chị! Mã: u_MAYTL", "rồi", "Đã nhận: rồi"]


def test_what_is_typed_arrives_as_it_was_typed(server: Server, open_page: OpenPage) -> None:
    phone = Phone(open_page(f"{server.url}/chat"))
    phone.hears("Chào")
    phone.says(STORY)
    phone.hears("Đã nhận: Trước đây máy cắt vải hay kẹt.")
    assert phone.bubbles()[-2:] == [STORY, f"Đã nhận: {STORY}"]
    assert phone.root.locator(".bubble b").count() == 0


def test_a_half_composed_word_is_not_sent_by_enter(server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{server.url}/chat")
    phone = Phone(page)
    phone.hears("Chào")
    phone.area.click()
    keyboard = page.context.new_cdp_session(page)
    for shown in ("s", "sa", "sá", "sáng", "sáng kiê", "sáng kiế"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": shown, "selectionStart": len(shown), "selectionEnd": len(shown)},
        )
    composing = {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    keyboard.send("Input.dispatchKeyEvent", composing)
    expect(phone.root.locator(".bubble.mine")).to_have_count(0)
    keyboard.send("Input.insertText", {"text": "sáng kiến"})
    expect(phone.area).to_have_value("sáng kiến")
    phone.area.press("Enter")
    phone.hears("Đã nhận: sáng kiến")
    assert phone.bubbles()[1:] == ["sáng kiến", "Đã nhận: sáng kiến"]


def test_shift_enter_is_a_new_line_and_the_field_grows(server: Server, open_page: OpenPage) -> None:
    phone = Phone(open_page(f"{server.url}/chat"))
    phone.hears("Chào")
    low = phone.area.bounding_box()
    phone.area.press_sequentially("dòng một")
    phone.area.press("Shift+Enter")
    phone.area.press_sequentially("dòng hai")
    high = phone.area.bounding_box()
    assert low
    assert high
    assert high["height"] > low["height"] + 15
    phone.area.press("Enter")
    phone.hears("dòng hai")
    assert phone.bubbles()[1] == "dòng một\ndòng hai"
    expect(phone.area).to_have_value("")


def test_a_story_longer_than_a_message_goes_as_two_and_loses_nothing(
    server: Server, open_page: OpenPage
) -> None:
    phone = Phone(open_page(f"{server.url}/chat"))
    phone.hears("Chào")
    story = "Cải tiến 🔧 máy dập. " * 500
    phone.says(story)
    phone.waits()
    pieces = phone.root.locator(".bubble.mine .text").evaluate_all("all => all.map(one => one.textContent)")
    assert len(pieces) == 2
    assert "".join(pieces) == story


def test_spaces_alone_are_not_a_message(server: Server, open_page: OpenPage) -> None:
    phone = Phone(open_page(f"{server.url}/chat"))
    phone.hears("Chào")
    phone.says("  \n ")
    phone.says("thật")
    phone.hears("Đã nhận: thật")
    assert phone.bubbles()[1:] == ["thật", "Đã nhận: thật"]


def test_an_unsent_text_is_still_there_after_a_reload(server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{server.url}/chat")
    phone = Phone(page)
    phone.hears("Chào")
    phone.area.press_sequentially("đang viết dở")
    page.reload()
    expect(phone.area).to_have_value("đang viết dở")


def test_a_button_is_pressed_once_and_then_subdued(server: Server, open_page: OpenPage) -> None:
    phone = Phone(open_page(f"{server.url}/chat"))
    phone.is_offered(*(button.label for row in CHOICES for button in row))
    chip = phone.root.get_by_role("button", name="Cải tiến kỹ thuật")
    chip.dblclick()
    phone.hears("Đã chọn: Cải tiến kỹ thuật (a:1:kind:technical)")
    phone.says("sau đó")
    phone.hears("Đã nhận: sau đó")
    assert [text for text in phone.bubbles() if text.startswith("Đã chọn")] == [
        "Đã chọn: Cải tiến kỹ thuật (a:1:kind:technical)"
    ]
    expect(phone.root.locator(".rows.old")).to_have_count(1)


def test_an_old_button_stays_and_can_still_be_pressed(server: Server, open_page: OpenPage) -> None:
    phone = Phone(open_page(f"{server.url}/chat"))
    phone.hears("Chào")
    phone.says("một câu khác")
    phone.hears("Đã nhận")
    phone.taps("Quay lại")
    phone.hears("Đã chọn: Quay lại (g:1:back)")


def test_buttons_that_were_taken_back_are_gone_also_after_a_reload(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page(f"{server.url}/chat")
    phone = Phone(page)
    phone.hears("Chào")
    phone.says("gỡ nút")
    expect(phone.root.locator(".chip")).to_have_count(0)
    page.reload()
    phone.hears("Chào")
    phone.sees("gỡ nút")
    expect(phone.root.locator(".chip")).to_have_count(0)


def test_a_reload_shows_the_same_conversation_in_the_same_order(server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{server.url}/chat")
    phone = Phone(page)
    phone.hears("Chào")
    for number in range(8):
        phone.says(f"tin {number}")
        phone.hears(f"Đã nhận: tin {number}")
    phone.taps("Cải tiến kỹ thuật")
    phone.hears("Đã chọn")
    before = phone.bubbles()
    page.reload()
    phone.hears("Đã chọn")
    assert phone.bubbles() == before


def test_somebody_reading_above_is_not_pulled_down(
    server: Server, parrot: Parrot, open_page: OpenPage
) -> None:
    page = open_page(f"{server.url}/chat", 390, 600)
    phone = Phone(page)
    phone.hears("Chào")
    for number in range(10):
        phone.says(f"tin {number}\n\n\nhết")
        phone.hears(f"tin {number}")
    second = page.context.new_page()
    second.goto(f"{server.url}/chat")
    other = Phone(second)
    other.hears("tin 9")
    scroll = phone.root.locator(".scroll")
    scroll.evaluate("box => box.scrollTop = 100")
    page.wait_for_timeout(100)
    other.says("từ máy khác")
    phone.hears("Đã nhận: từ máy khác")
    assert scroll.evaluate("box => box.scrollTop") == 100
    phone.root.locator(".latest").click()
    expect(phone.root.locator(".latest")).to_be_hidden()
    expect(phone.root.locator(".bubble").last).to_be_in_viewport()


@pytest.mark.parametrize(("width", "height"), [(320, 568), (390, 844), (1280, 800)])
def test_nothing_is_wider_than_the_screen_and_everything_can_be_hit(
    server: Server, open_page: OpenPage, width: int, height: int
) -> None:
    page = open_page(f"{server.url}/chat", width, height)
    phone = Phone(page)
    phone.hears("Chào")
    phone.says("x" * 300)
    phone.hears("Đã nhận: xxx")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert phone.root.locator(".scroll").evaluate("box => box.scrollWidth - box.clientWidth") == 0
    for button in phone.root.get_by_role("button").all():
        box = button.bounding_box()
        assert box is None or min(box["width"], box["height"]) >= 44
        assert button.evaluate("it => it.getAttribute('aria-label') || it.textContent.trim()")
    assert phone.area.evaluate("it => parseFloat(getComputedStyle(it).fontSize)") >= 16


def test_the_whole_chat_can_be_used_from_the_keyboard(server: Server, open_page: OpenPage) -> None:
    page = open_page(f"{server.url}/chat")
    phone = Phone(page)
    phone.is_offered(*(button.label for row in CHOICES for button in row))
    expect(phone.root.get_by_role("log")).to_have_attribute("aria-live", "polite")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(phone.root.get_by_role("button", name=CHOICES[1][0].label)).to_be_focused()
    page.keyboard.press("Enter")
    phone.hears(f"Đã chọn: {CHOICES[1][0].label}")
