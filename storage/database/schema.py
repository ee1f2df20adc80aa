"""Brings a database to the shape this version of the program needs."""

import sqlite3
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from storage.database.engine import is_postgres, open_engine
from storage.tables import triggers

#: The advisory lock under which one process migrates while others wait ("migrate" in ASCII).
_LOCK = 0x6D696772617465
#: How often and after how many seconds a locked new file is tried again.
_TRIES, _PAUSE = 100, 0.1
_FOLDER = Path(__file__).parent.parent / "migrations"


class NewerDatabase(Exception):
    """The database was shaped by a later version of the program."""


class BrokenReferences(Exception):
    """A migration would leave rows that point to nothing; it was rolled back."""


def upgrade(engine: Engine) -> None:
    """Run every migration that is missing, in one transaction; processes that start together take turns.

    Raises `NewerDatabase` when the database knows a migration that the program does not.
    """
    with _connect(engine) as connection:
        if is_postgres(engine):
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
                _run(connection)
            return
        # Rebuilding a table drops the old one, and with enforced keys SQLite would delete every
        # child row with it. The switch does nothing inside a transaction, so it is thrown before.
        driver = cast(sqlite3.Connection, connection.connection.driver_connection)
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():  # BEGIN IMMEDIATE: the others wait here
                _run(connection)
                lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if lost:
                    raise BrokenReferences(", ".join(sorted({str(row[0]) for row in lost})))
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def current(engine: Engine) -> str | None:
    """The last migration this database has seen."""
    with engine.connect().execution_options(reading=True) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def is_new(engine: Engine) -> bool:
    """Whether nothing was ever made in this database."""
    return current(engine) is None


def draft(number: str, words: str) -> Path:
    """Write the migration that is missing between the newest one and `storage/tables`.

    It is a draft: whoever asked for it reads and mends it, above all where columns are renamed or
    filled. `make migration NUMBER=0002 WORDS="what it does"`.
    """
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/empty.db")
        upgrade(engine)
        with engine.connect() as connection:
            script = command.revision(_config(connection), words, autogenerate=True, rev_id=number)
        engine.dispose()
    return Path(cast(Any, script).path)


def _connect(engine: Engine) -> Connection:
    """A connection, also while another process makes the same SQLite file: turning a new file to WAL
    does not wait for the lock as everything later does, it fails at once."""
    for _ in range(_TRIES):
        try:
            return engine.connect()
        except OperationalError as error:
            if "locked" not in str(error.orig):
                raise
            time.sleep(_PAUSE)
    return engine.connect()


def shape(connection: Connection, revision: str) -> None:
    """Make an empty database's tables as they were at an earlier migration, for rows of that time. Raises
    `NewerDatabase` when the program does not know it. Nothing is written into the feed before `upgrade`."""
    config = _config(connection)
    if revision not in {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}:
        raise NewerDatabase
    command.upgrade(config, revision)


def complete(connection: Connection) -> None:
    """Bring tables that `shape` made to today's shape, in the transaction that filled them."""
    _run(connection)


def _run(connection: Connection) -> None:
    config = _config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if not known.issuperset(MigrationContext.configure(connection).get_current_heads()):
        raise NewerDatabase
    before = MigrationContext.configure(connection).get_current_heads()
    command.upgrade(config, "head")
    after = MigrationContext.configure(connection).get_current_heads()
    triggers.keep(connection, reshaped=before != after)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
