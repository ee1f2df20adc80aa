"""A message that shows how something goes is changed in its place on the page."""

import pytest

from tests.browser.conftest import OpenPage
from tests.browser.phone import Phone
from tests.channels.web.parrot import Server

pytestmark = pytest.mark.browser


def test_new_words_stand_where_the_old_ones_stood_also_after_a_reload(
    server: Server, open_page: OpenPage
) -> None:
    page = open_page(f"{server.url}/chat")
    phone = Phone(page)
    phone.hears("Chào")
    phone.says("hỏi")
    phone.hears("thuộc loại nào?")
    phone.says("đổi lời")
    phone.sees("Lời mới")
    assert phone.bubbles()[1:] == ["hỏi", "Lời mới", "đổi lời"]
    page.reload()
    phone.sees("Lời mới")
    assert phone.bubbles()[1:] == ["hỏi", "Lời mới", "đổi lời"]
    phone.says("rồi")
    phone.hears("Đã nhận: rồi")
