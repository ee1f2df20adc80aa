"""The shape of the database, from nothing and from every earlier shape."""

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, insert, inspect, text
from sqlalchemy.exc import IntegrityError

from bot import demo
from storage.database import schema
from storage.database.engine import open_engine
from storage.tables import metadata, outbox, words

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database with nothing in it at all."""
    if request.param == "sqlite":
        engine = open_engine(f"sqlite:///{tmp_path / 'new.db'}", synchronous="NORMAL")
        yield engine
        engine.dispose()
        return
    engine = open_engine(request.getfixturevalue("postgres_url"))
    _wipe(engine)
    yield engine
    _wipe(engine)
    engine.dispose()


def _wipe(engine: Engine) -> None:
    metadata.drop_all(engine)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def test_the_migrations_make_exactly_the_tables_the_program_uses(bare: Engine) -> None:
    """When this fails, a table has changed: `make migration` drafts the missing step."""
    schema.upgrade(bare)
    with bare.connect() as connection:
        # SQLite gives defaults back as they were quoted, and Alembic takes '' for another one than "".
        exact: dict[str, Any] = {"compare_server_default": bare.dialect.name == "postgresql"}
        exact["include_name"] = lambda name, kind, above: words.is_ours(name, kind)
        context = MigrationContext.configure(connection, opts=exact)
        assert compare_metadata(context, metadata) == []


def test_partial_indexes_are_partial(bare: Engine) -> None:
    schema.upgrade(bare)
    row = {
        "kind": "say",
        "lane": "web:chat",
        "conversation": "web:chat:a",
        "body": "{}",
        "queued_at": NOW,
        "due_at": NOW,
    }
    with bare.begin() as connection:
        connection.execute(insert(outbox), [row | {"state": "sent"}, row | {"state": "sent"}])
        connection.execute(insert(outbox), [row | {"state": "sending"}])
    with pytest.raises(IntegrityError), bare.begin() as connection:
        connection.execute(insert(outbox), [row | {"state": "sending"}])
    where = {
        index["name"]: index.get("dialect_options", {})
        for table in ("inbox", "outbox", "drafts")
        for index in inspect(bare).get_indexes(table)
    }
    dialect = bare.dialect.name
    for name in (
        "ix_inbox_waiting",
        "ix_inbox_head",
        "ix_outbox_due",
        "uq_outbox_in_flight",
        "uq_drafts_active",
    ):
        assert f"{dialect}_where" in where[name], name


def test_the_index_of_words_is_made_alike_from_nothing_and_by_migrations(bare: Engine) -> None:
    schema.upgrade(bare)
    migrated = _words(bare)
    _wipe(bare)
    metadata.create_all(bare)
    assert _words(bare) == migrated
    assert len(migrated) >= 4


def _words(engine: Engine) -> list[str]:
    """Everything about the index of words as the database keeps it, but its data."""
    if engine.dialect.name == "sqlite":
        told = (
            "SELECT sql FROM sqlite_master"
            " WHERE name LIKE 'initiative_words%' AND sql NOT LIKE '%''%_data''%'"
        )
    else:
        told = (
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname LIKE 'initiative_words%'"
            " UNION ALL SELECT prosrc FROM pg_proc WHERE proname LIKE 'initiative_words%'"
            " UNION ALL SELECT indexdef FROM pg_indexes WHERE tablename = 'initiative_words'"
        )
    with engine.connect() as connection:
        return sorted(connection.scalars(text(told)))


def test_a_database_knows_whether_it_is_new_and_upgrading_twice_changes_nothing(bare: Engine) -> None:
    assert schema.is_new(bare)
    schema.upgrade(bare)
    assert not schema.is_new(bare)
    with bare.begin() as connection:
        demo.seed(connection, NOW)
    before = schema.current(bare)
    schema.upgrade(bare)
    assert schema.current(bare) == before
    with bare.connect() as connection:
        assert demo.is_seeded(connection)


def test_processes_that_start_together_take_turns(bare: Engine) -> None:
    url = bare.url.render_as_string(hide_password=False)
    failed: list[BaseException] = []
    ready = threading.Barrier(4)

    def start() -> None:
        engine = open_engine(url)
        try:
            ready.wait()
            schema.upgrade(engine)
        except BaseException as error:
            failed.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert schema.current(bare) is not None


def test_a_database_of_a_later_version_is_left_alone(bare: Engine) -> None:
    schema.upgrade(bare)
    with bare.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(schema.NewerDatabase):
        schema.upgrade(bare)
    assert schema.current(bare) == "9999"


def test_keys_are_enforced_again_after_a_migration_and_broken_ones_stop_it(tmp_path: Path) -> None:
    path = tmp_path / "hurt.db"
    engine = open_engine(f"sqlite:///{path}")
    schema.upgrade(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    with sqlite3.connect(path) as hurt:
        hurt.execute("INSERT INTO campaign_units (campaign_id, unit_id) VALUES (1, 1)")
    hurt.close()
    with pytest.raises(schema.BrokenReferences, match="campaign_units"):
        schema.upgrade(engine)
    engine.dispose()
