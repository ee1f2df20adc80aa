"""What came in, what is to go out, and what became of it."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.database.columns import Moment
from storage.tables.metadata import metadata

#: Rowids on SQLite, 64-bit identities on PostgreSQL.
Id = BigInteger().with_variant(Integer, "sqlite")

#: Events as they were received. `state`: waiting, done, parked (failed three times).
inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("channel", String, nullable=False),
    Column("account", String, nullable=False),
    Column("update_key", String, nullable=False),
    Column("conversation", String, nullable=False),
    Column("event", Text, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("state", String, nullable=False, server_default="waiting"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text),
    UniqueConstraint("channel", "account", "update_key"),
    # Both indexes hold waiting rows only: finding work costs the same at 10 rows and at 10 million.
    Index(
        "ix_inbox_waiting",
        "id",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index(
        "ix_inbox_head",
        "conversation",
        "id",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    Index("ix_inbox_conversation", "conversation", "id"),
)

#: How far a polled account was read; moved in the transaction that stores the batch.
offsets = Table(
    "offsets",
    metadata,
    Column("channel", String, primary_key=True),
    Column("account", String, primary_key=True),
    Column("position", String, nullable=False),
)

#: Things to do to the world. `kind`: say, strip, edit, fetch, papers. `state`: queued, sending, sent, failed,
#: unknown (a broadcast that may have arrived), held (until the person writes again), paused (with its
#: broadcast), cancelled. `priority`: 0 replies, 5 bulk. `about` names what its buttons belong to; `lane` is
#: "channel:account". From `until` on a row may no longer leave: the quiet hours begin.
outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String, nullable=False),
    Column("lane", String, nullable=False),
    Column("conversation", String, nullable=False),
    Column("person_id", Id),
    Column("body", Text, nullable=False),
    Column("about", String, nullable=False, server_default=""),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("dedupe_key", String, unique=True),
    Column("broadcast_id", Id),
    Column("state", String, nullable=False, server_default="queued"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("queued_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("until", Moment),
    Column("lease_until", Moment),
    Column("platform_id", String),
    Index(
        "ix_outbox_due",
        "lane",
        "priority",
        "id",
        sqlite_where=text("state = 'queued'"),
        postgresql_where=text("state = 'queued'"),
    ),
    Index(
        "ix_outbox_open",
        "conversation",
        "id",
        sqlite_where=text("state IN ('queued', 'sending')"),
        postgresql_where=text("state IN ('queued', 'sending')"),
    ),
    # One message in flight per conversation is a guarantee, not a hope.
    Index(
        "uq_outbox_in_flight",
        "conversation",
        unique=True,
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
    Index(
        "ix_outbox_held",
        "due_at",
        sqlite_where=text("state = 'held'"),
        postgresql_where=text("state = 'held'"),
    ),
    Index("ix_outbox_about", "about", sqlite_where=text("about <> ''"), postgresql_where=text("about <> ''")),
    Index(
        "ix_outbox_broadcast_id",
        "broadcast_id",
        "state",
        sqlite_where=text("broadcast_id IS NOT NULL"),
        postgresql_where=text("broadcast_id IS NOT NULL"),
    ),
    # Which message of a broadcast was read.
    Index(
        "ix_outbox_platform_id",
        "platform_id",
        sqlite_where=text("broadcast_id IS NOT NULL"),
        postgresql_where=text("broadcast_id IS NOT NULL"),
    ),
    Index("ix_outbox_conversation", "conversation", "id"),
    Index(
        "ix_outbox_until",
        "until",
        sqlite_where=text("state = 'queued' AND until IS NOT NULL"),
        postgresql_where=text("state = 'queued' AND until IS NOT NULL"),
    ),
)

#: Each attempt's outcome, for the report and for the person who asks what happened.
receipts = Table(
    "receipts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("outbox_id", Id, ForeignKey("outbox.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("outcome", String, nullable=False),
    Column("why", String, nullable=False, server_default=""),
    Column("detail", String, nullable=False, server_default=""),
)

#: How many messages a lane sent in a month ("2026-11"), where a platform sells them by the month.
usage = Table(
    "usage",
    metadata,
    Column("lane", String, primary_key=True),
    Column("period", String, primary_key=True),
    Column("sent", Integer, nullable=False),
)

#: Access to an account whose key changes: `access` and `refresh` are encrypted, `seed` names the key it
#: began with. `state`: ready, asking (a renewal is on its way), unsure (its answer was lost), dead.
credentials = Table(
    "credentials",
    metadata,
    Column("name", String, primary_key=True),
    Column("seed", String, nullable=False),
    Column("access", Text, nullable=False, server_default=""),
    Column("refresh", Text, nullable=False),
    Column("expires_at", Moment),
    Column("state", String, nullable=False, server_default="ready"),
    Column("holder", String, nullable=False, server_default=""),
    Column("lease_until", Moment),
    Column("why", String, nullable=False, server_default=""),
    Column("changed_at", Moment, nullable=False),
)

#: Who may play a role that must be single, where the database has no advisory locks.
leases = Table(
    "leases",
    metadata,
    Column("role", String, primary_key=True),
    Column("holder", String, nullable=False),
    Column("until", Moment, nullable=False),
)

#: Single facts about this installation (whether it is the demo, when the clock last looked).
notes = Table(
    "notes",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)
