"""The managers' page on a real server, and a manager with a browser that has no script."""

import asyncio
import io
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from html import unescape
from pathlib import Path
from types import TracebackType
from typing import Any

import aiohttp
import uvicorn
from fastapi import FastAPI
from kit.employers import Scene
from kit.house import ZONE

from bot.employer_page import router
from bot.library import Library
from storage.database.writer import Writer
from storage.library.files import FileStore


class Browser:
    """Opens pages and sends forms as they stand in them."""

    def __init__(self, url: str, token: str) -> None:
        self.address = f"{url}/r/{token}"
        self.session = aiohttp.ClientSession()
        self.status, self.text = 0, ""
        self.headers: Mapping[str, str] = {}

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.session.close()

    async def opens(self, more: str = "", **headers: str) -> "Browser":
        async with self.session.get(f"{self.address}{more}", headers=headers) as answer:
            return await self._keep(answer)

    async def posts(self, path: str, data: Any) -> "Browser":
        async with self.session.post(f"{self.address}{path}", data=data) as answer:
            return await self._keep(answer)

    async def answers(self, answer: str, **fields: str) -> "Browser":
        """Fill in the form and go to the second page."""
        told = {"answer": answer, "name": "Kim Min Ho", "title": "법인장", "seen": "", **fields}
        return await self.posts("?lang=ko", told)

    async def confirms(self, file: bytes = b"", name: str = "scan.png") -> "Browser":
        """Press the button of the second page, with a file when there is one."""
        form = aiohttp.FormData()
        for field, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', self.text):
            form.add_field(field, unescape(value))
        form.add_field("file", io.BytesIO(file), filename=name if file else "")
        return await self.posts("/answer?lang=ko", form)

    async def adds(self, file: bytes, name: str = "scan.png") -> "Browser":
        form = aiohttp.FormData()
        form.add_field("file", io.BytesIO(file), filename=name)
        return await self.posts("/paper?lang=ko", form)

    async def _keep(self, answer: aiohttp.ClientResponse) -> "Browser":
        self.status, self.text, self.headers = answer.status, await answer.text(), answer.headers.copy()
        return self

    def sees(self, *fragments: str) -> "Browser":
        for fragment in fragments:
            assert fragment in unescape(self.text), f"{fragment!r} is not in: {self.text}"
        return self

    def unsaid(self, *fragments: str) -> "Browser":
        for fragment in fragments:
            assert fragment not in unescape(self.text), f"{fragment!r} is in: {self.text}"
        return self


@asynccontextmanager
async def page_of(scene: Scene, folder: Path) -> AsyncIterator[str]:
    """Where the page is served."""
    house = scene.house
    writer = Writer(house.engine, lanes=2 if house.engine.dialect.name == "postgresql" else 1)
    desk = router.House(
        engine=house.engine,
        writer=writer,
        library=Library(house.engine, writer, FileStore(folder / "files"), lambda: house.now),
        render=house.tools().render,
        now=lambda: house.now,
        zone=ZONE,
        queued=lambda: None,
    )
    app = FastAPI(openapi_url=None)
    app.include_router(router.build(desk))
    config = uvicorn.Config(app, port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
            await asyncio.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
    writer.close()
