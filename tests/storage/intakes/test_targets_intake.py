"""The sheet of targets sent in: set with their history, told to the units, taken back as one."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit.federation import appoint, found
from kit.house import House, Phone
from kit.intaking import Sheet, notes, states
from sqlalchemy import Engine, select, update

from handlers.person import Role
from storage import tables as t
from storage.intakes.targets import COLUMNS, TARGETS
from storage.targets import target_changes
from storage.targets.target_changes import By

SHEET = Sheet(TARGETS)
check, do = SHEET.check, SHEET.do


@pytest.fixture
def house(engine: Engine) -> House:
    found(engine)
    return House(engine)


@pytest.fixture
def officer(house: House) -> Phone:
    return appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")


@pytest.fixture
def zone_officer(house: House) -> Phone:
    return appoint(house, house.person("binh"), "KCN", "Phan Thanh Bình")


def target(house: House, code: str) -> Any:
    with house.engine.connect() as connection:
        return connection.execute(
            select(t.targets.c.assigned, t.targets.c.own)
            .join(t.units, t.units.c.id == t.targets.c.unit_id)
            .where(t.units.c.code == code)
        ).first()


BOTH = ({"unit": "MAYTL", "assigned": 40}, {"unit": "TOMBV", "assigned": "1.200"})


def test_targets_are_set_with_their_history_and_told(
    house: House, officer: Phone, zone_officer: Phone
) -> None:
    plan = check(house, zone_officer, *BOTH)
    assert states(plan) == ["change", "change"]
    assert "2 assigned: Được giao: chưa có → 40" in notes(plan)
    assert [one.state for one in do(house, zone_officer, plan)] == ["change", "change"]
    assert target(house, "MAYTL").assigned == 40
    assert target(house, "TOMBV").assigned == 1200
    officer.sees("40")
    history = house.rows(t.target_changes)
    assert {one.by_id for one in history} == {zone_officer.row().id}
    assert len({one.act for one in history}) == 1


def test_the_whole_file_is_taken_back_as_one(house: House, zone_officer: Phone) -> None:
    do(house, zone_officer, check(house, zone_officer, *BOTH))
    (phase,) = {one.phase_id for one in house.rows(t.target_changes)}
    with house.engine.begin() as connection:
        undone = target_changes.undo(connection, phase, By(house.now))
    assert undone is not None
    assert len(undone) == 2
    assert target(house, "MAYTL").assigned is None
    assert target(house, "TOMBV").assigned is None


def test_the_same_numbers_again_change_nothing(house: House, zone_officer: Phone) -> None:
    plan = check(house, zone_officer, *BOTH)
    do(house, zone_officer, plan)
    assert states(check(house, zone_officer, *BOTH)) == ["same", "same"]
    assert [one.state for one in do(house, zone_officer, plan, "intake:2")] == ["same", "same"]
    assert len(house.rows(t.target_changes)) == 2


def test_a_target_is_assigned_from_above_and_set_by_the_unit_itself(
    house: House, officer: Phone, zone_officer: Phone
) -> None:
    assert states(check(house, officer, {"unit": "MAYTL", "own": 50})) == ["change"]
    mine = check(house, officer, {"unit": "MAYTL", "assigned": 50})
    assert "2 assigned: Đồng chí chỉ giao chỉ tiêu cho đơn vị bên dưới" in notes(mine)
    assert states(check(house, zone_officer, {"unit": "KCN", "assigned": 50})) == ["wrong"]
    assert states(check(house, None, {"unit": "TINH", "assigned": 5000})) == ["change"]
    assert "không thuộc đơn vị của đồng chí" in notes(check(house, officer, {"unit": "TOMBV", "own": 5}))


def test_who_sets_no_targets_is_refused(house: House) -> None:
    helper = appoint(house, house.person("gd"), "MAYTL", "Giúp Đỡ Viên")
    with house.engine.begin() as connection:
        connection.execute(update(t.officers).values(role=Role.HELPER.value))
    assert "giao chỉ tiêu bằng tệp" in check(house, helper, *BOTH).refused


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"unit": "MAYTL", "assigned": "nhiều"}, "2 assigned: “nhiều” không phải là một số"),
        ({"unit": "MAYTL", "assigned": -4}, "2 assigned: "),
        ({"unit": "MAYTL", "assigned": 1.5}, "2 assigned: "),
        ({"unit": "MAYTL", "assigned": True}, "2 assigned: "),
        ({"unit": None, "assigned": 4}, "2 unit: Thiếu đơn vị"),
        ({"unit": "XYZ12", "assigned": 4}, "2 unit: Không thấy đơn vị"),
        ({"unit": "MAYTL", "phase": "Chương trình thửa", "assigned": 4}, "Có phải “Chương trình thử”?"),
    ],
)
def test_wrong_cells_are_named(
    house: House, zone_officer: Phone, cells: Mapping[str, Any], told: str
) -> None:
    plan = check(house, zone_officer, cells)
    assert states(plan) == ["wrong"]
    assert told in notes(plan)


def test_a_unit_that_stands_twice_is_refused_once(house: House, zone_officer: Phone) -> None:
    plan = check(house, zone_officer, BOTH[0], {**BOTH[0], "assigned": 41}, {"unit": "TOMBV"})
    assert states(plan) == ["change", "wrong"]
    assert "đã có ở dòng 2" in notes(plan)


def test_what_somebody_changed_meanwhile_is_left_alone(house: House, zone_officer: Phone) -> None:
    plan = check(house, zone_officer, *BOTH)
    do(house, zone_officer, check(house, zone_officer, {"unit": "MAYTL", "assigned": 7}), "intake:7")
    assert [one.state for one in do(house, zone_officer, plan, "intake:8")] == ["conflict", "change"]
    assert target(house, "MAYTL").assigned == 7
    assert target(house, "TOMBV").assigned == 1200


def test_a_nought_takes_a_target_away(house: House, zone_officer: Phone) -> None:
    do(house, zone_officer, check(house, zone_officer, *BOTH))
    plan = check(house, zone_officer, {"unit": "MAYTL", "assigned": 0})
    do(house, zone_officer, plan, "intake:2")
    assert target(house, "MAYTL").assigned is None


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.text(max_size=40),
    st.sampled_from(["MAYTL", "KCN", "TINH"]),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELLS), max_size=3))
def test_whatever_stands_in_the_cells_is_answered(sqlite_engine: Engine, cells: list[dict[str, Any]]) -> None:
    house = House(sqlite_engine)
    if not house.rows(t.units):
        found(sqlite_engine)
    plan = check(house, None, *cells)
    assert all(one.notes for one in plan.rows if one.state == "wrong")
