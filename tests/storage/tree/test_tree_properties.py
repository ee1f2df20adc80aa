"""Whatever is done to the tree, in whatever order and dated however: it stays a tree, and its past stays."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from kit.databases import fresh_sqlite
from sqlalchemy import Connection, insert, select

from storage import tables as t
from storage import units
from storage.tree import counts, operations, undoing
from storage.tree.footing import NEVER_STOOD
from storage.tree.orders import Amend, Create, Dissolve, Done, Merge, Move, Order, Part, Rename, Split

pytestmark = pytest.mark.slow

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
BEGAN = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
#: Days whose figures must stay, and the phase they are of.
PAST = [date(2026, 2, 1), date(2026, 2, 20), date(2026, 3, 1), date(2026, 3, 9)]
PHASE = date(2026, 1, 1), date(2026, 12, 31)

numbers = st.integers(0, 30)
acts = st.tuples(
    st.sampled_from(
        ["create", "over", "rename", "recode", "move", "merge", "dissolve", "split", "amend", "join", "send"]
    ),
    numbers,
    numbers,
    numbers,
    st.integers(-40, 10),
    st.sampled_from(["", "", "undo", "undo_other"]),
)


class Walk:
    """A federation on its way through random changes."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.now, self.fresh = connection, BEGAN, 0
        self.printed: set[str] = set()
        for code, parent in (("ROOT", None), ("P1", "ROOT"), ("P2", "ROOT"), ("A1", "P1"), ("B1", "P2")):
            units.add(connection, code=code, name=f"Đơn vị {code}", kind="grassroots", parent=parent)
            self.printed.add(code)
        for place in range(4):
            self.join(place)
            self.send(place)

    def code(self, place: int) -> str:
        standing = select(t.units.c.code).where(t.units.c.until.is_(None)).order_by(t.units.c.id)
        codes = list(self.connection.scalars(standing))
        return codes[place % len(codes)]

    def next_code(self) -> str:
        self.fresh += 1
        return f"N{self.fresh:03}"

    def join(self, place: int) -> None:
        unit = units.by_codes(self.connection, [self.code(place)])
        unit_id = next(iter(unit.values())).id
        self.connection.execute(insert(t.people).values(unit_id=unit_id, created_at=self.now))

    def send(self, place: int) -> None:
        people = self.connection.execute(select(t.people).order_by(t.people.c.id)).all()
        author = people[place % len(people)]
        self.fresh += 1
        self.connection.execute(
            insert(t.initiatives).values(
                number=self.fresh,
                code=f"S{self.fresh}",
                author_id=author.id,
                unit_id=author.unit_id,
                status=("valid", "submitted", "withdrawn")[place % 3],
                title="x",
                answers={},
                form_version=1,
                submitted_at=self.now,
                updated_at=self.now,
            )
        )

    def order(self, kind: str, a: int, b: int, c: int) -> Order:
        one, two, three = self.code(a), self.code(b), self.code(c)
        match kind:
            case "create":
                return Create(code=self.next_code(), name="Mới", parent=one, dated=bool(c % 3))
            case "over":
                return Create(code=self.next_code(), name="Gốc mới", over=True)
            case "rename":
                return Rename(unit=one, name=f"Tên {b}")
            case "recode":
                former = sorted(self.printed)[b % len(self.printed)]
                return Rename(unit=one, code=former if c % 2 else self.next_code())
            case "move":
                return Move(unit=one, parent=two)
            case "merge":
                return Merge(unit=one, into=two)
            case "dissolve":
                return Dissolve(unit=one, people_to=two, units_to=three)
            case "split":
                below = select(t.units.c.code).where(
                    t.units.c.parent_id
                    == select(t.units.c.id).where(t.units.c.code == one).scalar_subquery(),
                    t.units.c.until.is_(None),
                )
                children = tuple(self.connection.scalars(below.order_by(t.units.c.id)))[: b % 3]
                return Split(unit=one, parts=(Part(code=self.next_code(), name="Tách", children=children),))
            case _:
                return Amend(unit=one, members=b, sort="section" if c % 2 else None)

    def figures(self, day: date) -> list[Any]:
        lines = counts.count(self.connection, *PHASE, as_of=day, zone=ZONE)
        # What a unit is today may change; what it was and what it had may not.
        return [(line.unit, line.depth, line.sent, line.valid, line.waiting, line.authors) for line in lines]

    def picture(self) -> list[Any]:
        """Everything but units that never stood, and the log."""
        named = [one for one in t.placements.c if one.name != "id"]
        return [
            self.connection.execute(select(t.units).where(~NEVER_STOOD).order_by(t.units.c.id)).all(),
            sorted(self.connection.execute(select(*named)).all(), key=repr),
            self.connection.execute(select(t.unit_aliases).order_by(t.unit_aliases.c.code)).all(),
            self.connection.execute(select(t.people.c.id, t.people.c.unit_id).order_by(t.people.c.id)).all(),
        ]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("trees")


