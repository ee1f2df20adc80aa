"""The routes of the manager's page: ``/r/<token>`` and what its forms post to."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from sqlalchemy import Connection, Engine
from starlette.responses import RedirectResponse, Response

from bot.employer_page import bodies, given, views
from bot.employer_page.gate import Gate
from bot.employer_page.html import HEADERS
from bot.employer_page.papers import Refused, keep_scan, picture
from bot.library import Library
from handlers.employer.requests import Answer, Stand, hash_of, stand
from messages.employer.reading import DEFAULT, LANGUAGES
from storage.apply.telling import Render
from storage.database.writer import Writer
from storage.employers import answering, links, pages
from storage.employers.answering import Outcome
from storage.employers.pages import Desk

T = TypeVar("T")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,64}")
#: Uses a minute: of one link, of its forms, and of links that do not exist by one caller.
READS, POSTS, STRANGERS = 60, 20, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the page needs. `queued` is called when notices wait to be sent."""

    engine: Engine
    writer: Writer
    library: Library
    render: Render
    now: Callable[[], datetime]
    zone: ZoneInfo
    queued: Callable[[], None]
    reads: Gate = field(default_factory=lambda: Gate(READS))
    posts: Gate = field(default_factory=lambda: Gate(POSTS))
    strangers: Gate = field(default_factory=lambda: Gate(STRANGERS))

    async def look(self, token: str) -> Desk | None:
        def read() -> Desk | None:
            with self.engine.connect().execution_options(reading=True) as connection:
                return pages.look(connection, token)

        return await asyncio.to_thread(read) if _TOKEN.fullmatch(token) else None

    async def write(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self.writer.submit(work))

    def stand(self, desk: Desk) -> Stand:
        return stand(desk.request, desk.item.status, self.now())


def build(house: House) -> APIRouter:
    """Opening a page changes nothing but the list of visits; only the confirmed form is an answer."""
    router = APIRouter(include_in_schema=False)

    @router.get("/r/{token}")
    async def opened(request: Request, token: str, lang: str = "") -> Response:
        async def show(desk: Desk, tongue: str) -> Response:
            return await _shown(house, desk, token, tongue)

        return await _for(house, request, token, lang, house.reads, show)

    @router.post("/r/{token}")
    async def checked(request: Request, token: str, lang: str = "", change: str = "") -> Response:
        async def check(desk: Desk, tongue: str) -> Response:
            body = await bodies.read(request)
            return await _checked(house, desk, token, tongue, body.fields, change=bool(change))

        return await _for(house, request, token, lang, house.posts, check)

    @router.post("/r/{token}/answer")
    async def answered(request: Request, token: str, lang: str = "") -> Response:
        async def answer(desk: Desk, tongue: str) -> Response:
            return await _answered(house, desk, token, tongue, await bodies.read(request))

        return await _for(house, request, token, lang, house.posts, answer)

    @router.post("/r/{token}/paper")
    async def sent(request: Request, token: str, lang: str = "") -> Response:
        async def send(desk: Desk, tongue: str) -> Response:
            return await _sent(house, desk, token, tongue, await bodies.read(request))

        return await _for(house, request, token, lang, house.posts, send)

    @router.get("/r/{token}/picture/{place}")
    async def pictured(request: Request, token: str, place: int) -> Response:
        async def show(desk: Desk, tongue: str) -> Response:
            return await _pictured(house, desk, place)

        return await _for(house, request, token, "", house.reads, show)

    return router


async def _for(
    house: House,
    request: Request,
    token: str,
    wanted: str,
    gate: Gate,
    then: Callable[[Desk, str], Awaitable[Response]],
) -> Response:
    """Lets a caller through to what a link stands for, or says why not."""
    now, spoken = house.now(), _spoken(request, wanted)
    if not gate.lets_in(hash_of(token), now):
        return _busy(spoken)
    desk = await house.look(token)
    if desk is None:
        caller = request.client.host if request.client else ""
        if not house.strangers.lets_in(caller, now):
            return _busy(spoken)
        return views.gone(spoken, "unknown", 404)
    tongue = wanted if wanted in LANGUAGES else desk.request.language
    return await then(desk, tongue if tongue in LANGUAGES else DEFAULT)


