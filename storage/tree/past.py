"""The tree as it stood on any day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from storage.tables import placements, units


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """Where a unit stood, and what it was then; `depth` is 0 for a root."""

    unit_id: int
    parent_id: int | None
    code: str
    name: str
    kind: str
    depth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """A time through which a unit stood unchanged: from `since` (None: always) until before `until`."""

    parent_id: int | None
    code: str
    name: str
    kind: str
    since: date | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Standing:
    """The tree of one day: who stood, in the order of a list, and at which of them any unit counts."""

    stood: tuple[Stood, ...]
    homes: Mapping[int, int]


def tree(connection: Connection, day: date) -> list[Stood]:
    """Every unit that stood on that day, each below the one it belonged to then, by code."""
    return list(standing(connection, day).stood)


def history(connection: Connection, unit_id: int) -> list[Spell]:
    """All that a unit was, the oldest first; spells of no day at all are left out."""
    rows = connection.execute(
        select(placements).where(placements.c.unit_id == unit_id).order_by(placements.c.id)
    )
    return [
        Spell(
            parent_id=row.parent_id,
            code=row.code,
            name=row.name,
            kind=row.kind,
            since=row.since,
            until=row.until,
        )
        for row in rows
        if row.since is None or row.since != row.until
    ]


def standing(connection: Connection, day: date | None) -> Standing:
    """The tree of a day, or today's (None).

    What did not stand that day counts where its initiatives would have gone: a unit that had ended, at the
    one that took it over; one that was to come, at the one it came to stand below.
    """
    stood: dict[int, Stood] = {}
    first: dict[int, tuple[date | None, int | None]] = {}
    for row in connection.execute(select(placements).order_by(placements.c.id)):
        first.setdefault(row.unit_id, (row.since, row.parent_id))
        ever = row.since is None or day is None or row.since <= day
        if ever and (row.until is None or (day is not None and row.until > day)):
            stood[row.unit_id] = Stood(
                unit_id=row.unit_id, parent_id=row.parent_id, code=row.code, name=row.name, kind=row.kind
            )
    homes: dict[int, int] = {one: one for one in stood}
    onward: dict[int, int | None] = {}
    for row in connection.execute(select(units.c.id, units.c.merged_into, units.c.parent_id)):
        since, origin = first.get(row.id, (None, row.parent_id))
        to_come = day is not None and since is not None and since > day
        onward[row.id] = origin if to_come else row.merged_into
    for one in onward:
        home = _follow(one, stood, onward)
        if home is not None:
            homes[one] = home
    return Standing(_in_order(stood), homes)


def _follow(unit_id: int, stood: Mapping[int, Stood], onward: Mapping[int, int | None]) -> int | None:
    seen: set[int] = set()
    one: int | None = unit_id
    while one is not None and one not in stood and one not in seen:
        seen.add(one)
        one = onward.get(one)
    return one if one in stood else None


def _in_order(stood: Mapping[int, Stood]) -> tuple[Stood, ...]:
    below: dict[int | None, list[Stood]] = {}
    for one in stood.values():
        # Where the tree was begun in the middle, whatever has nothing above it is a root.
        above = one.parent_id if one.parent_id in stood else None
        below.setdefault(above, []).append(one)
    told: list[Stood] = []
    waiting = [(one, 0) for one in sorted(below.get(None, ()), key=_by_code, reverse=True)]
    while waiting:
        one, depth = waiting.pop()
        told.append(
            Stood(
                unit_id=one.unit_id,
                parent_id=one.parent_id,
                code=one.code,
                name=one.name,
                kind=one.kind,
                depth=depth,
            )
        )
        under = sorted(below.get(one.unit_id, ()), key=_by_code, reverse=True)
        waiting += [(child, depth + 1) for child in under]
    return tuple(told)


def _by_code(one: Stood) -> str:
    return one.code
