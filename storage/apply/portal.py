"""The part of a batch that concerns the national portal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from handlers.portal.portal_effects import AddEntry
from storage.tables import initiatives, portal_entries

if TYPE_CHECKING:
    from storage.apply.batch import Batch


def write(connection: Connection, batch: Batch) -> bool:
    """Everything in its order; false when somebody was faster."""
    return all(
        add(connection, effect, turn.look.speaker.person.id, turn.event.at) for turn, effect in batch.portal
    )


def add(connection: Connection, entry: AddEntry, by_id: int | None, at: datetime) -> bool:
    """One entry with what it makes of the initiative; nothing at all, and false, when it is not any more
    what was decided on, or when the code was given to another one in the same moment."""
    one = initiatives.c.id == entry.initiative_id
    connection.execute(select(initiatives.c.id).where(one).with_for_update())
    newest = select(func.max(portal_entries.c.id)).where(
        portal_entries.c.initiative_id == entry.initiative_id
    )
    if (connection.scalar(newest) or 0) != entry.seen:
        return False
    unchanged = one & (initiatives.c.revision == entry.revision)
    if not _changed(connection, entry, unchanged, at):
        return False
    connection.execute(
        insert(portal_entries).values(
            initiative_id=entry.initiative_id,
            kind=entry.kind,
            code=entry.code,
            reason=entry.reason,
            words=entry.words,
            by_id=by_id,
            file_key=entry.file_key,
            at=at,
        )
    )
    return True


def _changed(connection: Connection, entry: AddEntry, unchanged: ColumnElement[bool], at: datetime) -> bool:
    free = unchanged & initiatives.c.portal_code.is_(None)
    match entry.kind:
        case "entered":
            values = {"portal_code": entry.code, "portal_at": entry.entered_at or at, "portal_refusal": ""}
            return _set(connection, free & (initiatives.c.status == "valid"), values)
        case "refused":
            return _set(connection, free & (initiatives.c.status == "valid"), {"portal_refusal": entry.shown})
        case "again":
            return _set(connection, free, {"portal_refusal": ""})
        case "withdrawn":
            has = unchanged & (initiatives.c.portal_code == entry.code)
            return _set(connection, has, {"portal_code": None, "portal_at": None})
        case "taken" | "put_back":
            return connection.scalar(select(initiatives.c.id).where(free)) is not None
        case "proof":
            return connection.scalar(select(initiatives.c.id).where(unchanged)) is not None


def _set(connection: Connection, condition: ColumnElement[bool], values: dict[str, Any]) -> bool:
    try:
        # The unique index on the code has the last word; a savepoint, since PostgreSQL ends the
        # transaction with the statement that failed.
        with connection.begin_nested():
            return connection.execute(update(initiatives).where(condition).values(values)).rowcount == 1
    except IntegrityError:
        return False
