"""Files are brought from the internet at large and from nowhere else, within bounds, and quietly."""

import asyncio
import logging
import socket
import traceback
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from socket import AF_INET

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.channels import downloading
from bot.channels.port import FileUnavailable, SendFailed, Why

pytestmark = pytest.mark.slow

SIGNED = "sig=must-not-be-told"


@dataclass
class Shelf:
    """A file server on this machine; `path` of everything that was asked for is in `asked`."""

    url: str = ""
    port: int = 0
    asked: list[str] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        self.headers.append(dict(request.headers))
        name = request.path.lstrip("/")
        if name.isdigit():
            return web.Response(status=int(name), body=b"page")
        match name:
            case "slow":
                await asyncio.sleep(30)
            case "cut" if request.transport is not None:
                request.transport.abort()
            case "endless":
                return await self._endless(request)
            case _ if name.startswith("hops-"):
                left = int(name.removeprefix("hops-"))
                raise web.HTTPFound("/file" if left == 1 else f"/hops-{left - 1}")
            case _ if name.startswith("to-"):
                return web.Response(status=302, headers={"Location": request.query["where"]})
        return web.Response(body=b"\x89PNG-ten-byt"[:10])

    async def _endless(self, request: web.Request) -> web.StreamResponse:
        """Says nothing of its size and goes on for ever."""
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x" * 65_536)


@pytest.fixture
async def shelf() -> AsyncIterator[Shelf]:
    shelf = Shelf()
    app = web.Application()
    app.router.add_get("/{name:.*}", shelf.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    shelf.port = runner.addresses[0][1]
    shelf.url = f"http://127.0.0.1:{shelf.port}"
    yield shelf
    await runner.cleanup()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with downloading.open_session(allow_local=True) as session:
        yield session


class Names(AbstractResolver):
    """Answers every name with these addresses."""

    def __init__(self, *addresses: str, port: int = 0) -> None:
        self.addresses = addresses
        self.port = port
        self.asked: list[str] = []

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        return [
            ResolveResult(hostname=host, host=one, port=self.port or port, family=AF_INET, proto=0, flags=0)
            for one in self.addresses
        ]

    async def close(self) -> None:
        pass


async def bring(shelf: Shelf, path: str, session: aiohttp.ClientSession, limit: int = 1_000) -> bytes:
    url = f"{shelf.url}/{path}{'&' if '?' in path else '?'}{SIGNED}"
    return await downloading.download(url, limit, session=session, within=1.0, allow_local=True)


async def test_a_file_arrives_as_it_is(shelf: Shelf, session: aiohttp.ClientSession) -> None:
    assert await bring(shelf, "file", session) == b"\x89PNG-ten-b"
    # Packed bytes could unpack to gigabytes, so they are not asked for.
    assert shelf.headers[0]["Accept-Encoding"] == "identity"


async def test_three_detours_are_followed_and_no_more(shelf: Shelf, session: aiohttp.ClientSession) -> None:
    assert await bring(shelf, "hops-3", session) == b"\x89PNG-ten-b"
    with pytest.raises(FileUnavailable, match="redirects"):
        await bring(shelf, "hops-4", session)


@pytest.mark.parametrize("path", ["file", "endless"])
async def test_a_file_above_the_limit_is_not_taken(
    path: str, shelf: Shelf, session: aiohttp.ClientSession
) -> None:
    with pytest.raises(FileUnavailable, match="too large"):
        await bring(shelf, path, session, limit=9)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 206])
async def test_what_is_gone_is_given_up(status: int, shelf: Shelf, session: aiohttp.ClientSession) -> None:
    with pytest.raises(FileUnavailable):
        await bring(shelf, str(status), session)


@pytest.mark.parametrize("path", ["429", "500", "502", "503", "slow", "cut"])
async def test_what_is_only_away_is_tried_again_later(
    path: str, shelf: Shelf, session: aiohttp.ClientSession
) -> None:
    with pytest.raises(SendFailed) as caught:
        await bring(shelf, path, session)
    assert caught.value.why is Why.UNREACHABLE


