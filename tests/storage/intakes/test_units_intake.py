"""The sheet of units sent in: the tree changes as by `unit import`, in one act, or not at all."""

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
from storage.intakes.units import UNITS
from storage.tree import kinds
from storage.tree.sheet.columns import COLUMNS

SEWING = {"code": "MAYTL", "name": "Công đoàn cơ sở Công ty TNHH May Tân Lam"}
SHEET = Sheet(UNITS)
check, do = SHEET.check, SHEET.do


@pytest.fixture
def house(engine: Engine) -> House:
    found(engine)
    with engine.begin() as connection:
        kinds.seed(connection)
    return House(engine)


@pytest.fixture
def province(house: House) -> Phone:
    return hold(house, appoint(house, house.person("tinh"), "TINH", "Lê Thị Tỉnh"), Role.PROVINCE)


def hold(house: House, phone: Phone, role: Role) -> Phone:
    mine = t.officers.c.person_id == phone.row().id
    with house.engine.begin() as connection:
        connection.execute(update(t.officers).where(mine).values(role=role.value))
    return phone


def unit(house: House, code: str) -> Any:
    with house.engine.connect() as connection:
        return connection.execute(select(t.units).where(t.units.c.code == code)).first()


def test_a_file_changes_and_adds_units_in_one_act(house: House, province: Phone) -> None:
    plan = check(
        house,
        province,
        {**SEWING, "workers": 1200},
        {"code": "GIAY1", "name": "Công đoàn cơ sở Công ty Giày Sao", "parent": "KCN", "workers": "2.300"},
        {"code": "TOMBV", "name": "Công đoàn cơ sở Công ty TNHH Tôm Bảo Vịnh"},
    )
    assert states(plan) == ["change", "change", "same"]
    assert "2 workers: MAYTL, Người lao động: – → 1200" in notes(plan)
    assert "3 code: thêm mới GIAY1" in notes(plan)
    assert [one.state for one in do(house, province, plan)] == ["change", "change"]
    assert unit(house, "MAYTL").workers == 1200
    assert unit(house, "GIAY1").parent_id == unit(house, "KCN").id
    (change,) = [one for one in house.rows(t.unit_changes) if one.kind == "import"]
    assert change.by_id == province.row().id


def test_one_wrong_cell_and_nothing_is_written(house: House, province: Phone) -> None:
    plan = check(house, province, {**SEWING, "workers": "nhiều"}, {"code": "TOMBV", "name": "Tên khác"})
    assert states(plan) == ["wrong", "wrong"]
    assert "2 workers: “nhiều” không phải là một số." in notes(plan)
    assert "chỉ được ghi khi mọi dòng đều đúng" in notes(plan)
    assert plan.doable == []


def test_the_same_file_again_changes_nothing(house: House, province: Phone) -> None:
    plan = check(house, province, {**SEWING, "workers": 1200})
    do(house, province, plan)
    assert states(check(house, province, {**SEWING, "workers": 1200})) == ["same"]
    assert [one.state for one in do(house, province, plan, "intake:2")] == ["same"]
    assert len([one for one in house.rows(t.unit_changes) if one.kind == "import"]) == 1


def test_only_who_sees_to_units_may_send_it(house: House) -> None:
    officer = appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    assert "cấp tỉnh" in check(house, officer, SEWING).refused
    assert check(house, None, {**SEWING, "name": "Tên mới"}).refused == ""


def test_an_administrator_changes_only_their_own_branch(house: House) -> None:
    admin = hold(house, appoint(house, house.person("qt"), "MAYTL", "Quản Trị Viên"), Role.ADMINISTRATOR)
    plan = check(house, admin, {**SEWING, "workers": 5}, {"code": "TOMBV", "name": "Tên khác"})
    assert states(plan) == ["wrong", "wrong"]
    assert "3 code: Đơn vị này không thuộc phần việc của đồng chí." in notes(plan)
    above = check(house, admin, {"code": "TO1", "name": "Tổ công đoàn 1", "parent": "KCN"})
    assert "2 parent: Đơn vị này không thuộc" in notes(above)
    inside = check(
        house, admin, {"code": "TO1", "name": "Tổ công đoàn 1", "parent": "MAYTL", "kind": "section"}
    )
    assert states(inside) == ["change"]


def test_what_changed_meanwhile_is_a_conflict(house: House, province: Phone) -> None:
    plan = check(
        house, province, {"code": "GIAY1", "name": "Giày Sao", "parent": "KCN"}, {**SEWING, "members": 9}
    )
    with house.engine.begin() as connection:
        connection.execute(update(t.units).where(t.units.c.code == "KCN").values(until=house.now.date()))
    assert {one.state for one in do(house, province, plan)} == {"conflict"}
    assert unit(house, "GIAY1") is None


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.text(max_size=40),
    st.sampled_from(["MAYTL", "KCN", "TINH", "Có", "999.999.999.999", "vi", "01/01/2020"]),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELLS), max_size=3))
def test_whatever_stands_in_the_cells_is_answered(sqlite_engine: Engine, cells: list[dict[str, Any]]) -> None:
    house = House(sqlite_engine)
    if not house.rows(t.units):
        found(sqlite_engine)
    plan = check(house, None, *cells)
    assert all(one.notes for one in plan.rows if one.state == "wrong")
