"""Units, people, their conversations, consents, posts and drafts."""

from sqlalchemy import (
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

from storage.database.columns import Json, Moment, same_as
from storage.tables.metadata import metadata
from storage.tables.traffic import Id

#: `folded` is the name and code without diacritics, for searching; `path` is "/1/4/17/", the ids
#: from the root down, so that a subtree is one prefix. A unit that ended (`until` is the first day without
#: it) hangs below the one it was `merged_into`, so that rights to what it left behind follow the tree.
#: `enterprise` is false for offices, schools and the like, whose people count apart.
#: `employer` is the company's own name for its papers, `employer_language` what its managers read.
#: `cluster` names the group of like units that it is ranked among, "" for none.
units = Table(
    "units",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("parent_id", Id, ForeignKey("units.id"), index=True),
    Column("path", String, nullable=False, server_default="", index=True),
    Column("folded", String, nullable=False, server_default=""),
    Column("members", Integer),
    Column("workers", Integer),
    Column("fdi", Boolean, nullable=False, server_default=text("false")),
    Column("enterprise", Boolean, nullable=False, server_default=text("true")),
    Column("employer", String, nullable=False, server_default=""),
    Column("employer_language", String, nullable=False, server_default="vi"),
    Column("cluster", String, nullable=False, server_default=""),
    Column("since", Date),
    Column("until", Date),
    Column("merged_into", Id, ForeignKey("units.id")),
)

#: The programme that initiatives are reported to now, with the rules told before sending. `levels` is how
#: many officers' levels decide (1 or 2), `recognition` whether the employer's decision is needed to be valid,
#: `answer_days` the working days within which a first answer is promised. `form_version` is the report form
#: it asks with (None: the newest), `papers` the steps whose files it requires, `points` the sheet of
#: emulation points, `portal_order` the columns to type into the portal (None: the usual ones). Several may
#: be `active`, each in its own units (`programme_units`).
programmes = Table(
    "programmes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("slogan", String, nullable=False),
    Column("prefix", String, nullable=False),
    Column("applied_from", Date),
    Column("applied_to", Date),
    Column("opens", Date),
    Column("closes", Date),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("levels", Integer, nullable=False, server_default="1"),
    Column("recognition", Boolean, nullable=False, server_default=text("false")),
    Column("answer_days", Integer, nullable=False, server_default="3"),
    Column("lease_minutes", Integer, nullable=False, server_default="30"),
    Column("form_version", Integer),
    Column("papers", Json),
    Column("points", Json),
    Column("portal_order", Json),
)

#: The three consents are the current answer; every answer ever given stands in `consents`.
#: `direct` is whether they work at the line or the machine themselves, where they said so; asked once.
#: `conversation` is where they are told things: the one used last, or the one they have `chosen`.
people = Table(
    "people",
    metadata,
    Column("id", Id, primary_key=True),
    Column("language", String, nullable=False, server_default="vi"),
    Column("name", String),
    Column("phone", String),
    Column("unit_id", Id, ForeignKey("units.id"), index=True),
    Column("unit_words", String),
    Column("handling", Boolean),
    Column("campaigns", Boolean),
    Column("public", Boolean),
    Column("direct", Boolean),
    Column("direct_asked", Boolean, nullable=False, server_default=text("false")),
    Column("conversation", String),
    Column("chosen", Boolean, nullable=False, server_default=text("false")),
    Column("created_at", Moment, nullable=False),
)

#: Where people talk to us. `offered` are the buttons of the last screen, for typed numbers;
#: `burst` counts the events since `burst_at`, so that a flood is recognised. `interacted_at` is when
#: the person did something last, which opens a platform's window; `held` says that messages wait for
#: that. `tries` counts wrong link codes since `tries_at`.
conversations = Table(
    "conversations",
    metadata,
    Column("key", String, primary_key=True),
    Column("lane", String, nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("place", Text, nullable=False, server_default='{"kind":"home"}'),
    Column("offered", Text, nullable=False, server_default="[]"),
    Column("reachable", Boolean, nullable=False, server_default=text("true")),
    Column("burst_at", Moment, nullable=False),
    Column("burst", Integer, nullable=False, server_default="0"),
    Column("last_at", Moment, nullable=False),
    Column("interacted_at", Moment),
    Column("held", Boolean, nullable=False, server_default=text("false")),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("tries_at", Moment),
)

#: One-time codes by which a person shows that another conversation is theirs too; only a hash is kept.
links = Table(
    "links",
    metadata,
    Column("id", Id, primary_key=True),
    Column("code_hash", String, nullable=False, unique=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("conversation", String, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_in", String),
)

#: Evidence of each yes and no: which words, when, where, by which message.
consents = Table(
    "consents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("purpose", String, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("text_version", String, nullable=False),
    Column("at", Moment, nullable=False),
    Column("conversation", String, nullable=False),
    Column("update_key", String, nullable=False),
)

officers = Table(
    "officers",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False, index=True),
    Column("role", String, nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    UniqueConstraint("person_id", "unit_id", "role"),
)

#: One-time invites; only hashes of the secret and of the short code are kept, so that a stolen database
#: opens no door.
invites = Table(
    "invites",
    metadata,
    Column("id", Id, primary_key=True),
    Column("secret_hash", String, nullable=False, unique=True),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False),
    Column("role", String, nullable=False),
    Column("made_by", Id, ForeignKey("people.id")),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    Column("used_by", Id, ForeignKey("people.id")),
    Column("code_hash", String, unique=True),
    Column("revoked_at", Moment),
)

#: Somebody stands in for an officer, from `starts` until `ends`, with all that the post allows.
delegations = Table(
    "delegations",
    metadata,
    Column("id", Id, primary_key=True),
    Column("officer_id", Id, ForeignKey("officers.id"), nullable=False, index=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("starts", Moment, nullable=False),
    Column("ends", Moment, nullable=False),
    Column("made_at", Moment, nullable=False),
)

#: Forms being filled in. One draft per person is active; others were put aside. `begun_at` decides whether
#: one that is sent after a campaign's closing minute has its grace.
drafts = Table(
    "drafts",
    metadata,
    Column("id", Id, primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("form", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("initiative_id", Id),
    Column("step", String, nullable=False),
    Column("answers", Json, nullable=False),
    Column("state", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("begun_at", Moment, default=same_as("updated_at")),
    Index(
        "uq_drafts_active",
        "person_id",
        unique=True,
        sqlite_where=text("active"),
        postgresql_where=text("active"),
    ),
)
