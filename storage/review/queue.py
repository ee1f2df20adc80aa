"""The waiting list of an officer: a page of it, its counts, and what a search finds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, exists, select

from handlers.initiative import Claim, Status
from handlers.officers.queue.queue_facts import (
    PER_PAGE,
    Picked,
    QueueFacts,
    Turn,
    Waiting,
    carried,
    filtered,
    picking,
    searched,
    turned,
    typed_code,
)
from handlers.officers.queue.queue_filter import EVERYTHING
from handlers.person import Person
from handlers.speaker import Asked
from handlers.understanding.folding import clean, fold
from handlers.units import Unit
from storage import units as unit_rows
from storage.posts import officers
from storage.review import search, waiting
from storage.review.waiting import CAP, Reach, Stream, Wanted
from storage.tables import initiatives, people, units

_holder = people.alias("holder")
_LINES: Final = (
    select(
        initiatives.c.id,
        initiatives.c.number,
        initiatives.c.code,
        initiatives.c.title,
        initiatives.c.updated_at,
        initiatives.c.claimed_by,
        initiatives.c.claimed_until,
        people.c.name,
        _holder.c.name.label("holder"),
    )
    .join(people, people.c.id == initiatives.c.author_id)
    .outerjoin(_holder, _holder.c.id == initiatives.c.claimed_by)
)


def load_queue(connection: Connection, asked: Sequence[Asked]) -> list[QueueFacts]:
    """A page for each officer, or what they searched for; nothing is read for a person without a post."""
    # One by one: every officer has another branch of the tree, and a page that stops after five rows
    # is far cheaper than ranking everybody's thousands in one.
    return [_load(connection, one) for one in asked]


def next_waiting(connection: Connection, person: Person, at: datetime, skipped: int | None) -> int | None:
    """The number of the oldest one that this officer could decide now, beside `skipped`."""
    return waiting.first(connection, person, at, skipped)


def listed(connection: Connection, one: Asked, size: int) -> list[int]:
    """The ids of the list that an event carries on, from its first line on."""
    reach = waiting.reach(connection, one.speaker.person)
    wanted, _, _ = _wanted(connection, one, reach)
    streams = reach.below if wanted.filter.below else reach.yours
    many = waiting.count(connection, streams, wanted) >= CAP
    turn = turned(one.event)
    more = [waiting.beyond(turn, upwards=True)] if turn is not None else []
    rows = waiting.page(connection, streams, wanted, size, *more, many=many)
    return [row.id for row in rows]


def lines(connection: Connection, ids: Sequence[int], at: datetime) -> tuple[Waiting, ...]:
    """These, in their order."""
    found = {row.id: row for row in connection.execute(_LINES.where(initiatives.c.id.in_(ids)))}
    return tuple(_line(found[one], at) for one in ids if one in found)


def _load(connection: Connection, one: Asked) -> QueueFacts:
    if not one.speaker.person.is_officer:
        return QueueFacts(speaker=one.speaker)
    if searched(one.event) is not None:
        return _searched(connection, one)
    reach = waiting.reach(connection, one.speaker.person)
    wanted, unit, unknown = _wanted(connection, one, reach)
    streams = reach.below if wanted.filter.below else reach.yours
    if picking(one.event) is not None:
        picks = _picks(connection, streams, wanted, reach)
        return QueueFacts(speaker=one.speaker, filter=wanted.filter, unit=unit, picks=picks)
    if unknown:
        return QueueFacts(speaker=one.speaker, unknown=unknown)
    turn = turned(one.event)
    if turn is None or wanted.filter.tab != "all":
        counts = _counts(connection, reach, streams, wanted)
    else:  # further on in the list nobody reads its heading again
        total = waiting.count(connection, streams, wanted)
        counts = {"waiting": total, "total": total, "free": total}
    many = counts["waiting"] >= CAP
    rows, before = _page(connection, streams, wanted, turn, many)
    return QueueFacts(
        speaker=one.speaker,
        before=before,
        rows=lines(connection, [row.id for row in rows], one.event.at),
        filter=wanted.filter,
        unit=unit,
        **counts,
    )


def _wanted(connection: Connection, one: Asked, reach: Reach) -> tuple[Wanted, Unit | None, str]:
    """The filter as it is meant here, its unit, and a typed code that is no unit's of theirs."""
    asked, code = filtered(one.event), typed_code(one.event)
    if code:
        named = unit_rows.by_codes(connection, [code]).get(fold(code))
        if named is None:
            return Wanted(one.speaker.person.id, one.event.at), None, code
        asked = replace(asked, unit_id=named.id)
    unit, path = None, ""
    if asked.unit_id is not None:
        path = officers.paths_of(connection, [asked.unit_id]).get(asked.unit_id, "")
        # A unit that contains a whole branch of theirs narrows nothing and shows nothing more.
        if not path or not any(path.startswith(mine) or mine.startswith(path) for mine in reach.paths):
            return Wanted(one.speaker.person.id, one.event.at), None, code or str(asked.unit_id)
        unit = unit_rows.by_ids(connection, [asked.unit_id]).get(asked.unit_id)
    if asked.below and not reach.below:
        asked = replace(asked, below=False)
    return Wanted(one.speaker.person.id, one.event.at, asked, path), unit, ""


