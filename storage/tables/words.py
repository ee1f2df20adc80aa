"""What is searched of initiatives: an index of words beside their table, kept in step by triggers."""

from typing import Any, Final

from sqlalchemy import Connection, event

from storage.tables.initiatives import initiatives

#: Its tables are not in the metadata: each database has its own kind, asked by `storage.review.search` alone.
TABLE: Final = "initiative_words"

_PLACED: Final = "{row}.folded || ' _' || coalesce({row}.unit_id, 0)"
_NEW, _OLD = _PLACED.format(row="new"), _PLACED.format(row="old")
_ADD: Final = f"INSERT INTO initiative_words(rowid, words) VALUES (new.id, {_NEW})"  # noqa: S608
_TAKE: Final = (
    "INSERT INTO initiative_words(initiative_words, rowid, words)"  # noqa: S608
    f" VALUES ('delete', old.id, {_OLD})"
)
#: FTS5 without a copy of the texts. The unit stands among the words as "_17", which no folded text holds,
#: so that a small union's search never walks through the whole province's.
SQLITE: Final = (
    "CREATE VIRTUAL TABLE initiative_words USING fts5(words, content='', columnsize=0, detail=none,"
    " tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")",
    f"CREATE TRIGGER initiative_words_added AFTER INSERT ON initiatives BEGIN {_ADD}; END",
    "CREATE TRIGGER initiative_words_changed AFTER UPDATE OF folded, unit_id ON initiatives"
    " WHEN old.folded <> new.folded OR old.unit_id IS NOT new.unit_id"
    f" BEGIN {_TAKE}; {_ADD}; END",
    f"CREATE TRIGGER initiative_words_removed AFTER DELETE ON initiatives BEGIN {_TAKE}; END",
)
#: A table of its own, so that a claim or a decision does not write all the words again. Unit 0 is none.
POSTGRESQL: Final = (
    "CREATE TABLE initiative_words (id BIGINT PRIMARY KEY REFERENCES initiatives ON DELETE CASCADE,"
    " unit_id BIGINT NOT NULL, words TSVECTOR NOT NULL)",
    "CREATE INDEX ix_initiative_words_words ON initiative_words USING gin (words)",
    "CREATE INDEX ix_initiative_words_unit_id ON initiative_words (unit_id, id)",
    "CREATE FUNCTION initiative_words_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " INSERT INTO initiative_words VALUES"
    " (new.id, coalesce(new.unit_id, 0), strip(to_tsvector('simple', new.folded)))"
    " ON CONFLICT (id) DO UPDATE SET unit_id = excluded.unit_id, words = excluded.words;"
    " RETURN NULL; END $$",
    "CREATE TRIGGER initiative_words_added AFTER INSERT ON initiatives"
    " FOR EACH ROW EXECUTE FUNCTION initiative_words_keep()",
    "CREATE TRIGGER initiative_words_changed AFTER UPDATE OF folded, unit_id ON initiatives"
    " FOR EACH ROW WHEN (old.folded <> new.folded OR old.unit_id IS DISTINCT FROM new.unit_id)"
    " EXECUTE FUNCTION initiative_words_keep()",
)


@event.listens_for(initiatives, "after_create")
def _make(target: Any, connection: Connection, **how: Any) -> None:
    for statement in POSTGRESQL if connection.dialect.name == "postgresql" else SQLITE:
        connection.exec_driver_sql(statement)


@event.listens_for(initiatives, "before_drop")
def _unmake(target: Any, connection: Connection, **how: Any) -> None:
    connection.exec_driver_sql("DROP TABLE IF EXISTS initiative_words")
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS initiative_words_keep CASCADE")


def is_ours(name: str | None, kind: str) -> bool:
    """Whether Alembic should compare this table: not the words', nor the shadows FTS5 keeps of them."""
    return kind != "table" or not (name or "").startswith(TABLE)
