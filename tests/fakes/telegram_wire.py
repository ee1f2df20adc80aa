"""What goes over the wire to the fake Bot API and back."""

import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.fakes.telegram_spec import Call, Fault, Upload, decoded


async def read(request: web.Request) -> Call:
    form = await request.post()
    raw: dict[str, str] = {}
    files: dict[str, Upload] = {}
    for name, value in form.items():
        if isinstance(value, web.FileField):
            files[name] = Upload(value.filename, value.file.read())
        else:
            raw[name] = str(value)
    # aiogram names an upload at random and points to it; the other library sends the field itself.
    for name, text in list(raw.items()):
        if text.startswith("attach://"):
            files[name] = files.pop(raw.pop(name).removeprefix("attach://"))
    call = Call(request.match_info["method"], {}, files)
    call.parameters = {name: decoded(name, value) for name, value in raw.items()}
    return call


def answer(fault: Fault) -> web.Response:
    if fault.html:
        page = f"<html><head><title>{fault.status} {fault.description}</title></head></html>"
        return web.Response(status=fault.status, text=page, content_type="text/html")
    body: dict[str, Any] = {"ok": False, "error_code": fault.status, "description": fault.description}
    if fault.parameters:
        body["parameters"] = fault.parameters
    return web.Response(status=fault.status, text=json.dumps(body), content_type="application/json")


def cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        abort: Callable[[], None] = request.transport.abort
        abort()
    return web.Response()
