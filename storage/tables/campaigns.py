"""Phases and their targets, campaigns with their plans, and the groups that are written to."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.database.columns import Json, Moment
from storage.tables.metadata import metadata
from storage.tables.traffic import Id

#: The windows of a programme in which initiatives are entered, both days included.
phases = Table(
    "phases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("programme_id", Id, ForeignKey("programmes.id"), nullable=False),
    Column("key", String, nullable=False),
    Column("name", String, nullable=False),
    Column("opens", Date, nullable=False),
    Column("closes", Date, nullable=False),
    UniqueConstraint("programme_id", "key"),
)

#: Where a programme is run; one without a row here is run everywhere else.
programme_units = Table(
    "programme_units",
    metadata,
    Column("programme_id", Id, ForeignKey("programmes.id"), primary_key=True),
    Column("unit_id", Id, ForeignKey("units.id"), primary_key=True),
)

#: How many valid initiatives a unit with all below it is to reach in a phase: `assigned` from above,
#: `own` as it set itself. What counts is its own where it is higher.
targets = Table(
    "targets",
    metadata,
    Column("id", Id, primary_key=True),
    Column("phase_id", Id, ForeignKey("phases.id"), nullable=False),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False, index=True),
    Column("assigned", Integer),
    Column("own", Integer),
    UniqueConstraint("phase_id", "unit_id"),
)

#: Every change of a target; rows are only ever added. `kind`: assigned, own. What was done at once has one
#: number, `act`; `undoes` is the one that this takes back. `by_id` is null when it was done at the machine;
#: `words` say why.
target_changes = Table(
    "target_changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("phase_id", Id, ForeignKey("phases.id"), nullable=False),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("before", Integer),
    Column("after", Integer),
    Column("by_id", Id, ForeignKey("people.id")),
    Column("at", Moment, nullable=False),
    Column("words", String, nullable=False, server_default=""),
    Column("act", Id, nullable=False),
    Column("undoes", Id),
    Index("ix_target_changes_phase_id", "phase_id", "unit_id"),
)

#: A Peak Week or the like (`handlers/campaigns/campaign.py`). Days, hours and `shifts` ("06:00") are local;
#: `closes_at` is the closing minute. `wall_hash` opens the page for a projector while it is not null.
campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String, nullable=False),
    Column("slogan", String, nullable=False),
    Column("kind", String, nullable=False, server_default="other"),
    Column("programme_id", Id, ForeignKey("programmes.id")),
    Column("phase_id", Id, ForeignKey("phases.id")),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("closes_at", Moment, nullable=False),
    Column("grace_minutes", Integer, nullable=False, server_default="0"),
    Column("target", Integer),
    Column("quiet_from", String, nullable=False, server_default="21:00"),
    Column("quiet_until", String, nullable=False, server_default="07:00"),
    Column("per_day", Integer, nullable=False, server_default="1"),
    Column("per_week", Integer, nullable=False, server_default="3"),
    Column("holidays", Boolean, nullable=False, server_default=text("false")),
    Column("approve_above", Integer, nullable=False, server_default="500"),
    Column("shifts", Json),
    Column("wall_hash", String, unique=True),
    Column("created_at", Moment, nullable=False),
    Column("stopped_at", Moment),
)

campaign_units = Table(
    "campaign_units",
    metadata,
    Column("campaign_id", Id, ForeignKey("campaigns.id"), primary_key=True),
    Column("unit_id", Id, ForeignKey("units.id"), primary_key=True),
)

#: What a campaign says and when: `rule` (`handlers/campaigns/schedule.py`), `audience` without its units
#: (they are the campaign's) and `content`. One that is `off` goes off no more.
entries = Table(
    "entries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign_id", Id, ForeignKey("campaigns.id"), nullable=False, index=True),
    Column("name", String, nullable=False, server_default=""),
    Column("rule", Json, nullable=False),
    Column("audience", Json, nullable=False),
    Column("content", Json, nullable=False),
    Column("off", Boolean, nullable=False, server_default=text("false")),
)

#: Channels and groups a bot is in, where mass propaganda is posted once. `until` is when it was taken out.
groups = Table(
    "groups",
    metadata,
    Column("id", Id, primary_key=True),
    Column("conversation", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False, index=True),
    Column("added_by", Id, ForeignKey("people.id")),
    Column("added_at", Moment, nullable=False),
    Column("until", Moment),
)

#: One-time codes that connect the group they are written in to a unit; of each only a hash is kept.
#: `conversation` is where its officer is told.
group_codes = Table(
    "group_codes",
    metadata,
    Column("code_hash", String, primary_key=True),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False, index=True),
    Column("made_by", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("conversation", String, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
)

#: Stories that officers made of initiatives whose authors agreed to be named, one at a time of each; the
#: author's later no takes a story out at once (`withdrawn_at`, `withdrawn_by`).
stories = Table(
    "stories",
    metadata,
    Column("id", Id, primary_key=True),
    Column("initiative_id", Id, ForeignKey("initiatives.id"), nullable=False, index=True),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False, index=True),
    Column("title", String, nullable=False),
    Column("words", Text, nullable=False),
    Column("by_id", Id, ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", Id, ForeignKey("people.id")),
    Index(
        "uq_stories_told",
        "initiative_id",
        unique=True,
        sqlite_where=text("withdrawn_at IS NULL"),
        postgresql_where=text("withdrawn_at IS NULL"),
    ),
)
