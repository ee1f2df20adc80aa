"""Initiatives by code, by name or by words, newest first, within the branches an officer reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    bindparam,
    column,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    table,
)

from handlers.officers import review
from handlers.officers.queue.queue_facts import Turn
from handlers.understanding.folding import fold
from storage.tables import WORDS, initiatives, units

#: No search counts further.
CAP: Final = 100
#: Beyond so many units most of what is found is theirs, and asking for each by name costs more.
_MANY_UNITS: Final = 1_000
#: More words than this find nothing that these do not.
_MOST_WORDS: Final = 8
_words: Final = table(WORDS, column("id"), column("unit_id"), column("words"))
_rowid: Final[ColumnElement[int]] = literal_column("initiative_words.rowid")


@dataclass(frozen=True, slots=True)
class Found:
    """A page of ids; `waiting` counts all of them up to `CAP`, `before` those on earlier pages, which is
    only whether there are any once the counting stopped."""

    ids: tuple[int, ...] = ()
    waiting: int = 0
    before: int = 0


def find(connection: Connection, paths: Sequence[str], words: str, turn: Turn | None, size: int) -> Found:
    """What has all of these words, or the code they are."""
    number, rest = review.split(words)
    if number is not None and not rest:
        named = connection.scalar(_within(select(initiatives.c.id), paths).where(_coded(number)))
        if named is not None:
            return Found((named,), 1)
    wanted = fold(words).split()[:_MOST_WORDS]
    if not wanted:
        return Found()
    matching = _matching(connection, paths, wanted)
    # Not in their order: whatever is rare is found by its words, never on a walk through all there is.
    some = sorted(connection.scalars(matching.limit(CAP)), reverse=True)
    if len(some) < CAP:
        return _paged(some, turn, size)
    return _walked(connection, matching, turn, size)


def _paged(ids: list[int], turn: Turn | None, size: int) -> Found:
    start = 0
    if turn is not None and turn.way == "after":
        start = next((place for place, one in enumerate(ids) if one < turn.id), 0)
    elif turn is not None:
        start = max(0, sum(one > turn.id for one in ids) - size)
    return Found(tuple(ids[start : start + size]), len(ids), start)


def _walked(connection: Connection, matching: Select[Any], turn: Turn | None, size: int) -> Found:
    (number,) = matching.selected_columns
    newest = matching.order_by(number.desc()).limit(size)
    if turn is not None and turn.way == "after":
        ids = list(connection.scalars(newest.where(number < turn.id)))
    elif turn is not None:
        above = matching.where(number > turn.id).order_by(number).limit(size)
        ids = list(connection.scalars(above))[::-1]
    else:
        return Found(tuple(connection.scalars(newest)), CAP)
    if len(ids) < size and turn.way == "before":
        return Found(tuple(connection.scalars(newest)), CAP)
    newer = bool(ids) and connection.scalar(matching.where(number > ids[0]).limit(1)) is not None
    return Found(tuple(ids), CAP, int(newer))


def _matching(connection: Connection, paths: Sequence[str], wanted: Sequence[str]) -> Select[Any]:
    ids = list(connection.scalars(_below(paths).limit(_MANY_UNITS + 1)))
    few = [0, *ids] if len(ids) <= _MANY_UNITS else None
    if connection.dialect.name == "postgresql":
        return _postgres(paths, wanted, few)
    return _sqlite(paths, wanted, few)


def _sqlite(paths: Sequence[str], wanted: Sequence[str], few: list[int] | None) -> Select[Any]:
    # Folded words hold letters and figures alone: nothing in them is the index's own language.
    asked = " AND ".join(f'"{word}"' for word in wanted)
    if few is not None:
        places = " OR ".join(f'"_{one}"' for one in few)
        asked = f"({places}) AND {asked}"
    matches: ColumnElement[bool] = literal_column(WORDS).op("MATCH")(literal(asked))
    found = select(_rowid.label("id")).select_from(_words).where(matches)
    if few is not None:
        return found
    return _within(found.join(initiatives, initiatives.c.id == _rowid), paths)


def _postgres(paths: Sequence[str], wanted: Sequence[str], few: list[int] | None) -> Select[Any]:
    # Written out: how rare the words are decides how they are looked for, and a prepared plan is blind.
    said: BindParameter[str] = bindparam("said", " ".join(wanted), literal_execute=True)
    matches = _words.c.words.op("@@")(func.plainto_tsquery("simple", said))
    found = select(_words.c.id).where(matches)
    if few is not None:
        units_: BindParameter[Any] = bindparam("units", few, expanding=True, literal_execute=True)
        return found.where(_words.c.unit_id.in_(units_))
    return found.where(or_(_words.c.unit_id == 0, _words.c.unit_id.in_(_below(paths))))


def _within(query: Select[Any], paths: Sequence[str]) -> Select[Any]:
    return query.where(or_(initiatives.c.unit_id.is_(None), initiatives.c.unit_id.in_(_below(paths))))


def _below(paths: Sequence[str]) -> Select[Any]:
    return select(units.c.id).where(or_(false(), *(units.c.path.startswith(path) for path in paths)))


def _coded(number: int) -> ColumnElement[bool]:
    return initiatives.c.number == number
