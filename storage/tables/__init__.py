"""Every table, by the noun it holds."""

from storage.tables import triggers as triggers
from storage.tables.broadcasts import broadcasts, recipients
from storage.tables.campaigns import (
    campaign_units,
    campaigns,
    entries,
    group_codes,
    groups,
    phases,
    programme_units,
    stories,
    target_changes,
    targets,
)
from storage.tables.doors import client_answers, clients, intakes, portal_entries
from storage.tables.feed import changes, dead_letters, sheet_rows, sinks
from storage.tables.initiatives import counters, decisions, files, initiatives
from storage.tables.metadata import metadata
from storage.tables.nodes import clashes, mirrors, nodes, twins
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
from storage.tables.review import (
    bulletins,
    days_off,
    digests,
    joint_authors,
    likenesses,
    remarks,
    sketches,
    versions,
)
from storage.tables.tallies import tallies
from storage.tables.traffic import credentials, inbox, leases, notes, offsets, outbox, receipts, usage
from storage.tables.tree import placements, unit_aliases, unit_changes, unit_kinds
from storage.tables.words import TABLE as WORDS

__all__ = [
    "WORDS",
    "broadcasts",
    "bulletins",
    "campaign_units",
    "campaigns",
    "changes",
    "clashes",
    "client_answers",
    "clients",
    "consents",
    "conversations",
    "counters",
    "credentials",
    "days_off",
    "dead_letters",
    "decisions",
    "delegations",
    "digests",
    "drafts",
    "entries",
    "files",
    "group_codes",
    "groups",
    "inbox",
    "initiatives",
    "intakes",
    "invites",
    "joint_authors",
    "leases",
    "likenesses",
    "links",
    "metadata",
    "mirrors",
    "nodes",
    "notes",
    "officers",
    "offsets",
    "outbox",
    "people",
    "phases",
    "placements",
    "portal_entries",
    "programme_units",
    "programmes",
    "receipts",
    "recipients",
    "recognitions",
    "remarks",
    "requests",
    "sheet_rows",
    "sinks",
    "sketches",
    "stories",
    "tallies",
    "target_changes",
    "targets",
    "twins",
    "unit_aliases",
    "unit_changes",
    "unit_kinds",
    "units",
    "usage",
    "versions",
    "visits",
]
