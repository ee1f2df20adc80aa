"""Opens the database: SQLite with one writer, or PostgreSQL."""

import sqlite3
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.engine import make_url

#: "NORMAL" loses nothing when the process dies; "FULL" nothing when the power does.
SYNCHRONOUS = "FULL"


class Hinting(SQLiteCompiler):
    """Writes hints on tables into statements ("INDEXED BY ..."), which SQLAlchemy leaves out on SQLite."""

    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        return text


def open_engine(url: str, *, synchronous: str = SYNCHRONOUS, lanes: int = 4) -> Engine:
    """An engine whose transactions take the write lock at BEGIN on SQLite.

    A transaction that reads first and writes later would fail half-way with "database is locked"
    when another process wrote in between; `BEGIN IMMEDIATE` waits up to 10 s instead. Errors name
    the statement and never its values: those are people's words.
    """
    if make_url(url).get_backend_name() == "postgresql":
        return create_engine(
            url, pool_size=lanes, max_overflow=lanes, pool_pre_ping=True, hide_parameters=True
        )
    engine = create_engine(
        url, connect_args={"check_same_thread": False, "timeout": 10}, hide_parameters=True
    )

    engine.dialect.statement_compiler = Hinting

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not guessed by the driver
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.execute("PRAGMA busy_timeout=10000")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-32000")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def is_postgres(engine: Engine) -> bool:
    return engine.dialect.name == "postgresql"
