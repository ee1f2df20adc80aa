"""The route by which a program decides on an initiative in its officer's name."""

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
from bot.api.inputs import DecisionWish, Number
from bot.api.once import Ask, Done, once
from bot.api.problems import Fault, Problem
from bot.api.schemas import Decision, Initiative, Ruled
from handlers.officers import rulings as rules
from handlers.officers.rulings import Ruling, Unruled
from handlers.registers.listed import Listed
from storage import rulings
from storage.clients import readings
from storage.clients.clients import Client

log = structlog.get_logger(__name__)

#: Which part of a decision a refusal is about.
_FAULTS = {
    "reason_wanted": Fault(place="body", name="reason", kind="missing"),
    "unfit_reason": Fault(place="body", name="reason", kind="choice"),
    "too_long": Fault(place="body", name="words", kind="too_long"),
}


def routes(house: House) -> APIRouter:
    router = APIRouter(route_class=guarded(house), tags=["reviews"])

    @router.post("/initiatives/{number}/decisions", **openapi.deciding(Ruled, tags.REVISION))
    async def decide(request: Request, number: Annotated[Number, Path()], body: DecisionWish) -> Response:
        """Decide as the client's officer would in the chat: by the same rules, with the same people told.
        If-Match names the revision that was read; another one is 412, with what happened meanwhile."""
        return await _decide(house, request, number, body)

    return router


async def _decide(house: House, request: Request, number: int, body: DecisionWish) -> Response:
    revision, key = tags.named(request, tags.REVISION), tags.key_of(request)
    for refused in (revision, key):
        if isinstance(refused, Problem):
            return problems.answer(request, refused)
    if revision is None:
        return problems.answer(request, Problem(kind="revision_wanted"))
    client, at = client_of(request), house.now()
    wish = Ruling(
        number=number, revision=int(str(revision)), word=body.word, reason=body.reason, words=body.words
    )
    parts = ("decide", str(number), str(revision), body.model_dump_json())
    ask = Ask(client=client, key=None if key is None else str(key), parts=parts, at=at)
    outcome = await house.write(
        lambda connection: once(connection, ask, lambda c: _rule(house, c, client, wish, at))
    )
    if isinstance(outcome, Problem):
        log.info("api_refused", client=client.name, initiative=number, why=outcome.kind)
        return problems.answer(request, outcome)
    if not outcome.replayed:
        log.info(
            "api_decided", client=client.name, officer=client.person_id, initiative=number, word=body.word
        )
        house.queued()
    return outcome.answer()


def _rule(house: House, connection: Connection, client: Client, wish: Ruling, at: datetime) -> Done | Problem:
    found = readings.one(connection, client, wish.number)
    if found is None:
        return Problem(kind="not_found")
    if client.person_id is None:
        return Problem(kind="no_officer")
    outcome = rulings.rule(
        connection, client.person_id, "api", wish, at, house.render, house.can_edit, house.zone
    )
    after = readings.one(connection, client, wish.number)
    if isinstance(outcome, Unruled):
        return _refused(outcome, after or found)
    step = readings.last_step(connection, found.id)
    if after is None or step is None:
        raise AssertionError(f"{found.code} was decided on and is gone")
    body = Ruled(
        initiative=after.number,
        code=after.code,
        revision=after.revision,
        status=after.status,
        decision=Decision.of(step),
    )
    place = f"{openapi.PREFIX}/initiatives/{after.number}/decisions/{step.id}"
    return Done(status=201, body=body.model_dump_json(), headers={"Location": place})


def _refused(outcome: Unruled, found: Listed) -> Problem:
    """The officer's own words for it, with how it stands now."""
    why: rules.Why = outcome.why
    if why == "unknown":
        # The initiative is there, so it is the officer who holds no post.
        return Problem(kind="no_officer")
    now = Initiative.of(found)
    last = now.last_decision.model_dump(mode="json") if now.last_decision is not None else None
    members = {"current": {"revision": now.revision, "status": now.status.value, "last_decision": last}}
    fault = _FAULTS.get(why)
    return Problem(kind=why, detail=outcome.text, members=members, faults=(fault,) if fault else ())