async def _shown(house: House, desk: Desk, token: str, tongue: str) -> Response:
    now, found = house.now(), house.stand(desk)
    what: links.Done = "opened" if found in (Stand.OPEN, Stand.ANSWERED) else "refused"
    await house.write(lambda connection: links.note(connection, desk.request.id, what, now, found))
    match found:
        case Stand.OPEN:
            return views.asking(tongue, desk, token, house.zone)
        case Stand.ANSWERED:
            return views.done(tongue, desk, token, house.zone)
        case _:
            return views.of_stand(tongue, found, token)


async def _checked(
    house: House, desk: Desk, token: str, tongue: str, fields: Mapping[str, str], *, change: bool
) -> Response:
    if house.stand(desk) is not Stand.OPEN:
        return await _shown(house, desk, token, tongue)
    typed = given.read(fields, house.now().astimezone(house.zone).date())
    if typed.given is None or change:
        return views.asking(tongue, desk, token, house.zone, typed)
    return views.checking(tongue, desk, token, typed, fields.get("seen", ""))


async def _answered(house: House, desk: Desk, token: str, tongue: str, body: bodies.Body) -> Response:
    now = house.now()
    typed = given.read(body.fields, now.astimezone(house.zone).date())
    if typed.given is None:
        # Also what came too large to be read: nothing of it was kept, and the page asks again.
        if house.stand(desk) is not Stand.OPEN:
            return await _shown(house, desk, token, tongue)
        return views.asking(tongue, desk, token, house.zone, typed)
    seen = body.fields.get("seen", "")
    key = await keep_scan(house.library, desk.request.id, body) if body.file or body.too_large else ""
    if isinstance(key, Refused) and house.stand(desk) is Stand.OPEN:
        return views.checking(tongue, desk, token, typed, seen, key.trouble)
    answer = given.with_file(typed.given, "" if isinstance(key, Refused) else key)
    before = Answer.NOT_YET if seen == Answer.NOT_YET else Answer.NONE
    outcome = await house.write(
        lambda connection: answering.answer(connection, token, answer, before, now, house.render)
    )
    if outcome is Outcome.KEPT:
        house.queued()
    if outcome is not Outcome.EARLIER:
        return _back(token, tongue)
    again = await house.look(token)
    if again is None or house.stand(again) is not Stand.ANSWERED:
        return _back(token, tongue)
    return views.done(tongue, again, token, house.zone, note="gone.answered_first")


async def _sent(house: House, desk: Desk, token: str, tongue: str, body: bodies.Body) -> Response:
    """The signed paper after the answer."""
    if house.stand(desk) is not Stand.ANSWERED:
        return await _shown(house, desk, token, tongue)
    key = await keep_scan(house.library, desk.request.id, body)
    if isinstance(key, Refused):
        return views.done(tongue, desk, token, house.zone, trouble=key.trouble)
    now = house.now()
    outcome = await house.write(
        lambda connection: answering.attach(connection, token, key, now, house.render)
    )
    if outcome is Outcome.FULL:
        return views.done(tongue, desk, token, house.zone, trouble="file_many")
    if outcome is Outcome.KEPT:
        house.queued()
    return _back(token, tongue)


async def _pictured(house: House, desk: Desk, place: int) -> Response:
    if house.stand(desk) is not Stand.OPEN or not 1 <= place <= len(desk.pictures):
        return Response(status_code=404, headers=HEADERS)
    return await picture(house.library, desk.pictures[place - 1])


def _back(token: str, tongue: str) -> Response:
    """So that loading the page again posts nothing again."""
    return RedirectResponse(f"/r/{token}?lang={tongue}", 303, headers=HEADERS)


def _busy(language: str) -> Response:
    answer = views.gone(language, "busy", 429)
    answer.headers["Retry-After"] = "60"
    return answer


def _spoken(request: Request, wanted: str) -> str:
    """What a caller reads whose link tells nothing: as asked for, else as their browser is set."""
    told = [wanted, *re.findall(r"\b([a-z]{2})\b", request.headers.get("accept-language", "").lower())]
    return next((one for one in told if one in LANGUAGES), DEFAULT)
