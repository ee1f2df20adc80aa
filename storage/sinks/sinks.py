"""Those who are told of changes: where each of them is in the feed, and how it fares."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, case, delete, func, insert, select, update

from storage.tables import changes, dead_letters, sheet_rows, units
from storage.tables import sinks as table

#: The first wait after a failure; it doubles with each one, up to the longest.
FIRST, LONGEST = timedelta(seconds=5), timedelta(hours=1)
#: However long the other side asks us to stay away: a wrong answer must not silence a sink for a year.
MOST_ASKED = timedelta(days=1)
_DOUBLINGS: Final = 12


class State(StrEnum):
    """`OFF`: by a person, or because trying again cannot help. `FAILING`: tried again at `due_at`."""

    ON = "on"
    OFF = "off"
    FAILING = "failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class SinkRow:
    """One of them; see `storage.tables.sinks`. `path` is that of its unit, `None` for the whole tree;
    `secret` is sealed."""

    id: int
    kind: str
    name: str
    unit_id: int | None = None
    path: str | None = None
    config: Mapping[str, Any] = field(default_factory=dict)
    secret: str = ""
    position: int = 0
    upto: int | None = None
    attempts: int = 0
    begun_at: datetime | None = None
    round: int = 0
    state: State = State.ON
    failures: int = 0
    failing_since: datetime | None = None
    why: str = ""
    due_at: datetime | None = None
    arrived_at: datetime | None = None
    told_at: datetime | None = None
    person_id: int | None = None
    made_at: datetime

    @property
    def kinds(self) -> tuple[str, ...] | None:
        """The sorts of changes it wants; `None` for all."""
        told = self.config.get("kinds")
        return tuple(str(one) for one in told) if told else None


class NameTaken(Exception):
    """There is a sink of this name already."""


def add(
    connection: Connection,
    kind: str,
    name: str,
    now: datetime,
    *,
    unit_id: int | None = None,
    config: Mapping[str, Any] | None = None,
    secret: str = "",
    position: int = 0,
    person_id: int | None = None,
) -> SinkRow:
    """A new one, switched on, that is told of everything behind `position`. Raises `NameTaken`."""
    if named(connection, name) is not None:
        raise NameTaken(name)
    made = connection.execute(
        insert(table)
        .values(
            kind=kind,
            name=name,
            unit_id=unit_id,
            config=dict(config or {}),
            secret=secret,
            position=position,
            person_id=person_id,
            made_at=now,
        )
        .returning(table.c.id)
    ).scalar_one()
    return one(connection, made)


def one(connection: Connection, sink_id: int) -> SinkRow:
    """Raises `NoResultFound` when it is gone."""
    return _row(connection.execute(_read().where(table.c.id == sink_id)).one())


def named(connection: Connection, name: str) -> SinkRow | None:
    found = connection.execute(_read().where(table.c.name == name)).first()
    return None if found is None else _row(found)


def all_of(connection: Connection, kind: str | None = None) -> list[SinkRow]:
    """Every one of this kind, or every one, in the order they were made."""
    query = _read().order_by(table.c.id)
    return [
        _row(row) for row in connection.execute(query if kind is None else query.where(table.c.kind == kind))
    ]


def begin(connection: Connection, sink_id: int, upto: int, now: datetime) -> None:
    """A batch that ends at `upto` is about to leave; until it arrives or is put aside, it stays that one."""
    _set(connection, sink_id, upto=upto, attempts=0, begun_at=now)


def arrived(
    connection: Connection, sink_id: int, position: int, now: datetime, *, behind: int | None = None
) -> bool:
    """Everything up to `position` is there. False, and nothing is moved, when the sink stands elsewhere
    than `behind` by now: it was replayed meanwhile."""
    query = update(table).where(table.c.id == sink_id)
    if behind is not None:
        query = query.where(table.c.position == behind)
    values = {"position": position, "arrived_at": now, "upto": None, "attempts": 0, "begun_at": None}
    # Whoever switched it off while the batch was on its way finds it switched off still.
    state = case((table.c.state == State.OFF.value, State.OFF.value), else_=State.ON.value)
    return connection.execute(query.values(**values | _well() | {"state": state})).rowcount == 1


def skipped(connection: Connection, sink_id: int, position: int) -> None:
    """Nothing up to `position` was for it, or what was has been put aside."""
    _set(connection, sink_id, position=position, upto=None, attempts=0, begun_at=None)


def recovered(connection: Connection, sink_id: int) -> None:
    """It answers again, though there was nothing to bring it."""
    connection.execute(
        update(table).where(table.c.id == sink_id, table.c.state == State.FAILING).values(**_well())
    )


def failed(
    connection: Connection,
    sink_id: int,
    why: str,
    now: datetime,
    retry_after: float | None = None,
    final: bool = False,
    *,
    jitter: float = 0.5,
) -> SinkRow:
    """It could not be told; how it stands now. The wait before the next try doubles with each failure;
    `jitter` (0 to 1) spreads it from three to five quarters, so that sinks that failed together do not come
    back together. `retry_after` (seconds) is waited at least; `final` switches it off."""
    row = one(connection, sink_id)
    wait = min(LONGEST, FIRST * 2 ** min(row.failures, _DOUBLINGS)) * (0.75 + jitter / 2)
    if retry_after is not None:
        wait = max(wait, min(timedelta(seconds=max(0.0, min(retry_after, 1e9))), MOST_ASKED))
    connection.execute(
        update(table)
        .where(table.c.id == sink_id, table.c.state != State.OFF)
        .values(
            state=State.OFF.value if final else State.FAILING.value,
            failures=table.c.failures + 1,
            attempts=table.c.attempts + 1,
            failing_since=case((table.c.failing_since.is_(None), now), else_=table.c.failing_since),
            why=why,
            due_at=None if final else now + wait,
        )
    )
    return one(connection, sink_id)


def told(connection: Connection, sink_id: int, now: datetime) -> None:
    """Its people were told that it fails."""
    _set(connection, sink_id, told_at=now)


def resume(connection: Connection, sink_id: int, now: datetime) -> None:
    """Switch it on, and try at once. What is on its way has its days to arrive again from now on."""
    row = one(connection, sink_id)
    begun = now if row.upto is not None else None
    _set(connection, sink_id, begun_at=begun, attempts=0, **_well())


def switch_off(connection: Connection, sink_id: int) -> None:
    """Nothing is brought to it until `resume`; meanwhile the feed is not kept for it."""
    _set(connection, sink_id, state=State.OFF.value, due_at=None)


def replay(connection: Connection, sink_id: int, position: int) -> None:
    """Begin again behind `position`: everything after it is told once more, as new deliveries."""
    values = {"position": position, "upto": None, "attempts": 0, "begun_at": None, "due_at": None}
    _set(connection, sink_id, **values, round=table.c.round + 1)


def amend(connection: Connection, sink_id: int, *, config: Mapping[str, Any], secret: str) -> None:
    """Other settings; whoever serves it begins anew with them."""
    _set(connection, sink_id, config=dict(config), secret=secret)


def remove(connection: Connection, sink_id: int) -> None:
    """It, and what was kept for it."""
    for kept in (dead_letters, sheet_rows):
        connection.execute(delete(kept).where(kept.c.sink_id == sink_id))
    connection.execute(delete(table).where(table.c.id == sink_id))


def lags(connection: Connection) -> dict[int, int]:
    """How many changes lie behind each sink's place, in its branch or not."""
    newest = select(func.coalesce(func.max(changes.c.position), 0)).scalar_subquery()
    rows = connection.execute(select(table.c.id, (newest - table.c.position).label("lag")))
    return {row.id: max(0, row.lag) for row in rows}


def place_at(connection: Connection, moment: datetime) -> int:
    """The place before the first change that was noted at `moment` or later."""
    first = connection.scalar(select(func.min(changes.c.position)).where(changes.c.noted_at >= moment))
    if first is not None:
        return int(first) - 1
    return connection.scalar(select(func.max(changes.c.position))) or 0


def oldest(connection: Connection) -> int:
    """The first place that is still kept; 1 in an empty feed."""
    return connection.scalar(select(func.min(changes.c.position))) or 1


def _read() -> Select[Any]:
    return select(table, units.c.path).outerjoin(units, units.c.id == table.c.unit_id)


def _row(row: Row[Any]) -> SinkRow:
    return SinkRow(**(row._asdict() | {"state": State(row.state)}))


def _well() -> dict[str, Any]:
    return {"state": State.ON.value, "failures": 0, "failing_since": None, "why": "", "due_at": None}


def _set(connection: Connection, sink_id: int, **values: Any) -> None:
    connection.execute(update(table).where(table.c.id == sink_id).values(**values))
