"""A bare client of the fake Zalo Bot Platform, and a public website it can call; neither is our adapter."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import ClientSession, web

from tests.fakes.zalo_bot_api import ZaloBotApi

LAN = "6ede9afa66b88fe6d6a9"
PICTURE = b"\xff\xd8\xff\xe0 a picture"
HERE = "https://bot.example.vn"
SECRET = "a-secret-of-the-house"


@asynccontextmanager
async def platform() -> AsyncIterator[ZaloBotApi]:
    """A platform where Lan has written before."""
    async with ZaloBotApi() as api:
        api.person(LAN, "Lan").says("xin chào")
        api.waiting.clear()
        yield api


async def call(api: ZaloBotApi, method: str, token: str = "", **given: Any) -> dict[str, Any]:
    url = f"{api.url}/bot{token or api.token}/{method}"
    async with ClientSession() as session, session.post(url, json=given) as answer:
        assert answer.status == 200
        body: dict[str, Any] = await answer.json()
    return body


async def say(api: ZaloBotApi, text: str = "chào chị") -> dict[str, Any]:
    return await call(api, "sendMessage", chat_id=LAN, text=text)


class Site:
    """A public website of ours, as the platform meets it."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.statuses: list[int] = []
        self.photo: list[tuple[int, bytes, str]] = []

    async def hook(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.json())
        self.headers.append(dict(request.headers))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200)

    async def show(self, request: web.Request) -> web.Response:
        status, body, kind = self.photo.pop(0) if self.photo else (200, PICTURE, "image/jpeg")
        return web.Response(status=status, body=body, content_type=kind)


@asynccontextmanager
async def site_of(api: ZaloBotApi) -> AsyncIterator[Site]:
    site, app = Site(), web.Application()
    app.router.add_post("/hook", site.hook)
    app.router.add_get("/p.jpg", site.show)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api.redirect[HERE] = "http://{}:{}".format(*runner.addresses[0][:2])
    try:
        yield site
    finally:
        await runner.cleanup()


async def hook(api: ZaloBotApi) -> dict[str, Any]:
    return await call(api, "setWebhook", url=f"{HERE}/hook", secret_token=SECRET)
