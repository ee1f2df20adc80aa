"""The tree and its days, review, and employers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from messages.catalog import DEFAULT, say

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "days_off",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("works", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_days_off")),
    )
    op.create_table(
        "unit_kinds",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_unit_kinds")),
    )
    op.create_table(
        "placements",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("parent_id", ID, nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["units.id"], name=op.f("fk_placements_parent_id_units")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_placements_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
    )
    with op.batch_alter_table("placements", schema=None) as batch_op:
        batch_op.create_index("ix_placements_unit_id", ["unit_id", "since"], unique=False)

    op.create_table(
        "unit_aliases",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_aliases_unit_id_units")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit_aliases")),
    )
    with op.batch_alter_table("unit_aliases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_aliases_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "digests",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("hour", sa.String(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_digests_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_digests")),
    )
    op.create_table(
        "recognitions",
        sa.Column("id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.String(), server_default="", nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("signer", sa.String(), server_default="", nullable=False),
        sa.Column("signer_title", sa.String(), server_default="", nullable=False),
        sa.Column("file_key", sa.String(), server_default="", nullable=False),
        sa.Column("made_by", ID, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_recognitions_made_by_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_recognitions_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recognitions")),
    )
    with op.batch_alter_table("recognitions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recognitions_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "unit_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=True),
        sa.Column("effective", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("undone_at", MOMENT, nullable=True),
        sa.Column("undone_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_unit_changes_by_id_people")),
        sa.ForeignKeyConstraint(["other_id"], ["units.id"], name=op.f("fk_unit_changes_other_id_units")),
        sa.ForeignKeyConstraint(["undone_by"], ["people.id"], name=op.f("fk_unit_changes_undone_by_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_changes_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_changes")),
    )
    with op.batch_alter_table("unit_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_changes_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "delegations",
        sa.Column("id", ID, nullable=False),
        sa.Column("officer_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("starts", MOMENT, nullable=False),
        sa.Column("ends", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officers.id"], name=op.f("fk_delegations_officer_id_officers")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_delegations_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    with op.batch_alter_table("delegations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegations_officer_id"), ["officer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegations_person_id"), ["person_id"], unique=False)

    op.create_table(
        "joint_authors",
        sa.Column("id", ID, nullable=False),
        sa.Column("initiative_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("from_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["from_id"], ["initiatives.id"], name=op.f("fk_joint_authors_from_id_initiatives")
        ),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_joint_authors_initiative_id_initiatives")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_joint_authors_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_authors")),
        sa.UniqueConstraint("initiative_id", "from_id", name=op.f("uq_joint_authors_initiative_id_from_id")),
    )
    with op.batch_alter_table("joint_authors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joint_authors_person_id"), ["person_id"], unique=False)

    op.create_table(
        "likenesses",
        sa.Column("id", ID, nullable=False),
        sa.Column("initiative_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_likenesses_by_id_people")),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_likenesses_initiative_id_initiatives")
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["initiatives.id"], name=op.f("fk_likenesses_other_id_initiatives")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_likenesses")),
        sa.UniqueConstraint("initiative_id", "other_id", name=op.f("uq_likenesses_initiative_id_other_id")),
    )
    with op.batch_alter_table("likenesses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_likenesses_other_id"), ["other_id"], unique=False)

    op.create_table(
        "remarks",
        sa.Column("id", ID, nullable=False),
        sa.Column("initiative_id", ID, nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_remarks_by_id_people")),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_remarks_initiative_id_initiatives")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remarks_initiative_id"), ["initiative_id"], unique=False)

    op.create_table(
        "requests",
        sa.Column("id", ID, nullable=False),
        sa.Column("initiative_id", ID, nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("answer", sa.String(), server_default="", nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("title", sa.String(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("file_key", sa.String(), server_default="", nullable=False),
        sa.Column("reminded", sa.Integer(), server_default="0", nullable=False),
        sa.Column("remind_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_requests_initiative_id_initiatives")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_requests_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
        sa.UniqueConstraint("code", name=op.f("uq_requests_code")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_requests_token_hash")),
    )
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_requests_initiative_id"), ["initiative_id"], unique=False)
        reminding = sa.text("remind_on IS NOT NULL")
        batch_op.create_index(
            "ix_requests_remind_on",
            ["remind_on"],
            unique=False,
            sqlite_where=reminding,
            postgresql_where=reminding,
        )

    op.create_table(
        "sketches",
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("establishment_id", ID, autoincrement=False, nullable=False),
        sa.Column("initiative_id", ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_sketches_initiative_id_initiatives")
        ),
        sa.PrimaryKeyConstraint("band", "establishment_id", "initiative_id", name=op.f("pk_sketches")),
    )
    with op.batch_alter_table("sketches", schema=None) as batch_op:
        batch_op.create_index("ix_sketches_initiative_id", ["initiative_id"], unique=False)

    op.create_table(
        "versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("initiative_id", ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_versions_initiative_id_initiatives")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_versions")),
        sa.UniqueConstraint("initiative_id", "revision", name=op.f("uq_versions_initiative_id_revision")),
    )
    op.create_table(
        "visits",
        sa.Column("id", ID, nullable=False),
        sa.Column("request_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_visits_request_id_requests")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visits_request_id"), ["request_id"], unique=False)

    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("by_words", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("initiatives", schema=None) as batch_op:
        batch_op.add_column(sa.Column("establishment_id", ID, nullable=True))
        batch_op.add_column(sa.Column("entered_by", ID, nullable=True))
        batch_op.add_column(sa.Column("claimed_by", ID, nullable=True))
        batch_op.add_column(sa.Column("claimed_until", MOMENT, nullable=True))
        batch_op.add_column(
            sa.Column("lacking", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
        batch_op.add_column(sa.Column("returns", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("benefit", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("benefit_corrected", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("recognition_id", ID, nullable=True))
        batch_op.add_column(sa.Column("merged_into", ID, nullable=True))
        batch_op.add_column(sa.Column("answer_due", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("answered_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("nudge_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("nudged", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("ask_on", sa.Date(), nullable=True))
        asking = sa.text("ask_on IS NOT NULL")
        batch_op.create_index(
            "ix_initiatives_ask_on", ["ask_on"], unique=False, sqlite_where=asking, postgresql_where=asking
        )
        batch_op.drop_index(batch_op.f("ix_initiatives_queue"))
        batch_op.create_index("ix_initiatives_queue", ["status", "unit_id", "updated_at", "id"], unique=False)
        oldest = ["status", "updated_at", "id", "unit_id"]
        batch_op.create_index("ix_initiatives_oldest", oldest, unique=False)
        for name, columns, part in (
            ("ix_initiatives_lacking", [*oldest, "claimed_until", "returns"], sa.text("lacking")),
            ("ix_initiatives_returned", [*oldest, "claimed_until", "lacking"], sa.text("returns > 0")),
            ("ix_initiatives_claimed_by", ["claimed_by"], sa.text("claimed_by IS NOT NULL")),
        ):
            batch_op.create_index(name, columns, unique=False, sqlite_where=part, postgresql_where=part)
        batch_op.create_index("ix_initiatives_programme", ["programme_id", "status"], unique=False)
        waiting = sa.text("status IN ('submitted', 'sent_back', 'endorsed', 'recognised')")
        for name, column in (("ix_initiatives_due", "answer_due"), ("ix_initiatives_nudge", "nudge_on")):
            batch_op.create_index(
                name, [column, "id"], unique=False, sqlite_where=waiting, postgresql_where=waiting
            )
        batch_op.create_index("ix_initiatives_answered", ["unit_id", "answered_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_initiatives_entered_by"), ["entered_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_initiatives_recognition_id"), ["recognition_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_initiatives_merged_into_initiatives"), "initiatives", ["merged_into"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_initiatives_entered_by_people"), "people", ["entered_by"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_initiatives_establishment_id_units"), "units", ["establishment_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_initiatives_recognition_id_recognitions"),
            "recognitions",
            ["recognition_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_initiatives_claimed_by_people"), "people", ["claimed_by"], ["id"]
        )

    with op.batch_alter_table("invites", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code_hash", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("revoked_at", MOMENT, nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_invites_code_hash"), ["code_hash"])

    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("levels", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(
            sa.Column("recognition", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
        batch_op.add_column(sa.Column("answer_days", sa.Integer(), server_default="3", nullable=False))
        batch_op.add_column(sa.Column("lease_minutes", sa.Integer(), server_default="30", nullable=False))

    with op.batch_alter_table("units", schema=None) as batch_op:
        batch_op.add_column(sa.Column("employer", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("employer_language", sa.String(), server_default="vi", nullable=False))
        batch_op.add_column(sa.Column("since", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("merged_into", ID, nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_units_merged_into_units"), "units", ["merged_into"], ["id"]
        )

    _fill()
    for statement in _SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)


#: What is searched: kept in step by triggers, so that nothing can be found by what it no longer says.
#: Whoever rebuilds `initiatives` on SQLite has to make the triggers again.
_SEARCH = {
    "sqlite": (
        "CREATE VIRTUAL TABLE initiative_words USING fts5(words, content='', columnsize=0, detail=none,"
        " tokenize=\"unicode61 remove_diacritics 0 tokenchars '_'\")",
        "CREATE TRIGGER initiative_words_added AFTER INSERT ON initiatives BEGIN"
        " INSERT INTO initiative_words(rowid, words)"
        " VALUES (new.id, new.folded || ' _' || coalesce(new.unit_id, 0)); END",
        "CREATE TRIGGER initiative_words_changed AFTER UPDATE OF folded, unit_id ON initiatives"
        " WHEN old.folded <> new.folded OR old.unit_id IS NOT new.unit_id BEGIN"
        " INSERT INTO initiative_words(initiative_words, rowid, words)"
        " VALUES ('delete', old.id, old.folded || ' _' || coalesce(old.unit_id, 0));"
        " INSERT INTO initiative_words(rowid, words)"
        " VALUES (new.id, new.folded || ' _' || coalesce(new.unit_id, 0)); END",
        "CREATE TRIGGER initiative_words_removed AFTER DELETE ON initiatives BEGIN"
        " INSERT INTO initiative_words(initiative_words, rowid, words)"
        " VALUES ('delete', old.id, old.folded || ' _' || coalesce(old.unit_id, 0)); END",
        "INSERT INTO initiative_words(rowid, words)"
        " SELECT id, folded || ' _' || coalesce(unit_id, 0) FROM initiatives ORDER BY id",
    ),
    "postgresql": (
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
        "INSERT INTO initiative_words"
        " SELECT id, coalesce(unit_id, 0), strip(to_tsvector('simple', folded)) FROM initiatives",
    ),
}


#: What units could be until now, which was code; from now on a federation names its own.
KINDS = (
    ("province", "province", 10),
    ("board", "upper", 20),
    ("ward", "upper", 30),
    ("commune", "upper", 30),
    ("grassroots", "grassroots", 40),
    ("section", "group", 50),
)


def _fill() -> None:
    """The kinds of units, and what stood in the tables before they knew of all this."""
    connection = op.get_bind()
    kinds = sa.table("unit_kinds", *(sa.column(name) for name in ("key", "name", "level", "rank")))
    named = [(key, say(DEFAULT, f"tree.kind.{key}"), level, rank) for key, level, rank in KINDS]
    op.bulk_insert(kinds, [dict(zip(("key", "name", "level", "rank"), kind, strict=True)) for kind in named])
    for statement in (
        "UPDATE initiatives SET status = 'valid' WHERE status = 'approved'",
        "UPDATE initiatives SET status = 'not_valid' WHERE status = 'rejected'",
        "INSERT INTO placements (unit_id, parent_id, code, name, kind)"
        " SELECT id, parent_id, code, name, kind FROM units ORDER BY id",
        "INSERT INTO versions (initiative_id, revision, title, answers, at)"
        " SELECT id, revision, title, answers, submitted_at FROM initiatives ORDER BY id",
        # A section's initiatives are new or not within the union of its whole company.
        "UPDATE initiatives SET establishment_id = (SELECT CASE WHEN unit.kind = 'section' THEN unit.parent_id"
        " ELSE unit.id END FROM units AS unit WHERE unit.id = initiatives.unit_id)",
        # Answered long ago, or not promised anything when they were sent.
        "UPDATE initiatives SET answered_at = (SELECT min(at) FROM decisions WHERE"
        " decisions.initiative_id = initiatives.id AND action IN ('approve', 'return', 'reject'))",
        "UPDATE initiatives SET returns = (SELECT count(*) FROM decisions WHERE"
        " decisions.initiative_id = initiatives.id AND action = 'return')",
    ):
        connection.execute(sa.text(statement))
