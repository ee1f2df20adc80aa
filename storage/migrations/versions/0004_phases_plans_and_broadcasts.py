"""Programmes in phases, campaigns with plans, and broadcasts."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _phases_and_plans()
    _broadcasts()
    _reshape()


def _phases_and_plans() -> None:
    op.create_table(
        "phases",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("opens", sa.Date(), nullable=False),
        sa.Column("closes", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_phases_programme_id_programmes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phases")),
        sa.UniqueConstraint("programme_id", "key", name=op.f("uq_phases_programme_id_key")),
    )
    op.create_table(
        "programme_units",
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_programme_units_programme_id_programmes")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_programme_units_unit_id_units")),
        sa.PrimaryKeyConstraint("programme_id", "unit_id", name=op.f("pk_programme_units")),
    )
    op.create_table(
        "groups",
        sa.Column("id", ID, nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("added_by", ID, nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("until", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["people.id"], name=op.f("fk_groups_added_by_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_groups_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_groups")),
        sa.UniqueConstraint("conversation", name=op.f("uq_groups_conversation")),
    )
    with op.batch_alter_table("groups", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_groups_unit_id"), ["unit_id"], unique=False)
    op.create_table(
        "group_codes",
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("made_by", ID, nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_group_codes_made_by_people")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_group_codes_unit_id_units")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_group_codes")),
    )
    with op.batch_alter_table("group_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_codes_made_by"), ["made_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_codes_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "bulletins",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("off", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_bulletins_person_id_people")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_bulletins")),
    )
    op.create_table(
        "tallies",
        sa.Column("phase_id", ID, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("registered", sa.Integer(), nullable=False),
        sa.Column("submitters", sa.Integer(), nullable=False),
        sa.Column("submissions", sa.Integer(), nullable=False),
        sa.Column("endorsed", sa.Integer(), nullable=False),
        sa.Column("recognised", sa.Integer(), nullable=False),
        sa.Column("valid", sa.Integer(), nullable=False),
        sa.Column("on_portal", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["phase_id"], ["phases.id"], name=op.f("fk_tallies_phase_id_phases")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_tallies_unit_id_units")),
        sa.PrimaryKeyConstraint("phase_id", "on", "unit_id", name=op.f("pk_tallies")),
    )
    op.create_table(
        "target_changes",
        sa.Column("id", ID, nullable=False),
        sa.Column("phase_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("before", sa.Integer(), nullable=True),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("words", sa.String(), server_default="", nullable=False),
        sa.Column("act", ID, nullable=False),
        sa.Column("undoes", ID, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_target_changes_by_id_people")),
        sa.ForeignKeyConstraint(["phase_id"], ["phases.id"], name=op.f("fk_target_changes_phase_id_phases")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_target_changes_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_changes")),
    )
    with op.batch_alter_table("target_changes", schema=None) as batch_op:
        batch_op.create_index("ix_target_changes_phase_id", ["phase_id", "unit_id"], unique=False)

    op.create_table(
        "targets",
        sa.Column("id", ID, nullable=False),
        sa.Column("phase_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("assigned", sa.Integer(), nullable=True),
        sa.Column("own", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["phase_id"], ["phases.id"], name=op.f("fk_targets_phase_id_phases")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_targets_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_targets")),
        sa.UniqueConstraint("phase_id", "unit_id", name=op.f("uq_targets_phase_id_unit_id")),
    )
    with op.batch_alter_table("targets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_targets_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "entries",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign_id", ID, nullable=False),
        sa.Column("name", sa.String(), server_default="", nullable=False),
        sa.Column("rule", JSON, nullable=False),
        sa.Column("audience", JSON, nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("off", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_entries_campaign_id_campaigns")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
    )
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entries_campaign_id"), ["campaign_id"], unique=False)


def _broadcasts() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", ID, nullable=False),
        sa.Column("campaign_id", ID, nullable=True),
        sa.Column("entry_id", ID, nullable=True),
        sa.Column("planned_at", MOMENT, nullable=True),
        sa.Column("by_id", ID, nullable=True),
        sa.Column("title", sa.String(), server_default="", nullable=False),
        sa.Column("audience", JSON, nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("groups", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("paused", sa.String(), server_default="", nullable=False),
        sa.Column("cursor", ID, server_default="0", nullable=False),
        sa.Column("expected", sa.Integer(), server_default="0", nullable=False),
        sa.Column("seen", sa.Integer(), server_default="0", nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("begins_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("agreed_by", ID, nullable=True),
        sa.Column("agreed_at", MOMENT, nullable=True),
        sa.Column("words", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["agreed_by"], ["people.id"], name=op.f("fk_broadcasts_agreed_by_people")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_broadcasts_by_id_people")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_broadcasts_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_broadcasts_entry_id_entries")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
        sa.UniqueConstraint("entry_id", "planned_at", name=op.f("uq_broadcasts_entry_id_planned_at")),
    )
    with op.batch_alter_table("broadcasts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_broadcasts_agreed_by"), ["agreed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_broadcasts_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_broadcasts_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(
            "ix_broadcasts_open",
            ["begins_at"],
            unique=False,
            sqlite_where=sa.text("state IN ('due', 'preparing', 'sending')"),
            postgresql_where=sa.text("state IN ('due', 'preparing', 'sending')"),
        )

    op.create_table(
        "stories",
        sa.Column("id", ID, nullable=False),
        sa.Column("initiative_id", ID, nullable=False),
        sa.Column("unit_id", ID, nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=True),
        sa.Column("withdrawn_by", ID, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_stories_by_id_people")),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["people.id"], name=op.f("fk_stories_withdrawn_by_people")),
        sa.ForeignKeyConstraint(
            ["initiative_id"], ["initiatives.id"], name=op.f("fk_stories_initiative_id_initiatives")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_stories_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
    )
    with op.batch_alter_table("stories", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stories_initiative_id"), ["initiative_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stories_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_stories_told",
            ["initiative_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "recipients",
        sa.Column("broadcast_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("lane", sa.String(), server_default="", nullable=False),
        sa.Column("did", sa.String(), nullable=False),
        sa.Column("state", sa.String(), server_default="waiting", nullable=False),
        sa.Column("why", sa.String(), server_default="", nullable=False),
        sa.Column("piece", sa.String(), server_default="", nullable=False),
        sa.Column("at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name=op.f("fk_recipients_broadcast_id_broadcasts")
        ),
        sa.PrimaryKeyConstraint("broadcast_id", "person_id", name=op.f("pk_recipients")),
    )
    with op.batch_alter_table("recipients", schema=None) as batch_op:
        batch_op.create_index(
            "ix_recipients_queued",
            ["person_id", "at"],
            unique=False,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.create_index(
            "ix_recipients_waiting",
            ["broadcast_id", "lane", "person_id"],
            unique=False,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )


def _reshape() -> None:
    """The tables that were there already, with what stood in them."""
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), server_default="other", nullable=False))
        batch_op.add_column(sa.Column("programme_id", ID, nullable=True))
        batch_op.add_column(sa.Column("phase_id", ID, nullable=True))
        batch_op.add_column(sa.Column("closes_at", MOMENT, nullable=True))
        batch_op.add_column(sa.Column("grace_minutes", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("target", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("quiet_from", sa.String(), server_default="21:00", nullable=False))
        batch_op.add_column(sa.Column("quiet_until", sa.String(), server_default="07:00", nullable=False))
        batch_op.add_column(sa.Column("per_day", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("per_week", sa.Integer(), server_default="3", nullable=False))
        batch_op.add_column(
            sa.Column("holidays", sa.Boolean(), server_default=sa.text("false"), nullable=False)
        )
        batch_op.add_column(sa.Column("approve_above", sa.Integer(), server_default="500", nullable=False))
        batch_op.add_column(sa.Column("shifts", JSON, nullable=True))
        batch_op.add_column(sa.Column("wall_hash", sa.String(), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_campaigns_wall_hash"), ["wall_hash"])
        batch_op.create_foreign_key(op.f("fk_campaigns_phase_id_phases"), "phases", ["phase_id"], ["id"])
        batch_op.create_foreign_key(
            op.f("fk_campaigns_programme_id_programmes"), "programmes", ["programme_id"], ["id"]
        )
    _moments()
    op.add_column("initiatives", sa.Column("portal_code", sa.String(), nullable=True))
    op.add_column("initiatives", sa.Column("portal_at", MOMENT, nullable=True))
    op.add_column("programmes", sa.Column("form_version", sa.Integer(), nullable=True))
    op.add_column("programmes", sa.Column("papers", JSON, nullable=True))
    op.add_column("programmes", sa.Column("points", JSON, nullable=True))
    op.add_column("people", sa.Column("direct", sa.Boolean(), nullable=True))
    op.add_column(
        "people",
        sa.Column("direct_asked", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column(
        "units", sa.Column("enterprise", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    op.create_index("ix_drafts_person_id", "drafts", ["person_id"])
    op.drop_index("ix_outbox_fire_id", table_name="outbox")
    op.execute("ALTER TABLE outbox RENAME COLUMN fire_id TO broadcast_id")
    op.add_column("outbox", sa.Column("until", MOMENT, nullable=True))
    known = "broadcast_id IS NOT NULL"
    op.create_index(
        "ix_outbox_broadcast_id",
        "outbox",
        ["broadcast_id", "state"],
        sqlite_where=sa.text(known),
        postgresql_where=sa.text(known),
    )
    op.create_index(
        "ix_outbox_platform_id",
        "outbox",
        ["platform_id"],
        sqlite_where=sa.text(known),
        postgresql_where=sa.text(known),
    )
    ends = "state = 'queued' AND until IS NOT NULL"
    op.create_index(
        "ix_outbox_until", "outbox", ["until"], sqlite_where=sa.text(ends), postgresql_where=sa.text(ends)
    )
    _figures()
    _fill()
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.alter_column("closes_at", existing_type=MOMENT, nullable=False)
        batch_op.drop_column("hours")
    op.drop_table("fires")


def _moments() -> None:
    """When each draft was begun, as far as that is known, and the moment by which each report counts.

    They stay nullable: to require them SQLite would rebuild the table, and drop its triggers."""
    for table, column, known in (
        ("drafts", "begun_at", "updated_at"),
        ("initiatives", "counted_at", "submitted_at"),
    ):
        op.add_column(table, sa.Column(column, MOMENT, nullable=True))
        op.execute(f"UPDATE {table} SET {column} = {known}")  # noqa: S608


def _figures() -> None:
    """What figures are counted by. How long first answers took is filled in by a duty."""
    op.add_column("units", sa.Column("cluster", sa.String(), server_default="", nullable=False))
    op.add_column("initiatives", sa.Column("answer_hours", sa.Integer(), nullable=True))
    unmeasured = sa.text("answered_at IS NOT NULL AND answer_hours IS NULL")
    op.create_index(
        "ix_initiatives_unmeasured",
        "initiatives",
        ["id"],
        sqlite_where=unmeasured,
        postgresql_where=unmeasured,
    )
    grouped = ["unit_id", "author_id", "programme_id", "counted_at", "status", "returns", "benefit"]
    besides = ["benefit_corrected", "portal_code", "recognition_id", "answer_hours"]
    op.create_index("ix_initiatives_figures", "initiatives", [*grouped, *besides])


#: Where campaigns were held until now: nothing else could be set.
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def _fill() -> None:
    """Each campaign's hours become an entry of its plan, and each firing a broadcast with its people."""
    connection = op.get_bind()
    campaigns = sa.table(
        "campaigns",
        sa.column("id"),
        sa.column("ends", sa.Date()),
        sa.column("hours", JSON),
        sa.column("closes_at", MOMENT),
    )
    entries = sa.table(
        "entries",
        sa.column("id"),
        sa.column("campaign_id"),
        sa.column("rule", JSON),
        sa.column("audience", JSON),
        sa.column("content", JSON),
    )
    for row in connection.execute(sa.select(campaigns.c.id, campaigns.c.ends, campaigns.c.hours)).all():
        closes = datetime.combine(row.ends + timedelta(days=1), time(), ZONE).astimezone(UTC)
        if connection.dialect.name == "sqlite":
            closes = closes.replace(tzinfo=None)
        connection.execute(sa.update(campaigns).where(campaigns.c.id == row.id).values(closes_at=closes))
        connection.execute(
            sa.insert(entries).values(
                campaign_id=row.id,
                rule={"kind": "daily", "at": row.hours},
                audience={},
                content={"kind": "reminder"},
            )
        )
    for statement in (
        "INSERT INTO phases (programme_id, key, name, opens, closes)"
        " SELECT id, 'only', name, opens, closes FROM programmes"
        " WHERE opens IS NOT NULL AND closes IS NOT NULL",
        "INSERT INTO broadcasts (id, campaign_id, entry_id, planned_at, audience, content, state, cursor,"
        " expected, made_at, begins_at)"
        " SELECT fires.id, fires.campaign_id, entries.id, planned_at, '{}', '{\"kind\": \"reminder\"}',"
        " CASE state WHEN 'spreading' THEN 'preparing' ELSE state END, cursor, expected, planned_at, planned_at"
        " FROM fires JOIN entries ON entries.campaign_id = fires.campaign_id",
        "INSERT INTO recipients (broadcast_id, person_id, lane, did, state, at)"
        " SELECT broadcast_id, person_id, lane, 'nothing', 'queued', queued_at FROM outbox"
        " WHERE broadcast_id IS NOT NULL AND person_id IS NOT NULL",
    ):
        connection.exec_driver_sql(statement)
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "SELECT setval(pg_get_serial_sequence('broadcasts', 'id'), (SELECT max(id) FROM broadcasts))"
        )
