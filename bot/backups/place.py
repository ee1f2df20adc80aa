"""Where a backup is brought back to: whether somebody is at work there, and what stands there already."""

import asyncio
import secrets
from datetime import datetime
from pathlib import Path

from sqlalchemy import inspect, select, text
from sqlalchemy.engine import make_url

from bot import leader
from bot.settings import Settings
from storage.database.engine import open_engine
from storage.database.writer import Writer
from storage.tables import metadata, people, programmes, units


def is_asleep(settings: Settings, now: datetime) -> bool:
    """Whether no bot is at work on this database: the clock's role is free."""
    engine = open_engine(settings.database_url.get_secret_value())
    try:
        with engine.connect().execution_options(reading=True) as connection:
            if not inspect(connection).has_table("leases"):
                return True
        writer = Writer(engine, lanes=1)
        try:
            lock = leader.choose(engine, writer, "clock", secrets.token_hex(8), lambda: now)
            return asyncio.run(_free(lock))
        finally:
            writer.close()
    finally:
        engine.dispose()


def is_empty(settings: Settings) -> bool:
    """Whether there are no tables at all."""
    engine = open_engine(settings.database_url.get_secret_value())
    try:
        with engine.connect().execution_options(reading=True) as connection:
            return not inspect(connection).get_table_names()
    finally:
        engine.dispose()


def is_fresh(settings: Settings) -> bool:
    """Whether nobody has ever used it: nothing was set up, and nobody has written."""
    engine = open_engine(settings.database_url.get_secret_value())
    try:
        with engine.connect().execution_options(reading=True) as connection:
            tables = inspect(connection).get_table_names()
            used = [table for table in (people, units, programmes) if table.name in tables]
            return not any(connection.execute(select(table.c.id).limit(1)).first() for table in used)
    finally:
        engine.dispose()


def clear(settings: Settings, now: datetime) -> Path | None:
    """Make the place empty. An SQLite file is only put aside, and where it lies is given back; of a
    PostgreSQL database the tables are dropped (a backup of them was made before)."""
    url = make_url(settings.database_url.get_secret_value())
    if url.get_backend_name() == "sqlite":
        path = Path(str(url.database))
        if not path.exists():
            return None
        aside = path.with_name(f"{path.name}.before-{now:%Y%m%d-%H%M%S}")
        path.rename(aside)
        for ending in ("-wal", "-shm"):
            rest = path.with_name(path.name + ending)
            if rest.exists():
                rest.rename(aside.with_name(aside.name + ending))
        return aside
    engine = open_engine(url.render_as_string(hide_password=False))
    try:
        metadata.drop_all(engine)
        with engine.begin() as connection:
            connection.execute(text("DROP TABLE IF EXISTS alembic_version"))
    finally:
        engine.dispose()
    return None


async def _free(lock: leader.Lock) -> bool:
    try:
        return await lock.hold()
    finally:
        await lock.release()
