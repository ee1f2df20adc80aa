"""The change feed, and those who are told of it: each with its own place in it."""

from sqlalchemy import (
    BigInteger,
    Boolean,
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

from storage.database.columns import Json, Moment
from storage.tables.metadata import metadata
from storage.tables.traffic import Id

_UNNUMBERED = text("position IS NULL")

#: Every change, written by triggers of the database (`storage/tables/triggers.py`) in the transaction that
#: made it. `position` is its place in the feed, given once it is committed (`storage/feed/feed.py`): dense,
#: without gaps, never changed. `kind`: initiative, decision, remark, recognition, unit, target, broadcast;
#: `ref_id` is the id of that row and `initiative_id` the initiative it belongs to. `unit_id` is where it
#: belonged when it changed. `noted_at` is when it got its place.
changes = Table(
    "changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("position", BigInteger, unique=True),
    Column("kind", String, nullable=False),
    Column("ref_id", Id, nullable=False),
    Column("initiative_id", Id),
    Column("unit_id", Id),
    Column("noted_at", Moment),
    # SQLite would give the id of a deleted row to the next one, and a reader could take it for read.
    Index("ix_changes_unnumbered", "id", sqlite_where=_UNNUMBERED, postgresql_where=_UNNUMBERED),
    Index("ix_changes_noted_at", "noted_at"),
    sqlite_autoincrement=True,
)

#: Those who are told of changes. `kind`: webhook, sheet, folder. `config` is that kind's own, `secret`
#: is encrypted. `position` is the last change that arrived. `state`: on, off, failing (tried again at
#: `due_at`). `failures` counts those in a row since `failing_since`; `why` is the last one's reason.
#: `told_at` is when its people were last told that it fails.
#: `upto` is the end of the batch that is on its way: a repeat holds the same changes, whatever happened
#: since; `attempts` have been made of it since `begun_at`. `round` grows with each replay.
sinks = Table(
    "sinks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False, unique=True),
    Column("unit_id", Id, ForeignKey("units.id")),
    Column("config", Json, nullable=False),
    Column("secret", Text, nullable=False, server_default=""),
    Column("position", BigInteger, nullable=False, server_default="0"),
    Column("upto", BigInteger),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("begun_at", Moment),
    Column("round", Integer, nullable=False, server_default="0"),
    Column("state", String, nullable=False, server_default="on"),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("failing_since", Moment),
    Column("why", String, nullable=False, server_default=""),
    Column("due_at", Moment),
    Column("arrived_at", Moment),
    Column("told_at", Moment),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("made_at", Moment, nullable=False),
)

#: What a webhook could not deliver for three days, put aside so that the rest goes on; `body` as it was to be
#: sent. `state`: dead, again (to be sent once more), sent.
dead_letters = Table(
    "dead_letters",
    metadata,
    Column("id", Id, primary_key=True),
    Column("sink_id", Id, ForeignKey("sinks.id"), nullable=False, index=True),
    Column("key", String, nullable=False),
    Column("body", Text, nullable=False),
    Column("why", String, nullable=False, server_default=""),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("state", String, nullable=False, server_default="dead"),
    Column("at", Moment, nullable=False),
    UniqueConstraint("sink_id", "key"),
)

#: What stands in a spreadsheet of Google's: the cells as we wrote them last (`written`), and the decision
#: that was read there last (`read`), so that neither is taken for new twice.
sheet_rows = Table(
    "sheet_rows",
    metadata,
    Column("sink_id", Id, ForeignKey("sinks.id"), primary_key=True),
    Column("initiative_id", Id, ForeignKey("initiatives.id"), primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("written", Json, nullable=False),
    Column("read", Json),
    Column("gone", Boolean, nullable=False, server_default=text("false")),
)
