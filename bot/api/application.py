"""The API as one application of its own, to be mounted under its prefix."""

import json
import re
from collections.abc import Sequence

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Mount

from bot.api import deciding, feeding, initiatives, openapi, problems, targets, units
from bot.api.house import House
from bot.api.problems import Problem


def build(house: House) -> FastAPI:
    """Served whether or not any program is let in: without a token it tells nothing but its description."""
    api = FastAPI(
        title="",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_name,
    )
    rooms = [room.routes(house) for room in (initiatives, deciding, units, targets, feeding)]
    for room in rooms:
        api.include_router(room)
    described = json.dumps(openapi.describe(api), ensure_ascii=False).encode()

    async def describe(request: Request) -> Response:
        return Response(described, media_type="application/json", headers={"Cache-Control": "no-cache"})

    async def refuse(request: Request, error: Exception) -> Response:
        """Nothing at this address, or nothing that is asked that way."""
        allowed = _allowed(rooms, request)
        if isinstance(error, HTTPException) and error.status_code == 405 and allowed:
            told = ", ".join(allowed)
            return problems.answer(
                request, Problem(kind="no_method", values={"allowed": told}, headers={"Allow": told})
            )
        return problems.answer(request, Problem(kind="not_found"))

    api.get("/openapi.json", include_in_schema=False)(describe)
    api.add_exception_handler(HTTPException, refuse)
    return api


def mount(pages: FastAPI, house: House) -> None:
    """Put the API under its prefix: every address there, also one with a line break in it, which the
    framework's own mount passes by, so that it would be refused in another form than promised."""
    mounted = Mount(openapi.PREFIX, app=build(house))
    mounted.path_regex = re.compile(mounted.path_regex.pattern, re.DOTALL)
    pages.router.routes.append(mounted)


def _name(route: APIRoute) -> str:
    return route.name


def _allowed(rooms: Sequence[APIRouter], request: Request) -> list[str]:
    """Every method of the routes of this address; the framework names only those of the first."""
    routes = (route for room in rooms for route in room.routes if isinstance(route, APIRoute))
    found = [route.methods for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    if request.url.path.endswith("/openapi.json"):
        found.append({"GET"})
    return sorted({method for methods in found for method in methods or ()})
