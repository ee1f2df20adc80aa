"""How each channel stands, for the administrator: people, allowances, windows, access, what failed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import ground
from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from bot.channels.port import Limits
    from bot.settings import Settings
    from storage.standing import Access, Standing

#: How many days back failures are counted.
DAYS = 7
#: In the order in which they are shown; a terminal's chat is nobody's channel.
_NAMES = ("web", "telegram", "zalo_bot", "zalo_oa")

#: A line below the overview: what it is about and how that stands.
Line = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """One lane as the administrator sees it; `way` is a text id, `limits` only where it is set up."""

    name: str
    title: str
    way: str
    figures: Standing
    limits: Limits | None


def show(
    ask: Annotated[bool, typer.Option("--ask", help=say(DEFAULT, "admin.help.channels_ask"))] = False,
) -> None:
    settings, now = ground.read_settings(quiet=True), ground.now()
    found, accesses = _read(settings, now)
    lanes = list(_lanes(settings, found))
    _overview(lanes, now.astimezone(settings.time_zone))
    for lane in lanes:
        if lane.limits is not None:
            _block(lane.title, list(_details(lane, settings, accesses, now)))
    if ask:
        for title, lines in asyncio.run(_live(settings)):
            _block(title, lines)
    if settings.zalo_bot_token is None and not settings.zalo_oa_app_id:
        typer.echo(_say("note.guide"))


def _say(text_id: str, /, **values: object) -> str:
    return say(DEFAULT, f"channels.{text_id}", **values)


def _read(settings: Settings, now: datetime) -> tuple[dict[str, Standing], list[Access]]:
    from bot.channels.abilities import ZALO_OA
    from storage import standing
    from storage.traffic import usage

    with (
        ground.opened(settings) as engine,
        engine.connect().execution_options(reading=True) as connection,
    ):
        figures = standing.read(
            connection,
            month=usage.month_of(now, settings.time_zone),
            since=now - timedelta(days=DAYS),
            free_since=now - (ZALO_OA.free or timedelta(0)),
            open_since=now - (ZALO_OA.window or timedelta(0)),
        )
        return figures, standing.accesses(connection)


def _way(settings: Settings, name: str) -> str:
    match name:
        case "web":
            return "page"
        case "telegram":
            return settings.telegram_mode if settings.telegram_bot_token is not None else ""
        case "zalo_bot":
            return settings.zalo_bot_mode if settings.zalo_bot_token is not None else ""
        case "zalo_oa":
            return "webhook" if settings.zalo_oa_app_id else ""
        case _:
            return ""


def _account(settings: Settings, name: str) -> str:
    """The account that is set up now; "" where there is only one ever."""
    tokens = {"telegram": settings.telegram_bot_token, "zalo_bot": settings.zalo_bot_token}
    if name == "zalo_oa":
        return settings.zalo_oa_app_id
    token = tokens.get(name)
    return "" if token is None else token.get_secret_value().partition(":")[0]


def _lanes(settings: Settings, found: dict[str, Standing]) -> Iterator[Shown]:
    """What is set up, and what has people from earlier."""
    from bot.channels.abilities import limits_of
    from storage.standing import Standing

    for name in _NAMES:
        way, present = _way(settings, name), f"{name}:{_account(settings, name)}"
        lanes = {lane for lane in found if lane.startswith(f"{name}:")}
        if (way and not present.endswith(":")) or not lanes:
            lanes.add(present)
        for lane in sorted(lanes):
            title = _say(f"name.{name}")
            if len(lanes) > 1:
                title = f"{title} {lane.partition(':')[2]}"
            figures = found.get(lane, Standing(lane=lane))
            if way and (lane == present or present.endswith(":")):
                yield Shown(name, title, way, figures, limits_of(lane, settings))
            else:
                yield Shown(name, title, "gone" if lane in found else "off", figures, None)


def _overview(lanes: Iterable[Shown], at: datetime) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=_say("title", time=f"{at:%H:%M %d/%m/%Y}"), title_justify="left")
    for column in ("channel", "way"):
        table.add_column(_say(f"column.{column}"))
    for column in ("people", "waiting", "unknown", "failed"):
        table.add_column(_say(f"column.{column}"), justify="right")
    for lane in lanes:
        told = lane.figures
        counts = (told.people, told.queued + told.sending, told.unknown, told.failed)
        words = (lane.title, _say(f"way.{lane.way}"), *map(_number, counts))
        table.add_row(*(Text(one) for one in words))
    console = Console()
    console.print(table)
    console.print(Text(_say("note.days", days=DAYS)))


def _details(
    lane: Shown, settings: Settings, accesses: Iterable[Access], now: datetime
) -> Iterator[tuple[str, str]]:
    limits, told = lane.limits, lane.figures
    if limits is None or (limits.monthly is None and limits.window is None):
        return
    yield from _people(told, limits)
    if limits.monthly is not None:
        yield from _allowance(told, limits, limits.monthly, now.astimezone(settings.time_zone))
    if limits.window is not None:
        yield from _windows(told, bool(settings.zalo_oa_templates))
        name = f"{lane.name}:{settings.zalo_oa_app_id}"
        access = next((one for one in accesses if one.name == name), None)
        yield _say("label.access"), _access(access, settings, now)
        yield _say("label.buttons"), _say(f"value.buttons_{'on' if limits.buttons else 'off'}")
        templates = ", ".join(f"{kind}={number}" for kind, number in settings.zalo_oa_templates.items())
        yield _say("label.templates"), templates or _say("value.templates_none")


def _people(told: Standing, limits: Limits) -> Iterator[Line]:
    people = _number(told.people)
    if limits.users is not None:
        nearly = "_nearly" if told.people >= limits.users * _nearly() else ""
        words = {"people": people, "most": limits.users, "next": limits.users + 1}
        yield _say("label.people"), _say(f"value.people{nearly}", **words)
    else:
        yield _say("label.people"), people
    if told.blocked:
        yield _say("label.blocked"), _number(told.blocked)


def _allowance(told: Standing, limits: Limits, monthly: int, at: datetime) -> Iterator[Line]:
    nearly = "_nearly" if told.sent >= monthly * _nearly() else ""
    sent = _say(f"value.sent{nearly}", sent=_number(told.sent), most=_number(monthly))
    yield _say("label.sent", month=f"{at:%m/%Y}"), sent
    left = max(monthly - limits.kept_back - told.sent, 0)
    words = {"left": _number(left), "kept": _number(limits.kept_back)}
    yield _say("label.campaigns"), _say("value.campaigns" if left else "value.campaigns_none", **words)


def _windows(told: Standing, templates: bool) -> Iterator[Line]:
    closed = "closed_templates" if templates else "closed"
    yield _say("label.free"), _say("value.free", people=_number(told.free))
    yield _say("label.paid"), _say("value.paid", people=_number(told.paid))
    yield _say("label.closed"), _say(f"value.{closed}", people=_number(told.closed))
    yield _say("label.held"), _say("value.held", count=_number(told.held))


def _access(access: Access | None, settings: Settings, now: datetime) -> str:
    from storage.credentials import UNREADABLE, State

    if access is None:
        return _say("access.none")

    def local(moment: datetime) -> str:
        return f"{moment.astimezone(settings.time_zone):%H:%M %d/%m/%Y}"

    if access.why == UNREADABLE:
        return _say("access.unreadable")
    match State(access.state):
        case State.DEAD:
            return _say("access.dead", why=access.why, time=local(access.changed_at))
        case State.UNSURE:
            return _say("access.unsure", why=access.why)
        case State.ASKING:
            return _say("access.asking")
        case State.READY if access.why:
            return _say("access.trying", why=access.why)
        case State.READY if access.expires_at is None:
            return _say("access.ready_new")
        case State.READY:
            which = "ready" if access.expires_at > now else "ready_expired"
            return _say(f"access.{which}", time=local(access.expires_at))


async def _live(settings: Settings) -> list[tuple[str, list[Line]]]:
    """What Zalo itself says of each door that is set up."""
    from bot.commands import asking

    told = {"zalo_bot": await asking.ask_bot(settings), "zalo_oa": await asking.ask_account(settings)}
    asked = _say("label.asked")
    return [(f"{asked}: {_say(f'name.{name}')}", lines) for name, lines in told.items()]


def _block(title: str, lines: list[Line]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    if not lines:
        return
    table = Table.grid(padding=(0, 2))
    table.add_column(min_width=28)
    table.add_column(overflow="fold")
    for label, value in lines:
        table.add_row(Text(f"  {label}"), Text(value))
    console = Console()
    console.print()
    console.print(Text(title, style="bold"))
    console.print(table)


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _nearly() -> float:
    from bot.sender import NEARLY

    return NEARLY
