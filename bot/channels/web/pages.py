"""The pages: one phone for everybody, two side by side in the demo."""

import json
import re
from html import escape
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bot import assets
from bot.channels.web import doors
from bot.channels.web.doors import Demo, DemoDoor, Door
from bot.channels.web.frames import TEXT
from bot.channels.web.site import Site
from messages.catalog import DEFAULT, say, under

_HOST = re.compile(r"[A-Za-z0-9.\-\[\]:]+")


_ASSETS, _TEMPLATES = assets.load("bot.channels.web")


def add(router: APIRouter, site: Site) -> None:
    @router.get("/static/{name}")
    async def asset(request: Request, name: str) -> Response:
        return assets.answer(request, _ASSETS, name)

    @router.get("/chat")
    async def chat(request: Request, start: str = "") -> Response:
        address = site.doors.address(request, "chat") or doors.new_address()
        language = await site.language(doors.conversation(address))
        page = _page(request, language, "chat", {"chat": start[:256]}, by_link=bool(start))
        site.doors.keep(page, "chat", address)
        return page

    if site.demo is None:

        @router.get("/")
        async def home() -> Response:
            return RedirectResponse("/chat", 307)
    else:
        _add_demo(router, site, site.demo)


def _add_demo(router: APIRouter, site: Site, demo: Demo) -> None:
    @router.get("/")
    async def two(request: Request) -> Response:
        starts: dict[Door, str] = {}
        addresses: dict[Door, str] = {}
        for door in doors.DEMO_DOORS:
            addresses[door], starts[door] = await _person(site, demo, request, door)
        page = _page(request, DEFAULT, "two", starts)
        for found, address in addresses.items():
            site.doors.keep(page, found, address)
        return page

    @router.post("/demo/new")
    async def begin(request: Request, door: DemoDoor) -> Response:
        if not site.doors.is_own(request):
            return Response(status_code=403)
        address, payload = await demo.person(door, fresh=True)
        answer = JSONResponse({"start": payload})
        site.doors.keep(answer, door, address)
        return answer


async def _person(site: Site, demo: Demo, request: Request, door: DemoDoor) -> tuple[str, str]:
    """Whoever this browser was behind that door, as long as the database still knows them."""
    address = site.doors.address(request, door)
    if address is not None and (await site.transcript(doors.conversation(address), 0, 0)).begun:
        return address, ""
    return await demo.person(door, fresh=False)


def _page(
    request: Request, language: str, name: str, starts: dict[Door, str], *, by_link: bool = False
) -> Response:
    words = under(language, "web.page.")
    html_words = {key: escape(text) for key, text in words.items()}
    phones = {}
    for door in starts:
        demo_words = {
            "who": "" if door == "chat" else escape(say(language, f"web.two.{door}")),
            "fresh": escape(say(language, "web.two.fresh")),
            "tools": "hidden" if door == "chat" else "",
        }
        phones[f"phone_{door}"] = _TEMPLATES["phone"].substitute(html_words, door=door, **demo_words)
    two = {f"two_{key}": escape(text) for key, text in under(language, "web.two.").items()}
    settings = {"words": words, "language": language, "starts": starts, "by_link": by_link, "longest": TEXT}
    body = _TEMPLATES[name].substitute(html_words, **two, **phones)
    html = _TEMPLATES["page"].substitute(html_words, body=body, language=language, settings=_inert(settings))
    return HTMLResponse(html, headers=_headers(request.headers.get("host", "")))


def _inert(data: dict[str, Any]) -> str:
    """JSON for a data block: no word in it can end the block or begin a tag."""
    return json.dumps(data, ensure_ascii=False).replace("&", "\\u0026").replace("<", "\\u003c")


def _headers(host: str) -> dict[str, str]:
    # Older Safari does not take a socket of the same host for 'self', so it is named.
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    policy = (
        "default-src 'self'; img-src 'self' blob:; media-src 'self' blob:; "
        f"connect-src 'self'{sockets}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
    )
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
