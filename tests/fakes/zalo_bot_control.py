"""A door by which another process moves the fake Zalo Bot platform: ``/_fake/...``, JSON in and out."""

from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes import zalo_bot_spec
from tests.fakes.zalo_bot_switches import Switches

if TYPE_CHECKING:
    from tests.fakes.zalo_bot_api import ZaloBotApi

FAULTS = frozenset(
    {"error", "string_code", "camel_code", "html", "answers", "redirects_to"}
    | {"cut_before", "cut_after", "cut_midway", "hang", "slow"}
)


class Control:
    """``GET state`` and ``sent``; ``POST say, event, again, fault, clock`` and ``switch``."""

    def __init__(self, api: "ZaloBotApi") -> None:
        self.api = api

    def add_to(self, router: web.UrlDispatcher) -> None:
        router.add_get("/_fake/state", self._state)
        router.add_get("/_fake/sent", self._sent)
        for name in ("say", "event", "again", "fault", "clock", "switch"):
            router.add_post(f"/_fake/{name}", getattr(self, f"_{name}"))

    async def _state(self, request: web.Request) -> web.Response:
        api = self.api
        shown = {
            "waiting": api.waiting,
            "lost": api.lost,
            "pushes": api.pushes,
            "webhook": api.webhook.get("url", ""),
            "violations": api.violations,
            "sent_count": api.sent_count,
            "calls": [call.method for call in api.calls],
        }
        return web.json_response(shown)

    async def _sent(self, request: web.Request) -> web.Response:
        """What stands on all screens, or on that of ``?person=``."""
        wanted = request.query.get("person")
        people = [one for one in self.api.people if wanted in (None, one.id)]
        shown = [
            {"person": one.id, "id": seen.id, "text": seen.text, "photo": seen.photo and seen.photo.hex()}
            for one in people
            for seen in one.screen
        ]
        return web.json_response(shown)

    async def _say(self, request: web.Request) -> web.Response:
        told = await request.json()
        return web.json_response(self.api.person(told["person"], told.get("name", "")).says(told["text"]))

    async def _event(self, request: web.Request) -> web.Response:
        return web.json_response(self.api.push_event(await request.json()))

    async def _again(self, request: web.Request) -> web.Response:
        event: dict[str, Any] = await request.json()
        self.api.push_again(event)
        return web.json_response(event)

    async def _fault(self, request: web.Request) -> web.Response:
        """``{"method": "sendMessage", "fault": "cut_after", "arguments": [], "times": 1}``."""
        told = await request.json()
        if told["fault"] not in FAULTS:
            return web.json_response({"unknown": told["fault"]}, status=400)
        made = getattr(zalo_bot_spec, told["fault"])(*told.get("arguments", ()), **told.get("named", {}))
        self.api.fails(told["method"], made, told.get("times", 1))
        return web.json_response({})

    async def _clock(self, request: web.Request) -> web.Response:
        """``{"seconds": 3600}`` moves the platform's clock on."""
        self.api.advance((await request.json())["seconds"])
        return web.json_response({"now_ms": self.api.now_ms()})

    async def _switch(self, request: web.Request) -> web.Response:
        """``{"envelope": "flat", "redirect": {...}}``: any of `Switches`."""
        told = await request.json()
        if unknown := [name for name in told if name not in Switches.__annotations__]:
            return web.json_response({"unknown": unknown}, status=400)
        for name, value in told.items():
            setattr(self.api, name, tuple(value) if isinstance(value, list) else value)
        return web.json_response({})
