"""A program that is told of changes, as strict as a careful engineer would write one, and its bad days."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from aiohttp import web

from bot.sinks import signing
from bot.sinks.signing import Verdict

#: What it does with the next requests. "deaf" takes a letter and cuts the line before it answers.
Mood = Literal["well", "fails", "hangs", "cuts", "deaf", "busy", "gone", "elsewhere", "talks"]


@dataclass
class Letter:
    """One request that was genuine."""

    key: str
    body: dict[str, Any]
    mood: Mood

    @property
    def positions(self) -> list[int]:
        return [one["position"] for one in self.body["data"]]


@dataclass
class WebhookReceiver:
    """Refuses what is not genuine, and asserts at once what a sender must never do: another letter before the
    last one was taken, or the same key with other changes."""

    secret: str
    now: Callable[[], datetime]
    mood: Mood = "well"
    letters: list[Letter] = field(default_factory=list)
    refused: list[Verdict] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    url: str = ""
    #: Behind the newest change taken; replays begin anew.
    place: int = 0
    _open: str | None = None
    _known: dict[str, list[int]] = field(default_factory=dict)
    _let_go: asyncio.Event = field(default_factory=asyncio.Event)
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> "WebhookReceiver":
        app = web.Application()
        app.router.add_post("/in", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}/in"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._let_go.set()
        assert self._runner is not None
        await self._runner.cleanup()

    @property
    def taken(self) -> list[Letter]:
        """What it answered well, and what it took before the line was cut."""
        return [one for one in self.letters if one.mood in ("well", "deaf", "talks")]

    @property
    def positions(self) -> list[int]:
        """Every change it knows of, in the order it came to know them, repeats left out by their key."""
        seen: dict[str, Letter] = {}
        for one in self.taken:
            seen.setdefault(one.key, one)
        return [place for one in seen.values() for place in one.positions]

    async def until(self, reached: Callable[[], bool], within: float = 20.0) -> None:
        async with asyncio.timeout(within):
            while not reached():  # noqa: ASYNC110 - whoever sends is another process
                await asyncio.sleep(0.02)

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await request.read()
        verdict = signing.check(self.secret, request.headers, body, self.now())
        if verdict is not Verdict.GENUINE:
            self.refused.append(verdict)
            return web.Response(status=401)
        letter = Letter(request.headers[signing.ID], json.loads(body), self.mood)
        self._examine(letter)
        self.letters.append(letter)
        return await self._answer(request, letter)

    def _examine(self, letter: Letter) -> None:
        if letter.body["type"] != "changes":
            return
        if letter.positions != sorted(set(letter.positions)):
            self.wrong.append(f"{letter.key} is out of order")
        if self._known.setdefault(letter.key, letter.positions) != letter.positions:
            self.wrong.append(f"{letter.key} came with other changes")
        if self._open is not None and self._open != letter.key:
            self.wrong.append(f"{letter.key} came before {self._open} was taken")
        self._open = None if self.mood in ("well", "talks") else letter.key

    async def _answer(self, request: web.Request, letter: Letter) -> web.StreamResponse:
        match letter.mood:
            case "fails":
                return web.Response(status=500, text="broken")
            case "hangs":
                await self._let_go.wait()
            case "cuts" | "deaf":
                assert request.transport is not None
                request.transport.abort()
            case "busy":
                return web.Response(status=429, headers={"Retry-After": "1200"})
            case "gone":
                return web.Response(status=410)
            case "elsewhere":
                return web.Response(status=302, headers={"Location": "/in"})
            case "talks":
                return await self._talk(request)
        return web.Response(status=200)

    async def _talk(self, request: web.Request) -> web.StreamResponse:
        """An answer without an end."""
        answer = web.StreamResponse()
        await answer.prepare(request)
        while not self._let_go.is_set():
            await answer.write(b"x" * 4096)
            await asyncio.sleep(0)
        return answer
