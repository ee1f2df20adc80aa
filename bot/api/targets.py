"""The routes of what units are to reach."""

from datetime import datetime
from typing import Annotated

import structlog
from fastapi import APIRouter, Path
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from bot.api import openapi, problems, tags
from bot.api.guard import client_of, guarded
from bot.api.house import House
from bot.api.initiatives import NOT_FOUND
from bot.api.inputs import Code, Key, TargetWish
from bot.api.once import Ask, Done, once
from bot.api.problems import Problem
from bot.api.schemas import Target
from handlers.campaigns.phase import Phase
from storage.clients import goals, places
from storage.clients.clients import Client
from storage.clients.goals import Wish
from storage.clients.records import Goal

log = structlog.get_logger(__name__)


def routes(house: House) -> APIRouter:
    router = APIRouter(route_class=guarded(house), tags=["targets"])

    @router.get("/units/{code}/targets/{phase}", **openapi.reading(Target, 404, tag=True))
    async def read_target(
        request: Request, code: Annotated[Code, Path()], phase: Annotated[Key, Path()]
    ) -> Response:
        """What a unit is to reach in a phase of its programme, and has reached so far."""
        client = client_of(request)
        found = await house.read(lambda connection: _goal(house, connection, client, code, phase))
        if found is None:
            return problems.answer(request, NOT_FOUND)
        return tags.shown(request, Target.of(found[0]), _front(found[0]))

    @router.put("/units/{code}/targets/{phase}", **openapi.setting(Target, tags.GOAL))
    async def set_target(
        request: Request, code: Annotated[Code, Path()], phase: Annotated[Key, Path()], body: TargetWish
    ) -> Response:
        """Set both targets in the name of the client's officer. The unit's own is set by those who decide
        there, the assigned one by the union above; both stand in the history."""
        return await _put(house, request, (code, phase), body)

    return router


async def _put(house: House, request: Request, about: tuple[str, str], body: TargetWish) -> Response:
    seen, key = tags.named(request, tags.GOAL), tags.key_of(request)
    for refused in (seen, key):
        if isinstance(refused, Problem):
            return problems.answer(request, refused)
    if seen is None:
        return problems.answer(request, Problem(kind="revision_wanted"))
    client, at = client_of(request), house.now()
    parts = ("target", about[0].upper(), about[1], str(seen), body.model_dump_json())
    ask = Ask(client=client, key=None if key is None else str(key), parts=parts, at=at)
    wish = Wish(assigned=body.assigned, own=body.own, words=body.why)
    front = str(seen)
    outcome = await house.write(
        lambda connection: once(connection, ask, lambda c: _set(house, c, client, about, front, wish, at))
    )
    if isinstance(outcome, Problem):
        return problems.answer(request, outcome)
    if not outcome.replayed:
        log.info("api_target", client=client.name, officer=client.person_id, unit=about[0], phase=about[1])
        house.queued()
    return outcome.answer()


def _goal(
    house: House, connection: Connection, client: Client, code: str, phase: str
) -> tuple[Goal, Phase] | None:
    unit = places.one(connection, client, code)
    # A unit that ended has no target of its own any more.
    if unit is None or unit[0].until is not None:
        return None
    found = places.phase(connection, unit[0].id, phase)
    if found is None:
        return None
    goal = goals.read(connection, unit[0].id, *found, house.zone)
    return (goal, found[0]) if goal is not None else None


def _set(
    house: House,
    connection: Connection,
    client: Client,
    about: tuple[str, str],
    front: str,
    wish: Wish,
    at: datetime,
) -> Done | Problem:
    found = _goal(house, connection, client, *about)
    if found is None:
        return NOT_FOUND
    if client.person_id is None:
        return Problem(kind="no_officer")
    goals.lock(connection, found[1])
    goal, phase = _goal(house, connection, client, *about) or found
    if front != _front(goal):
        return Problem(kind="changed", members={"current": Target.of(goal).model_dump(mode="json")})
    refusal = goals.put(connection, client.person_id, goal.id, phase, wish, at, house.render, house.zone)
    if refusal is not None:
        return Problem(kind=refusal)
    fresh, _ = _goal(house, connection, client, *about) or (goal, phase)
    text = Target.of(fresh).model_dump_json()
    return Done(status=200, body=text, headers={"ETag": tags.tag_of(_front(fresh), text)})


def _front(goal: Goal) -> str:
    """What a target is measured by: what was reached meanwhile does not stand in its way."""
    return "t" + ".".join("n" if one is None else str(one) for one in (goal.assigned, goal.own))
