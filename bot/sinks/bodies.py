"""What a webhook is told: changes in their order, each with its record as it stands now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel
from sqlalchemy import Connection

from bot.api import schemas
from storage.clients.records import Told
from storage.feed.feed import Change
from storage.sinks import records


class Event(schemas.Change):
    """A change; `record` is what it is about as it stands now, null where that is gone or went to another
    branch, for internal notes, and for what is read over the API only."""

    record: dict[str, Any] | None


class Changed(schemas.Body):
    """The body of a delivery: what the feed has from `first` to `last` for this receiver."""

    type: Literal["changes"] = "changes"
    timestamp: schemas.Moment
    first: int
    last: int
    data: list[Event]


class Tried(schemas.Body):
    """The body of a test."""

    type: Literal["test"] = "test"
    timestamp: schemas.Moment
    data: tuple[Event, ...] = ()


def changed(connection: Connection, changes: Sequence[Change], path: str | None) -> str:
    """The body for these changes, at least one of them. A repeat has the same changes, with their records
    as they stand by then."""
    found = records.present(connection, changes, path)
    events = [
        Event(**schemas.Change.of(one).model_dump(), record=_record(found, one)) for one in found.changes
    ]
    first, last = changes[0].position, changes[-1].position
    return Changed(timestamp=changes[-1].at, first=first, last=last, data=events).model_dump_json()


def tried(now: datetime) -> str:
    return Tried(timestamp=now).model_dump_json()


def _record(found: records.Present, change: Told) -> dict[str, Any] | None:
    made: BaseModel
    match change.kind:
        case "initiative" if change.ref_id in found.initiatives:
            made = schemas.Initiative.of(found.initiatives[change.ref_id])
        case "decision" if change.ref_id in found.decisions:
            made = schemas.Decision.of(found.decisions[change.ref_id])
        case "remark" if change.ref_id in found.remarks:
            made = schemas.Remark.of(found.remarks[change.ref_id])
        case "unit" if change.ref_id in found.units:
            made = schemas.Unit.of(found.units[change.ref_id])
        case _:
            return None
    return made.model_dump(mode="json")
