"""Starting the assistant, with its channels or as a chat in this window."""

from __future__ import annotations

import asyncio
import errno
import socket
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from bot.channels.console.channel import ConsoleChannel
    from bot.settings import Settings


def run() -> None:
    settings = ground.read_settings()
    reserve(settings)
    with ground.opened(settings) as engine:
        from storage import figures

        with engine.connect().execution_options(reading=True) as connection:
            units, programme = figures.has_units(connection), figures.has_programme(connection)
    from bot import server

    def ready(port: int) -> None:
        _greet(settings, port)
        if not units:
            ground.tell("run.empty")
        elif not programme:
            ground.tell("run.no_programme")

    try:
        with suppress(KeyboardInterrupt):  # pressed before or after the server listens for it
            asyncio.run(server.serve(settings, ready=ready))
    except ExceptionGroup as broken:
        if not _told_why(broken, settings):
            raise
    ground.tell("run.stopped")


def _told_why(broken: ExceptionGroup[Exception], settings: Settings) -> bool:
    """Whether a platform refused us, which is said in words and ends the command; the rest is a bug."""
    for kind, words in _refusals(settings):
        refused, others = broken.split(kind)
        if refused is not None and others is None:
            ground.stop(words, url=settings.public_url)
    return False


def _refusals(settings: Settings) -> Iterator[tuple[type[Exception], str]]:
    """Of the platforms that are served: the libraries of others are not even loaded."""
    if settings.telegram_bot_token is not None:
        from bot.channels.telegram.failures import TokenRejected
        from bot.channels.telegram.webhook import WebhookRefused

        yield TokenRejected, "run.token_rejected"
        yield WebhookRefused, "run.webhook_refused"
    if settings.zalo_bot_token is not None:
        from bot.channels.zalo_bot import failures, webhook

        yield failures.TokenRejected, "run.zalo_token_rejected"
        yield webhook.WebhookRefused, "run.zalo_webhook_refused"


def console(
    name: Annotated[str, typer.Option("--as", help=say(DEFAULT, "admin.help.console_as"))] = "toi",
    new: Annotated[bool, typer.Option("--new", help=say(DEFAULT, "admin.help.console_new"))] = False,
) -> None:
    import secrets

    settings = ground.read_settings(quiet=True)
    with ground.opened(settings):
        pass
    address = " ".join(name.split()) or "toi"
    if new:
        address = f"{address}-{secrets.token_hex(3)}"
    with suppress(KeyboardInterrupt):
        asyncio.run(_talk(settings, address))


async def _talk(settings: Settings, address: str) -> None:
    """Until the person leaves; what they were told last is on the screen by then."""
    from bot import app

    channel = _channel(address)
    house = app.build(settings)
    house.add(channel)
    async with app.running(house):
        await channel.left.wait()


def _channel(address: str) -> ConsoleChannel:
    from bot.channels.console.channel import ConsoleChannel
    from bot.channels.console.keyboard import lines
    from bot.channels.console.screen import open_screen

    screen = open_screen(sys.stdout, DEFAULT)
    return ConsoleChannel(address, lines(sys.stdin.fileno()), screen, patient=not sys.stdin.isatty())


def _greet(settings: Settings, port: int) -> None:
    # With WEB_PORT=0 the port is known only now.
    url = settings.public_url if settings.web_port else f"http://localhost:{port}"
    ground.tell("run.demo" if settings.demo else "run.real", url=url)
    if settings.telegram_bot_token is not None:
        ground.tell("run.telegram", mode=settings.telegram_mode)
    if settings.zalo_bot_token is not None:
        ground.tell("run.zalo_bot", mode=settings.zalo_bot_mode)
    if settings.zalo_oa_app_id:
        ground.tell("run.zalo_oa", url=settings.public_url)
    ground.tell("run.stop")


def reserve(settings: Settings) -> None:
    """See that the port is free before anything else: the web server's own words help nobody."""
    try:
        found = socket.getaddrinfo(
            settings.web_host, settings.web_port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        for family, kind, protocol, _, address in found:
            with socket.socket(family, kind, protocol) as trying:
                trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trying.bind(address)
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            ground.stop("run.busy", port=settings.web_port)
        ground.stop("run.no_host", host=settings.web_host)
