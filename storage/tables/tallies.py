"""What each unit had reached at the end of each day."""

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Integer, Table

from storage.tables.metadata import metadata
from storage.tables.traffic import Id

#: One row for each unit that had anything, for itself and not for those below it; `value` is in VND a year.
tallies = Table(
    "tallies",
    metadata,
    Column("phase_id", Id, ForeignKey("phases.id"), primary_key=True),
    Column("on", Date, primary_key=True),
    Column("unit_id", Id, ForeignKey("units.id"), primary_key=True),
    Column("registered", Integer, nullable=False),
    Column("submitters", Integer, nullable=False),
    Column("submissions", Integer, nullable=False),
    Column("endorsed", Integer, nullable=False),
    Column("recognised", Integer, nullable=False),
    Column("valid", Integer, nullable=False),
    Column("on_portal", Integer, nullable=False),
    Column("value", BigInteger, nullable=False),
)
