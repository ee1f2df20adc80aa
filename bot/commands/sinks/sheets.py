"""Google's spreadsheets from the command line: connected, listed, run at once, disconnected."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from bot.commands import ground, table
from messages.catalog import DEFAULT, LANGUAGES, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Engine

    from bot.settings import Settings
    from bot.sinks.sink import SinkFailed
    from storage.sinks.sinks import SinkRow

_TROUBLES = (
    *("unshared", "sheet_gone", "tab_gone", "columns", "quota", "revoked", "api_off", "no_key", "bad_key"),
    *("unreadable", "unreachable"),
)


def _help(name: str) -> str:
    return say(DEFAULT, f"gsheet.command.{name}")


Which = Annotated[str, typer.Argument(help=_help("which"))]


def connect(
    address: Annotated[str, typer.Argument(help=_help("address"))],
    unit: Annotated[str, typer.Option("--unit", help=_help("unit"))] = "",
    officer: Annotated[str, typer.Option("--officer", help=_help("officer"))] = "",
    name: Annotated[str, typer.Option("--name", help=_help("name"))] = "",
    key: Annotated[Path | None, typer.Option("--key", help=_help("key"))] = None,
    language: Annotated[str, typer.Option("--language", help=_help("language"))] = DEFAULT,
) -> None:
    """Nothing is kept unless Google lets us in and both tabs are made."""
    from bot.sinks.sheets import accounts
    from bot.sinks.sink import SinkFailed
    from storage.vault import Vault

    settings = ground.read_settings()
    found = accounts.key_of(address)
    if found is None:
        _stop("bad_address")
    if language not in LANGUAGES:
        _stop("bad_language")
    with ground.opened(settings) as engine:
        with engine.connect() as connection:
            values = _wanted(connection, found, unit, officer, name)
            officers = values.pop("officers")
        email = ""
        try:
            account = accounts.read(key or settings.google_service_account_file)
            email = str(account["client_email"])
            _say("opening", email=email)
            tab = _dress(settings, account, found, language, officers)
        except SinkFailed as failure:
            _troubled(failure, email)
        vault = Vault(settings.secret_key.get_secret_value())
        secret = accounts.seal(account, vault) if key is not None else ""
        config = {"spreadsheet": found, "sheet": tab, "language": language, "email": email}
        row = _add(engine, config, secret, values)
    _say("connected", name=row.name, unit=values["unit"], officer=values["officer"])
    _say("connected_next", id=row.id)


def show() -> None:
    from bot.sinks.sheets.accounts import address_of
    from handlers.sinks import notices
    from storage.sinks import sinks

    with ground.working(ground.read_settings()) as connection:
        rows = sinks.all_of(connection, "sheet")
        lines = []
        for row in rows:
            why = notices.reason(DEFAULT, row.why) if row.why else ""
            unit, officer = _named(connection, row)
            state = say(DEFAULT, f"gsheet.command.state_{row.state}", why=why)
            lines.append([str(row.id), row.name, unit, officer, state, address_of(row.config["spreadsheet"])])
    if not rows:
        _say("none")
        return
    heads = ("row", "row_name", "row_unit", "row_officer", "row_state", "row_address")
    table.show([_help(head) for head in heads], lines, right=(0,))


def run_now(which: Which) -> None:
    """One round at once, beside the house or without it: they take turns."""
    import asyncio

    from bot.sinks.sink import SinkFailed

    settings = ground.read_settings()
    with ground.opened(settings) as engine:
        with engine.connect() as connection:
            row = _one(connection, which)
        try:
            written, decided = asyncio.run(_round(engine, settings, row))
        except SinkFailed as failure:
            _troubled(failure, str(row.config.get("email", "")))
    _say("done", name=row.name, rows=written, decisions=decided)


def disconnect(which: Which) -> None:
    from storage.sinks import sinks

    with ground.working(ground.read_settings()) as connection:
        row = _one(connection, which)
        sinks.remove(connection, row.id)
    _say("gone", name=row.name, email=row.config.get("email", ""))


def _wanted(connection: Connection, key: str, unit: str, officer: str, name: str) -> dict[str, Any]:
    """What was asked for, looked up; ends the command when it is not there."""
    from sqlalchemy import select

    from storage import figures
    from storage.sinks import sheet_officers, sinks
    from storage.tables import units

    place = figures.unit(connection, unit) if unit else None
    if unit and place is None:
        ground.stop("unit.unknown", code=unit)
    people = sheet_officers.named(connection, officer) if officer else []
    if officer and not people:
        _stop("no_officer", told=officer)
    if len(people) > 1:
        _stop("many_officers", told=officer, found=", ".join(str(person) for person, _ in people))
    before = next(
        (row for row in sinks.all_of(connection, "sheet") if row.config.get("spreadsheet") == key), None
    )
    if before is not None:
        _stop("connected_before", name=before.name, id=before.id)
    called = name or (place[0].name if place else _help("everything"))
    if sinks.named(connection, called) is not None:
        _stop("taken_name", name=called)
    path = connection.scalar(select(units.c.path).where(units.c.id == place[0].id)) if place else None
    return {
        "name": called,
        "unit_id": place[0].id if place else None,
        "unit": place[0].name if place else _help("everything"),
        "person_id": people[0][0] if people else None,
        "officer": people[0][1] if people else _help("nobody"),
        "officers": list(sheet_officers.labels(connection, path)),
    }


def _dress(
    settings: Settings, account: Mapping[str, Any], key: str, language: str, officers: list[str]
) -> int:
    from bot.sinks.sheets.client import Client
    from bot.sinks.sheets.dressing import dress

    client = Client(account, key, settings.google_sheets_api_url)
    try:
        return dress(client, language, officers)
    finally:
        client.close()


def _add(engine: Engine, config: Mapping[str, Any], secret: str, values: Mapping[str, Any]) -> SinkRow:
    from storage.feed import feed
    from storage.sinks import sinks

    with engine.begin() as connection:
        feed.number(connection, ground.now())
        return sinks.add(
            connection,
            "sheet",
            values["name"],
            ground.now(),
            unit_id=values["unit_id"],
            config=config,
            secret=secret,
            position=feed.newest(connection),
            person_id=values["person_id"],
        )


async def _round(engine: Engine, settings: Settings, row: SinkRow) -> tuple[int, int]:
    from bot.channels import render
    from bot.channels.abilities import limits_of
    from bot.sinks.sheets.sink import SheetSink
    from bot.sinks.tools import Tools
    from handlers.message import Message
    from storage.database.writer import Writer

    def drawn(lane: str, message: Message, language: str) -> list[str]:
        return [render.encode(part) for part in render.parts(message, limits_of(lane, settings), language)]

    writer = Writer(engine)
    tools = Tools(
        engine=engine,
        writer=writer,
        settings=settings,
        now=ground.now,
        zone=settings.time_zone,
        render=drawn,
        queued=lambda: None,
    )
    sink = SheetSink(row, tools)
    try:
        return await sink.run_once()
    finally:
        sink.close()
        writer.close()


def _one(connection: Connection, which: str) -> SinkRow:
    from storage.sinks import sinks

    found = next((row for row in sinks.all_of(connection, "sheet") if which in (str(row.id), row.name)), None)
    if found is None:
        _stop("unknown", told=which)
    return found


def _named(connection: Connection, row: SinkRow) -> tuple[str, str]:
    from sqlalchemy import select

    from storage.tables import people, units

    unit = connection.scalar(select(units.c.name).where(units.c.id == row.unit_id)) if row.unit_id else None
    officer = connection.scalar(select(people.c.name).where(people.c.id == row.person_id))
    return unit or _help("everything"), officer or _help("nobody")


def _say(text: str, /, **values: object) -> None:
    typer.echo(say(DEFAULT, f"gsheet.command.{text}", **values))


def _stop(text: str, /, **values: object) -> NoReturn:
    typer.echo(say(DEFAULT, f"gsheet.command.{text}", **values), err=True)
    raise typer.Exit(2)


def _troubled(failure: SinkFailed, email: str) -> NoReturn:
    why = failure.why if failure.why in _TROUBLES else "broken"
    typer.echo(say(DEFAULT, f"gsheet.trouble.{why}", email=email), err=True)
    raise typer.Exit(1)
