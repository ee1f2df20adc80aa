"""Targets: divided exactly, handed about with history, taken back, and found again after a merger."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, insert, select, update

from handlers.campaigns.phase import Phase
from handlers.targets.targets import Aim, Basis, Kind, Target, divide, division, left, percent
from handlers.units import Unit
from storage import programmes, units
from storage import tables as t
from storage.campaigns import phases
from storage.targets import target_changes, targets
from storage.targets.target_changes import By
from storage.tree import operations, orders

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = datetime(2026, 5, 4, 2, 0, tzinfo=UTC)
BY = By(AT, words="so ordered")


@given(st.integers(0, 10**6), st.lists(st.integers(0, 40_000), min_size=1, max_size=60))
def test_shares_add_up_to_the_target_and_none_is_off_by_one_or_more(total: int, sizes: list[int]) -> None:
    shares = divide(total, sizes)
    whole = sum(sizes)
    if not whole:
        assert set(shares) == {0}
        return
    assert sum(shares) == total
    for share, size in zip(shares, sizes, strict=True):
        assert abs(share * whole - total * size) < whole


@given(st.integers(0, 5_000), st.integers(1, 50))
def test_equal_parts_differ_by_one_at_most(total: int, count: int) -> None:
    shares = divide(total, [1] * count)
    assert sum(shares) == total
    assert max(shares) - min(shares) <= 1


def test_what_counts_is_its_own_where_that_is_higher() -> None:
    assert Target(60_000, 130_000).counts == 130_000
    assert Target(100, 80).counts == 100
    assert Target(None, 80).counts == 80
    assert Target().counts is None
    assert percent(999, Target(1000)) == 99
    assert percent(5, Target()) is None


def test_what_is_not_handed_on_is_shown_and_what_is_too_much() -> None:
    assert left(Target(100), [Target(40), Target(20, 90)]) == 40
    assert left(Target(100), [Target(90), Target(20)]) == -10
    assert left(Target(100), [Target()]) is None


def test_units_of_unknown_size_are_named_and_get_nothing() -> None:
    known = Aim(unit=Unit(1, "A", "A"), workers=300)
    unknown = Aim(unit=Unit(2, "B", "B"))
    planned = division(10, [known, unknown], Basis.WORKERS)
    assert planned is not None
    assert [share for _, share in planned.shares] == [10, 0]
    assert planned.unsized == (unknown,)
    assert division(10, [unknown], Basis.WORKERS) is None


@pytest.fixture
def ground(engine: Engine) -> Engine:
    """A province with two districts; two factories in one of them; a phase."""
    with engine.begin() as connection:
        units.add(connection, code="T", name="Province", kind="province")
        units.add(connection, code="D1", name="First", kind="ward", parent="T")
        units.add(connection, code="D2", name="Second", kind="ward", parent="T")
        units.add(connection, code="F1", name="Sewing", kind="grassroots", parent="D1", workers=300)
        units.add(
            connection, code="F2", name="Shoes", kind="grassroots", parent="D1", workers=100, members=90
        )
        programmes.run(
            connection,
            {
                "key": "2026",
                "name": "2026",
                "slogan": "Proud",
                "prefix": "NT",
                "opens": date(2026, 1, 1),
                "closes": date(2026, 6, 30),
            },
        )
    return engine


def phase_of(connection: Connection) -> Phase:
    programme = programmes.running(connection)
    assert programme is not None
    found = phases.on(connection, programme.id, date(2026, 5, 4))
    assert found is not None
    return found


def ids(connection: Connection) -> dict[str, int]:
    return {row.code: row.id for row in connection.execute(select(t.units.c.id, t.units.c.code))}


def assigned(connection: Connection, phase: Phase) -> dict[str, int | None]:
    names = {unit_id: code for code, unit_id in ids(connection).items()}
    return {names[one]: aim.assigned for one, aim in targets.of_phase(connection, phase.id).items()}


def test_a_target_is_set_changed_and_taken_back_with_its_history(ground: Engine) -> None:
    with ground.begin() as connection:
        phase, unit = phase_of(connection), ids(connection)["F1"]
        target_changes.put(connection, phase.id, Kind.ASSIGNED, [(unit, 100)], BY)
        target_changes.put(connection, phase.id, Kind.OWN, [(unit, 120)], BY)
        assert target_changes.put(connection, phase.id, Kind.OWN, [(unit, 120)], BY) is None
        assert targets.of_phase(connection, phase.id)[unit] == Target(100, 120)
        undone = target_changes.undo(connection, phase.id, By(AT))
        assert undone is not None
        assert [(one.before, one.after) for one in undone] == [(120, None)]
        target_changes.undo(connection, phase.id, By(AT))
        assert targets.of_phase(connection, phase.id)[unit] == Target(None, None)
        assert target_changes.undo(connection, phase.id, By(AT)) is None
        assert len(target_changes.history(connection, phase.id)) == 4


def test_a_move_changes_two_units_as_one_act_and_never_below_nothing(ground: Engine) -> None:
    with ground.begin() as connection:
        phase, known = phase_of(connection), ids(connection)
        target_changes.put(connection, phase.id, Kind.ASSIGNED, [(known["F1"], 50), (known["F2"], 10)], BY)
        assert not target_changes.move(connection, phase.id, known["F1"], known["F2"], 51, BY)
        assert not target_changes.move(connection, phase.id, known["F1"], known["F1"], 5, BY)
        assert target_changes.move(connection, phase.id, known["F1"], known["F2"], 20, BY)
        assert assigned(connection, phase) == {"F1": 30, "F2": 30}
        newest = target_changes.history(connection, phase.id, [known["F1"]])[0]
        assert (newest.before, newest.after, newest.words) == (50, 30, "so ordered")
        target_changes.undo(connection, phase.id, By(AT))
        assert assigned(connection, phase) == {"F1": 50, "F2": 10}


def test_sizes_of_a_district_are_those_of_its_factories(ground: Engine) -> None:
    with ground.begin() as connection:
        phase, known = phase_of(connection), ids(connection)
        first, second = targets.below(connection, phase, known["T"], ZONE)
        assert (first.unit.code, first.workers, first.members) == ("D1", 400, 90)
        assert (second.workers, second.members) == (None, None)


def test_valid_ones_are_counted_by_the_moment_that_counts(ground: Engine) -> None:
    with ground.begin() as connection:
        phase, known = phase_of(connection), ids(connection)
        connection.execute(insert(t.people).values(id=1, created_at=AT))
        late = datetime(2026, 6, 30, 17, 10, tzinfo=UTC)  # ten past midnight in Vietnam: in its grace
        for number, (status, sent, counted) in enumerate(
            [
                ("valid", AT, AT),
                ("submitted", AT, AT),
                ("valid", late, late),
                ("valid", late, datetime(2026, 6, 30, 16, 59, 59, tzinfo=UTC)),
            ],
            start=1,
        ):
            connection.execute(
                insert(t.initiatives).values(
                    number=number,
                    code=f"NT-{number}",
                    author_id=1,
                    unit_id=known["F1"],
                    programme_id=phase.programme_id,
                    status=status,
                    title="",
                    answers={},
                    form_version=1,
                    submitted_at=sent,
                    updated_at=sent,
                    counted_at=counted,
                )
            )
        top = targets.aim(connection, phase, known["T"], ZONE)
        assert top is not None
        assert top.valid == 2


def merge(connection: Connection, code: str, into: str) -> None:
    order = orders.Merge(unit=code, into=into)
    done = operations.perform(connection, order, today=date(2026, 5, 4), at=AT)
    assert isinstance(done, orders.Done), done


def test_after_a_merger_the_target_is_read_at_the_unit_that_stands_there(ground: Engine) -> None:
    with ground.begin() as connection:
        phase, known = phase_of(connection), ids(connection)
        given_out = [(known["T"], 500), (known["F1"], 50), (known["F2"], 30), (known["D1"], 80)]
        target_changes.put(connection, phase.id, Kind.ASSIGNED, given_out, BY)
        target_changes.put(connection, phase.id, Kind.OWN, [(known["F2"], 45)], BY)
        merge(connection, "F2", "F1")
        joined = targets.of_phase(connection, phase.id)[known["F1"]]
        assert joined == Target(80, 95)
        # A new number is for all of it, and the history tells what was joined.
        target_changes.put(connection, phase.id, Kind.ASSIGNED, [(known["F1"], 70)], BY)
        assert targets.of_phase(connection, phase.id)[known["F1"]] == Target(70, 95)
        target_changes.undo(connection, phase.id, By(AT))
        assert targets.of_phase(connection, phase.id)[known["F1"]] == Target(80, 95)


def test_what_a_unit_above_takes_over_was_in_its_target_all_along(ground: Engine) -> None:
    with ground.begin() as connection:
        phase, known = phase_of(connection), ids(connection)
        target_changes.put(connection, phase.id, Kind.ASSIGNED, [(known["T"], 500), (known["D2"], 80)], BY)
        merge(connection, "D2", "T")
        assert assigned(connection, phase) == {"T": 500}


def test_two_officers_who_saw_the_same_number_do_not_both_change_it(ground: Engine) -> None:
    with ground.begin() as connection:
        phase, unit = phase_of(connection), ids(connection)["F1"]
        target_changes.put(connection, phase.id, Kind.ASSIGNED, [(unit, 100)], BY)
        assert target_changes.stand(connection, phase.id, Kind.ASSIGNED, [(unit, 100)])
        connection.execute(update(t.targets).values(assigned=120))
        assert not target_changes.stand(connection, phase.id, Kind.ASSIGNED, [(unit, 100)])
