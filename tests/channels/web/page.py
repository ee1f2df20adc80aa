"""A page's end of the line: a browser's cookie and origin, and frames as JSON."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from typing import Any, Self
from uuid import uuid4

import aiohttp

from tests.channels.web.parrot import Server

Frame = dict[str, Any]
PATIENCE = 5.0


class Browser:
    """One browser: its cookies and its requests."""

    def __init__(self, session: aiohttp.ClientSession, server: Server) -> None:
        self.session = session
        self.server = server
        self.origin = {"Origin": server.url}

    @classmethod
    @asynccontextmanager
    async def open(cls, server: Server, path: str = "/chat") -> AsyncIterator[Self]:
        """A new browser that has opened a page, and so has its cookies."""
        jar = aiohttp.CookieJar(unsafe=True)  # it keeps cookies of a bare IP address
        async with aiohttp.ClientSession(base_url=server.url, cookie_jar=jar) as session:
            async with session.get(path) as answer:
                assert answer.status == 200
            yield cls(session, server)

    def cookie(self, door: str = "chat") -> str:
        return next(cookie.value for cookie in self.session.cookie_jar if cookie.key == f"sangkien_{door}")

    def address(self, door: str = "chat") -> str:
        return self.cookie(door).rpartition(".")[0]

    @asynccontextmanager
    async def line(self, door: str = "chat") -> "AsyncIterator[Line]":
        async with self.session.ws_connect(f"/ws?door={door}", headers=self.origin) as socket:
            yield Line(socket)

    async def upload(self, content: bytes, name: str, door: str = "chat") -> tuple[int, Frame]:
        form = aiohttp.FormData(quote_fields=False)  # a browser sends a name's letters as they are
        form.add_field("file", BytesIO(content), filename=name)
        async with self.session.post(f"/upload?door={door}", data=form, headers=self.origin) as answer:
            return answer.status, await answer.json()


class Line:
    """One open socket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def tell(self, **frame: object) -> str:
        """Sends a frame, with a new key unless it has one; the key."""
        frame.setdefault("key", str(uuid4()))
        await self.socket.send_json(frame)
        return str(frame["key"])

    async def hear(self, kind: str) -> Frame:
        """The next frame of this kind; the ones before it are passed over."""
        async with asyncio.timeout(PATIENCE):
            while True:
                frame: Frame = await self.socket.receive_json()
                if frame["type"] == kind:
                    return frame

    async def hello(self, after_in: int = 0, after_out: int = 0) -> list[Frame]:
        """Says hello; what was missed."""
        await self.socket.send_json({"type": "hello", "after_in": after_in, "after_out": after_out})
        missed: list[Frame] = []
        async with asyncio.timeout(PATIENCE):
            while not missed or missed[-1]["type"] != "ready":
                missed.append(await self.socket.receive_json())
        return missed
