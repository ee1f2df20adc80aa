"""Every table, by the noun it holds."""

from storage.tables.campaigns import campaign_units, campaigns, fires
from storage.tables.initiatives import counters, decisions, files, initiatives
from storage.tables.metadata import metadata
from storage.tables.people import (
    consents,
    conversations,
    drafts,
    invites,
    officers,
    people,
    programmes,
    units,
)
from storage.tables.traffic import inbox, leases, notes, offsets, outbox, receipts

__all__ = [
    "campaign_units",
    "campaigns",
    "consents",
    "conversations",
    "counters",
    "decisions",
    "drafts",
    "files",
    "fires",
    "inbox",
    "initiatives",
    "invites",
    "leases",
    "metadata",
    "notes",
    "officers",
    "offsets",
    "outbox",
    "people",
    "programmes",
    "receipts",
    "units",
]
