"""What waits for an officer, found without reading a province's whole backlog."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    TextClause,
    and_,
    false,
    func,
    literal_column,
    or_,
    select,
    text,
    union_all,
)

from handlers.initiative import PLAIN, Level, Review, Status, waits_for
from handlers.officers import rights
from handlers.officers.queue.queue_facts import LATE
from handlers.officers.queue.queue_filter import EVERYTHING, Filter
from handlers.person import Person
from storage.posts import officers
from storage.programmes import review_of
from storage.tables import initiatives, programmes, units

#: No count goes further: hundreds of thousands cannot be counted while somebody waits for their list.
CAP: Final = 1_000
#: Set when it comes to where it stands, and by nothing else while it waits.
SINCE: Final = initiatives.c.updated_at
_WAITING: Final = (Status.SUBMITTED, Status.SENT_BACK, Status.REFUSED, Status.ENDORSED, Status.RECOGNISED)
#: Written out as the indexes on these few rows are, or they could not be used.
_LACKING: Final[ColumnElement[bool]] = literal_column("initiatives.lacking")
_RETURNED: Final[ColumnElement[bool]] = literal_column("initiatives.returns > 0")


@dataclass(frozen=True, slots=True)
class Stream:
    """Initiatives that wait alike, below `paths` of the tree; of every programme when none are named."""

    statuses: tuple[Status, ...]
    paths: tuple[str, ...]
    programmes: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """What waits for an officer's own decision, and what waits for the level below theirs."""

    yours: tuple[Stream, ...] = ()
    below: tuple[Stream, ...] = ()
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter with what it means to this officer now. `unit_path` is where its unit stands."""

    person_id: int
    at: datetime
    filter: Filter = EVERYTHING
    unit_path: str = ""


def reach(connection: Connection, person: Person) -> Reach:
    """What somebody with these posts sees; those who decide nothing see what waits for anybody."""
    at = officers.paths_of(connection, {post.unit_id for post in person.posts})
    # A unit without a path (half an import) must reach nothing: "" is the beginning of every path.
    placed = [(at[post.unit_id], rights.DECIDES[post.role]) for post in person.posts if at[post.unit_id]]
    paths = tuple(sorted({path for path, _ in placed}))
    upper = tuple(sorted({path for path, levels in placed if Level.UPPER in levels}))
    lower = tuple(sorted({path for path, levels in placed if levels == (Level.GRASSROOTS,)}))
    yours: list[Stream] = []
    below: list[Stream] = []
    for status, level, two, named in _standing(connection):
        if not upper and not lower:
            yours += _stream(status, paths, named)
        elif level is Level.UPPER:
            yours += _stream(status, upper, named)
        elif two:
            yours += _stream(status, lower, named)
            below += _stream(status, upper, named)
        else:
            yours += _stream(status, tuple(sorted({*upper, *lower})), named)
    return Reach(_joined(yours), _joined(below), paths)


def _stream(status: Status, paths: tuple[str, ...], named: tuple[int | None, ...]) -> list[Stream]:
    return [Stream((status,), paths, named)] if paths else []


def _joined(streams: Sequence[Stream]) -> tuple[Stream, ...]:
    """One for all that differ in nothing but their status."""
    alike: dict[tuple[Any, ...], list[Status]] = {}
    for one in streams:
        alike.setdefault((one.paths, one.programmes), []).extend(one.statuses)
    return tuple(Stream(tuple(statuses), *kind) for kind, statuses in alike.items())


def _standing(connection: Connection) -> list[tuple[Status, Level, bool, tuple[int | None, ...]]]:
    """Who acts next on what there is: by status, level, whether an upper level comes after, programmes."""
    rows = connection.execute(select(programmes.c.id, *_REVIEW)).all()
    reviews: dict[int | None, Review] = {None: PLAIN, **{row.id: review_of(row) for row in rows}}
    pairs = [(number, status) for number in reviews for status in _WAITING]
    # What nobody stands at would be looked for among all the others, row by row.
    there = connection.execute(_there(tuple(reviews))).one()
    kinds: dict[tuple[Status, Level, bool], list[int | None]] = {}
    for (number, status), is_there in zip(pairs, there, strict=True):
        level = waits_for(reviews[number], status)
        if is_there and level is not None:
            kinds.setdefault((status, level, reviews[number].levels > 1), []).append(number)
    alone = {status: sum(kind[0] is status for kind in kinds) == 1 for status in _WAITING}
    return [(*kind, () if alone[kind[0]] else tuple(named)) for kind, named in kinds.items()]


@lru_cache(maxsize=64)
def _there(numbers: tuple[int | None, ...]) -> TextClause:
    """Whether any stands at each waiting status of each programme; in plain words, since a column for
    each would take longer to put together than to answer."""
    of = ["IS NULL" if number is None else f"= {number:d}" for number in numbers]
    some = "EXISTS (SELECT 1 FROM initiatives WHERE programme_id {} AND status = '{}')"
    asked = [some.format(programme, status.value) for programme in of for status in _WAITING]
    return text("SELECT " + ", ".join(f"{one} AS x{place}" for place, one in enumerate(asked)))


_REVIEW: Final = (programmes.c.levels, programmes.c.recognition, programmes.c.lease_minutes)


def count(
    connection: Connection, streams: Sequence[Stream], wanted: Wanted, *more: ColumnElement[bool]
) -> int:
    """How many there are, at most `CAP`."""
    branches = _anywhere(streams, wanted, more)
    if not branches:
        return 0
    some = union_all(*branches).limit(CAP).subquery()
    return int(connection.scalar(select(func.count()).select_from(some)) or 0)


def page(
    connection: Connection,
    streams: Sequence[Stream],
    wanted: Wanted,
    size: int,
    *more: ColumnElement[bool],
    upwards: bool = True,
    many: bool = False,
) -> list[Row[Any]]:
    """The `updated_at` and `id` of the oldest ones (or, downwards, of the newest).

    `many` when there are at least `CAP`: then they are met soon on a walk from one end, while fewer
    are found by their units and sorted.
    """
    branches = _walks(streams, wanted, size, more, upwards) if many else _anywhere(streams, wanted, more)
    if not branches:
        return []
    some = union_all(*branches).subquery()
    return list(connection.execute(_sorted(select(some), some.c, upwards).limit(size)))


def beyond(line: Any, *, upwards: bool) -> ColumnElement[bool]:
    """What stands behind a line (its `since` and `id`), or before it."""
    since, number = line.since, line.id
    if upwards:
        return or_(since < SINCE, and_(since == SINCE, initiatives.c.id > number))
    return or_(since > SINCE, and_(since == SINCE, initiatives.c.id < number))


def first(connection: Connection, person: Person, at: datetime, skipped: int | None) -> int | None:
    """The number of the oldest one that this officer could decide now, beside `skipped`."""
    streams = reach(connection, person).yours
    mine = initiatives.c.claimed_by == person.id
    more = [initiatives.c.author_id != person.id, or_(_unclaimed(at), mine)]
    if skipped is not None:
        more.append(initiatives.c.id != skipped)
    wanted = Wanted(person.id, at)
    many = count(connection, streams, wanted, *more) >= CAP
    rows = page(connection, streams, wanted, 1, *more, many=many)
    if not rows:
        return None
    found = select(initiatives.c.number).where(initiatives.c.id == rows[0].id)
    return connection.scalar(found)


def narrowed(wanted: Wanted, **changed: Any) -> Wanted:
    """The same with parts of the filter changed."""
    return replace(wanted, filter=replace(wanted.filter, **changed))


def below(stream: Stream, wanted: Wanted) -> Select[Any]:
    """The units whose initiatives are meant."""
    # Paths hold digits and slashes alone, so no wildcard can hide in them.
    inside = or_(false(), *(units.c.path.startswith(path) for path in stream.paths))
    chosen = select(units.c.id).where(inside)
    if wanted.unit_path:
        chosen = chosen.where(units.c.path.startswith(wanted.unit_path))
    return chosen.where(units.c.fdi) if wanted.filter.fdi else chosen


def _anywhere(
    streams: Sequence[Stream], wanted: Wanted, more: Sequence[ColumnElement[bool]]
) -> list[Select[Any]]:
    """By units, each of which the queue's index knows; by flag where a flag has an index of its own."""
    asked = wanted.filter
    rare = asked.lacking or asked.returned or asked.tab == "mine"
    # A sum is in no index, so the flag's own is taken.
    unit_id = initiatives.c.unit_id + 0 if rare else initiatives.c.unit_id
    branches = []
    for stream in streams:
        standing = _standing_at(stream, wanted, more)
        branches.append(_by_flag(standing.where(unit_id.in_(below(stream, wanted))), asked))
        if not asked.fdi and not wanted.unit_path:
            branches.append(standing.where(initiatives.c.unit_id.is_(None)))
    return branches


