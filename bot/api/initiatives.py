"""The routes of initiatives: the list, one of them, and its history."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.api import openapi, problems, tags
from bot.api.guard import client_of, guarded
from bot.api.house import House
from bot.api.inputs import InitiativeQuery, Number, RowId
from bot.api.problems import Problem
from bot.api.schemas import Decision, DecisionList, Initiative, InitiativePage, InitiativeWhole
from handlers.registers.listed import Listed
from storage.clients import places, readings
from storage.clients.clients import Client
from storage.clients.readings import Filter

NOT_FOUND = Problem(kind="not_found")


def routes(house: House) -> APIRouter:
    router = APIRouter(route_class=guarded(house), tags=["initiatives"])

    @router.get("/initiatives", **openapi.reading(InitiativePage, 404, next_link=True))
    async def list_initiatives(request: Request, query: Annotated[InitiativeQuery, Query()]) -> Response:
        """Initiatives of the client's branch in the order they came in, a page at a time."""
        return await _list(house, request, query)

    @router.get("/initiatives/{number}", **openapi.reading(InitiativeWhole, 404, tag=True))
    async def read_initiative(request: Request, number: Annotated[Number, Path()]) -> Response:
        """One initiative with its history and what was said about it; internal notes with the right
        "notes", phone numbers with the right "contacts"."""
        client = client_of(request)
        found = await house.read(lambda connection: _whole(connection, client, number))
        if found is None:
            return problems.answer(request, NOT_FOUND)
        return tags.shown(request, found, str(found.revision))

    @router.get("/initiatives/{number}/decisions", **openapi.reading(DecisionList, 404))
    async def list_decisions(request: Request, number: Annotated[Number, Path()]) -> Response:
        """The whole history of an initiative, the first step first."""
        client = client_of(request)
        steps = await house.read(lambda connection: _history(connection, client, number))
        if steps is None:
            return problems.answer(request, NOT_FOUND)
        return tags.told(DecisionList(items=steps))

    @router.get("/initiatives/{number}/decisions/{decision}", **openapi.reading(Decision, 404, tag=True))
    async def read_decision(
        request: Request, number: Annotated[Number, Path()], decision: Annotated[RowId, Path()]
    ) -> Response:
        """One step of a history."""
        client = client_of(request)
        steps = await house.read(lambda connection: _history(connection, client, number))
        found = next((one for one in steps or () if one.id == decision), None)
        if found is None:
            return problems.answer(request, NOT_FOUND)
        return tags.shown(request, found, str(found.id))

    return router


def next_link(request: Request, cursor: str | None) -> dict[str, str]:
    """Where the list goes on, as RFC 8288 tells it."""
    if cursor is None:
        return {}
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    words = urlencode([*kept, ("cursor", cursor)])
    return {"Link": f'<{request.url.path}?{words}>; rel="next"'}


async def _list(house: House, request: Request, query: InitiativeQuery) -> Response:
    client, filters = client_of(request), query.model_dump(exclude={"cursor", "limit"}, mode="json")
    after = house.cursors.read("initiatives", filters, query.cursor)
    if after is None:
        return problems.answer(request, problems.wrong("query", "cursor", "cursor"))
    found = await house.read(lambda connection: _page(connection, client, query, after))
    if found is None:
        return problems.answer(request, NOT_FOUND)
    shown = found[: query.limit]
    more = len(found) > query.limit
    following = house.cursors.write("initiatives", filters, shown[-1].id) if more else None
    contacts = "contacts" in client.rights
    body = InitiativePage(items=[Initiative.of(one, contacts=contacts) for one in shown], next=following)
    return tags.told(body, headers=next_link(request, following))


def _page(connection: Connection, client: Client, query: InitiativeQuery, after: int) -> list[Listed] | None:
    """One more than were asked for, so that it is known whether more follow; None for a strange unit."""
    branch = places.one(connection, client, query.unit) if query.unit is not None else None
    if query.unit is not None and branch is None:
        return None
    wanted = Filter(
        statuses=[status.value for status in query.status],
        path=branch[1] if branch is not None else None,
        programme=query.programme,
        updated_since=query.updated_since,
    )
    return readings.page(connection, client, wanted, after, query.limit + 1)


def _whole(connection: Connection, client: Client, number: int) -> InitiativeWhole | None:
    found = readings.one(connection, client, number)
    if found is None:
        return None
    one = Initiative.of(found, contacts="contacts" in client.rights)
    said = readings.notes(connection, found.id, internal="notes" in client.rights)
    return InitiativeWhole.joined(one, readings.steps(connection, found.id), said)


def _history(connection: Connection, client: Client, number: int) -> list[Decision] | None:
    found = readings.one(connection, client, number)
    if found is None:
        return None
    return [Decision.of(step) for step in readings.steps(connection, found.id)]
