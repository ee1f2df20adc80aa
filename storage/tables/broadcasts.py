"""Broadcasts, and everybody each of them is meant for."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    text,
)

from storage.database.columns import Json, Moment
from storage.tables.metadata import metadata
from storage.tables.traffic import Id

#: One message to an audience: a firing of a plan's entry (`entry_id` and `planned_at`), or an officer's own.
#: `state`: draft, asking (a second officer has to agree), due (it begins at `begins_at`), preparing (its
#: people are written down), sending (they are handed to the outbox), done, paused (it goes on where it
#: `paused` from), stopped, missed (found too late to be sent), holiday (nothing is
#: sent on one), refused. `cursor` is the last person written
#: down, `expected` how many there are. `groups` posts it in its units' groups too; `seen` counts, for all
#: together and never by person, what channels told of having been read. `agreed_by` is who agreed, or who
#: refused, with these `words`.
broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign_id", Id, ForeignKey("campaigns.id"), index=True),
    Column("entry_id", Id, ForeignKey("entries.id")),
    Column("planned_at", Moment),
    Column("by_id", Id, ForeignKey("people.id"), index=True),
    Column("title", String, nullable=False, server_default=""),
    Column("audience", Json, nullable=False),
    Column("content", Json, nullable=False),
    Column("groups", Boolean, nullable=False, server_default=text("false")),
    Column("state", String, nullable=False),
    Column("paused", String, nullable=False, server_default=""),
    Column("cursor", Id, nullable=False, server_default="0"),
    Column("expected", Integer, nullable=False, server_default="0"),
    Column("seen", Integer, nullable=False, server_default="0"),
    Column("made_at", Moment, nullable=False),
    Column("begins_at", Moment),
    Column("ended_at", Moment),
    Column("agreed_by", Id, ForeignKey("people.id"), index=True),
    Column("agreed_at", Moment),
    Column("words", String, nullable=False, server_default=""),
    UniqueConstraint("entry_id", "planned_at"),
    Index(
        "ix_broadcasts_open",
        "begins_at",
        sqlite_where=text("state IN ('due', 'preparing', 'sending')"),
        postgresql_where=text("state IN ('due', 'preparing', 'sending')"),
    ),
)

#: The ledger: who a broadcast is meant for, once each. `state`: waiting, queued (what became of it stands in
#: the outbox, by `broadcast_id` and `person_id`), skipped, with `why`. `did` is what they had done when they
#: were written down; `piece` what of the library they were given; `at` when they were queued or skipped.
recipients = Table(
    "recipients",
    metadata,
    Column("broadcast_id", Id, ForeignKey("broadcasts.id"), primary_key=True),
    Column("person_id", Id, primary_key=True),
    Column("lane", String, nullable=False, server_default=""),
    Column("did", String, nullable=False),
    Column("state", String, nullable=False, server_default="waiting"),
    Column("why", String, nullable=False, server_default=""),
    Column("piece", String, nullable=False, server_default=""),
    Column("at", Moment),
    Index(
        "ix_recipients_waiting",
        "broadcast_id",
        "lane",
        "person_id",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
    # How often somebody was written to lately, and with which pieces.
    Index(
        "ix_recipients_queued",
        "person_id",
        "at",
        sqlite_where=text("state = 'queued'"),
        postgresql_where=text("state = 'queued'"),
    ),
)
