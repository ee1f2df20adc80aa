"""Doors beside the chat: programs with their tokens, workbooks that come back, entries in the portal."""

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from storage.database.columns import Json, Moment
from storage.tables.metadata import metadata
from storage.tables.traffic import Id

#: Programs that may ask and decide over HTTP. Of a token only a hash is kept. `unit_id` is the branch they
#: see, `rights` what they may do there (read, decide, feed), `person_id` the officer in whose name they
#: decide. `per_minute` is how many requests they may make.
clients = Table(
    "clients",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("token_hash", String, nullable=False, unique=True),
    Column("unit_id", Id, ForeignKey("units.id"), nullable=False),
    Column("rights", Json, nullable=False),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("per_minute", Integer, nullable=False, server_default="120"),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Column("used_at", Moment),
)

#: What a request under an idempotency key was answered, so that its repeat is answered the same.
client_answers = Table(
    "client_answers",
    metadata,
    Column("client_id", Id, ForeignKey("clients.id"), primary_key=True),
    Column("key", String, primary_key=True),
    Column("request_hash", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", Json, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

#: Workbooks that people sent. `kind`: review, entry, units, targets, officers, portal, "" while unread.
#: `state`: waiting (for its bytes or to be read), checked (its sender is asked), applying, applied, dropped,
#: refused. `plan` is what would be done, row by row; `counts` what the sender is told of it. `done` is how
#: many rows of the plan have been dealt with. `sha256` is of its bytes: the same file changes nothing twice.
intakes = Table(
    "intakes",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", String, nullable=False, server_default=""),
    Column("person_id", Id, ForeignKey("people.id")),
    Column("conversation", String, nullable=False, server_default=""),
    Column("file_key", String, nullable=False, server_default=""),
    Column("name", String, nullable=False, server_default=""),
    Column("sha256", String, nullable=False, server_default=""),
    Column("state", String, nullable=False),
    Column("plan", Json),
    Column("counts", Json),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("why", String, nullable=False, server_default=""),
    Column("at", Moment, nullable=False),
    Column("done_at", Moment),
    Index(
        "uq_intakes_applied",
        "sha256",
        unique=True,
        sqlite_where=text("state IN ('applying', 'applied')"),
        postgresql_where=text("state IN ('applying', 'applied')"),
    ),
)

#: What was done about an initiative in the national portal; rows are only ever added. `kind`: taken
#: (somebody is typing it in), put_back, entered, proof (a picture of the portal's answer that came after
#: the code), refused, again (to be tried once more), withdrawn (a code taken back). `code` is the portal's
#: own, `reason` an id of the typical refusals; `words` why it refused, why a code was taken back, or who
#: typed it in when that was somebody else than `by_id`.
portal_entries = Table(
    "portal_entries",
    metadata,
    Column("id", Id, primary_key=True),
    Column("initiative_id", Id, ForeignKey("initiatives.id"), nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("code", String, nullable=False, server_default=""),
    Column("reason", String, nullable=False, server_default=""),
    Column("words", Text, nullable=False, server_default=""),
    Column("by_id", Id, ForeignKey("people.id")),
    Column("file_key", String, nullable=False, server_default=""),
    Column("at", Moment, nullable=False),
)
