"""What an order changes, in rows, and whether the tree bears it on every day since."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from storage.tables import placements, units
from storage.tree.orders import Refused

#: What `placements` remember of a unit.
PLACED = frozenset(("parent_id", "code", "name", "kind"))
#: How many ids go into one statement: SQLite takes 32,766 values, PostgreSQL 65,535.
PAGE = 5000


@dataclass(slots=True, kw_only=True)
class Diff:
    """Rows to make and to change. The unit made first is -1 until it has an id, the next -2, and so on.

    `sets` are new values of units' columns; `leans` are units that have to stand from that day on;
    `moves` are people going from one unit to another.
    """

    unit_id: int = -1
    other_id: int | None = None
    makes: list[dict[str, Any]] = field(default_factory=list)
    sets: dict[int, dict[str, Any]] = field(default_factory=dict)
    leans: set[int] = field(default_factory=set)
    moves: list[tuple[int, int]] = field(default_factory=list)
    aliases: list[tuple[str, int]] = field(default_factory=list)

    def replaced(self) -> list[int]:
        """Units that stand otherwise from that day on, or no longer."""
        return [one for one, new in self.sets.items() if PLACED & new.keys() or "until" in new]

    def ended(self) -> list[int]:
        return [one for one, new in self.sets.items() if new.get("until") is not None]

    def codes(self) -> list[str]:
        """Codes that will be some unit's from that day on."""
        new = [one["code"] for one in (*self.makes, *self.sets.values()) if "code" in one]
        return [*new, *(code for code, _ in self.aliases)]

    def parents(self) -> dict[int, int | None]:
        """Where units are put, new ones among them; those that end stand nowhere."""
        made = {-place: one["parent_id"] for place, one in enumerate(self.makes, 1)}
        ended = set(self.ended())
        moved = {one: new["parent_id"] for one, new in self.sets.items() if "parent_id" in new}
        return {**made, **{one: parent for one, parent in moved.items() if one not in ended}}


def pages(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids in lists that a statement can hold."""
    every = list(ids)
    for start in range(0, len(every), PAGE):
        yield every[start : start + PAGE]


def check(connection: Connection, diff: Diff, effective: date) -> Refused | None:
    """Why the tree cannot have stood so since that day, if it cannot."""
    return (
        _changed_later(connection, diff, effective)
        or _not_yet(connection, diff, effective)
        or circle(connection, diff.parents(), effective)
    )


def _changed_later(connection: Connection, diff: Diff, effective: date) -> Refused | None:
    """A change that was dated before another of the same unit would contradict that other one."""
    after = or_(placements.c.since > effective, placements.c.until > effective)
    hits = [placements.c.unit_id.in_(page) & after for page in pages(diff.replaced())]
    # Who stood below it for a while after the day it is to end would have stood below nothing.
    hits += [
        placements.c.parent_id.in_(page) & (placements.c.until > effective) for page in pages(diff.ended())
    ]
    for hit in hits:
        row = connection.execute(
            select(units.c.code, units.c.name, placements.c.since, placements.c.until)
            .join(units, units.c.id == placements.c.unit_id)
            .where(hit)
            .order_by(placements.c.id.desc())
            .limit(1)
        ).first()
        if row is not None:
            day = max(one for one in (row.since, row.until) if one is not None)
            return Refused("later", {"code": row.code, "name": row.name, "day": f"{day:%d/%m/%Y}"})
    return None


def _not_yet(connection: Connection, diff: Diff, effective: date) -> Refused | None:
    by_then = or_(placements.c.since.is_(None), placements.c.since <= effective)
    stood: set[int] = set()
    for page in pages(diff.leans):
        query = select(placements.c.unit_id).where(placements.c.unit_id.in_(page), by_then)
        stood |= set(connection.scalars(query))
    missing = sorted(diff.leans - stood)
    if not missing:
        return None
    row = connection.execute(select(units.c.code, units.c.name).where(units.c.id == missing[0])).one()
    return Refused("not_yet", {"code": row.code, "name": row.name, "day": f"{effective:%d/%m/%Y}"})


def circle(connection: Connection, parents: Mapping[int, int | None], effective: date) -> Refused | None:
    """Whether a unit would come to stand below itself on that day or any later one.

    The upward ways of all these days are followed as if they were of one day: now and then that
    forbids what would do no harm, and it never allows a circle.
    """
    above: dict[int, set[int]] = {one: {parent} for one, parent in parents.items() if parent is not None}
    wanted = {parent for found in above.values() for parent in found} - parents.keys()
    while wanted:
        fresh: set[int] = set()
        for page in pages(wanted):
            rows = connection.execute(
                select(placements.c.unit_id, placements.c.parent_id).where(
                    placements.c.unit_id.in_(page),
                    placements.c.parent_id.is_not(None),
                    or_(placements.c.until.is_(None), placements.c.until > effective),
                )
            )
            for row in rows:
                above.setdefault(row.unit_id, set()).add(row.parent_id)
                fresh.add(row.parent_id)
        wanted = {one for one in fresh if one not in above and one not in parents}
    caught = _on_circle(above)
    if caught is None:
        return None
    found = connection.execute(select(units.c.code, units.c.name).where(units.c.id == caught)).one()
    return Refused("circle", {"code": found.code, "name": found.name})


def _on_circle(above: Mapping[int, set[int]]) -> int | None:
    """A unit from which the ways up lead back to it."""
    done: set[int] = set()
    for start in above:
        walked: list[int] = []
        ways = [iter((start,))]
        while ways:
            one = next(ways[-1], None)
            if one is None:
                ways.pop()
                if walked:
                    done.add(walked.pop())
            elif one in walked:
                # Somewhere on every circle is a unit that exists: what is made now has nothing below it yet.
                return next(other for other in (one, *reversed(walked)) if other > 0)
            elif one not in done:
                walked.append(one)
                ways.append(iter(above.get(one, ())))
    return None
