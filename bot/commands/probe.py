"""Asking the real Zalo what only it can tell, showing the answers, and setting what follows from them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands import ground, running
from bot.web_address import is_local
from messages.catalog import DEFAULT, say, texts

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Engine

    from bot.channels.port import Received
    from bot.channels.probing import Finding
    from bot.settings import Settings

Write = Annotated[bool, typer.Option("--write", help=say(DEFAULT, "admin.help.probe_write"))]
Minutes = Annotated[float, typer.Option("--minutes", min=0.0, help=say(DEFAULT, "admin.help.probe_minutes"))]
TakeOver = Annotated[bool, typer.Option("--take-over", help=say(DEFAULT, "admin.help.probe_take_over"))]
Refresh = Annotated[bool, typer.Option("--refresh", help=say(DEFAULT, "admin.help.probe_refresh"))]


def zalo_bot(write: Write = False, minutes: Minutes = 3.0, take_over: TakeOver = False) -> None:
    settings = ground.read_settings(quiet=True)
    if settings.zalo_bot_token is None:
        ground.stop("probe.no_bot")
    found: list[Finding] = []
    with _quiet_house(settings, "zalo_bot") as engine:
        _run(_ask_bot(settings, engine, found, minutes * 60, take_over))
    _conclude(found, write)


def zalo_oa(write: Write = False, minutes: Minutes = 3.0, refresh: Refresh = False) -> None:
    settings = ground.read_settings(quiet=True)
    if not settings.zalo_oa_app_id:
        ground.stop("probe.no_oa")
    found: list[Finding] = []
    with _quiet_house(settings, "zalo_oa") as engine:
        _run(_ask_account(settings, engine, found, minutes * 60, refresh))
    _conclude(found, write)


def _say(text_id: str, /, **values: object) -> str:
    return say(DEFAULT, f"probe.{text_id}", **values)


@contextmanager
def _quiet_house(settings: Settings, name: str) -> Iterator[Engine]:
    """The database, while the house itself does not run: it would take the volunteer's messages."""
    running.reserve(settings)
    typer.echo(_say("heading", name=say(DEFAULT, f"channels.name.{name}")))
    with ground.opened(settings) as engine:
        yield engine


def _run(asking: Coroutine[Any, Any, None]) -> None:
    try:
        asyncio.run(asking)
    except KeyboardInterrupt:
        typer.echo(_say("stopped"))


async def _ask_bot(
    settings: Settings, engine: Engine, found: list[Finding], patience: float, take_over: bool
) -> None:
    from pydantic import SecretStr

    from bot.channels.probing import ask_all
    from bot.channels.zalo_bot import parsing
    from bot.channels.zalo_bot.probe_scene import HOSTS, Scene
    from bot.channels.zalo_bot.probing import BotProbe
    from bot.channels.zalo_bot.wire import account_of
    from bot.commands import zalo
    from bot.commands.guide import ScreenGuide

    token = settings.zalo_bot_token or SecretStr("")
    account, guide = account_of(token), ScreenGuide()

    def read(raw: Any, at: datetime) -> list[Received]:
        received = parsing.read(raw, account, at)
        return [] if received is None else [received]

    scene = Scene(
        token=token,
        # A server of our own is none of Zalo's, and no other host is asked with its token.
        hosts=() if is_local(settings.zalo_bot_api_url) else HOSTS,
        api_url=settings.zalo_bot_api_url,
        guide=guide,
        keep=zalo.keeping(engine, "zalo_bot", account, read),
        public_url=settings.public_url,
        web_host=settings.web_host,
        web_port=settings.web_port,
        take_over=take_over,
        patience=patience,
    )
    probe = BotProbe(scene)
    try:
        await ask_all(guide, probe.questions(), found)
    finally:
        await probe.close()
        zalo.count(engine, settings, f"zalo_bot:{account}", scene.spent)


