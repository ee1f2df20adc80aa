"""Changes of targets: made together, kept for good, and taken back as they were made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from handlers.targets.targets import NONE, Change, Kind, Target
from handlers.units import Unit
from storage import counters
from storage.tables import people, target_changes, targets, units
from storage.targets import targets as rows_of


@dataclass(frozen=True, slots=True)
class By:
    """Who changes targets, when and why; no person is the machine."""

    at: datetime
    person_id: int | None = None
    words: str = ""


def put(
    connection: Connection, phase_id: int, kind: Kind, numbers: Iterable[tuple[int, int | None]], by: By
) -> int | None:
    """Give these units their targets of one kind as one act; its number, or None when nothing changed."""
    act = _Act(connection, phase_id, by)
    for unit_id, number in numbers:
        act.gather(unit_id)
        act.change(unit_id, kind, number)
    return act.number


def move(connection: Connection, phase_id: int, giver: int, taker: int, count: int, by: By) -> bool:
    """Take so many of what one unit was assigned and assign them to another; false when it has fewer."""
    had = rows_of.of_phase(connection, phase_id)
    given, taken = had.get(giver, NONE).assigned or 0, had.get(taker, NONE).assigned or 0
    if giver == taker or not 0 < count <= given:
        return False
    put(connection, phase_id, Kind.ASSIGNED, ((giver, given - count), (taker, taken + count)), by)
    return True


class _Act:
    """What is changed together; it gets its number with its first change."""

    def __init__(self, connection: Connection, phase_id: int, by: By, undoes: int | None = None) -> None:
        self.connection, self.phase_id, self.by, self.undoes = connection, phase_id, by, undoes
        self.number: int | None = None

    def gather(self, unit_id: int) -> None:
        """Move what units had that this one took over into its own row, or a number given to it now would
        be added to theirs."""
        known = select(targets.c.unit_id).where(targets.c.phase_id == self.phase_id)
        ids = set(self.connection.scalars(known))
        heirs = rows_of.homes(self.connection, ids)
        taken = [one for one in ids if one != unit_id and heirs.get(one) == unit_id]
        joined = rows_of.of_phase(self.connection, self.phase_id).get(unit_id, NONE) if taken else NONE
        for kind in Kind if taken else ():
            for one in taken:
                self.change(one, kind, None)
            self.change(unit_id, kind, getattr(joined, kind.value))

    def change(self, unit_id: int, kind: Kind, after: int | None) -> None:
        column = targets.c[kind.value]
        here = (targets.c.phase_id == self.phase_id) & (targets.c.unit_id == unit_id)
        before = self.connection.scalar(select(column).where(here).with_for_update())
        if before == after:
            return
        dialect = postgresql if self.connection.dialect.name == "postgresql" else sqlite
        row = dialect.insert(targets).values(phase_id=self.phase_id, unit_id=unit_id, **{kind.value: after})
        self.connection.execute(
            row.on_conflict_do_update(index_elements=["phase_id", "unit_id"], set_={kind.value: after})
        )
        if self.number is None:
            self.number = counters.reserve(self.connection, "target act", 1)[0]
        self.connection.execute(
            insert(target_changes).values(
                phase_id=self.phase_id,
                unit_id=unit_id,
                kind=kind.value,
                before=before,
                after=after,
                by_id=self.by.person_id,
                at=self.by.at,
                words=self.by.words,
                act=self.number,
                undoes=self.undoes,
            )
        )


def history(
    connection: Connection, phase_id: int, unit_ids: Sequence[int] = (), limit: int = 20
) -> list[Change]:
    """Changes of a phase's targets, the newest first; of these units only where any are named."""
    query = (
        select(target_changes, units.c.code, units.c.name, people.c.name.label("by_name"))
        .join(units, units.c.id == target_changes.c.unit_id)
        .outerjoin(people, people.c.id == target_changes.c.by_id)
        .where(target_changes.c.phase_id == phase_id)
        .order_by(target_changes.c.id.desc())
        .limit(limit)
    )
    if unit_ids:
        query = query.where(target_changes.c.unit_id.in_(list(unit_ids)))
    return [
        Change(
            unit=Unit(row.unit_id, row.code, row.name),
            kind=Kind(row.kind),
            before=row.before,
            after=row.after,
            by=row.by_name or "",
            at=row.at,
            words=row.words,
            act=row.act,
            undoes=row.undoes,
        )
        for row in connection.execute(query)
    ]


def undo(connection: Connection, phase_id: int, by: By) -> list[Change] | None:
    """Take the last act back that was not taken back yet; what changed, or None when there is none.

    Targets it changed and that were changed once more since are not there: the later act is the last one.
    """
    undone = select(target_changes.c.undoes).where(target_changes.c.undoes.is_not(None))
    last = connection.scalar(
        select(func.max(target_changes.c.act)).where(
            target_changes.c.phase_id == phase_id,
            target_changes.c.undoes.is_(None),
            target_changes.c.act.not_in(undone),
        )
    )
    if last is None:
        return None
    act = _Act(connection, phase_id, by, last)
    made = select(target_changes).where(target_changes.c.act == last).order_by(target_changes.c.id.desc())
    for row in connection.execute(made).all():
        act.change(row.unit_id, Kind(row.kind), row.before)
    return [one for one in history(connection, phase_id, limit=10_000) if one.act == act.number]


def stand(
    connection: Connection, phase_id: int, kind: Kind, expected: Iterable[tuple[int, int | None]]
) -> bool:
    """Whether these units' targets still are what somebody saw."""
    known: dict[int, Target] = rows_of.of_phase(connection, phase_id)
    return all(getattr(known.get(one, NONE), kind.value) == number for one, number in expected)


def lock(connection: Connection, phase_id: int) -> None:
    """Keep others from changing targets of this phase until the commit: two moves at once must not hand
    out the same ones."""
    connection.execute(update(targets).where(targets.c.phase_id == phase_id).values(phase_id=phase_id))
