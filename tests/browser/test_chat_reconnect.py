"""The network goes and comes back: nothing is lost, nothing is said twice."""

import pytest
from playwright.sync_api import WebSocketRoute, expect
from sqlalchemy import func, select

from storage.tables import inbox
from tests.browser.conftest import OpenPage
from tests.browser.phone import Phone
from tests.channels.web.parrot import Parrot, Server

pytestmark = pytest.mark.browser


def stored(parrot: Parrot) -> int:
    with parrot.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(inbox)) or 0


def test_two_messages_written_while_the_server_is_away_arrive_exactly_once(
    server: Server, parrot: Parrot, open_page: OpenPage
) -> None:
    phone = Phone(open_page(f"{server.url}/chat"))
    phone.hears("Chào")
    server.stop()
    phone.says("một")
    phone.says("hai")
    phone.sees("Đang mất mạng.")
    expect(phone.root.locator(".bubble.pending")).to_have_count(2)
    server.start()
    phone.hears("Đã nhận: hai")
    phone.waits()
    expect(phone.root.locator(".banner")).to_be_hidden()
    texts = phone.bubbles()
    assert sorted(texts[1:]) == sorted(["một", "hai", "Đã nhận: một", "Đã nhận: hai"])
    assert texts.index("một") < texts.index("hai")
    assert stored(parrot) == 3


def test_a_page_closed_while_offline_sends_what_it_kept_when_it_is_opened_again(
    server: Server, parrot: Parrot, open_page: OpenPage
) -> None:
    page = open_page(f"{server.url}/chat")
    phone = Phone(page)
    phone.hears("Chào")
    server.stop()
    phone.says("giữ giúp")
    page.close()
    server.start()
    again = page.context.new_page()
    again.goto(f"{server.url}/chat")
    phone = Phone(again)
    phone.hears("Đã nhận: giữ giúp")
    phone.waits()
    assert phone.bubbles()[1:] == ["giữ giúp", "Đã nhận: giữ giúp"]
    assert stored(parrot) == 2


def test_a_message_whose_acknowledgement_was_lost_is_not_doubled(
    server: Server, parrot: Parrot, open_page: OpenPage
) -> None:
    page = open_page("about:blank")
    lost: list[str] = []

    def unreliable(line: WebSocketRoute) -> None:
        upstream = line.connect_to_server()

        def pass_on(frame: str | bytes) -> None:
            if '"mine"' in str(frame) and "quan trọng" in str(frame) and not lost:
                lost.append(str(frame))
                upstream.close()
                line.close(code=1012)
            elif not lost or line is not first[0]:
                line.send(frame)

        first.append(line)
        upstream.on_message(pass_on)

    first: list[WebSocketRoute] = []
    page.route_web_socket("**/ws*", unreliable)
    page.goto(f"{server.url}/chat")
    phone = Phone(page)
    phone.hears("Chào")
    phone.says("quan trọng")
    phone.hears("Đã nhận: quan trọng")
    phone.waits()
    assert lost
    assert phone.bubbles()[1:] == ["quan trọng", "Đã nhận: quan trọng"]
    assert stored(parrot) == 2


def test_an_answer_given_while_the_page_was_away_is_shown_when_it_is_back(
    server: Server, parrot: Parrot, open_page: OpenPage
) -> None:
    page = open_page(f"{server.url}/chat")
    phone = Phone(page)
    phone.hears("Chào")
    second = page.context.new_page()
    second.goto(f"{server.url}/chat")
    other = Phone(second)
    other.hears("Chào")
    page.evaluate("window.dispatchEvent(new Event('offline'))")
    other.says("trong lúc vắng")
    other.hears("Đã nhận: trong lúc vắng")
    phone.hears("Đã nhận: trong lúc vắng")
    assert phone.bubbles() == other.bubbles()


def test_many_restarts_in_the_middle_of_a_talk_change_nothing(
    server: Server, parrot: Parrot, open_page: OpenPage
) -> None:
    phone = Phone(open_page(f"{server.url}/chat"))
    phone.hears("Chào")
    for number in range(4):
        phone.says(f"tin {number}")
        server.stop()
        server.start()
    phone.hears("Đã nhận: tin 3")
    phone.waits()
    texts = phone.bubbles()[1:]
    said = [f"tin {number}" for number in range(4)]
    assert [text for text in texts if not text.startswith("Đã nhận")] == said
    assert sorted(texts) == sorted([*said, *(f"Đã nhận: {text}" for text in said)])
    assert stored(parrot) == 5
