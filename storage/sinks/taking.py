"""Takes what comes next for one sink, so that a repeat is the same batch again."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import NoResultFound

from storage.feed import feed
from storage.feed.feed import Change
from storage.sinks import sinks
from storage.sinks.sinks import SinkRow, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is to be brought now: `changes` of the sink's branch behind its place, up to `upto`; with none of
    them there is nothing to bring. `more` says that the feed goes on behind it."""

    sink: SinkRow
    changes: tuple[Change, ...]
    upto: int
    more: bool


def take(
    connection: Connection, sink_id: int, now: datetime, most: int, *, reach: int | None = None
) -> Batch | None:
    """The next batch, with nothing behind `reach`; `None` for a sink that is off or gone. Runs in a
    transaction that writes: the end of the batch is kept with it, and where nothing was for the sink, its
    place moves on."""
    try:
        row = sinks.one(connection, sink_id)
    except NoResultFound:
        return None
    if row.state is State.OFF:
        return None
    # Asked first: what gets its place between two statements belongs to the next batch.
    newest = feed.newest(connection)
    newest = newest if reach is None else min(newest, reach)
    if row.upto is not None:
        found = [one for one in _read(connection, row, most) if one.position <= row.upto]
        upto = row.upto
    else:
        found = [one for one in _read(connection, row, most) if one.position <= newest]
        upto = found[-1].position if len(found) == most else newest
    if not found:
        if upto > row.position:
            sinks.skipped(connection, sink_id, upto)
    elif row.upto is None:
        sinks.begin(connection, sink_id, upto, now)
    return Batch(sink=sinks.one(connection, sink_id), changes=tuple(found), upto=upto, more=newest > upto)


def _read(connection: Connection, row: SinkRow, most: int) -> list[Change]:
    return feed.read(connection, row.position, most, path=row.path, kinds=row.kinds)
