"""The doors of the house: the web server with its pages and webhooks, and a clean way to stop."""

import asyncio
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import structlog
import uvicorn
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from sqlalchemy import select

from bot import platforms
from bot.api import application as api
from bot.api.cursors import Cursors
from bot.api.house import House as ApiHouse
from bot.app import App, build, running
from bot.channels.web import router as web
from bot.channels.web.channel import WebChannel
from bot.channels.web.doors import Demo, Doors
from bot.channels.web.links import Links
from bot.channels.web.site import Kept, Site
from bot.demo import DemoDoors
from bot.employer_page import router as managers
from bot.nodes import mounting as nodes
from bot.nodes import routes as node_routes
from bot.settings import Settings
from bot.wall_page import router as walls
from storage.tables import conversations, people
from storage.traffic import transcript
from storage.traffic.transcript import Transcript

log = structlog.get_logger()


class Server(uvicorn.Server):
    """uvicorn without its own signal handling: one Ctrl-C stops the whole house, in order."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def site(app: App, channel: WebChannel, demo: Demo | None) -> Site:
    """What the web chat's routes need, out of the house."""
    settings = app.settings
    secret = settings.secret_key.get_secret_value()

    async def kept(key: str) -> Kept | None:
        found = await app.library.find(key)
        return None if found is None else Kept(found[1], found[0].name, found[0].media_type)

    def read(conversation: str, after_in: int, after_out: int) -> Transcript:
        with app.engine.connect().execution_options(reading=True) as connection:
            return transcript.read(connection, conversation, after_in, after_out)

    def language_of(conversation: str) -> str:
        with app.engine.connect().execution_options(reading=True) as connection:
            found = connection.scalar(
                select(people.c.language)
                .join(conversations, conversations.c.person_id == people.c.id)
                .where(conversations.c.key == conversation)
            )
            return str(found or "vi")

    return Site(
        channel=channel,
        doors=Doors(secret, settings.public_url, demo=demo is not None),
        keep=app.library.keep,
        kept=kept,
        transcript=lambda *asked: asyncio.to_thread(read, *asked),
        language=lambda conversation: asyncio.to_thread(language_of, conversation),
        demo=demo,
    )


def managers_house(app: App) -> managers.House:
    """What the managers' page needs, out of the house."""
    return managers.House(
        engine=app.engine,
        writer=app.writer,
        library=app.library,
        render=app.render,
        now=app.now,
        zone=app.settings.time_zone,
        queued=app.wake_senders,
    )


def api_house(app: App) -> ApiHouse:
    """What other programs are served from, out of the house."""
    return ApiHouse(
        engine=app.engine,
        writer=app.writer,
        now=app.now,
        zone=app.settings.time_zone,
        cursors=Cursors(app.settings.secret_key.get_secret_value()),
        render=app.render,
        can_edit=app.can_edit,
        queued=app.wake_senders,
    )


def walls_house(app: App) -> walls.House:
    """What the page for a projector needs, out of the house. Its QR code leads to the chat in the browser,
    which needs no account."""
    chat = f"{app.settings.public_url}/chat?start={{payload}}"
    return walls.House(engine=app.engine, now=app.now, zone=app.settings.time_zone, chat=chat)


@asynccontextmanager
async def opened(app: App) -> AsyncIterator[int]:
    """The whole house with its web server on `WEB_PORT` (0 picks one); gives the port it got."""
    settings = app.settings
    page = WebChannel(Links(settings.secret_key.get_secret_value()), app.now)
    app.add(page)
    app.doors.append(lambda: f"{settings.public_url}/chat?start={{payload}}")
    pages = FastAPI(title="", docs_url=None, redoc_url=None, openapi_url=None)
    demo = DemoDoors(app.writer, app.now) if settings.demo else None
    pages.include_router(web.build(site(app, page, demo)))
    pages.include_router(managers.build(managers_house(app)))
    pages.include_router(walls.build(walls_house(app)))
    pages.include_router(node_routes.build(nodes.house(app)))
    api.mount(pages, api_house(app))
    pages.get("/healthz", include_in_schema=False)(_health)
    platforms.add(app, pages)
    server = Server(_config(pages, settings))
    async with running(app), asyncio.TaskGroup() as group:
        group.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
            await asyncio.sleep(0.01)
        try:
            yield int(server.servers[0].sockets[0].getsockname()[1])
        finally:
            server.should_exit = True


async def serve(settings: Settings, *, ready: Callable[[int], None]) -> None:
    """Run until Ctrl-C or SIGTERM; `ready` is called with the port once people can come in."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with opened(build(settings)) as port:
        ready(port)
        await stop.wait()
        log.info("stopping")


async def _health() -> PlainTextResponse:
    return PlainTextResponse("ok")


def _config(pages: FastAPI, settings: Settings) -> uvicorn.Config:
    return uvicorn.Config(
        pages,
        host=settings.web_host,
        port=settings.web_port,
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
        ws_max_size=64 * 1024,
        server_header=False,
    )
