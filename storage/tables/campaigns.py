"""Campaigns and each time one of their reminders went off."""

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table, UniqueConstraint

from storage.database.columns import Json, Moment
from storage.tables.metadata import metadata
from storage.tables.traffic import Id

#: A Peak Week. `hours` are local times ("11:45") on each day from `starts` to `ends`, both included.
campaigns = Table(
    "campaigns",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String, nullable=False),
    Column("slogan", String, nullable=False),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("hours", Json, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("stopped_at", Moment),
)

campaign_units = Table(
    "campaign_units",
    metadata,
    Column("campaign_id", Id, ForeignKey("campaigns.id"), primary_key=True),
    Column("unit_id", Id, ForeignKey("units.id"), primary_key=True),
)

#: One firing of one reminder. `state`: due, spreading, done, missed (found too late to be sent).
#: `cursor` is the last person already queued, `expected` how many were.
fires = Table(
    "fires",
    metadata,
    Column("id", Id, primary_key=True),
    Column("campaign_id", Id, ForeignKey("campaigns.id"), nullable=False),
    Column("planned_at", Moment, nullable=False),
    Column("state", String, nullable=False, server_default="due"),
    Column("cursor", Id, nullable=False, server_default="0"),
    Column("expected", Integer, nullable=False, server_default="0"),
    UniqueConstraint("campaign_id", "planned_at"),
)
