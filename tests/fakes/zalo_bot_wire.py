"""What goes over the wire to the fake Zalo Bot API and back."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.fakes.zalo_bot_spec import Call, Fault, How


async def read(request: web.Request) -> Call:
    """Parameters may come in the query, as a form, as JSON or as multipart; the platform takes them all."""
    how, body = await _body(request)
    if not isinstance(body, dict):
        how, body = "broken", {}
    query = dict(request.query)
    if query and how == "nothing":
        how = "query"
    return Call(request.match_info["method"], {**query, **body}, dict(request.headers), how)


async def _body(request: web.Request) -> tuple[How, Any]:
    kind = request.content_type
    if kind == "multipart/form-data" or kind == "application/x-www-form-urlencoded":
        form = await request.post()
        # Measured by others against the live service: an upload counts as an empty parameter.
        fields = {name: value if isinstance(value, str) else "" for name, value in form.items()}
        return "multipart" if kind.startswith("multipart") else "form", fields
    raw = await request.read()
    if not raw:
        return "nothing", {}
    if kind != "application/json":
        return "broken", None
    try:
        return "json", json.loads(raw)
    except ValueError:
        return "broken", None


async def answer(request: web.Request, fault: Fault, body: Any) -> web.StreamResponse:
    """What the client gets when a call goes wrong; `body` is what it would have got."""
    if fault.kind == "hang":
        await asyncio.sleep(3600)
    if fault.kind == "cut":
        return cut(request)
    if fault.kind == "midway":
        return await _cut_midway(request, body)
    if fault.location:
        return web.Response(status=fault.status, headers={"Location": fault.location})
    if fault.page:
        return web.Response(status=fault.status, text=fault.page, content_type="text/html")
    return web.json_response(fault.body, status=fault.status)


async def _cut_midway(request: web.Request, body: Any) -> web.StreamResponse:
    whole = body if isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"Content-Length": str(len(whole) + 10), "Content-Type": "application/json"}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    await response.write(whole[: len(whole) // 2])
    cut(request)
    return response


def cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        abort: Callable[[], None] = request.transport.abort
        abort()
    return web.Response()


def has_left(request: web.Request) -> bool:
    """The client closed the line."""
    return request.transport is None or request.transport.is_closing()
