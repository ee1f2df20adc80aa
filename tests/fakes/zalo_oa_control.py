"""The fake's control plane: what another process needs to play people, break calls and look on."""

import base64
import json
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.fakes import zalo_oa_spec as spec
from tests.fakes.zalo_oa_people import Seen

if TYPE_CHECKING:
    from tests.fakes.zalo_oa_api import ZaloOaApi

_FAULTS = {"error", "html", "cut_before", "cut_after", "hang", "slow"}


def add_control(app: web.Application, api: "ZaloOaApi") -> None:
    """``POST /_fake/do {"person", "name", "verb", "args"}`` (bytes as ``{"base64": ...}``),
    ``POST /_fake/push {event}``, ``POST /_fake/fault {"path", "fault", "args", "times"}``,
    ``POST /_fake/advance {"seconds"}``, ``POST /_fake/set {switch: value}``,
    ``GET /_fake/sent?person=`` and ``GET /_fake/state``."""
    control = _Control(api)
    for name in ("do", "push", "fault", "advance", "set"):
        app.router.add_post(f"/_fake/{name}", control.post)
    app.router.add_get("/_fake/sent", control.sent)
    app.router.add_get("/_fake/state", control.state)


class _Control:
    def __init__(self, api: "ZaloOaApi") -> None:
        self.api = api

    async def post(self, request: web.Request) -> web.StreamResponse:
        given = await request.json()
        match request.path.rpartition("/")[2]:
            case "do":
                person = self.api.person(given["person"], given.get("name", ""))
                verb = getattr(person, given["verb"])
                return web.json_response(verb(*(_plain(one) for one in given.get("args", []))))
            case "push":
                return web.json_response(self.api.push(given))
            case "fault" if given["fault"] in _FAULTS:
                fault = getattr(spec, given["fault"])(*given.get("args", []))
                self.api.fails(given["path"], fault, given.get("times", 1))
            case "advance":
                self.api.advance(timedelta(seconds=given["seconds"]))
            case "set" if all(hasattr(self.api, name) for name in given):
                for name, value in given.items():
                    setattr(self.api, name, value)
            case _:
                raise web.HTTPBadRequest
        return web.json_response({})

    async def sent(self, request: web.Request) -> web.StreamResponse:
        person = self.api.people.get(request.query["person"])
        return web.json_response([_told(seen) for seen in person.sees()] if person else [])

    async def state(self, request: web.Request) -> web.StreamResponse:
        told: dict[str, Any] = {
            "violations": self.api.violations,
            "pushes": self.api.pushes,
            "pending": self.api.hooks.pending,
            "rotations": self.api.tokens.rotations,
            "spent": len(self.api.tokens.spent),
            "paths": [call.path for call in self.api.calls],
        }
        return web.json_response(told)


def _plain(argument: Any) -> Any:
    return base64.b64decode(argument["base64"]) if isinstance(argument, dict) else argument


def _told(seen: Seen) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(json.dumps(asdict(seen), default=lambda data: len(data)))
    return {**told, "buttons": seen.buttons, "words": seen.words}
