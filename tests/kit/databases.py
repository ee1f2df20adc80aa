"""Fresh databases of both kinds."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Engine

from storage.database.engine import open_engine
from storage.tables import metadata


@contextlib.contextmanager
def fresh_postgres(url: str) -> Iterator[Engine]:
    """An engine on the server with empty tables, dropped afterwards."""
    engine = open_engine(url)
    metadata.drop_all(engine)
    metadata.create_all(engine)
    try:
        yield engine
    finally:
        metadata.drop_all(engine)
        engine.dispose()


@contextlib.contextmanager
def fresh_sqlite(folder: Path) -> Iterator[Engine]:
    """An engine on a new file with empty tables; other engines may open the same file."""
    engine = open_engine(f"sqlite:///{folder / 'test.db'}", synchronous="NORMAL")
    metadata.create_all(engine)
    try:
        yield engine
    finally:
        engine.dispose()