def _counts(
    connection: Connection, reach: Reach, streams: Sequence[Stream], wanted: Wanted
) -> dict[str, Any]:
    """Each tab under the same filter, and what stands beside the list."""
    asked, plain = wanted.filter, Wanted(wanted.person_id, wanted.at)
    every = waiting.narrowed(wanted, tab="all")
    total = waiting.count(connection, streams, every)
    tabs = {
        name: waiting.count(connection, streams, waiting.narrowed(wanted, tab=name)) if total else 0
        for name in ("mine", "free")
    }
    late = waiting.count(connection, streams, waiting.narrowed(every, late=True)) if total else 0
    back = [Stream((Status.RETURNED,), reach.paths)] if asked == EVERYTHING else []
    other = reach.yours if asked.below else reach.below
    return {
        **tabs,
        "waiting": tabs.get(asked.tab, total),
        "total": total,
        "late": 0 if asked.late or asked.tab != "all" else late,
        "returned": waiting.count(connection, back, plain),
        "other": waiting.count(connection, other, plain),
    }


def _page(
    connection: Connection, streams: Sequence[Stream], wanted: Wanted, turn: Turn | None, many: bool
) -> tuple[list[Row[Any]], int]:
    """The lines beside the one that was shown, in their order; the first page when there are too few."""

    def read(*more: ColumnElement[bool], upwards: bool = True) -> list[Row[Any]]:
        return waiting.page(connection, streams, wanted, PER_PAGE, *more, upwards=upwards, many=many)

    rows: list[Row[Any]] = []
    if turn is not None and turn.way == "after":
        rows = read(waiting.beyond(turn, upwards=True))
    elif turn is not None:
        rows = read(waiting.beyond(turn, upwards=False), upwards=False)[::-1]
        rows = rows if len(rows) == PER_PAGE else []
    if not rows:
        return read(), 0
    place = Turn("before", rows[0].updated_at, rows[0].id)
    return rows, waiting.count(connection, streams, wanted, waiting.beyond(place, upwards=False))


def _picks(
    connection: Connection, streams: Sequence[Stream], wanted: Wanted, reach: Reach
) -> tuple[Picked, ...]:
    """The units right below the one that is chosen (or their own) with something waiting for them."""
    above = [wanted.unit_path] if wanted.unit_path else list(reach.paths)
    waits = [
        select(units.c.path).where(
            units.c.id.in_(waiting.below(stream, wanted)),
            exists().where(
                initiatives.c.unit_id == units.c.id,
                initiatives.c.status.in_([status.value for status in stream.statuses]),
            ),
        )
        for stream in streams
    ]
    paths = {path for query in waits for path in connection.scalars(query)}
    below: dict[int, None] = {}
    for path in sorted(paths):
        for root in above:
            inside = path.removeprefix(root).split("/")[0] if path.startswith(root) else ""
            if inside or path == root:
                below[int(inside or root.rstrip("/").rpartition("/")[2])] = None
    if len(above) == 1 and wanted.filter.unit_id is not None:
        below.pop(wanted.filter.unit_id, None)
    known = unit_rows.by_ids(connection, below)
    return tuple(sorted((Picked(one.id, one.name) for one in known.values()), key=lambda one: one.name))


def _searched(connection: Connection, one: Asked) -> QueueFacts:
    words = carried(clean(searched(one.event) or ""))
    paths = waiting.reach(connection, one.speaker.person).paths
    found = search.find(connection, paths, words, turned(one.event), PER_PAGE)
    return QueueFacts(
        speaker=one.speaker,
        waiting=found.waiting,
        before=found.before,
        most=search.CAP,
        rows=lines(connection, found.ids, one.event.at),
        words=words if fold(words) else "",
    )


def _line(row: Any, at: datetime) -> Waiting:
    held = row.claimed_by is not None and row.claimed_until is not None and row.claimed_until > at
    return Waiting(
        number=row.number,
        code=row.code,
        title=row.title,
        author_name=row.name or "",
        since=row.updated_at,
        id=row.id,
        claim=Claim(row.claimed_by, row.holder or "", row.claimed_until) if held else None,
    )
