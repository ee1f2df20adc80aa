"""The lists officers get are what they would be if everything were read and sorted, on both databases."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, insert, select

from handlers.events import Commanded
from handlers.officers.queue import queue_facts
from handlers.officers.queue.queue_facts import LATE
from handlers.officers.queue.queue_filter import Filter
from handlers.person import Person, Post, Role
from handlers.speaker import Asked, Speaker
from storage import tables as t
from storage import units
from storage.review import queue, waiting

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
STATUSES = ("submitted", "sent_back", "refused", "endorsed", "recognised", "asked", "returned", "valid")
ME, OTHER = 1, 2
FILTERS = [
    Filter(),
    Filter("mine"),
    Filter("free"),
    Filter(late=True),
    Filter(fdi=True),
    Filter(lacking=True),
    Filter("free", returned=True),
    Filter("mine", late=True, lacking=True),
    Filter(below=True),
    Filter(unit_id=2),
    Filter(late=True, fdi=True, unit_id=2),
]


@pytest.fixture
def province(engine: Engine) -> Any:
    """One upper union, two factories, another upper union; two programmes; four hundred initiatives."""
    with engine.begin() as connection:
        units.add(connection, code="TINH", name="Tỉnh", kind="province")
        units.add(connection, code="KCN", name="Khu", kind="board", parent="TINH")
        units.add(connection, code="MAY", name="May", kind="grassroots", parent="KCN", fdi=True)
        units.add(connection, code="TOM", name="Tôm", kind="grassroots", parent="KCN")
        units.add(connection, code="NGANH", name="Ngành", kind="board", parent="TINH")
        shared = {"name": "x", "slogan": "x", "prefix": "NT"}
        connection.execute(
            insert(t.programmes),
            [
                shared | {"key": "one", "levels": 1, "recognition": False},
                shared | {"key": "two", "levels": 2, "recognition": True},
            ],
        )
        people = [{"name": f"Người {number}", "created_at": NOW} for number in range(1, 6)]
        connection.execute(insert(t.people), people)
        draw = Random(7)  # noqa: S311 - the same rows every time
        connection.execute(insert(t.initiatives), [_row(draw, number) for number in range(1, 401)])
        yield connection


def _row(draw: Random, number: int) -> dict[str, Any]:
    held = draw.random() < 0.2
    since = NOW - timedelta(hours=draw.randrange(0, 200))
    return {
        "number": number,
        "code": f"NT-{number:06d}",
        "author_id": draw.randrange(3, 6),
        "unit_id": draw.choice([None, 2, 3, 3, 3, 4, 4, 5]),
        "programme_id": draw.choice([None, 1, 2, 2]),
        "status": draw.choice(STATUSES),
        "title": f"Dưỡng {number}",
        "answers": {},
        "form_version": 1,
        "submitted_at": since,
        "updated_at": since,
        "lacking": draw.random() < 0.3,
        "returns": draw.choice([0, 0, 1, 2]),
        "claimed_by": draw.choice([ME, OTHER]) if held else None,
        "claimed_until": NOW + timedelta(minutes=draw.randrange(-20, 20)) if held else None,
    }


def officer(unit: int, role: Role) -> Person:
    return Person(id=ME, name="Hạnh", posts=(Post(unit, "x", role, 1),))


def ask(connection: Connection, who: Person, argument: str) -> queue_facts.QueueFacts:
    event = Commanded(conversation="web:a:b", at=NOW, name="queue", argument=argument)
    (facts,) = queue.load_queue(connection, [Asked(event, Speaker(conversation="web:a:b", person=who))])
    return facts


def read_on(connection: Connection, who: Person, part: Filter) -> list[int]:
    """All pages, one after the other."""
    facts, numbers = ask(connection, who, part.packed or "1"), []
    while facts.rows and len(numbers) < 500:
        assert facts.before == min(len(numbers), waiting.CAP)
        numbers += [row.number for row in facts.rows]
        last = facts.rows[-1]
        facts = ask(connection, who, queue_facts.beside("after", last.since, last.id, part.packed))
        if facts.rows and facts.rows[0].number == numbers[0]:
            break  # behind the last page comes the first
    return numbers


def expected(connection: Connection, who: Person, part: Filter) -> list[int]:
    """The same in plain words."""
    below = {1: {2, 3, 4, 5}, 2: {2, 3, 4}, 3: {3}, 5: {5}}[who.posts[0].unit_id]
    reached = {**dict.fromkeys(below, True), None: True}
    rows = connection.execute(select(t.initiatives).order_by(t.initiatives.c.updated_at, t.initiatives.c.id))
    upper = who.posts[0].role in (Role.UPPER, Role.PROVINCE)
    wanted = []
    for row in rows:
        two = row.programme_id == 2
        mine = row.status in ("submitted", "sent_back", "refused", "endorsed")
        if two and upper:
            fits = row.status == "recognised" if not part.below else mine
        else:
            fits = (mine or (row.status == "recognised" and not two)) and not part.below
        held = row.claimed_by is not None and row.claimed_until > NOW
        tabs = {"all": True, "mine": held and row.claimed_by == ME, "free": not held}
        fits = fits and reached.get(row.unit_id, False) and tabs[part.tab]
        fits = fits and (not part.late or NOW - row.updated_at > LATE)
        fits = fits and (not part.lacking or row.lacking) and (not part.returned or row.returns > 0)
        fits = fits and (not part.fdi or row.unit_id == 3)
        fits = fits and (part.unit_id is None or (row.unit_id in {2, 3, 4} and row.unit_id in below))
        if fits:
            wanted.append(row.number)
    return wanted


@pytest.mark.parametrize("cap", [1000, 6])
@pytest.mark.parametrize("part", FILTERS, ids=lambda part: part.packed or "all")
def test_every_part_of_the_list_is_whole_and_in_order(
    province: Connection, monkeypatch: pytest.MonkeyPatch, part: Filter, cap: int
) -> None:
    # A low cap takes the way that is meant for hundreds of thousands.
    monkeypatch.setattr(waiting, "CAP", cap)
    monkeypatch.setattr(queue, "CAP", cap)
    for unit, role in ((1, Role.PROVINCE), (2, Role.UPPER), (3, Role.GRASSROOTS), (5, Role.UPPER)):
        who = officer(unit, role)
        if part.below and role is Role.GRASSROOTS:
            continue  # nothing is below a grassroots union: it sees its own list
        wanted = expected(province, who, part)
        assert read_on(province, who, part) == wanted, (unit, role)
        facts = ask(province, who, part.packed or "1")
        assert facts.waiting == min(len(wanted), cap)


def test_whoever_only_looks_sees_what_waits_for_anybody(province: Connection) -> None:
    facts = ask(province, officer(2, Role.OBSERVER), "1")
    statuses = ("submitted", "sent_back", "refused", "endorsed", "recognised")
    rows = province.execute(select(t.initiatives).where(t.initiatives.c.status.in_(statuses)))
    assert facts.waiting == sum(row.unit_id in (None, 2, 3, 4) for row in rows)


def test_a_unit_outside_ones_branch_shows_nothing(province: Connection) -> None:
    facts = ask(province, officer(3, Role.GRASSROOTS), Filter(unit_id=5).packed)
    assert (facts.rows, facts.waiting, facts.unknown) == ((), 0, "5")


def test_the_next_one_is_the_oldest_that_can_be_decided(province: Connection) -> None:
    who = officer(3, Role.GRASSROOTS)
    first = expected(province, who, Filter())
    rows = {row.number: row for row in province.execute(select(t.initiatives))}
    free = [
        number
        for number in first
        if not (rows[number].claimed_by == OTHER and rows[number].claimed_until > NOW)
    ]
    assert queue.next_waiting(province, who, NOW, None) == free[0]
    assert queue.next_waiting(province, who, NOW, rows[free[0]].id) == free[1]
