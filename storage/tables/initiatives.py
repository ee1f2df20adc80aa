"""Initiatives, decisions on them, and the files people sent."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from storage.database.columns import Json, Moment, same_as
from storage.tables.metadata import metadata
from storage.tables.traffic import Id

_WAITING = text("status IN ('submitted', 'sent_back', 'endorsed', 'recognised')")
_OLDEST = ("status", "updated_at", "id", "unit_id")
#: With all that a list of flagged ones may be narrowed by: thousands are looked at in the index alone.
_FLAGGED = (*_OLDEST, "claimed_until")
_LACKING, _RETURNED, _CLAIMED = text("lacking"), text("returns > 0"), text("claimed_by IS NOT NULL")
#: What is to be typed into the portal, what is there, and what is there without being valid any more. With
#: `coalesce`, or SQLite would walk through larger indexes for those without a code.
_UNENTERED = text("coalesce(status, '') = 'valid' AND coalesce(portal_code, '') = ''")
_ENTERED = text("portal_code IS NOT NULL")
_ASTRAY = text("status <> 'valid' AND coalesce(portal_code, '') <> ''")
_UNMEASURED = text("answered_at IS NOT NULL AND answer_hours IS NULL")
#: All that figures are counted by; what a programme's figures are grouped by stands first.
_GROUPED = ("unit_id", "author_id", "programme_id", "counted_at", "status")
_FIGURES = (
    *_GROUPED,
    "returns",
    "benefit",
    "benefit_corrected",
    "portal_code",
    "recognition_id",
    "answer_hours",
)

#: `updated_at` is since when it stands where it stands: claims, remarks and corrections leave it alone.
#: `establishment_id` is the grassroots unit, within which an initiative must be new. `lacking` means that
#: the employer's decision or its scan is missing. `benefit` is the author's value in VND a year,
#: `benefit_corrected` the officer's. `answer_due` is the last day promised for a first answer, `answered_at`
#: when it was given. `nudge_on` is the day somebody is reminded next, `nudged` how often that was done.
#: `ask_on` is the day of the next warning that the year to ask an employer is running out. `portal_code` is
#: the national portal's own, once it was entered there, and `portal_refusal` why it refused the last try.
#: `counted_at` is the moment by which phases and campaigns count it: when it was sent, or the last one before
#: a closing minute whose grace it had. `answer_hours` is how many working hours the first answer took, filled
#: in soon after it (`storage/duties/answer_hours.py`).
initiatives = Table(
    "initiatives",
    metadata,
    Column("id", Id, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("code", String, nullable=False, unique=True),
    Column("author_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("unit_id", Id, ForeignKey("units.id")),
    Column("unit_words", String, nullable=False, server_default=""),
    Column("programme_id", Id, ForeignKey("programmes.id")),
    Column("status", String, nullable=False),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("title", String, nullable=False),
    Column("answers", Json, nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("folded", Text, nullable=False, server_default=""),
    Column("submitted_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Column("establishment_id", Id, ForeignKey("units.id")),
    Column("entered_by", Id, ForeignKey("people.id"), index=True),
    Column("claimed_by", Id, ForeignKey("people.id")),
    Column("claimed_until", Moment),
    Column("lacking", Boolean, nullable=False, server_default=text("false")),
    Column("returns", Integer, nullable=False, server_default="0"),
    Column("benefit", BigInteger),
    Column("benefit_corrected", BigInteger),
    Column("recognition_id", Id, ForeignKey("recognitions.id"), index=True),
    Column("merged_into", Id, ForeignKey("initiatives.id")),
    Column("answer_due", Date),
    Column("answered_at", Moment),
    Column("nudge_on", Date),
    Column("nudged", Integer, nullable=False, server_default="0"),
    Column("ask_on", Date),
    Column("portal_code", String),
    Column("portal_at", Moment),
    Column("portal_refusal", String, nullable=False, server_default=""),
    Column("counted_at", Moment, default=same_as("submitted_at")),
    Column("answer_hours", Integer),
    Index(
        "ix_initiatives_ask_on",
        "ask_on",
        sqlite_where=text("ask_on IS NOT NULL"),
        postgresql_where=text("ask_on IS NOT NULL"),
    ),
    Index("ix_initiatives_queue", "status", "unit_id", "updated_at", "id"),
    # The oldest of a whole province, and of what few have: flags, claims, each programme.
    Index("ix_initiatives_oldest", *_OLDEST),
    Index("ix_initiatives_lacking", *_FLAGGED, "returns", sqlite_where=_LACKING, postgresql_where=_LACKING),
    Index(
        "ix_initiatives_returned", *_FLAGGED, "lacking", sqlite_where=_RETURNED, postgresql_where=_RETURNED
    ),
    Index("ix_initiatives_claimed_by", "claimed_by", sqlite_where=_CLAIMED, postgresql_where=_CLAIMED),
    Index("ix_initiatives_programme", "programme_id", "status"),
    # What waits for a union, by its promised day: few rows, however many initiatives there are.
    Index("ix_initiatives_due", "answer_due", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    Index("ix_initiatives_nudge", "nudge_on", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    # Nothing is entered in the portal twice, and none of its codes stands for two of ours.
    Index(
        "uq_initiatives_portal_code",
        "portal_code",
        unique=True,
        sqlite_where=text("portal_code IS NOT NULL"),
        postgresql_where=text("portal_code IS NOT NULL"),
    ),
    Index(
        "ix_initiatives_unentered",
        *("updated_at", "id", "unit_id", "portal_refusal"),
        sqlite_where=_UNENTERED,
        postgresql_where=_UNENTERED,
    ),
    Index(
        "ix_initiatives_entered",
        *("portal_at", "id", "unit_id"),
        sqlite_where=_ENTERED,
        postgresql_where=_ENTERED,
    ),
    Index(
        "ix_initiatives_astray",
        *("updated_at", "id", "unit_id"),
        sqlite_where=_ASTRAY,
        postgresql_where=_ASTRAY,
    ),
    # For the medians: what was answered lately, unit by unit.
    Index("ix_initiatives_answered", "unit_id", "answered_at"),
    Index("ix_initiatives_unmeasured", "id", sqlite_where=_UNMEASURED, postgresql_where=_UNMEASURED),
    # Figures of a phase, unit by unit and author by author, are counted in this index alone: the reports
    # themselves are a hundred times as wide.
    Index("ix_initiatives_figures", *_FIGURES),
)

#: The history of an initiative; rows are only ever added. `status` is where it led; `by_words` names who
#: decided when it was not the person of `by_id` themselves (an employer, asked by that officer). `via` is the
#: door it came through: "" for the chat, else workbook, sheet, api, node.
decisions = Table(
    "decisions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("initiative_id", Id, ForeignKey("initiatives.id"), nullable=False, index=True),
    Column("action", String, nullable=False),
    Column("by_id", Id, ForeignKey("people.id"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("reason", String, nullable=False, server_default=""),
    Column("words", Text, nullable=False, server_default=""),
    Column("status", String, nullable=False, server_default=""),
    Column("by_words", String, nullable=False, server_default=""),
    Column("via", String, nullable=False, server_default=""),
)

#: Numbers that are handed out once and in order.
counters = Table(
    "counters",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Integer, nullable=False),
)

#: Files people sent. `state`: wanted (to be fetched), kept, lost. `size` is in bytes;
#: `sha256` names the bytes on disk, so the same picture is stored once.
files = Table(
    "files",
    metadata,
    Column("key", String, primary_key=True),
    Column("conversation", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False, server_default=""),
    Column("media_type", String, nullable=False, server_default=""),
    Column("remote", String, nullable=False, server_default=""),
    Column("size", BigInteger),
    Column("sha256", String),
    Column("state", String, nullable=False),
    Column("why", String, nullable=False, server_default=""),
    Column("at", Moment, nullable=False),
)
