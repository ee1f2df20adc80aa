"""Brings a backup back into an empty place, and proves that one can be brought back."""

import sqlite3
import tempfile
from datetime import datetime
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, Engine

from bot.backups import archive
from bot.backups.archive import Archive, Manifest, Step, Sums
from bot.backups.sealing import Unreadable
from storage.backups import loading
from storage.database import schema
from storage.database.engine import is_postgres, open_engine
from storage.database.schema import BrokenReferences
from storage.library.files import FileStore


def restore(
    path: Path, password: str, engine: Engine, store: FileStore, now: datetime, step: Step, *, asleep: bool
) -> tuple[Manifest, Sums, int]:
    """Fill an empty database and the folder of files; all of the database or nothing. How many messages
    count as unknown from now on. `asleep` leaves everything as it was in the backup, for a look only.

    Raises `Unreadable`, `schema.NewerDatabase`, `BrokenReferences`, `OSError`.
    """
    with archive.opened(path, password) as opened, engine.connect() as connection:
        driver = None
        if not is_postgres(engine):
            # As in a migration: the switch does nothing inside a transaction.
            driver = cast(sqlite3.Connection, connection.connection.driver_connection)
            driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                sums, unknown = _fill(opened, connection, store, now, step, asleep=asleep)
        finally:
            if driver is not None:
                driver.execute("PRAGMA foreign_keys=ON")
        return opened.manifest, sums, unknown


def verify(path: Path, password: str, step: Step) -> tuple[Manifest, Sums]:
    """Bring it back into a database of its own that is thrown away, and count. Raises what `restore` does."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/verify.db", synchronous="OFF")
        try:
            now = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
            store = FileStore(Path(folder) / "files")
            manifest, sums, _ = restore(path, password, engine, store, now, step, asleep=True)
            # Bringing it to today's shape leaves a note of its own.
            rows = {name: count for name, count in sums.rows.items() if name != "notes"}
            if loading.counts(engine, list(rows)) != rows:
                raise Unreadable("cut")
        finally:
            engine.dispose()
    return manifest, sums


def _fill(
    opened: Archive, connection: Connection, store: FileStore, now: datetime, step: Step, *, asleep: bool
) -> tuple[Sums, int]:
    columns, done, files = opened.manifest.shape, dict.fromkeys(opened.manifest.shape, 0), 0
    schema.shape(connection, opened.manifest.revision)
    with loading.unbound(connection):
        for name in columns:
            # Rows that a migration puts into an empty database stand in the backup too.
            loading.clear(connection, name)
        for kind, name, data in opened.parts():
            if kind == "files":
                if store.keep(data) != name:
                    raise Unreadable("sealed")
                files += 1
            else:
                done[name] += loading.load(connection, name, columns[name], data)
            step(sum(done.values()) + files, 0)
    sums = opened.sums
    if sums is None or sums.rows != done or sums.files != files:
        raise Unreadable("cut")
    loading.finish(connection, columns)
    schema.complete(connection)
    if connection.dialect.name == "sqlite":
        lost = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if lost:
            raise BrokenReferences(", ".join(sorted({str(row[0]) for row in lost})))
    return sums, 0 if asleep else loading.settle(connection, now)
