"""At the node: joining the province, exchanging with it, and what is known of the last time."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

import typer

from bot.commands import ground
from bot.commands.nodes.nodes import stop, tell
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.nodes.exchange import Carried
    from bot.settings import Settings
    from storage.nodes.joined import Joined
    from storage.nodes.parcels import Welcome

_Url = Annotated[str, typer.Argument(help=say(DEFAULT, "node.command.url"))]
_Token = Annotated[str, typer.Argument(help=say(DEFAULT, "node.command.token"))]
_Watch = Annotated[bool, typer.Option("--watch", help=say(DEFAULT, "node.command.watch"))]
_Every = Annotated[int, typer.Option("--every", min=1, max=1440, help=say(DEFAULT, "node.command.every"))]
#: A clock that is wrong by more is told of, in seconds.
SKEW = 120
_LOCAL = ("localhost", "127.0.0.1", "::1")


def now_or_watch(context: typer.Context, watch: _Watch = False, every: _Every = 15) -> None:
    """Without a word after it, exchange now."""
    if context.invoked_subcommand is None:
        now(watch=watch, every=every)


def join(url: _Url, token: _Token) -> None:
    """Refused where this instance has initiatives or units of its own."""
    from pydantic import SecretStr

    from bot.nodes import joining
    from bot.nodes.line import Line, LineCut, Refused
    from storage.nodes import joined
    from storage.vault import Vault

    settings = ground.read_settings()
    if settings.demo:
        stop("join.demo")
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        stop("join.address")
    with ground.working(settings) as connection:
        hindrance = joined.hindrance(connection)
    if hindrance is not None:
        stop(f"join.{hindrance}")

    async def ask() -> tuple[Welcome, int]:
        async with Line(url.rstrip("/"), token, ground.now) as line:
            return await joining.ask(line), line.skew

    try:
        welcome, skew = asyncio.run(ask())
    except LineCut:
        stop("sync.cut")
    except Refused as refused:
        stop("sync.refused", text=refused.text)
    sealed = Vault(settings.secret_key.get_secret_value()).seal(SecretStr(token))
    with ground.working(settings) as connection:
        joined.join(connection, joining.joined(welcome, url.rstrip("/"), sealed))
    _warn(skew)
    _exchange(settings)
    values = {"province": welcome.province, "key": welcome.key, "unit": welcome.name}
    tell("join.done", first=welcome.first_number, **values)


def now(watch: _Watch = False, every: _Every = 15) -> None:
    """Once, or again and again."""
    settings = ground.read_settings()
    if not watch:
        if not _exchange(settings):
            raise typer.Exit(1)
        return
    import time

    tell("sync.watching", minutes=every)
    while True:
        _exchange(settings)
        time.sleep(every * 60)


def status() -> None:
    settings = ground.read_settings()
    with ground.opened(settings) as engine:
        if not tell_status(engine, settings):
            tell("sync.none")


def tell_status(engine: Engine, settings: Settings) -> bool:
    """What is known of the exchange; false where this is no node."""
    from storage.nodes import joined, telling

    with engine.connect().execution_options(reading=True) as connection:
        here = joined.read(connection)
        waits, clashes = telling.waiting(connection), telling.clashed(connection)
    if here is None:
        return False
    tell("status.where", key=here.key, unit=here.name, url=here.url)
    tell("status.last", at=_local(here.done_at, settings)) if here.done_at else tell("status.never")
    if here.why:
        tell("status.failed", at=_local(here.tried_at, settings), why=here.why)
    tell("status.waits", count=waits) if waits else tell("status.even")
    if clashes:
        tell("status.clashes", count=clashes)
    _warn(here.skew)
    return True


def _local(told: str, settings: Settings) -> str:
    return f"{datetime.fromisoformat(told).astimezone(settings.time_zone):%H:%M:%S %d/%m/%Y}"


def _warn(skew: int) -> None:
    if abs(skew) > SKEW:
        tell("sync.skew", minutes=round(abs(skew) / 60))


def _exchange(settings: Settings) -> bool:
    """One exchange with its progress and its outcome; whether it came to its end."""
    with ground.opened(settings) as engine:
        from storage.nodes import joined

        with engine.connect().execution_options(reading=True) as connection:
            here = joined.read(connection)
        if here is None:
            stop("sync.none")
        return asyncio.run(_run(settings, engine, here))


async def _run(settings: Settings, engine: Engine, here: Joined) -> bool:
    from bot.nodes.exchange import Busy
    from bot.nodes.line import LineCut, Refused
    from storage.vault import Unreadable

    try:
        carried, skew = await _carry(settings, engine, here)
    except Unreadable:
        stop("sync.sealed")
    except Busy:
        tell("sync.busy")
        return False
    except LineCut:
        return _failed(engine, say(DEFAULT, "node.sync.cut"), "sync.cut")
    except Refused as refused:
        return _failed(engine, refused.text, "sync.refused", text=refused.text)
    _tell_carried(carried, settings)
    _warn(skew)
    return True


def _failed(engine: Engine, why: str, text_id: str, **values: object) -> bool:
    from storage.nodes import joined

    with engine.begin() as connection:
        joined.amend(connection, why=why, tried_at=ground.now().isoformat())
    tell(text_id, **values)
    return False


def _tell_carried(carried: Carried, settings: Settings) -> None:
    counts = dict(carried.counts())
    tell("sync.done", at=_local(ground.now().isoformat(), settings))
    if not any(counts.values()):
        tell("sync.nothing")
        return
    tell("sync.up", up=counts["up"], files=counts["files_up"])
    down = {name: counts[name] for name in ("initiatives", "steps", "remarks")}
    tell("sync.down", files=counts["files_down"], **down)
    if counts["clashes"]:
        tell("sync.clashes", count=counts["clashes"])


async def _carry(settings: Settings, engine: Engine, here: Joined) -> tuple[Carried, int]:
    from bot.app import App
    from bot.nodes import mounting
    from bot.nodes.exchange import Exchange
    from bot.nodes.line import Line
    from storage.vault import Vault

    token = Vault(settings.secret_key.get_secret_value()).open(here.token).get_secret_value()
    app = App(settings, engine, ground.now)
    house = mounting.house(app)
    show, close = _bars()
    try:
        async with Line(here.url, token, ground.now) as line:
            exchange = Exchange(
                line=line,
                submit=house.write,
                store=house.store,
                pieces=house.pieces,
                tools=house.tools,
                now=ground.now,
                holder=secrets.token_hex(8),
                progress=show,
            )
            return await exchange.run(), line.skew
    finally:
        close()
        await asyncio.to_thread(app.writer.close)


def _bars() -> tuple[Callable[[str, int, int], None], Callable[[], None]]:
    """A bar for each part of the exchange, on a terminal; nothing where nobody looks."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    progress = Progress(*columns, console=console, disable=not console.is_terminal)
    progress.start()
    tasks = {}

    def show(what: str, done: int, of: int) -> None:
        if what not in tasks:
            tasks[what] = progress.add_task(say(DEFAULT, f"node.progress.{what}"), total=of or None)
        progress.update(tasks[what], completed=done, total=of or None)

    return show, progress.stop
