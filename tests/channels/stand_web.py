"""The web chat on its stand: a page in a browser that does not lose heart."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import aiohttp

from bot.channels.web import router
from bot.channels.web.channel import WebChannel
from bot.channels.web.doors import Doors
from bot.channels.web.links import Links
from bot.channels.web.site import Kept, Site
from handlers.events import FileKind, FileRef
from storage.traffic.transcript import Transcript
from tests.channels.stand import NOW, PHOTO_KEY, PICTURE, Door, Sight, Stand

SECRET = "a secret of the tests only"


class WebStand(Stand):
    """A page that is open; when its line breaks it dials again and repeats what was not confirmed."""

    def __init__(self) -> None:
        super().__init__()
        self.channel: WebChannel = WebChannel(Links(SECRET), lambda: NOW)
        self.files = {PHOTO_KEY: Kept(PICTURE, "anh.jpg", "image/jpeg")}
        self._frames: list[dict[str, Any]] = []

    def site(self) -> Site:
        return Site(
            channel=self.channel,
            doors=Doors(SECRET, "", demo=False),
            keep=self._keep,
            kept=self._kept,
            transcript=self._transcript,
            language=self._language,
        )

    async def _keep(self, conversation: str, name: str, content: bytes) -> FileRef:
        key = f"web:{hashlib.sha256(content).hexdigest()}"
        self.files[key] = Kept(content, name, "image/jpeg")
        return FileRef(key=key, kind=FileKind.PHOTO, name=name, media_type="image/jpeg", size=len(content))

    async def _kept(self, key: str) -> Kept | None:
        return self.files.get(key)

    async def _transcript(self, conversation: str, after_in: int, after_out: int) -> Transcript:
        return Transcript(entries=(), begun=True)

    async def _language(self, conversation: str) -> str:
        return "vi"

    async def opens(self, url: str, session: aiohttp.ClientSession) -> None:
        self._session, self._origin = session, {"Origin": url}
        async with session.get("/chat") as answer:
            assert answer.status == 200
        cookie = next(one.value for one in session.cookie_jar if one.key == "sangkien_chat")
        self.address = cookie.rpartition(".")[0]
        await self._dials()

    async def closes(self) -> None:
        await self._socket.close()

    async def _dials(self) -> None:
        self._socket = await self._session.ws_connect("/ws?door=chat", headers=self._origin)
        await self._socket.send_json({"type": "hello", "after_in": 0, "after_out": 0})
        while (await self._hears())["type"] != "ready":
            pass

    async def _hears(self) -> dict[str, Any]:
        frame: dict[str, Any] = await self._socket.receive_json()
        self._frames.append(frame)
        return frame

    async def _tells(self, **frame: object) -> None:
        """Until the server says that it is stored."""
        key = str(uuid4())
        async with asyncio.timeout(5):
            while True:
                try:
                    await self._socket.send_json({"key": key, **frame})
                    while (await self._hears()).get("key") != key:
                        pass
                    return
                except (TypeError, aiohttp.ClientError, ConnectionError):  # the line broke
                    await self._dials()

    async def says(self, text: str) -> None:
        await self._tells(type="say", text=text)

    async def sends_picture(self, content: bytes) -> None:
        form = aiohttp.FormData()
        form.add_field("file", content, filename="anh.jpg")
        async with self._session.post("/upload?door=chat", data=form, headers=self._origin) as answer:
            receipt = (await answer.json())["key"]
        await self._tells(type="file", file=receipt)

    def forgets_pictures(self) -> None:
        self.files.clear()

    async def fetch(self, file: FileRef) -> bytes:
        """The bytes came with the upload; where they are no longer kept, nobody else has them."""
        if file.key in self.files:
            return self.files[file.key].content
        return await self.channel.fetch(file)

    async def sees(self, count: int) -> list[Sight]:
        async with asyncio.timeout(5):
            while len(shown := [one for one in self._frames if one["type"] == "message"]) < count:
                await self._hears()
        return [await self._sight(one) for one in shown]

    async def _sight(self, frame: dict[str, Any]) -> Sight:
        labels = tuple(choice["label"] for row in frame.get("rows", ()) for choice in row)
        content = None
        if "file" in frame:
            async with self._session.get(frame["file"]["url"]) as answer:
                content = await answer.read()
        return Sight(frame.get("text", ""), labels, content)

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """It listens already: without that no page could be open."""
        yield


@contextlib.asynccontextmanager
async def web() -> AsyncIterator[WebStand]:
    stand = WebStand()
    with Door("auto") as door:
        door.application.include_router(router.build(stand.site()))
        async with door.open(), asyncio.TaskGroup() as group:
            task = group.create_task(stand.channel.listen(stand.ledger.house()))
            jar = aiohttp.CookieJar(unsafe=True)  # it keeps cookies of a bare IP address
            async with aiohttp.ClientSession(base_url=door.url, cookie_jar=jar) as session:
                await stand.opens(door.url, session)
                yield stand
                await stand.closes()
            task.cancel()
