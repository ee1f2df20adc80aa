"""Describes the API to programs: OpenAPI 3.1, as strict as the routes themselves are."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from bot.api import tags
from bot.api.bodies import Body
from bot.api.problems import MEDIA_TYPE, STATUS

#: Where the API stands, and its version, which grows when something that was promised is taken away.
PREFIX: Final = "/api/v1"
VERSION: Final = "1.0.0"
#: What every route may answer.
_ALWAYS: Final = (401, 403, 422, 429, 500, 503)
_HEADERS: Final[dict[int, dict[str, str]]] = {
    401: {"WWW-Authenticate": "how to say who you are"},
    429: {"Retry-After": "seconds to wait"},
}
_NAMES: Final = {status: kind.replace("_", " ") for kind, status in sorted(STATUS.items(), reverse=True)}


def reading(
    body: type[Body], *statuses: int, right: str = "read", tag: bool = False, next_link: bool = False
) -> dict[str, Any]:
    """A route that only looks. `tag` is for single resources, which may be asked for by If-None-Match."""
    found: dict[str, Any] = {"description": "as it stands", "headers": {}}
    parameters = []
    if tag:
        found["headers"]["ETag"] = _header("what it is known by", required=True)
        parameters.append(_parameter("If-None-Match", "the ETag that was read before"))
    if next_link:
        found["headers"]["Link"] = _header('where the list goes on, rel="next"')
    responses: dict[int | str, Any] = {200: found, **_problems(*statuses)}
    if tag:
        responses[304] = {"description": "still the same", "headers": {"ETag": found["headers"]["ETag"]}}
    return _route(body, responses, right, parameters)


def deciding(body: type[Body], shape: str) -> dict[str, Any]:
    """The route that decides."""
    place = {"Location": _header("the step that was taken", required=True), **_replayed()}
    responses: dict[int | str, Any] = {201: {"description": "decided", "headers": place}}
    parameters = [
        _parameter("If-Match", "the ETag that was read", shape, '"3"', required=True),
        _parameter("Idempotency-Key", "the same for every repeat of this request", tags.KEY),
    ]
    problems = _problems(404, 409, 412, 413, 415, 428)
    return {**_route(body, {**responses, **problems}, "decide", parameters), "status_code": 201}


def setting(body: type[Body], shape: str) -> dict[str, Any]:
    """A route that puts something in its place."""
    headers = {"ETag": _header("what it is known by", required=True), **_replayed()}
    parameters = [
        _parameter("If-Match", "the ETag that was read", shape, '"t60.n"', required=True),
        _parameter("Idempotency-Key", "the same for every repeat of this request", tags.KEY),
    ]
    responses = {200: {"description": "set", "headers": headers}, **_problems(404, 409, 412, 413, 415, 428)}
    return _route(body, responses, "targets", parameters)


def describe(api: FastAPI) -> dict[str, Any]:
    """The whole document."""
    told = get_openapi(
        title="Sang kien",
        version=VERSION,
        openapi_version="3.1.0",
        description="Initiatives, reviews, units, targets, figures and the feed of changes.",
        routes=api.routes,
        servers=[{"url": PREFIX}],
    )
    parts = told["components"]["schemas"]
    for unused in ("HTTPValidationError", "ValidationError"):
        parts.pop(unused, None)
    parts["Problem"] = _PROBLEM
    bearer = {"type": "http", "scheme": "bearer", "description": "a token that begins with sk_"}
    told["components"]["securitySchemes"] = {"token": bearer}
    told["security"] = [{"token": []}]
    for path in told["paths"].values():
        for route in path.values():
            for one in route.get("parameters", ()):
                one["schema"] = _without_null(one["schema"])
    return told


def _route(
    body: type[Body], responses: dict[int | str, Any], right: str, parameters: list[dict[str, Any]]
) -> dict[str, Any]:
    extra: dict[str, Any] = {"x-right": right}
    if parameters:
        extra["parameters"] = parameters
    return {
        "response_model": body,
        "responses": {**responses, **_problems(*_ALWAYS)},
        "openapi_extra": extra,
    }


def _problems(*statuses: int) -> dict[int | str, Any]:
    shape = {"schema": {"$ref": "#/components/schemas/Problem"}}
    told: dict[int | str, Any] = {}
    for status in statuses:
        told[status] = {"description": _NAMES[status], "content": {MEDIA_TYPE: shape}}
        named = _HEADERS.get(status)
        if named:
            told[status]["headers"] = {name: _header(words, required=True) for name, words in named.items()}
    return told


def _header(words: str, *, required: bool = False) -> dict[str, Any]:
    return {"description": words, "required": required, "schema": {"type": "string", "minLength": 1}}


def _replayed() -> dict[str, Any]:
    return {"Idempotency-Replayed": _header("true where the key was known and nothing was done")}


def _parameter(
    name: str, words: str, shape: str = "", example: str = "", *, required: bool = False
) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if shape:
        schema["pattern"] = shape
    if example:
        schema["examples"] = [example]
    return {"name": name, "in": "header", "description": words, "required": required, "schema": schema}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """What may be left out of an address can still not be null there."""
    told = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(told) != 1:
        return schema
    return {**told[0], **({"title": schema["title"]} if "title" in schema else {})}


_PROBLEM: Final[dict[str, Any]] = {
    "type": "object",
    "description": "RFC 9457. `type` is a stable name; `errors` say what is wrong where.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "enum": [f"urn:sang-kien:{one.replace('_', '-')}" for one in STATUS]},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["kind", "detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "in": {"type": "string", "enum": ["query", "path", "header"]},
                    "name": {"type": "string"},
                    "kind": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
        "current": {"type": "object", "description": "how it stands now"},
        "oldest": {"type": "integer"},
        "newest": {"type": "integer"},
    },
}