async def _ask_account(
    settings: Settings, engine: Engine, found: list[Finding], patience: float, refresh: bool
) -> None:
    from pydantic import SecretStr

    from bot.channels.probing import ask_all
    from bot.channels.zalo_oa.parsing import Reader
    from bot.channels.zalo_oa.probe_webhook import Doorstep
    from bot.channels.zalo_oa.probing import OaProbe
    from bot.commands import zalo
    from bot.commands.guide import ScreenGuide

    guide, app_id = ScreenGuide(), settings.zalo_oa_app_id
    door = Doorstep(
        guide=guide,
        app_id=app_id,
        secret=settings.zalo_oa_webhook_secret or SecretStr(""),
        app_secret=settings.zalo_oa_app_secret or SecretStr(""),
        signed_by=settings.zalo_oa_signed_by,
        keep=zalo.keeping(engine, "zalo_oa", app_id, Reader(app_id).read),
        public_url=settings.public_url,
        web_host=settings.web_host,
        web_port=settings.web_port,
        patience=patience,
    )
    async with zalo.access(settings, engine) as tokens:
        probe = OaProbe(
            door=door,
            tokens=tokens,
            api_url=settings.zalo_oa_api_url,
            business_url=settings.zalo_oa_business_url,
            now=ground.now,
            buttons=settings.zalo_oa_buttons,
            templates=settings.zalo_oa_templates,
            refresh=refresh,
        )
        try:
            await ask_all(guide, probe.questions(), found)
        finally:
            await probe.close()


def _conclude(found: list[Finding], write: bool) -> None:
    _show(found)
    changes = dict(one.setting for one in found if one.setting is not None)
    if not changes:
        typer.echo(_say("nothing_to_set"))
        return
    names = ", ".join(f"{name}={value}" for name, value in changes.items())
    if not (write or _agreed()):
        typer.echo(_say("not_written", names=names))
        return
    _write(changes, names)


def _show(found: list[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(show_lines=True)
    for column, ratio in (("asked", 3), ("answer", 4), ("means", 4)):
        table.add_column(_say(f"column.{column}"), ratio=ratio, overflow="fold")
    for one in found:
        answer, means = words_of(one)
        if one.setting is not None:
            name, value = one.setting
            means = f"{means}\n{_say('setting', name=name, value=value)}"
        style = "bold" if one.setting is not None else ""
        cells = (_say(f"{one.question}.asked"), answer, means.strip())
        table.add_row(*(Text(cell, style=style) for cell in cells))
    console = Console()
    console.print(Text(_say("table"), style="bold"))
    console.print(table)


def words_of(finding: Finding) -> tuple[str, str]:
    """The answer and what it means."""
    known = texts(DEFAULT)
    own = f"probe.{finding.question}.{finding.answer}"
    text_id = own if own in known else f"probe.answer.{finding.answer}"
    means = f"{text_id}_means"
    return say(DEFAULT, text_id, **finding.values), known.get(means, "")


def _agreed() -> bool:
    """No, where nobody sits to be asked."""
    if not sys.stdin.isatty():
        return False
    return typer.prompt(_say("write"), default="", show_default=False, prompt_suffix="").strip().lower() in (
        _say("yes"),
        "y",
    )


def _write(changes: dict[str, str], names: str) -> None:
    from bot import env_file, settings

    try:
        copy = env_file.change(Path(".env"), changes)
    except (OSError, ValueError):
        ground.stop("probe.cannot_write", names=names)
    if copy is None:
        typer.echo(_say("written_new", names=names))
    else:
        typer.echo(_say("written", names=names, copy=copy))
    # What stands in the environment goes before the file, which would make the change a lie.
    now = settings.load()
    told = {name: getattr(now, name.lower()) for name in changes}
    shadowed = [name for name, value in told.items() if _spelt(value) != changes[name]]
    if shadowed:
        typer.echo(_say("shadowed", names=", ".join(shadowed)))


def _spelt(value: object) -> str:
    return str(int(value)) if isinstance(value, bool) else str(value)
