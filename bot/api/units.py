"""The routes of units, of programmes, and of figures."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.api import openapi, problems, tags
from bot.api.bodies import UnitName
from bot.api.guard import client_of, guarded
from bot.api.house import House
from bot.api.initiatives import NOT_FOUND, next_link
from bot.api.inputs import Code, FigureQuery, UnitQuery
from bot.api.schemas import Figures, Me, Programme, ProgrammeList, Unit, UnitPage
from storage.clients import places
from storage.clients.clients import Client
from storage.clients.records import Place
from storage.results import boards


def routes(house: House) -> APIRouter:
    router = APIRouter(route_class=guarded(house))

    @router.get("/me", tags=["clients"], **openapi.reading(Me, right=""))
    async def read_me(request: Request) -> Response:
        """Who the token belongs to, and what it may do."""
        return tags.told(_me(client_of(request)))

    @router.get("/units", tags=["units"], **openapi.reading(UnitPage, 404, next_link=True))
    async def list_units(request: Request, query: Annotated[UnitQuery, Query()]) -> Response:
        """Units of the client's branch, a page at a time."""
        return await _list(house, request, query)

    @router.get("/units/{code}", tags=["units"], **openapi.reading(Unit, 404, tag=True))
    async def read_unit(request: Request, code: Annotated[Code, Path()]) -> Response:
        """One unit, by its code or by one it had."""
        client = client_of(request)
        found = await house.read(lambda connection: places.one(connection, client, code))
        if found is None:
            return problems.answer(request, NOT_FOUND)
        return tags.shown(request, Unit.of(found[0]), "u")

    @router.get("/programmes", tags=["figures"], **openapi.reading(ProgrammeList))
    async def list_programmes(request: Request) -> Response:
        """Every programme with its phases, the newest first."""
        found = await house.read(places.plans)
        return tags.told(ProgrammeList(items=[Programme.of(one) for one in found]))

    @router.get("/figures", tags=["figures"], **openapi.reading(Figures, 404))
    async def read_figures(request: Request, query: Annotated[FigureQuery, Query()]) -> Response:
        """A unit's figures with those of the units below it, as in every other report."""
        client = client_of(request)
        found = await house.read(lambda connection: _figures(house, connection, client, query))
        if found is None:
            return problems.answer(request, NOT_FOUND)
        return tags.told(found)

    return router


def _me(one: Client) -> Me:
    return Me(
        name=one.name,
        unit=UnitName(code=one.unit.code, name=one.unit.name),
        rights=sorted(one.rights),
        officer=one.officer,
        per_minute=one.per_minute,
        expires_at=one.expires_at,
    )


async def _list(house: House, request: Request, query: UnitQuery) -> Response:
    client, filters = client_of(request), query.model_dump(exclude={"cursor", "limit"}, mode="json")
    after = house.cursors.read("units", filters, query.cursor)
    if after is None:
        return problems.answer(request, problems.wrong("query", "cursor", "cursor"))
    found = await house.read(lambda connection: _page(connection, client, query, after))
    if found is None:
        return problems.answer(request, NOT_FOUND)
    shown = found[: query.limit]
    more = len(found) > query.limit
    following = house.cursors.write("units", filters, shown[-1].id) if more else None
    body = UnitPage(items=[Unit.of(one) for one in shown], next=following)
    return tags.told(body, headers=next_link(request, following))


def _page(connection: Connection, client: Client, query: UnitQuery, after: int) -> list[Place] | None:
    """One more than were asked for, so that it is known whether more follow; None for a strange unit."""
    top = places.one(connection, client, query.unit or client.unit.code)
    if top is None:
        return None
    return places.page(connection, client, top[1], after, query.limit + 1, ended=query.ended)


def _figures(house: House, connection: Connection, client: Client, query: FigureQuery) -> Figures | None:
    unit = places.one(connection, client, query.unit or client.unit.code)
    if unit is None:
        return None
    phase = places.phase(connection, unit[0].id, query.phase) if query.phase is not None else None
    if query.phase is not None and phase is None:
        return None
    board = boards.board(
        connection,
        unit[0].id,
        now=house.now(),
        zone=house.zone,
        phase_id=phase[0].id if phase is not None else None,
        spread=query.spread,
    )
    return Figures.of(board) if board is not None else None
