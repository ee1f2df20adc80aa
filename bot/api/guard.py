"""Stands before every route: who asks, may they, how often, and what becomes of what goes wrong."""

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, Final

import structlog
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.api import problems
from bot.api.house import House
from bot.api.problems import Problem
from bot.api.rates import Rate
from storage.apply.batch import Conflict
from storage.clients import clients
from storage.clients.clients import Client

log = structlog.get_logger(__name__)

#: No request needs more bytes: a decision has a thousand letters.
MOST: Final = 64 * 1024
_BEARER: Final = re.compile(r"[Bb]earer +([A-Za-z0-9._~+/-]{1,200}=*)")
_JSON: Final = re.compile(r"application/json *(; *charset=\"?utf-?8\"?)? *", re.IGNORECASE)
_SOON: Final = {"Retry-After": "1"}

Handle = Callable[[Request], Awaitable[Response]]


class _TooLarge(Exception):
    """A body is longer than it may be."""


class _Bounded(Request):
    """Gives up reading where a body becomes too long, whatever length it claimed."""

    async def body(self) -> bytes:
        if not hasattr(self, "_body"):
            told = bytearray()
            async for chunk in self.stream():
                told += chunk
                if len(told) > MOST:
                    raise _TooLarge
            self._body = bytes(told)
        return self._body


def guarded(house: House) -> type[APIRoute]:
    """Routes whose ``x-right`` a program must have."""

    class Guarded(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Any]:
            handle = super().get_route_handler()
            right = str((self.openapi_extra or {}).get("x-right", ""))
            takes_body = self.body_field is not None

            async def guard(request: Request) -> Response:
                return await _guard(house, request, right, handle, takes_body=takes_body)

            return guard

    return Guarded


def client_of(request: Request) -> Client:
    """The program that was let in."""
    found: Client = request.state.client
    return found


async def _guard(house: House, request: Request, right: str, handle: Handle, *, takes_body: bool) -> Response:
    try:
        admitted = await _admit(house, request)
        if isinstance(admitted, Problem):
            return problems.answer(request, admitted)
        request.state.client, rate = admitted
        response = await _within(request, right, handle, takes_body=takes_body)
    except OperationalError:
        log.exception("api_database")
        return problems.answer(request, Problem(kind="unavailable", headers=_SOON))
    except Exception:
        # What broke is ours to read; the program is told no more than that it did.
        log.exception("api_failed", path=request.url.path)
        return problems.answer(request, Problem(kind="failed"))
    response.headers.update(rate.headers())
    return response


async def _within(request: Request, right: str, handle: Handle, *, takes_body: bool) -> Response:
    """The answer of the route to a program that is known."""
    problem = _barred(request, right, takes_body=takes_body)
    if problem is not None:
        return problems.answer(request, problem)
    try:
        return await handle(_Bounded(request.scope, request.receive))
    except RequestValidationError as error:
        return problems.answer(request, problems.invalid(error.errors()))
    except _TooLarge:
        return problems.answer(request, _too_large())
    except HTTPException as error:
        if isinstance(error.__cause__, _TooLarge):
            return problems.answer(request, _too_large())
        # The one thing that is raised so is a body of JSON that is no text.
        return problems.answer(request, problems.wrong("body", "", "json"))
    except Conflict:
        return problems.answer(request, Problem(kind="busy", headers=_SOON))


def _barred(request: Request, right: str, *, takes_body: bool) -> Problem | None:
    if right and right not in client_of(request).rights:
        return Problem(kind="right_missing", values={"right": right})
    if not takes_body:
        return None
    if not _JSON.fullmatch(request.headers.get("content-type", "")):
        return Problem(kind="not_json", headers={"Accept": "application/json"})
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and (len(length) > 9 or int(length) > MOST):
        return _too_large()
    return None


def _too_large() -> Problem:
    # The rest of the body is not read, so nothing more can be said on this connection.
    return Problem(kind="too_large", values={"most": MOST}, headers={"Connection": "close"})


async def _admit(house: House, request: Request) -> tuple[Client, Rate] | Problem:
    """Whose token it is, with what is left of their requests."""
    now = house.now()
    found = _BEARER.fullmatch(request.headers.get("authorization", ""))
    client = await house.read(lambda c: clients.by_token(c, found[1], now)) if found is not None else None
    if client is None:
        return _stranger(house, request, shown=found is not None)
    rate = house.rates.take(client.id, client.per_minute, now)
    if rate.wait:
        values = {"most": rate.limit, "seconds": rate.wait}
        return Problem(kind="too_many", values=values, headers=rate.headers())
    if client.used_at is None or not timedelta(0) <= now - client.used_at < clients.NOTED:
        await house.write(lambda c: clients.note_use(c, client.id, now))
    return client, rate


def _stranger(house: House, request: Request, *, shown: bool) -> Problem:
    """Nobody we know. Whoever tries tokens is slowed down; a request without one costs nothing."""
    caller = request.client.host if request.client else ""
    if shown and not house.strangers.lets_in(caller, house.now()):
        values = {"most": house.strangers.most, "seconds": 60}
        return Problem(kind="too_many", values=values, headers={"Retry-After": "60"})
    challenge = 'Bearer realm="api"' + (', error="invalid_token"' if shown else "")
    return Problem(kind="unauthorized", headers={"WWW-Authenticate": challenge})
