"""What a page says is stored once, in order, and only then acknowledged."""

import asyncio
from uuid import uuid4

import aiohttp
from sqlalchemy import select

from storage.tables import inbox
from tests.channels.web.page import Browser
from tests.channels.web.parrot import Parrot, Server


def texts(parrot: Parrot) -> list[str]:
    with parrot.engine.connect() as connection:
        return list(connection.scalars(select(inbox.c.event).order_by(inbox.c.id)))


async def test_a_message_is_acknowledged_by_its_key_and_then_answered(server: Server) -> None:
    async with Browser.open(server) as browser, browser.line() as line:
        assert (await line.hello())[-1] == {"type": "ready", "begun": False}
        key = await line.tell(type="say", text="Xin chào")
        mine = await line.socket.receive_json()
        assert (mine["type"], mine["key"], mine["text"]) == ("mine", key, "Xin chào")
        assert (await line.hear("message"))["text"] == "Đã nhận: Xin chào"


async def test_the_same_key_again_is_acknowledged_again_but_stored_once(
    server: Server, parrot: Parrot
) -> None:
    async with Browser.open(server) as browser, browser.line() as line:
        key = await line.tell(type="say", text="một lần")
        await line.hear("mine")
        await line.hear("message")
        await line.tell(type="say", text="một lần", key=key)
        assert (await line.hear("mine"))["key"] == key
        assert len(texts(parrot)) == 1


async def test_the_same_key_in_another_conversation_is_another_message(
    server: Server, parrot: Parrot
) -> None:
    key = str(uuid4())
    for _ in range(2):
        async with Browser.open(server) as browser, browser.line() as line:
            await line.tell(type="say", text="trùng khóa", key=key)
            await line.hear("message")
    assert len(texts(parrot)) == 2


async def test_messages_in_a_burst_keep_their_order(server: Server) -> None:
    async with Browser.open(server) as browser, browser.line() as line:
        for number in range(30):
            await line.tell(type="say", text=f"tin {number}")
        heard = [(await line.hear("message"))["text"] for _ in range(30)]
        assert heard == [f"Đã nhận: tin {number}" for number in range(30)]


async def test_a_tap_carries_its_data_and_is_shown_by_its_words(server: Server) -> None:
    async with Browser.open(server) as browser, browser.line() as line:
        await line.tell(type="say", text="hỏi")
        rows = (await line.hear("message"))["rows"]
        assert rows[0] == [{"label": "Cải tiến kỹ thuật", "data": "a:1:kind:technical", "quiet": False}]
        assert [button["quiet"] for button in rows[-1]] == [True, True, True]
        await line.tell(type="tap", data="a:1:kind:technical", label="Cải tiến kỹ thuật")
        assert (await line.hear("mine"))["text"] == "Cải tiến kỹ thuật"
        assert (await line.hear("message"))["text"] == "Đã chọn: Cải tiến kỹ thuật (a:1:kind:technical)"


async def test_nonsense_is_answered_in_words_and_stores_nothing(server: Server, parrot: Parrot) -> None:
    async with Browser.open(server) as browser, browser.line() as line:
        await line.socket.send_str('{"type":"shout"}')
        assert "tải lại trang" in (await line.hear("trouble"))["text"]
        await line.socket.send_bytes(b"\x00\xff")
        await line.hear("trouble")
        assert texts(parrot) == []


async def test_a_page_that_keeps_talking_nonsense_is_hung_up_on(server: Server) -> None:
    async with Browser.open(server) as browser, browser.line() as line:
        for _ in range(20):
            await line.socket.send_str("?")
        while (received := await line.socket.receive()).type is aiohttp.WSMsgType.TEXT:
            pass
        assert (received.type, received.data) == (aiohttp.WSMsgType.CLOSE, 1008)


async def test_a_reconnecting_page_is_told_what_it_missed_and_an_overlap(server: Server) -> None:
    async with Browser.open(server) as browser:
        async with browser.line() as line:
            for number in range(30):
                await line.tell(type="say", text=f"tin {number}")
                last = await line.hear("message")
        async with browser.line() as line:
            missed = await line.hello()
            assert missed[-1] == {"type": "ready", "begun": True}
            assert [frame["text"] for frame in missed if frame["type"] == "mine"] == [
                f"tin {number}" for number in range(30)
            ]
            assert [frame["type"] for frame in missed[:4]] == ["mine", "message", "mine", "message"]
            seen_in = max(frame["id"] for frame in missed if frame["type"] == "mine")
        async with browser.line() as line:
            overlap = await line.hello(seen_in, last["id"])
            assert [frame["text"] for frame in overlap if frame["type"] == "message"] == [
                f"Đã nhận: tin {number}" for number in range(10, 30)
            ]


async def test_an_answer_given_while_the_page_was_closed_is_there_when_it_opens(server: Server) -> None:
    async with Browser.open(server) as browser:
        async with browser.line() as line:
            await line.tell(type="say", text="rồi đóng máy")
            await line.hear("mine")
        await asyncio.sleep(0.2)
        async with browser.line() as line:
            assert "Đã nhận: rồi đóng máy" in [frame.get("text") for frame in await line.hello()]


async def test_two_pages_of_one_conversation_show_the_same(server: Server) -> None:
    async with Browser.open(server) as browser, browser.line() as one, browser.line() as other:
        await one.hello()
        await other.hello()
        key = await one.tell(type="say", text="cả hai")
        for line in (one, other):
            assert (await line.hear("mine"))["key"] == key
            assert (await line.hear("message"))["text"] == "Đã nhận: cả hai"


async def test_buttons_taken_back_are_gone_in_the_page_and_in_its_history(server: Server) -> None:
    async with Browser.open(server) as browser, browser.line() as line:
        await line.tell(type="say", text="hỏi")
        asked = await line.hear("message")
        await line.tell(type="say", text="gỡ nút")
        assert (await line.hear("strip"))["id"] == asked["id"]
        assert {"type": "strip", "id": asked["id"]} in await line.hello()


async def test_words_that_were_changed_stand_in_their_place_and_in_the_history(server: Server) -> None:
    async with Browser.open(server) as browser, browser.line() as line:
        await line.tell(type="say", text="hỏi")
        asked = await line.hear("message")
        await line.tell(type="say", text="đổi lời")
        changed = await line.hear("change")
        assert (changed["id"], changed["text"]) == (asked["id"], "Lời mới")
        assert changed in await line.hello()


async def test_what_could_not_be_stored_is_never_acknowledged(server: Server, parrot: Parrot) -> None:
    async with Browser.open(server) as browser:
        parrot.deaf = True
        async with browser.line() as line:
            key = await line.tell(type="say", text="đừng mất")
            received = await line.socket.receive(timeout=5)
            assert received.type is not aiohttp.WSMsgType.TEXT
        parrot.deaf = False
        async with browser.line() as line:
            await line.tell(type="say", text="đừng mất", key=key)
            assert (await line.hear("mine"))["key"] == key
            assert (await line.hear("message"))["text"] == "Đã nhận: đừng mất"
