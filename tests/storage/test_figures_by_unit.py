"""Figures of every unit are what somebody would count by going through the initiatives one by one."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, insert, select, update

from handlers.results.figures import Board, Figures
from storage import tables as t
from storage.results import boards

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
OPENS, CLOSES = date(2026, 5, 1), date(2026, 5, 31)
NOW = datetime(2026, 5, 20, 12, 0, tzinfo=ZONE)
FIRST = datetime(2026, 5, 1, tzinfo=ZONE)
LAST = datetime(2026, 6, 1, tzinfo=ZONE) - timedelta(microseconds=1)
MOMENTS = (FIRST, FIRST - timedelta(microseconds=1), NOW, LAST, LAST + timedelta(microseconds=1))
SENT = ("submitted", "returned", "endorsed", "asked", "recognised", "valid", "not_valid")
EVERY = (*SENT, "refused", "sent_back", "withdrawn", "merged")


@dataclass
class Written:
    """One initiative of the naive count; `also` are its joint authors."""

    author: int
    unit: int | None
    status: str
    at: datetime
    benefit: int | None
    corrected: int | None
    code: str | None
    returns: int
    hours: int | None
    ours: bool
    also: list[int] = field(default_factory=list)


@st.composite
def federations(
    draw: Any,
) -> tuple[list[int | None], list[dict[str, bool]], list[bool | None], list[Written]]:
    """A tree (each unit's parent), what each unit is, people, and what they wrote."""
    size = draw(st.integers(1, 7))
    parents = [None, *(draw(st.integers(1, unit - 1)) for unit in range(2, size + 1))]
    kinds = [
        {
            "fdi": draw(st.booleans()),
            "enterprise": draw(st.booleans()),
            "ended": unit > 1 and draw(st.booleans()),
        }
        for unit in range(1, size + 1)
    ]
    people = draw(st.lists(st.sampled_from((True, False, None)), min_size=1, max_size=5))
    person = st.integers(1, len(people))
    written = st.builds(
        Written,
        author=person,
        unit=st.one_of(st.none(), *[st.integers(1, size)] * 8),
        status=st.sampled_from(EVERY),
        at=st.sampled_from(MOMENTS),
        benefit=st.one_of(st.none(), st.integers(0, 10**10)),
        corrected=st.one_of(st.none(), st.integers(0, 10**10)),
        code=st.one_of(st.none(), st.just("P1")),
        returns=st.integers(0, 2),
        hours=st.one_of(st.none(), st.integers(0, 40)),
        ours=st.integers(0, 5).map(bool),
        also=st.lists(person, max_size=2),
    )
    return parents, kinds, people, draw(st.lists(written, max_size=14))


def write(connection: Connection, federation: Any) -> None:
    parents, kinds, people, written = federation
    for table in (t.joint_authors, t.initiatives, t.people, t.phases, t.units, t.programmes):
        connection.execute(delete(table))
    paths: dict[int, str] = {}
    for unit, parent in enumerate(parents, 1):
        paths[unit] = f"{paths[parent] if parent else '/'}{unit}/"
        ended = kinds[unit - 1]["ended"]
        connection.execute(
            insert(t.units).values(
                id=unit,
                code=f"U{unit}",
                name=f"Unit {unit}",
                kind="base",
                parent_id=parent,
                path=paths[unit],
                fdi=kinds[unit - 1]["fdi"],
                enterprise=kinds[unit - 1]["enterprise"],
                until=date(2026, 4, 1) if ended else None,
                merged_into=parent if ended else None,
            )
        )
    for number, direct in enumerate(people, 1):
        home = 1 + number % len(parents)
        connection.execute(insert(t.people).values(id=number, direct=direct, unit_id=home, created_at=NOW))
    for one in (1, 2):
        connection.execute(
            insert(t.programmes).values(
                id=one, key=f"p{one}", name=f"P{one}", slogan="Proud", prefix="NT", active=one == 1
            )
        )
    connection.execute(
        insert(t.phases).values(id=1, programme_id=1, key="a", name="A", opens=OPENS, closes=CLOSES)
    )
    for number, one in enumerate(written, 1):
        connection.execute(insert(t.initiatives).values(**row(number, one)))
    for number, one in enumerate(written, 1):
        for place, person in enumerate(one.also):
            connection.execute(
                insert(t.joint_authors).values(
                    initiative_id=number, person_id=person, from_id=1 + (number + place) % len(written)
                )
                if len(written) > 1
                else select(1)
            )


def row(number: int, one: Written) -> dict[str, Any]:
    return {
        "id": number,
        "number": number,
        "code": f"NT-{number:06d}",
        "author_id": one.author,
        "unit_id": one.unit,
        "programme_id": 1 if one.ours else 2,
        "status": one.status,
        "title": "A guard",
        "answers": {},
        "form_version": 1,
        "submitted_at": one.at,
        "counted_at": one.at,
        "updated_at": one.at,
        "benefit": one.benefit,
        "benefit_corrected": one.corrected,
        "portal_code": one.code and f"{one.code}-{number}",
        "returns": one.returns,
        "answer_hours": one.hours,
    }


def naive(federation: Any, top: int) -> Figures:
    """By going through everything, one after the other."""
    parents, kinds, people, written = federation
    inside = {unit for unit in range(1, len(parents) + 1) if top in above(parents, unit)}
    mine = [
        one
        for one in written
        if one.ours
        and one.unit in inside
        and FIRST <= one.at <= LAST
        and one.status not in ("withdrawn", "merged")
    ]
    alone = len(written) < 2
    authors = {(who, one.unit) for one in mine for who in (one.author, *(() if alone else one.also))}
    submitters = {who for who, _ in authors}
    valid = [one for one in mine if one.status == "valid"]
    hours = sorted(one.hours for one in mine if one.hours is not None)
    middle = len(hours) // 2
    return Figures(
        registered=sum(1 + number % len(parents) in inside for number in range(1, len(people) + 1)),
        submitters=len(submitters),
        submissions=len(mine),
        endorsed=sum(one.status in ("endorsed", "asked", "refused", "recognised", "valid") for one in mine),
        recognised=sum(one.status == "recognised" for one in mine),
        valid=len(valid),
        on_portal=sum(one.code is not None for one in mine),
        value=sum((one.corrected if one.corrected is not None else one.benefit) or 0 for one in valid),
        direct=sum(people[who - 1] is True for who in submitters),
        enterprises=len({who for who, unit in authors if kinds[(unit or 0) - 1]["enterprise"]}),
        fdi=len({who for who, unit in authors if kinds[(unit or 0) - 1]["fdi"]}),
        decided=sum(one.status in ("valid", "not_valid") for one in mine),
        first_pass=sum(one.returns == 0 for one in valid),
        answered_in=(hours[middle] + hours[~middle]) / 2 if hours else None,
        told=sum(people[who - 1] is not None for who in submitters),
        answers=len(hours),
        in_time=sum(one <= 24 for one in hours),
        most=max(Counter(one.author for one in mine).values(), default=0),
    )


def above(parents: list[int | None], unit: int) -> set[int]:
    found: set[int] = set()
    one: int | None = unit
    while one is not None:
        found.add(one)
        one = parents[one - 1]
    return found


def shown(connection: Connection, unit: int = 1) -> Board:
    board = boards.board(connection, unit, now=NOW, zone=ZONE)
    assert board is not None
    return board


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(federation=federations())
def test_every_unit_has_what_one_would_count_by_hand(engine: Engine, federation: Any) -> None:
    parents, kinds, *_ = federation
    with engine.begin() as connection:
        write(connection, federation)
        for unit in range(1, len(parents) + 1):
            board = shown(connection, unit)
            assert board.top.figures == naive(federation, unit)
            below = [
                one for one, parent in enumerate(parents, 1) if parent == unit and not kinds[one - 1]["ended"]
            ]
            assert {line.unit.id: line.figures for line in board.lines} == {
                one: naive(federation, one) for one in below
            }


def small(connection: Connection, *written: Written) -> None:
    kinds = [{"fdi": False, "enterprise": True, "ended": False} for _ in range(3)]
    write(connection, ([None, 1, 1], kinds, [None, None], list(written)))


def sent(unit: int | None, status: str = "valid", author: int = 1) -> Written:
    return Written(author, unit, status, NOW, None, None, None, 0, None, True)


def test_an_author_in_two_factories_counts_once_above_them(engine: Engine) -> None:
    with engine.begin() as connection:
        small(connection, sent(2), sent(3), sent(3, author=2))
        board = shown(connection)
        assert [line.figures.submitters for line in board.lines] == [1, 2]
        assert (board.top.figures.submitters, board.top.figures.submissions) == (2, 3)
        assert board.top.figures.most == 2


def test_what_came_from_an_unknown_unit_is_told_apart(engine: Engine) -> None:
    with engine.begin() as connection:
        small(connection, sent(2), sent(None))
        assert (shown(connection).unplaced, shown(connection).top.figures.submissions) == (1, 1)


def test_a_unit_that_ended_counts_where_it_hangs_today(engine: Engine) -> None:
    with engine.begin() as connection:
        small(connection, sent(2), sent(3))
        connection.execute(
            update(t.units)
            .where(t.units.c.id == 3)
            .values(until=date(2026, 5, 10), merged_into=2, parent_id=2, path="/1/2/3/")
        )
        (line,) = shown(connection).lines
        assert (line.unit.id, line.figures.valid) == (2, 2)


def test_what_counts_is_the_units_own_target_where_it_is_higher(engine: Engine) -> None:
    with engine.begin() as connection:
        small(connection, sent(2))
        for unit, assigned, own in ((1, 10, None), (2, 4, 5), (3, 4, 2)):
            connection.execute(insert(t.targets).values(phase_id=1, unit_id=unit, assigned=assigned, own=own))
        board = shown(connection)
        assert [board.top.target, *(line.target for line in board.lines)] == [10, 5, 4]
        assert board.lines[0].percent == 20


def test_workers_above_are_those_of_the_units_below_where_no_number_is_set(engine: Engine) -> None:
    with engine.begin() as connection:
        small(connection)
        connection.execute(update(t.units).where(t.units.c.id == 2).values(workers=300, members=200))
        connection.execute(update(t.units).where(t.units.c.id == 3).values(members=50))
        assert shown(connection).top.workers == 350


def test_figures_say_as_of_when_they_are(engine: Engine) -> None:
    with engine.begin() as connection:
        small(connection)
        assert shown(connection).as_of == NOW
        assert boards.board(connection, 99, now=NOW, zone=ZONE) is None
        connection.execute(delete(t.phases))
        assert boards.board(connection, 1, now=datetime(2026, 5, 1, tzinfo=UTC), zone=ZONE) is None


def test_a_very_large_board_is_counted_once_a_minute_and_says_when(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(boards, "LARGE", 2)
    with engine.begin() as connection:
        small(connection, sent(2), sent(3))
        first = shown(connection)
        connection.execute(update(t.initiatives).values(status="withdrawn"))
        soon = boards.board(connection, 1, now=NOW + timedelta(seconds=59), zone=ZONE)
        assert soon == first
        later = boards.board(connection, 1, now=NOW + timedelta(minutes=1), zone=ZONE)
        assert later is not None
        assert (later.top.figures.submissions, later.as_of) == (0, NOW + timedelta(minutes=1))
