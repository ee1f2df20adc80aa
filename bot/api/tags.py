"""Says whether something is still as a program saw it."""

import re
from hashlib import sha256
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from bot.api import problems
from bot.api.bodies import Body
from bot.api.problems import Problem

#: What a decision names: the revision, with or without the rest of the tag that was read.
REVISION: Final = r'^"[1-9][0-9]{0,8}(-[0-9a-f]{12})?"$'
#: What a target names: both numbers as they were read, "n" for none.
GOAL: Final = r'^"t[0-9n]{1,7}[.][0-9n]{1,7}(-[0-9a-f]{12})?"$'
#: Printable and without blanks, as long as a UUID or a name of the client's own.
KEY: Final = r"^[!-~]{1,200}$"
_TAG: Final = re.compile(r'(?:W/)?("[!#-~]*")')


def tag_of(front: str, text: str) -> str:
    """An entity tag: what a change is measured by in front, then what the whole answer is known by."""
    return f'"{front}-{sha256(text.encode()).hexdigest()[:12]}"'


def shown(request: Request, body: Body, front: str) -> Response:
    """One resource with its tag; nothing but the tag where the program has it already."""
    text = body.model_dump_json()
    tag = tag_of(front, text)
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    known = request.headers.get("if-none-match", "")
    if known.strip() == "*" or tag in _TAG.findall(known):
        return Response(status_code=304, headers=headers)
    return Response(text, headers=headers, media_type="application/json")


def told(body: Body, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """An answer that nobody keeps."""
    kept = {"Cache-Control": "no-store", **(headers or {})}
    return Response(body.model_dump_json(), status, kept, media_type="application/json")


def named(request: Request, shape: str) -> str | Problem | None:
    """The front of the tag in If-Match; None without one."""
    given = request.headers.get("if-match")
    if given is None:
        return None
    if not re.fullmatch(shape, given.strip()):
        return problems.wrong("header", "If-Match")
    return given.strip().strip('"').partition("-")[0]


def key_of(request: Request) -> str | Problem | None:
    """The key under which a repeat of this request is the same request."""
    given = request.headers.get("idempotency-key")
    if given is not None and not re.fullmatch(KEY, given):
        return problems.wrong("header", "Idempotency-Key")
    return given
