"""Every table, by the noun it holds."""

from storage.tables.campaigns import campaign_units, campaigns, fires
from storage.tables.initiatives import counters, decisions, files, initiatives
from storage.tables.metadata import metadata
from storage.tables.people import (
    consents,
    conversations,
    drafts,
    invites,
    links,
    officers,
    people,
    programmes,
    units,
)
from storage.tables.traffic import credentials, inbox, leases, notes, offsets, outbox, receipts, usage

__all__ = [
    "campaign_units",
    "campaigns",
    "consents",
    "conversations",
    "counters",
    "credentials",
    "decisions",
    "drafts",
    "files",
    "fires",
    "inbox",
    "initiatives",
    "invites",
    "leases",
    "links",
    "metadata",
    "notes",
    "officers",
    "offsets",
    "outbox",
    "people",
    "programmes",
    "receipts",
    "units",
    "usage",
]
