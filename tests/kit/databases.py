"""Fresh databases of both kinds."""

import contextlib
import functools
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from storage.database.engine import open_engine
from storage.tables import metadata
from storage.tree import kinds


@contextlib.contextmanager
def fresh_postgres(url: str) -> Iterator[Engine]:
    """An engine on the server with tables that hold only the first kinds of units, dropped afterwards."""
    engine = open_engine(url)
    metadata.drop_all(engine)
    metadata.create_all(engine)
    with engine.begin() as connection:
        kinds.seed(connection)
    try:
        yield engine
    finally:
        metadata.drop_all(engine)
        engine.dispose()


@contextlib.contextmanager
def fresh_sqlite(folder: Path) -> Iterator[Engine]:
    """An engine on a new file of tables with the first kinds of units; other engines may open it too."""
    # Twenty tables with their indexes take a tenth of a second to make, and a moment to copy.
    (folder / "test.db").write_bytes(_template())
    engine = open_engine(f"sqlite:///{folder / 'test.db'}", synchronous="NORMAL")
    try:
        yield engine
    finally:
        engine.dispose()


@functools.cache
def _template() -> bytes:
    """An SQLite file with empty tables, made once for the session."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.db"
        engine = open_engine(f"sqlite:///{path}", synchronous="OFF")
        metadata.create_all(engine)
        with engine.begin() as connection:
            kinds.seed(connection)
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()
        return path.read_bytes()
