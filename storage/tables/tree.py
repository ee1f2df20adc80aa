"""How the union tree is made, how it was on any day, and every change of it."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text

from storage.database.columns import Json, Moment
from storage.tables.metadata import metadata
from storage.tables.traffic import Id

#: What a unit can be. `level` says what officers at such a unit may decide: group, grassroots, upper,
#: province. `rank` orders kinds from the root down; several may share one.
unit_kinds = Table(
    "unit_kinds",
    metadata,
    Column("key", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("level", String, nullable=False),
    Column("rank", Integer, nullable=False),
)

#: Every code a unit ever had beside its present one, folded to upper case: what is printed resolves for ever.
unit_aliases = Table(
    "unit_aliases",
    metadata,
    Column("code", String, primary_key=True),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False, index=True),
    Column("since", Date, nullable=False),
)

#: Where each unit stood, and under what name, from `since` (None: ever since) until the day before `until`.
placements = Table(
    "placements",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False),
    Column("parent_id", Id, ForeignKey("units.id")),
    Column("code", String, nullable=False),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("since", Date),
    Column("until", Date),
    Index("ix_placements_unit_id", "unit_id", "since"),
)

#: Operations on the tree. `state`: planned, done, undone, refused (impossible by then). `body` holds
#: what was asked and what stood before, enough to do it on its day and to undo it. `by_id` is null when it
#: was done at the machine.
unit_changes = Table(
    "unit_changes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String, nullable=False),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False, index=True),
    Column("other_id", Id, ForeignKey("units.id")),
    Column("effective", Date, nullable=False),
    Column("state", String, nullable=False),
    Column("body", Json, nullable=False),
    Column("words", Text, nullable=False, server_default=""),
    Column("by_id", Id, ForeignKey("people.id")),
    Column("at", Moment, nullable=False),
    Column("undone_at", Moment),
    Column("undone_by", Id, ForeignKey("people.id")),
)