async def test_a_server_that_is_down_is_tried_again_later(session: aiohttp.ClientSession) -> None:
    with pytest.raises(SendFailed) as caught:
        await downloading.download("http://127.0.0.1:9/x", 9, session=session, allow_local=True)
    assert caught.value.why is Why.UNREACHABLE


LOCAL = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "192.0.2.1",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:db8::1",
    "no-address",
]


@pytest.mark.parametrize("address", LOCAL)
def test_an_address_inside_is_told_apart(address: str) -> None:
    assert not downloading.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_outside_is_told_apart(address: str) -> None:
    assert downloading.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://[::1]/x",
        "http://[::ffff:10.0.0.1]/x",
        "http://169.254.169.254/latest/meta-data",
        "http://8.8.8.8:8080/x",
        "https://8.8.8.8:22/x",
        "http://me:word@8.8.8.8/x",
        "ftp://8.8.8.8/x",
        "file:///etc/passwd",
        "data:text/plain,x",
        "//8.8.8.8/x",
        "http://",
        "http://[::1",
        "",
        "x" * 5_000,
    ],
)
async def test_no_address_leads_inside_or_anywhere_strange(url: str) -> None:
    names = Names("127.0.0.1")
    async with downloading.open_session(resolver=names) as session:
        with pytest.raises(FileUnavailable):
            await downloading.download(url, 9, session=session)
    assert not names.asked


@pytest.mark.parametrize("host", ["intern.example.vn", "2130706433", "0x7f.1", "localhost", "127.0.0.1."])
@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.9", "::ffff:127.0.0.1"])
async def test_no_name_leads_inside(host: str, address: str) -> None:
    async with downloading.open_session(resolver=Names(address)) as session:
        with pytest.raises(FileUnavailable, match="not public"):
            await downloading.download(f"http://{host}/x", 9, session=session)


async def test_of_several_addresses_only_the_public_ones_are_used() -> None:
    resolver = downloading.PublicResolver(Names("10.0.0.1", "8.8.8.8", "127.0.0.1"))
    assert [one["host"] for one in await resolver.resolve("cdn.example.vn", 443)] == ["8.8.8.8"]


@pytest.mark.parametrize(
    "where", ["http://10.0.0.1/x", "http://[::1]/x", "http://8.8.8.8:22/x", "file:///etc/passwd", ""]
)
async def test_a_detour_inside_is_not_followed(where: str, shelf: Shelf) -> None:
    # Every name leads to the shelf, as if it stood outside; only the detours are looked at.
    names = Names("127.0.0.1", port=shelf.port)
    async with downloading.open_session(allow_local=True, resolver=names) as session:
        with pytest.raises(FileUnavailable):
            await downloading.download(
                f"http://cdn.example.vn/to-x?where={where}", 99, session=session, within=2.0
            )
        assert await downloading.download("http://cdn.example.vn/file", 99, session=session)
    assert names.asked[0] == "cdn.example.vn"


async def test_the_proxies_and_cookies_of_the_machine_are_not_used(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    async with downloading.open_session(allow_local=True) as session:
        assert await bring(shelf, "file", session)


@pytest.mark.parametrize("path", ["404", "500", "slow", "cut", "endless", "hops-9", "to-x?where=ftp://x"])
async def test_the_address_is_in_no_error_and_no_log(
    path: str,
    shelf: Shelf,
    session: aiohttp.ClientSession,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises((FileUnavailable, SendFailed)) as caught:
        await bring(shelf, path, session, limit=9)
    told = [str(caught.value), repr(caught.value), repr(caught.value.__context__), caplog.text]
    told += traceback.format_exception(caught.value)
    assert not any("must-not-be-told" in one for one in told)


async def test_an_address_nobody_answers_at_is_in_no_error() -> None:
    async with downloading.open_session(resolver=Names("10.0.0.1")) as session:
        with pytest.raises(FileUnavailable) as caught:
            await downloading.download(f"http://cdn.example.vn/?{SIGNED}", 9, session=session)
    assert "must-not-be-told" not in "".join(traceback.format_exception(caught.value))
