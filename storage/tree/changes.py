"""The log of the tree: what was asked of it, by whom, and what became of it."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from handlers.units import Unit
from storage.tables import people, unit_changes, units

#: Columns whose values are kept as words.
_DATES = frozenset(("since", "until"))
_other = units.alias("other")
_READ = (
    select(
        unit_changes,
        units.c.code,
        units.c.name,
        _other.c.code.label("other_code"),
        _other.c.name.label("other_name"),
        people.c.name.label("by_name"),
    )
    .join(units, units.c.id == unit_changes.c.unit_id)
    .outerjoin(_other, _other.c.id == unit_changes.c.other_id)
    .outerjoin(people, people.c.id == unit_changes.c.by_id)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An entry; `unit` and `other` as they are called now, `by` is "" for whoever runs the machine.

    `before` and `after` are the values that changed, by unit and column; `made` are new units.
    """

    id: int
    kind: str
    unit: Unit
    other: Unit | None
    effective: date
    state: str
    at: datetime
    by: str
    words: str
    asked: dict[str, Any]
    before: dict[int, dict[str, Any]]
    after: dict[int, dict[str, Any]]
    made: tuple[int, ...]
    refused: dict[str, Any] | None

    def concerns(self, unit_id: int) -> bool:
        other = self.other.id if self.other is not None else None
        return unit_id in (self.unit.id, other, *self.made) or unit_id in self.before


def read(connection: Connection, unit_id: int | None = None, limit: int = 20) -> list[Change]:
    """The newest entries first; with `unit_id` those that named, made or changed this unit."""
    query = _READ.order_by(unit_changes.c.id.desc())
    if unit_id is None:
        return _read(connection, query.limit(limit))
    # What an entry changed stands in its body, which the two databases search in different ways.
    about = (one for one in _read(connection, query) if one.concerns(unit_id))
    return list(islice(about, limit))


def find(connection: Connection, change_id: int) -> Change | None:
    return next(iter(_read(connection, _READ.where(unit_changes.c.id == change_id))), None)


def last(connection: Connection) -> int:
    """The number of the newest entry, 0 before there is any."""
    return connection.scalar(select(func.max(unit_changes.c.id))) or 0


def _read(connection: Connection, query: Select[Any]) -> list[Change]:
    return [_change(row) for row in connection.execute(query)]


def _change(row: Row[Any]) -> Change:
    sets = row.body.get("sets", {})
    return Change(
        id=row.id,
        kind=row.kind,
        unit=Unit(row.unit_id, row.code, row.name),
        other=Unit(row.other_id, row.other_code, row.other_name) if row.other_id is not None else None,
        effective=row.effective,
        state=row.state,
        at=row.at,
        by=row.by_name or "",
        words=row.words,
        asked=row.body.get("asked", {}),
        before={int(one): _values(new, 0) for one, new in sets.items()},
        after={int(one): _values(new, 1) for one, new in sets.items()},
        made=tuple(row.body.get("made", ())),
        refused=row.body.get("refused"),
    )


def _values(pairs: dict[str, list[Any]], place: int) -> dict[str, Any]:
    told = {name: pair[place] for name, pair in pairs.items()}
    return {
        name: date.fromisoformat(value) if name in _DATES and value is not None else value
        for name, value in told.items()
    }