def _by_flag(query: Select[Any], asked: Filter) -> Select[Any]:
    """SQLite would rather read every row of a status than the few entries of a flag's own index."""
    flag = "lacking" if asked.lacking else "returned" if asked.returned else ""
    if not flag or asked.tab == "mine":
        return query
    return query.with_hint(initiatives, f"INDEXED BY ix_initiatives_{flag}", dialect_name="sqlite")


def _walks(
    streams: Sequence[Stream], wanted: Wanted, size: int, more: Sequence[ColumnElement[bool]], upwards: bool
) -> list[Select[Any]]:
    return [
        _walk(replace(stream, statuses=(status,)), wanted, size, more, upwards)
        for stream in streams
        for status in stream.statuses
    ]


def _walk(
    stream: Stream, wanted: Wanted, size: int, more: Sequence[ColumnElement[bool]], upwards: bool
) -> Select[Any]:
    """From the oldest on, until enough are of the units meant."""
    of_units: ColumnElement[bool] = (initiatives.c.unit_id + 0).in_(below(stream, wanted))
    if not wanted.filter.fdi and not wanted.unit_path:
        of_units = or_(initiatives.c.unit_id.is_(None), of_units)
    standing = _standing_at(stream, wanted, more).where(of_units)
    return select(_sorted(standing, initiatives.c, upwards).limit(size).subquery())


