"""What went wrong, as RFC 9457 wants it told: one kind of answer for every refusal."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from messages.catalog import DEFAULT, LANGUAGES, say

MEDIA_TYPE: Final = "application/problem+json"
#: Every kind there is, with its status. Kinds are stable names: programs tell them apart by `type`.
STATUS: Final[Mapping[str, int]] = {
    "unauthorized": 401,
    "right_missing": 403,
    "no_officer": 403,
    "not_yours": 403,
    "own": 403,
    "no_level": 403,
    "four_eyes": 403,
    "may_not_own": 403,
    "may_not_give": 403,
    "not_found": 404,
    "no_method": 405,
    "impossible": 409,
    "held": 409,
    "papers": 409,
    "busy": 409,
    "lost": 410,
    "changed": 412,
    "too_large": 413,
    "not_json": 415,
    "invalid": 422,
    "key_reused": 422,
    "reason_wanted": 422,
    "unfit_reason": 422,
    "too_long": 422,
    "revision_wanted": 428,
    "too_many": 429,
    "failed": 500,
    "unavailable": 503,
}
#: What pydantic finds, as ``api.field.<key>``.
_FIELDS: Final[Mapping[str, str]] = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "string_too_long": "too_long",
    "too_long": "too_long",
    "string_too_short": "too_short",
    "greater_than_equal": "out_of_range",
    "less_than_equal": "out_of_range",
    "literal_error": "choice",
    "enum": "choice",
    "string_pattern_mismatch": "pattern",
    "string_unicode": "text",
    "json_invalid": "json",
    "cursor": "cursor",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with a request: a JSON pointer into its body, or the name of a parameter."""

    place: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A refusal of one `kind`. `detail` stands instead of the catalogue's, `values` fill that; `members` are
    told beside it."""

    kind: str
    detail: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    members: Mapping[str, Any] = field(default_factory=dict)
    faults: Sequence[Fault] = ()


def answer(request: Request, problem: Problem) -> Response:
    """The answer in the language that was asked for; nothing of the request is repeated in it."""
    language, status = spoken(request), STATUS[problem.kind]
    told: dict[str, Any] = {
        "type": f"urn:sang-kien:{problem.kind.replace('_', '-')}",
        "title": say(language, f"api.problem.{problem.kind}.title"),
        "status": status,
        "detail": problem.detail or say(language, f"api.problem.{problem.kind}.detail", **problem.values),
        **problem.members,
    }
    if problem.faults:
        told["errors"] = [_fault(language, one) for one in problem.faults]
    headers = {"Cache-Control": "no-store", "Content-Language": language, **problem.headers}
    body = json.dumps(told, ensure_ascii=False).encode()
    return Response(body, status, headers, media_type=MEDIA_TYPE)


def invalid(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """What pydantic found, without its words and without the values."""
    return Problem(kind="invalid", faults=tuple(dict.fromkeys(_found(one) for one in errors)))


def wrong(place: str, name: str, kind: str = "pattern") -> Problem:
    """One parameter is not right."""
    return Problem(kind="invalid", faults=(Fault(place=place, name=name, kind=kind),))


def spoken(request: Request) -> str:
    """The first language asked for that we speak."""
    told = re.findall(r"\b([a-z]{2})\b", request.headers.get("accept-language", "").lower())
    return next((one for one in told if one in LANGUAGES), DEFAULT)


def _found(error: Mapping[str, Any]) -> Fault:
    place, *rest = (str(one) for one in error["loc"])
    kind = _FIELDS.get(str(error["type"]), "type")
    if kind == "json":
        return Fault(place="body", name="", kind=kind)  # its second part is where in the bytes it broke
    # Names that the request made up are not repeated: they may hold what is no text.
    known = [one for one in rest if re.fullmatch(r"[A-Za-z0-9_-]{1,64}", one)]
    return Fault(place=place, name="/".join(known if place == "body" else known[:1]), kind=kind)


def _fault(language: str, one: Fault) -> dict[str, str]:
    detail = {"kind": one.kind, "detail": say(language, f"api.field.{one.kind}")}
    if one.place == "body":
        return {"pointer": f"#/{one.name}" if one.name else "#", **detail}
    return {"in": one.place, "name": one.name, **detail}
