"""Every table, by the noun it holds."""

from storage.tables.campaigns import campaign_units, campaigns, fires
from storage.tables.initiatives import counters, decisions, files, initiatives
from storage.tables.metadata import metadata
from storage.tables.people import (
    consents,
    conversations,
    delegations,
    drafts,
    invites,
    links,
    officers,
    people,
    programmes,
    units,
)
from storage.tables.recognition import recognitions, requests, visits
from storage.tables.review import days_off, digests, joint_authors, likenesses, remarks, sketches, versions
from storage.tables.traffic import credentials, inbox, leases, notes, offsets, outbox, receipts, usage
from storage.tables.tree import placements, unit_aliases, unit_changes, unit_kinds
from storage.tables.words import TABLE as WORDS

__all__ = [
    "WORDS",
    "campaign_units",
    "campaigns",
    "consents",
    "conversations",
    "counters",
    "credentials",
    "days_off",
    "decisions",
    "delegations",
    "digests",
    "drafts",
    "files",
    "fires",
    "inbox",
    "initiatives",
    "invites",
    "joint_authors",
    "leases",
    "likenesses",
    "links",
    "metadata",
    "notes",
    "officers",
    "offsets",
    "outbox",
    "people",
    "placements",
    "programmes",
    "receipts",
    "recognitions",
    "remarks",
    "requests",
    "sketches",
    "unit_aliases",
    "unit_changes",
    "unit_kinds",
    "units",
    "usage",
    "versions",
    "visits",
]
