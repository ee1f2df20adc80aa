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
        batch_op.drop_index(batch_op.f("ix_initiatives_queue"))
        batch_op.create_index("ix_initiatives_queue", ["status", "unit_id", "updated_at", "id"], unique=False)
        waiting = sa.text("status IN ('submitted', 'sent_back', 'endorsed', 'recognised')")
        for name, column in (("ix_initiatives_due", "answer_due"), ("ix_initiatives_nudge", "nudge_on")):
            batch_op.create_index(
                name, [column, "id"], unique=False, sqlite_where=waiting, postgresql_where=waiting
            )
        batch_op.create_index("ix_initiatives_answered", ["unit_id", "answered_at"], unique=False)
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
