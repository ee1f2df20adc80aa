"""Small instances that work without a line and bring what they have when there is one."""

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from storage.database.columns import Json, Moment
from storage.tables.metadata import metadata
from storage.tables.traffic import Id

#: Known at the province: a node works for the branch of `unit_id` and hands out numbers from `first_number`
#: on. `taken` is the last position of its feed that stands here, `roster` the serial of the last list of its
#: people. Of its token only a hash is kept.
nodes = Table(
    "nodes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False),
    Column("token_hash", String, nullable=False, unique=True),
    Column("first_number", Integer, nullable=False, unique=True),
    Column("taken", BigInteger, nullable=False, server_default="0"),
    Column("roster", BigInteger, nullable=False, server_default="0"),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment),
    Column("revoked_at", Moment),
)

#: Which row of another instance is which of ours. `node` is the other's key ("" for the province), `kind`:
#: person, decision, remark, unit, and step: a step of our own that was given another place in the history,
#: by the id under which it first travelled. Initiatives need none: their number is their name everywhere.
twins = Table(
    "twins",
    metadata,
    Column("node", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("theirs", Id, primary_key=True, autoincrement=False),
    Column("ours", Id, nullable=False),
    Index("ix_twins_ours", "kind", "ours"),
)

#: Steps that were taken without a line and were no longer possible when they arrived: what was wanted, and
#: for which of the reasons (`handlers.nodes.conflict.Why`). Kept on both sides; nobody's words are lost.
clashes = Table(
    "clashes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("node", String, nullable=False),
    Column("initiative_id", Id, ForeignKey("initiatives.id"), nullable=False, index=True),
    Column("theirs", Id, nullable=False),
    Column("wanted", Json, nullable=False),
    Column("why", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("node", "theirs"),
)

#: At a node: what the province said last of an initiative beside its steps, so that only what the node's
#: people changed since then is brought back there.
mirrors = Table(
    "mirrors",
    metadata,
    Column("initiative_id", Id, ForeignKey("initiatives.id"), primary_key=True, autoincrement=False),
    Column("facts", Json, nullable=False),
)
