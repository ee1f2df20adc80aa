"""The route of the change feed: every change once, in one order, from any place on."""

import asyncio
from typing import Annotated, Final

from fastapi import APIRouter, Query
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.api import openapi, problems, tags
from bot.api.guard import client_of, guarded
from bot.api.house import House
from bot.api.inputs import FeedQuery
from bot.api.problems import Problem
from bot.api.schemas import Change, FeedPage
from storage.clients import changes, clients
from storage.clients.changes import Stretch
from storage.clients.clients import Client

#: How often a program that waits is looked for, in seconds.
LOOK: Final = 0.5


def routes(house: House) -> APIRouter:
    router = APIRouter(route_class=guarded(house), tags=["feed"])

    @router.get("/feed", **openapi.reading(FeedPage, 410, right="feed"))
    async def read_feed(request: Request, query: Annotated[FeedQuery, Query()]) -> Response:
        """Changes of the client's branch in their order. Ask for `next` as `after` the next time; `wait`
        keeps the request open until there is something to tell. 410 means that changes behind `after` were
        dropped already, or that `after` was never given here: read the lists again."""
        client, after = client_of(request), query.after
        loop = asyncio.get_running_loop()
        until = loop.time() + min(query.wait, house.longest)
        while True:
            found = await _look(house, client, after, query)
            if found is None:
                refused = Problem(kind="unauthorized", headers={"WWW-Authenticate": 'Bearer realm="api"'})
                return problems.answer(request, refused)
            if found.is_lost:
                places = {"oldest": found.oldest, "newest": found.newest}
                return problems.answer(request, Problem(kind="lost", values=places, members=places))
            if found.changes or found.more or loop.time() >= until:
                return tags.told(_page(found))
            after = found.upto
            await asyncio.sleep(min(LOOK, max(0.0, until - loop.time())))

    return router


async def _look(house: House, client: Client, after: int | None, query: FeedQuery) -> Stretch | None:
    """What is there now; None when the program was shut out while it waited."""
    if await house.read(changes.waits):
        now = house.now()
        await house.write(lambda connection: changes.number(connection, now))

    def read(connection: Connection) -> Stretch | None:
        if not clients.still_works(connection, client, house.now()):
            return None
        return changes.read(connection, client, after, query.limit, query.kinds or None)

    return await house.read(read)


def _page(found: Stretch) -> FeedPage:
    return FeedPage(
        items=[Change.of(one) for one in found.changes],
        next=found.upto,
        more=found.more,
        newest=found.newest,
    )