def walking(folder: Path) -> Iterator[Walk]:
    with fresh_sqlite(folder) as engine, engine.connect() as connection:
        yield Walk(connection)
        connection.rollback()


@given(st.lists(acts, min_size=6, max_size=16))
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
def test_the_tree_stays_a_tree_and_its_past_stays_as_it_was(folder: Path, steps: list[Any]) -> None:
    for walk in walking(folder):
        for step in steps:
            take(walk, *step)


def take(walk: Walk, kind: str, a: int, b: int, c: int, days: int, then: str) -> None:
    walk.now += timedelta(hours=7)
    today = walk.now.astimezone(ZONE).date()
    if kind == "join":
        walk.join(a)
    elif kind == "send":
        walk.send(a)
    else:
        before, effective = walk.picture(), today + timedelta(days=days)
        past = {day: walk.figures(day) for day in PAST if day < effective}
        asked = walk.order(kind, a, b, c)
        done = operations.perform(walk.connection, asked, today=today, at=walk.now, effective=effective)
        event(f"{kind}: {'done' if isinstance(done, Done) else done.why}")
        if not isinstance(done, Done) or done.planned:
            assert walk.picture() == before
        else:
            if not (isinstance(asked, Create) and not asked.dated):
                assert {day: walk.figures(day) for day in past} == past
            if then == "undo":
                assert not isinstance(undo(walk, done.change_id), str)
                assert walk.picture() == before
    if then == "undo_other":
        undo(walk, 1 + b % 5)
    outcomes = operations.carry_out(walk.connection, today, walk.now + timedelta(minutes=1))
    if outcomes:
        event("carried out what was planned")
    sound(walk)


def undo(walk: Walk, change_id: int) -> Any:
    past = {day: walk.figures(day) for day in PAST}
    row = walk.connection.execute(select(t.unit_changes).where(t.unit_changes.c.id == change_id)).first()
    undone = undoing.undo(walk.connection, change_id, at=walk.now)
    if isinstance(undone, undoing.Refused):
        event(f"not undone: {undone.why}")
        return undone.why
    event("undone")
    assert row is not None
    dated = not (row.kind == "create" and row.body["asked"].get("dated") is False)
    kept = {day: figures for day, figures in past.items() if day < row.effective and dated}
    assert {day: walk.figures(day) for day in kept} == kept
    # What was called off has not been printed for long.
    for new in undone.after.values():
        walk.printed.discard(str(new.get("code")))
    return undone


def sound(walk: Walk) -> None:
    rows = {row.id: row for row in walk.connection.execute(select(t.units))}
    standing = {one for one, row in rows.items() if row.until is None}
    walk.printed |= {rows[one].code for one in standing}
    assert len([one for one in standing if rows[one].parent_id is None]) == 1
    for one, row in rows.items():
        chain, above = [one], row.parent_id
        while above is not None:
            assert above not in chain, "a circle"
            chain.append(above)
            above = rows[above].parent_id
        assert row.path == "/" + "".join(f"{step}/" for step in reversed(chain))
        assert row.until is not None or row.parent_id is None or row.parent_id in standing
    found = units.by_codes(walk.connection, walk.printed)
    assert {code for code in walk.printed if code.lower() not in found} == set()
    assert {unit.id for unit in found.values()} <= standing
    at_ended = select(t.people.c.id).join(t.units, t.units.c.id == t.people.c.unit_id)
    assert walk.connection.execute(at_ended.where(t.units.c.until.is_not(None))).all() == []
    spells(walk, rows, standing)


def spells(walk: Walk, rows: dict[int, Any], standing: set[int]) -> None:
    """Placements of a unit never overlap, the last is what it is today, and what it stood below stood."""
    held: dict[int, list[Any]] = {}
    for row in walk.connection.execute(select(t.placements).order_by(t.placements.c.id)):
        held.setdefault(row.unit_id, []).append(row)
    for one, placed in held.items():
        for earlier, later in pairwise(placed):
            assert earlier.until == later.since
        last, now = placed[-1], rows[one]
        assert (last.until is None) == (one in standing)
        if one in standing:
            assert (last.parent_id, last.code, last.name, last.kind) == (
                now.parent_id,
                now.code,
                now.name,
                now.kind,
            )
    for day in PAST:
        stood = {
            row.unit_id: row.parent_id
            for placed in held.values()
            for row in placed
            if (row.since is None or row.since <= day) and (row.until is None or row.until > day)
        }
        assert all(parent is None or parent in stood for parent in stood.values())
        for one in stood:
            seen: set[int] = set()
            above: int | None = one
            while above is not None:
                assert above not in seen, "a circle in the past"
                seen.add(above)
                above = stood[above]
