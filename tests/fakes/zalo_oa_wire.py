"""What goes over the wire to the fake Official Account API and back."""

import json
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tests.fakes.zalo_oa_spec import ROUTES, Call, Fault, Foul, Shape, Upload

_SHAPES: dict[str, Shape] = {
    "application/json": "json",
    "application/x-www-form-urlencoded": "form",
    "multipart/form-data": "multipart",
}
#: What may never stand in an address, because addresses are logged on the way.
_SECRETS = {"access_token", "refresh_token", "secret_key", "code"}


async def read(request: web.Request) -> Call:
    call = Call(request.method, request.path, headers=request.headers.copy(), query=dict(request.query))
    call.shape = _SHAPES.get(request.content_type, "none") if request.can_read_body else "none"
    if call.shape == "json":
        call.parameters = _decoded(call, await request.text())
    elif call.shape in ("form", "multipart"):
        for name, value in (await request.post()).items():
            if isinstance(value, web.FileField):
                with value.file as file:
                    call.files[name] = Upload(value.filename, file.read(), value.content_type)
            else:
                call.parameters[name] = str(value)
    elif request.can_read_body and await request.read():
        call.problem = f"a body of type {request.content_type}"
    elif "data" in call.query:
        call.shape = "data"
        call.parameters = _decoded(call, call.query["data"])
    elif call.query:
        call.shape = "query"
        call.parameters = dict(call.query)
    return call


def _decoded(call: Call, text: str) -> dict[str, Any]:
    try:
        decoded = json.loads(text)
    except ValueError:
        decoded = None
    if not isinstance(decoded, dict):
        call.problem = "something that is no JSON object"
        return {}
    return decoded


def check(call: Call) -> None:
    """Raises `Foul` unless the endpoint exists and is called in the way it wants."""
    route = ROUTES.get(call.path)
    if route is None or call.verb != route.verb:
        raise Foul(404, f"there is no {call.verb} {call.path}")
    if call.problem:
        raise Foul(-201, f"the request carries {call.problem}")
    if leaked := _SECRETS & set(call.query):
        raise Foul(-201, f"secrets in the address: {sorted(leaked)}")
    if "Authorization" in call.headers:
        raise Foul(-216, "the token belongs into the header access_token, not Authorization")
    wanted = route.shape
    if call.shape != wanted and not (call.shape == "none" and wanted in ("query", "data")):
        raise Foul(-201, f"parameters as {call.shape}, not {wanted}")
    if wanted in ("json", "form", "multipart") and call.query:
        raise Foul(-201, f"a query beside the body: {sorted(call.query)}")
    if wanted == "data" and set(call.query) - {"data"}:
        raise Foul(-201, "parameters beside ?data=")


def wants(
    given: Any, name: str, required: set[str], optional: set[str] | frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The object itself when it has exactly these keys; `Foul` otherwise."""
    if not isinstance(given, dict):
        raise Foul(-201, f"{name} is invalid! (not an object)")
    if missing := required - set(given):
        raise Foul(-201, f"{name} is invalid! (without {sorted(missing)})")
    if unknown := set(given) - required - optional:
        raise Foul(-201, f"{name} is invalid! (unknown {sorted(unknown)})")
    return given


def words(given: Any, name: str, limit: int = 10_000) -> str:
    """The string itself when it is one, neither blank nor too long; `Foul` otherwise."""
    if not isinstance(given, str) or not given.strip():
        raise Foul(-201, f"{name} is invalid! (an empty string, or none)")
    if len(given.encode("utf-16-le")) // 2 > limit:
        raise Foul(-210, f"{name} is too long, at most {limit}")
    return given


def answer(fault: Fault, content_type: str, *, oauth: bool = False) -> web.Response:
    if fault.kind == "html":
        page = f"<html><head><title>{fault.status} Bad Gateway</title></head><body>nginx</body></html>"
        return web.Response(status=fault.status, text=page, content_type="text/html")
    body: dict[str, Any] = {"error": fault.code, "message": fault.message}
    if oauth:
        body = {"error": fault.code, "error_name": fault.message, "error_description": fault.message}
    status = 404 if fault.code == 404 else fault.status
    return web.Response(status=status, text=json.dumps(body), content_type=content_type)


def success(data: Any, content_type: str) -> web.Response:
    body = {"error": 0, "message": "Success", "data": data}
    return web.Response(text=json.dumps(body, ensure_ascii=False), content_type=content_type)


def cut(request: web.Request) -> web.Response:
    if request.transport is not None:
        abort: Callable[[], None] = request.transport.abort
        abort()
    return web.Response()
