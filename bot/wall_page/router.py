"""The routes of the page for a projector: ``/w/<secret>``, its figures and its QR code."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from sqlalchemy import Engine
from starlette.responses import HTMLResponse, Response

from bot import assets
from bot.employer_page.gate import Gate
from bot.qr_codes import draw_svg
from bot.wall_page import views
from bot.wall_page.figures import Figures
from bot.wall_page.views import HEADERS
from handlers.form import short_path
from messages.catalog import DEFAULT, LANGUAGES
from storage.reads import UNIT_LINK
from storage.walls import walls
from storage.walls.walls import Wall

_SECRET = re.compile(r"[A-Za-z0-9_-]{16,64}")
#: Tries a minute, by one caller, of secrets that open nothing.
STRANGERS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the page needs. `chat` is where the QR code leads, with "{payload}" in it."""

    engine: Engine
    now: Callable[[], datetime]
    zone: ZoneInfo
    chat: str
    strangers: Gate = field(default_factory=lambda: Gate(STRANGERS))

    async def read(self, secret: str) -> Wall | None:
        def look() -> Wall | None:
            with self.engine.connect().execution_options(reading=True) as connection:
                return walls.look(connection, secret, self.now(), self.zone)

        return await asyncio.to_thread(look) if _SECRET.fullmatch(secret) else None


def build(house: House) -> APIRouter:
    """Nothing here writes, and nothing tells one screen from another."""
    router = APIRouter(include_in_schema=False)
    figures = Figures(house.read, house.now)

    @router.get("/w/{secret}")
    async def opened(request: Request, secret: str, lang: str = DEFAULT) -> Response:
        async def show(wall: Wall, language: str) -> Response:
            text = views.page(language, wall, f"/w/{secret}", house.now(), house.zone)
            return HTMLResponse(text, headers=HEADERS)

        return await _for(house, figures, request, secret, lang, show)

    @router.get("/w/{secret}/now")
    async def asked(request: Request, secret: str, lang: str = DEFAULT) -> Response:
        async def tell(wall: Wall, language: str) -> Response:
            return _told(request, views.body(language, wall, house.now(), house.zone), house.now())

        return await _for(house, figures, request, secret, lang, tell)

    @router.get("/w/{secret}/qr.svg")
    async def drawn(request: Request, secret: str) -> Response:
        async def draw(wall: Wall, language: str) -> Response:
            words = house.chat.replace("{payload}", _payload(wall))
            return Response(draw_svg(words), media_type="image/svg+xml", headers=HEADERS)

        return await _for(house, figures, request, secret, DEFAULT, draw)

    @router.get("/wall/{name}")
    async def asset(request: Request, name: str) -> Response:
        return assets.answer(request, views.ASSETS, name)

    return router


async def _for(
    house: House,
    figures: Figures,
    request: Request,
    secret: str,
    wanted: str,
    then: Callable[[Wall, str], Awaitable[Response]],
) -> Response:
    """Shows what a secret opens. Many screens of one hall share an address, so only those who try secrets
    that open nothing are slowed down."""
    language = wanted if wanted in LANGUAGES else DEFAULT
    wall = await figures.of(secret)
    if wall is not None:
        return await then(wall, language)
    caller = request.client.host if request.client else ""
    if not house.strangers.lets_in(caller, house.now()):
        return Response(status_code=429, headers=HEADERS | {"Retry-After": "60"})
    return HTMLResponse(views.shut(language), 404, headers=HEADERS)


def _told(request: Request, text: str, now: datetime) -> Response:
    """The figures, or that they are the same; with the server's time either way, for the countdown."""
    tag = assets.tag_of(text.encode())
    headers = HEADERS | {"ETag": tag, "X-Now": str(round(now.timestamp() * 1000))}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(text, media_type="application/json", headers=headers)


def _payload(wall: Wall) -> str:
    """On an update day straight to the decision; the unit is known where all come from one."""
    code = wall.scan.code if wall.scan is not None else ""
    if wall.campaign.kind == "update_day":
        return f"{short_path.LINK}{code}"
    return f"{UNIT_LINK}{code}" if code else ""
