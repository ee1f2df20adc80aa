"""What officers know of an initiative beside its decisions: versions, remarks, likenesses, digests."""

from sqlalchemy import (
    BigInteger,
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

#: What was sent, each time it was sent: the answers at `revision` of the initiative.
versions = Table(
    "versions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("initiative_id", Id, ForeignKey("initiatives.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("title", String, nullable=False),
    Column("answers", Json, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("initiative_id", "revision"),
)

#: Comments (the author reads them) and internal notes (officers only); added, never changed.
remarks = Table(
    "remarks",
    metadata,
    Column("id", Id, primary_key=True),
    Column("initiative_id", Id, ForeignKey("initiatives.id"), nullable=False, index=True),
    Column("by_id", Id, ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("words", Text, nullable=False),
    Column("internal", Boolean, nullable=False),
)

#: MinHash bands of an initiative's words; alike texts share some. `establishment_id` is 0 without one.
sketches = Table(
    "sketches",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("establishment_id", Id, primary_key=True, autoincrement=False),
    Column("initiative_id", Id, ForeignKey("initiatives.id"), primary_key=True, autoincrement=False),
    Index("ix_sketches_initiative_id", "initiative_id"),
)

#: Pairs an officer has looked at: `state` is apart (not the same) or same; `initiative_id` < `other_id`.
likenesses = Table(
    "likenesses",
    metadata,
    Column("id", Id, primary_key=True),
    Column("initiative_id", Id, ForeignKey("initiatives.id"), nullable=False),
    Column("other_id", Id, ForeignKey("initiatives.id"), nullable=False, index=True),
    Column("score", Integer, nullable=False),
    Column("state", String, nullable=False),
    Column("by_id", Id, ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("initiative_id", "other_id"),
)

#: Authors whose own report was found to be the same as this one: nobody is lost by a merge.
joint_authors = Table(
    "joint_authors",
    metadata,
    Column("id", Id, primary_key=True),
    Column("initiative_id", Id, ForeignKey("initiatives.id"), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("from_id", Id, ForeignKey("initiatives.id"), nullable=False),
    UniqueConstraint("initiative_id", "from_id"),
)

#: When an officer wants the morning list ("07:30", local time), and the day it was last given.
digests = Table(
    "digests",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("hour", String, nullable=False),
    Column("last_on", Date),
)

#: Who was given the weekly bulletin, and when last; those who turned it `off` get none.
bulletins = Table(
    "bulletins",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("off", Boolean, nullable=False, server_default=text("false")),
    Column("last_on", Date),
)

#: Days that differ from the calendar's: extra days off, and days worked to make up for them.
days_off = Table(
    "days_off",
    metadata,
    Column("day", Date, primary_key=True),
    Column("name", String, nullable=False),
    Column("works", Boolean, nullable=False),
)
