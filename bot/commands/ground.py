"""What every command stands on: sound settings and a database of the right shape."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NoReturn

import typer

from messages.catalog import DEFAULT, say

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from bot.settings import Settings


def tell(text_id: str, /, **values: object) -> None:
    """Say it to the administrator."""
    typer.echo(say(DEFAULT, f"admin.{text_id}", **values))


def stop(text_id: str, /, **values: object) -> NoReturn:
    """Say what stands in the way, and end the command with 2."""
    typer.echo(say(DEFAULT, f"admin.{text_id}", **values), err=True)
    raise typer.Exit(2)


def now() -> datetime:
    return datetime.now(UTC)


def read_settings(*, quiet: bool = False) -> Settings:
    """The settings; ends the command with everything that is wrong with them. `quiet` lets only
    warnings into the window, where somebody is chatting."""
    from bot import logs, settings

    try:
        read = settings.load()
    except settings.SettingsWrong as wrong:
        typer.echo(settings.explain(wrong.problems), err=True)
        raise typer.Exit(2) from None
    level = "WARNING" if quiet and read.log_level in ("DEBUG", "INFO") else read.log_level
    logs.set_up(level, read.secrets())
    return read


@contextmanager
def opened(settings: Settings) -> Iterator[Engine]:
    """The database, migrated, and of the kind this start is meant for; the demo's is filled when new."""
    import structlog
    from sqlalchemy.exc import OperationalError

    from storage.database import schema
    from storage.database.engine import open_engine

    engine = open_engine(settings.database_url.get_secret_value())
    try:
        try:
            schema.upgrade(engine)
            refused = _settle(engine, settings)
        except schema.NewerDatabase:
            stop("database.newer")
        except OperationalError as error:
            structlog.get_logger(__name__).error("database", error=str(error.orig))
            stop("database.unreachable")
        if refused is not None:
            stop(refused.removeprefix("admin."))
        yield engine
    finally:
        engine.dispose()


@contextmanager
def working(settings: Settings) -> Iterator[Connection]:
    """One transaction on the opened database."""
    with opened(settings) as engine, engine.begin() as connection:
        yield connection


def _settle(engine: Engine, settings: Settings) -> str | None:
    from bot import demo

    with engine.begin() as connection:
        refused = demo.check(connection, settings.demo)
        if refused is None and settings.demo and not demo.is_seeded(connection):
            demo.seed(connection, now(), settings.time_zone)
    return refused
