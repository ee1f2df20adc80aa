"""The database itself writes the feed: on a new database, after every migration, and for every column."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from storage import tables as t
from storage.database import schema
from storage.database.engine import open_engine
from storage.tables import triggers

#: Columns of watched tables whose change nobody outside has to know of: who is at work on an initiative, when
#: somebody is reminded, what is derived from other columns or written once.
KEPT_QUIET = {
    "initiatives": {
        *("id", "number", "code", "form_version", "folded", "submitted_at", "updated_at", "entered_by"),
        *("claimed_by", "claimed_until", "returns", "benefit", "answer_due", "answered_at", "nudge_on"),
        *("nudged", "ask_on", "portal_at", "counted_at", "answer_hours", "establishment_id"),
    },
    "decisions": {column.name for column in t.decisions.c},
    "remarks": {column.name for column in t.remarks.c},
    "joint_authors": {"id", "from_id"},
    "recognitions": {"id", "unit_id", "kind", "made_by", "at"},
    "units": {"id", "folded", "since"},
    "targets": {"id", "phase_id", "unit_id"},
    "broadcasts": {
        *("id", "campaign_id", "entry_id", "planned_at", "by_id", "audience", "content", "groups", "paused"),
        *("cursor", "seen", "made_at", "begins_at", "ended_at", "agreed_by", "agreed_at", "words"),
    },
}


@pytest.mark.parametrize("watched", triggers.WATCHED, ids=lambda one: one.table)
def test_no_column_of_a_watched_table_is_forgotten(watched: triggers.Watched) -> None:
    """When this fails, a column is new: it belongs into `WATCHED`, or nobody outside has to know of it."""
    columns = {column.name for column in t.metadata.tables[watched.table].columns}
    assert columns == set(watched.columns) | KEPT_QUIET[watched.table]


def names(engine: Engine) -> set[str]:
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'note@_%' ESCAPE '@'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'note@_%' ESCAPE '@'",
    }
    with engine.connect() as connection:
        return set(connection.scalars(text(asked[engine.dialect.name])).all())


def test_a_migrated_database_has_the_triggers_and_gets_back_one_that_a_migration_lost(
    tmp_path: Path, engine: Engine
) -> None:
    migrated = open_engine(f"sqlite:///{tmp_path / 'new.db'}", synchronous="OFF")
    schema.upgrade(migrated)
    wanted = names(migrated)
    assert names(engine) == wanted
    assert {"note_initiatives_made", "note_initiatives_changed", "note_decisions_made"} <= wanted
    with migrated.begin() as connection:
        connection.execute(text("DROP TRIGGER note_decisions_made"))
        triggers.keep(connection, reshaped=True)
    assert names(migrated) == wanted
    with migrated.begin() as connection:
        connection.execute(text("DROP TRIGGER note_decisions_made"))
        connection.execute(text("UPDATE notes SET value = 'older' WHERE key = 'feed triggers'"))
    schema.upgrade(migrated)
    assert names(migrated) == wanted
    migrated.dispose()
