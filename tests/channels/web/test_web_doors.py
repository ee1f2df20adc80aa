"""Nobody comes in by another person's door, and the demo's doors exist in the demo only."""

import dataclasses
from datetime import UTC, datetime

import aiohttp
import pytest
from sqlalchemy import Engine

from bot.channels.web import router
from bot.channels.web.channel import WebChannel
from bot.channels.web.doors import Doors
from bot.channels.web.links import Links
from tests.channels.web.page import Browser
from tests.channels.web.parrot import Parrot, Server, serving


async def refused(browser: Browser, door: str = "chat", **headers: str) -> int:
    """With which status a socket is refused."""
    with pytest.raises(aiohttp.WSServerHandshakeError) as caught:
        await browser.session.ws_connect(f"/ws?door={door}", headers=headers)
    return caught.value.status


async def test_a_page_gets_a_cookie_that_scripts_cannot_read(server: Server) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{server.url}/chat") as answer:
        cookie = answer.cookies["sangkien_chat"]
        assert len(cookie.value.rpartition(".")[0]) == 22
        assert cookie["httponly"]
        assert cookie["samesite"] == "lax"
        assert not cookie["secure"]


async def test_the_cookie_is_secure_where_the_site_is(sqlite_engine: Engine) -> None:
    parrot = Parrot(sqlite_engine, public_url="https://sangkien.example")
    with serving(parrot) as server:
        async with aiohttp.ClientSession() as session, session.get(f"{server.url}/chat") as answer:
            assert answer.cookies["sangkien_chat"]["secure"]


async def test_a_returning_browser_keeps_its_conversation(server: Server) -> None:
    async with Browser.open(server) as browser:
        before = browser.address()
        async with browser.session.get("/chat") as answer:
            assert answer.status == 200
        assert browser.address() == before


@pytest.mark.parametrize("forged", ["", "a" * 22, f"{'a' * 22}.{'b' * 27}", "ê.ề", "." * 5])
async def test_a_forged_cookie_opens_nothing(server: Server, forged: str) -> None:
    async with aiohttp.ClientSession(server.url) as session:
        headers = {"Origin": server.url, "Cookie": f"sangkien_chat={forged}"}
        async with session.ws_connect("/ws", headers=headers) as socket:
            closed = await socket.receive()
            assert (closed.type, closed.data) == (aiohttp.WSMsgType.CLOSE, 4401)
        async with session.post("/upload", data=b"x", headers=headers) as answer:
            assert answer.status == 403
            assert "tải lại trang" in (await answer.json())["text"]


async def test_a_cookie_of_one_door_does_not_open_another(demo_server: Server) -> None:
    async with Browser.open(demo_server, "/") as browser:
        stolen = f"sangkien_officer={browser.cookie('worker')}"
    async with aiohttp.ClientSession(demo_server.url) as session:
        headers = {"Origin": demo_server.url, "Cookie": stolen}
        async with session.ws_connect("/ws?door=officer", headers=headers) as socket:
            assert (await socket.receive()).data == 4401


async def test_a_page_of_another_site_is_refused(server: Server) -> None:
    async with Browser.open(server) as browser:
        assert await refused(browser, Origin="https://evil.example") == 403
        assert await refused(browser, Origin="null") == 403
        assert await refused(browser) == 403
        headers = {"Origin": "https://evil.example"}
        async with browser.session.post("/upload", data=b"x", headers=headers) as answer:
            assert answer.status == 403


async def test_a_page_behind_a_proxy_is_known_by_the_public_address(sqlite_engine: Engine) -> None:
    with serving(Parrot(sqlite_engine, public_url="http://sangkien.example")) as server:
        async with Browser.open(server) as browser:
            browser.origin = {"Origin": "http://sangkien.example"}
            async with browser.line() as line:
                assert (await line.hello())[-1]["type"] == "ready"


async def test_outside_the_demo_its_doors_do_not_exist(server: Server) -> None:
    async with Browser.open(server) as browser:
        own = {"Origin": server.url}
        for door in ("worker", "officer", "", "chat2"):
            assert await refused(browser, door, **own) == 403
            async with browser.session.post(f"/upload?door={door}", headers=own) as answer:
                assert answer.status == 404
            async with browser.session.post(f"/demo/new?door={door}", headers=own) as answer:
                assert answer.status == 404
        async with browser.session.get("/", allow_redirects=False) as answer:
            assert (answer.status, answer.headers["Location"]) == (307, "/chat")


async def test_the_demo_gives_each_phone_its_person_and_keeps_them(demo_server: Server) -> None:
    async with Browser.open(demo_server, "/") as browser:
        assert browser.address("worker") == "w" * 22
        assert browser.address("officer") == "o" * 22
        async with browser.session.post("/demo/new?door=worker", headers=browser.origin) as answer:
            assert await answer.json() == {"start": "demo_worker"}
        fresh = browser.address("worker")
        assert fresh != "w" * 22
        async with browser.line("worker") as line:
            await line.tell(type="start", payload="demo_worker")
            await line.hear("message")
        async with browser.session.get("/") as answer:
            assert answer.status == 200
        assert browser.address("worker") == fresh


async def test_a_demo_person_whom_the_database_forgot_is_replaced(demo_server: Server) -> None:
    async with Browser.open(demo_server, "/") as browser:
        async with browser.session.post("/demo/new?door=worker", headers=browser.origin) as answer:
            assert answer.status == 200
        async with browser.session.get("/") as answer:
            assert answer.status == 200
        assert browser.address("worker") == "w" * 22


async def test_doors_of_the_demo_without_its_people_are_never_built(sqlite_engine: Engine) -> None:
    site = Parrot(sqlite_engine).site(WebChannel(Links("a"), lambda: datetime.now(UTC)))
    with pytest.raises(ValueError, match="together"):
        router.build(dataclasses.replace(site, doors=Doors("a", "", demo=True)))


async def test_another_site_cannot_begin_a_new_person(demo_server: Server) -> None:
    async with Browser.open(demo_server, "/") as browser:
        headers = {"Origin": "https://evil.example"}
        async with browser.session.post("/demo/new?door=worker", headers=headers) as answer:
            assert answer.status == 403
