"""The change feed, sinks, other doors, and nodes."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _feed()
    _doors()
    _rows()


def _feed() -> None:
    op.create_table(
        "changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref_id", ID, nullable=False),
        sa.Column("initiative_id", ID, nullable=True),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("noted_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sa.UniqueConstraint("position", name=op.f("uq_changes_position")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.create_index("ix_changes_noted_at", ["noted_at"], unique=False)
        batch_op.create_index(
            "ix_changes_unnumbered",
            ["id"],
            unique=False,
            sqlite_where=sa.text("position IS NULL"),
            postgresql_where=sa.text("position IS NULL"),
        )

    op.create_table(
        "twins",
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("theirs", ID, autoincrement=False, nullable=False),
        sa.Column("ours", ID, nullable=False),
        sa.PrimaryKeyConstraint("node", "kind", "theirs", name=op.f("pk_twins")),
    )
    with op.batch_alter_table("twins", schema=None) as batch_op:
        batch_op.create_index("ix_twins_ours", ["kind", "ours"], unique=False)

    op.create_table(
        "nodes",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("taken", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("roster", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_nodes_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nodes")),
        sa.UniqueConstraint("first_number", name=op.f("uq_nodes_first_number")),
        sa.UniqueConstraint("key", name=op.f("uq_nodes_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_nodes_token_hash")),
    )
    op.create_table(
        "clients",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("rights", JSON, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("per_minute", sa.Integer(), server_default="120", nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_clients_person_id_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_clients_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clients")),
        sa.UniqueConstraint("name", name=op.f("uq_clients_name")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_clients_token_hash")),
    )
    op.create_table(
        "intakes",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(), server_default="", nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("conversation", sa.String(), server_default="", nullable=False),
        sa.Column("file_key", sa.String(), server_default="", nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("sha256", sa.String(), server_default="", nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("plan", JSON, nullable=True),
        sa.Column("counts", JSON, nullable=True),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("why", sa.String(), server_default="", nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_intakes_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intakes")),
    )
    with op.batch_alter_table("intakes", schema=None) as batch_op:
        batch_op.create_index(
            "uq_intakes_applied",
            ["sha256"],
            unique=True,
            sqlite_where=sa.text("state IN ('applying', 'applied')"),
            postgresql_where=sa.text("state IN ('applying', 'applied')"),
        )

    op.create_table(
        "sinks",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=True),
        sa.Column("config", JSON, nullable=False),
        sa.Column("secret", sa.Text(), server_default="", nullable=False),
        sa.Column("position", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("begun_at", MOMENT, nullable=True),
        sa.Column("round", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.String(), server_default="on", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failing_since", MOMENT, nullable=True),
        sa.Column("why", sa.String(), server_default="", nullable=False),
        sa.Column("due_at", MOMENT, nullable=True),
        sa.Column("arrived_at", MOMENT, nullable=True),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sinks_person_id_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_sinks_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sinks")),
        sa.UniqueConstraint("name", name=op.f("uq_sinks_name")),
    )


def _doors() -> None:
    op.create_table(
        "client_answers",
        sa.Column("client_id", ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", JSON, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_client_answers_client_id_clients")
        ),
        sa.PrimaryKeyConstraint("client_id", "key", name=op.f("pk_client_answers")),
    )
    op.create_table(
        "dead_letters",
        sa.Column("id", ID, nullable=False),
        sa.Column("sink_id", ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("why", sa.String(), server_default="", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.String(), server_default="dead", nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["sink_id"], ["sinks.id"], name=op.f("fk_dead_letters_sink_id_sinks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letters")),
        sa.UniqueConstraint("sink_id", "key", name=op.f("uq_dead_letters_sink_id_key")),
    )
    with op.batch_alter_table("dead_letters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dead_letters_sink_id"), ["sink_id"], unique=False)


def _rows() -> None:
    op.create_table(
        "clashes",
        sa.Column("id", ID, nullable=False),
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("initiative_id", ID, nullable=False),
        sa.Column("theirs", ID, nullable=False),
        sa.Column("wanted", JSON, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_clashes_initiative_id_initiatives")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clashes")),
        sa.UniqueConstraint("node", "theirs", name=op.f("uq_clashes_node_theirs")),
    )
    with op.batch_alter_table("clashes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clashes_initiative_id"), ["initiative_id"], unique=False)

    op.create_table(
        "mirrors",
        sa.Column("initiative_id", ID, autoincrement=False, nullable=False),
        sa.Column("facts", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_mirrors_initiative_id_initiatives")
        ),
        sa.PrimaryKeyConstraint("initiative_id", name=op.f("pk_mirrors")),
    )
    op.create_table(
        "portal_entries",
        sa.Column("id", ID, nullable=False),
        sa.Column("initiative_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), server_default="", nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("file_key", sa.String(), server_default="", nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_portal_entries_by_id_people")),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_portal_entries_initiative_id_initiatives")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_portal_entries")),
    )
    with op.batch_alter_table("portal_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_portal_entries_initiative_id"), ["initiative_id"], unique=False)

    op.create_table(
        "sheet_rows",
        sa.Column("sink_id", ID, nullable=False),
        sa.Column("initiative_id", ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("written", JSON, nullable=False),
        sa.Column("read", JSON, nullable=True),
        sa.Column("gone", sa.Boolean(), server_default=sa.text("(false)"), nullable=False),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_sheet_rows_initiative_id_initiatives")
        ),
        sa.ForeignKeyConstraint(["sink_id"], ["sinks.id"], name=op.f("fk_sheet_rows_sink_id_sinks")),
        sa.PrimaryKeyConstraint("sink_id", "initiative_id", name=op.f("pk_sheet_rows")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("via", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("initiatives", schema=None) as batch_op:
        batch_op.add_column(sa.Column("portal_refusal", sa.String(), server_default="", nullable=False))
        batch_op.create_index(
            "uq_initiatives_portal_code",
            ["portal_code"],
            unique=True,
            sqlite_where=sa.text("portal_code IS NOT NULL"),
            postgresql_where=sa.text("portal_code IS NOT NULL"),
        )
        for name, columns, rows in (
            (
                "ix_initiatives_unentered",
                ["updated_at", "id", "unit_id", "portal_refusal"],
                "coalesce(status, '') = 'valid' AND coalesce(portal_code, '') = ''",
            ),
            ("ix_initiatives_entered", ["portal_at", "id", "unit_id"], "portal_code IS NOT NULL"),
            (
                "ix_initiatives_astray",
                ["updated_at", "id", "unit_id"],
                "status <> 'valid' AND coalesce(portal_code, '') <> ''",
            ),
        ):
            batch_op.create_index(
                name, columns, unique=False, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows)
            )

    with op.batch_alter_table("programmes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("portal_order", JSON, nullable=True))
