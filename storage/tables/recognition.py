"""Employers: what they are asked, and what they decided."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from storage.database.columns import Moment
from storage.tables.metadata import metadata
from storage.tables.traffic import Id

#: An employer's decision; one may recognise many initiatives (`initiatives.recognition_id`).
#: `kind`: decision, certificate, minutes, answer (given on our page, its signed paper may follow).
recognitions = Table(
    "recognitions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit_id", Id, ForeignKey("units.id"), index=True),
    Column("kind", String, nullable=False),
    Column("number", String, nullable=False, server_default=""),
    Column("signed_on", Date),
    Column("signer", String, nullable=False, server_default=""),
    Column("signer_title", String, nullable=False, server_default=""),
    Column("file_key", String, nullable=False, server_default=""),
    Column("made_by", Id, ForeignKey("people.id")),
    Column("at", Moment, nullable=False),
)

#: One asking of an employer. Only a hash of the link's token is kept; `code` is the short code printed on
#: the papers. `answer`: "" (none yet), recognised, not_yet, refused. `remind_on` is the day of the next
#: reminder, `reminded` counts those sent.
requests = Table(
    "requests",
    metadata,
    Column("id", Id, primary_key=True),
    Column("initiative_id", Id, ForeignKey("initiatives.id"), nullable=False, index=True),
    Column("token_hash", String, nullable=False, unique=True),
    Column("code", String, nullable=False, unique=True),
    Column("language", String, nullable=False),
    Column("made_by", Id, ForeignKey("people.id"), nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("answer", String, nullable=False, server_default=""),
    Column("answered_at", Moment),
    Column("name", String, nullable=False, server_default=""),
    Column("title", String, nullable=False, server_default=""),
    Column("words", Text, nullable=False, server_default=""),
    Column("file_key", String, nullable=False, server_default=""),
    Column("reminded", Integer, nullable=False, server_default="0"),
    Column("remind_on", Date),
    Index(
        "ix_requests_remind_on",
        "remind_on",
        sqlite_where=text("remind_on IS NOT NULL"),
        postgresql_where=text("remind_on IS NOT NULL"),
    ),
)

#: Everything done with a link: `what` is opened, answered, uploaded, refused (it no longer counts).
visits = Table(
    "visits",
    metadata,
    Column("id", Id, primary_key=True),
    Column("request_id", Id, ForeignKey("requests.id"), nullable=False, index=True),
    Column("at", Moment, nullable=False),
    Column("what", String, nullable=False),
    Column("words", Text, nullable=False, server_default=""),
)
