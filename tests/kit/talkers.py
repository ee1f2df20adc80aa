"""People on real channels, all with the same verbs: begins, says, taps, hears."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any, Protocol
from uuid import uuid4

import aiohttp
from fakes.telegram_people import Person
from yarl import URL

from bot.channels.console.channel import ConsoleChannel
from bot.channels.console.screen import Screen

PATIENCE = 10.0


class Talker(Protocol):
    """Somebody with a phone or a terminal; `hears` waits for the next message with these words."""

    async def begins(self, payload: str = "") -> None: ...
    async def says(self, text: str) -> None: ...
    async def hears(self, words: str) -> str: ...
    async def hears_nothing(self) -> None: ...


class WebTalker:
    """A browser without a screen: the cookie, the socket and the frames of the real page."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.texts: list[str] = []
        self.buttons: dict[str, str] = {}
        self.heard = 0
        self._stack = AsyncExitStack()
        self._changed = asyncio.Event()
        self._seen: set[int] = set()

    async def open(self, group: asyncio.TaskGroup, path: str = "/chat", door: str = "chat") -> "WebTalker":
        # Before a proxy that does https, the page's cookies are for https only.
        jar = aiohttp.CookieJar(unsafe=True, treat_as_secure_origin=[URL(self.url)])
        session = await self._stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar))
        async with session.get(f"{self.url}{path}") as page:
            assert page.status == 200, await page.text()
        self._socket = await self._stack.enter_async_context(
            session.ws_connect(f"{self.url}/ws?door={door}", headers={"Origin": self.url})
        )
        self._task = group.create_task(self._read())
        await self._send({"type": "hello", "after_in": 0, "after_out": 0})
        return self

    async def close(self) -> None:
        await self._stack.aclose()
        self._task.cancel()

    async def _send(self, frame: dict[str, Any]) -> None:
        await self._socket.send_str(json.dumps(frame))

    async def _read(self) -> None:
        async for raw in self._socket:
            frame = json.loads(raw.data)
            if frame["type"] == "message" and frame["id"] not in self._seen:
                self._seen.add(frame["id"])
                self.texts.append(frame["text"])
                for row in frame["rows"]:
                    self.buttons.update({one["label"]: one["data"] for one in row})
                self._changed.set()

    async def begins(self, payload: str = "") -> None:
        await self._send({"type": "start", "key": str(uuid4()), "payload": payload})

    async def says(self, text: str) -> None:
        await self._send({"type": "say", "key": str(uuid4()), "text": text})

    async def taps(self, label: str) -> None:
        await self._send({"type": "tap", "key": str(uuid4()), "data": self.buttons[label], "label": label})

    async def hears(self, words: str) -> str:
        try:
            async with asyncio.timeout(PATIENCE):
                while True:
                    while self.heard < len(self.texts):
                        text = self.texts[self.heard]
                        self.heard += 1
                        if words in text:
                            return text
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"never heard {words!r}; last: {self.texts[-3:]}") from None

    async def hears_nothing(self) -> None:
        count = len(self.texts)
        await asyncio.sleep(0.4)
        assert self.texts[count:] == []


class ConsoleTalker(WebTalker):
    """Somebody at a terminal: lines in, printed words out."""

    def __init__(self, name: str) -> None:
        super().__init__("")
        self._lines: asyncio.Queue[str] = asyncio.Queue()
        self.channel = ConsoleChannel(name, self._typed(), _Printed(self))

    async def _typed(self) -> AsyncIterator[str]:
        while True:
            yield await self._lines.get()

    def print(self, text: str) -> None:
        self.texts.append(text)
        self._changed.set()

    async def begins(self, payload: str = "") -> None:
        await self._lines.put(f"/start {payload}".strip())

    async def says(self, text: str) -> None:
        # A terminal sends line by line; a person presses Enter only at the end.
        await self._lines.put(text.replace("\n", " "))

    async def close(self) -> None:
        return


class _Printed(Screen):
    """A terminal whose lines the talker reads."""

    def __init__(self, talker: ConsoleTalker) -> None:
        super().__init__(io.StringIO(), "vi")
        self.talker = talker

    def message(self, text: str) -> None:
        self.talker.print(text)


class TelegramTalker:
    """Somebody on the other side of the fake Bot API."""

    def __init__(self, person: Person) -> None:
        self.person = person

    async def begins(self, payload: str = "") -> None:
        self.person.starts(payload)

    async def says(self, text: str) -> None:
        self.person.says(text)

    async def taps(self, label: str) -> None:
        self.person.taps(label)

    async def hears(self, words: str) -> str:
        seen = await self.person.hears(words, within=PATIENCE)
        return seen.text

    async def hears_nothing(self) -> None:
        await self.person.hears_nothing(0.4)