def _sorted(query: Select[Any], columns: Any, upwards: bool) -> Select[Any]:
    place = (columns.updated_at, columns.id)
    return query.order_by(*(column if upwards else column.desc() for column in place))


def _standing_at(stream: Stream, wanted: Wanted, more: Sequence[ColumnElement[bool]]) -> Select[Any]:
    statuses = [status.value for status in stream.statuses]
    column: ColumnElement[str] = initiatives.c.status
    if wanted.filter.tab == "mine":
        # Few are anybody's: no index of what waits must be taken before that of claims.
        column = func.coalesce(column, "")
    # One alone is not a list of one: only so is an index on it known to be in the order asked for.
    standing = column.in_(statuses) if statuses[1:] else column == statuses[0]
    query = select(SINCE, initiatives.c.id).where(standing, *more)
    if stream.programmes:
        numbers = [one for one in stream.programmes if one is not None]
        none = initiatives.c.programme_id.is_(None) if None in stream.programmes else false()
        query = query.where(or_(initiatives.c.programme_id.in_(numbers), none))
    asked, now = wanted.filter, wanted.at
    if asked.late:
        query = query.where(now - LATE > SINCE)
    if asked.lacking:
        query = query.where(_LACKING)
    if asked.returned:
        query = query.where(_RETURNED)
    if asked.tab == "mine":
        query = query.where(initiatives.c.claimed_by == wanted.person_id, initiatives.c.claimed_until > now)
    return query.where(_unclaimed(now)) if asked.tab == "free" else query


def _unclaimed(at: datetime) -> ColumnElement[bool]:
    # By the moment alone, which the flags' indexes have; nobody's claim has none.
    return or_(initiatives.c.claimed_until.is_(None), initiatives.c.claimed_until <= at)
