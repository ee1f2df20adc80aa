"""The sheet of officers sent in: everybody is invited and nobody appointed."""

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit.federation import appoint, found
from kit.house import House, Phone
from kit.intaking import Sheet, notes, states
from sqlalchemy import Engine, update

from handlers.person import Role
from storage import tables as t
from storage.intakes.officers import COLUMNS, OFFICERS
from storage.tree import kinds

NAM = {"name": "Trần Văn Nam", "phone": "0912 345 678", "unit": "MAYTL", "role": None}
HOA = {"name": "Nguyễn Thị Hoa", "unit": "KCN", "role": "Cán bộ công đoàn cấp trên"}
SHEET = Sheet(OFFICERS)
check, do = SHEET.check, SHEET.do


@pytest.fixture
def house(engine: Engine) -> House:
    found(engine)
    with engine.begin() as connection:
        kinds.seed(connection)
    return House(engine)


@pytest.fixture
def province(house: House) -> Phone:
    phone = appoint(house, house.person("tinh"), "TINH", "Lê Thị Tỉnh")
    with house.engine.begin() as connection:
        connection.execute(update(t.officers).values(role=Role.PROVINCE.value))
    return phone


def test_everybody_gets_a_code_of_their_own_that_opens_the_post(house: House, province: Phone) -> None:
    plan = check(house, province, NAM)
    assert states(plan) == ["change"]
    assert plan.rows[0].what["role"] == "grassroots"
    do(house, province, plan, doors=("https://sk.vn/chat?start={payload}",))
    assert len(house.rows(t.officers)) == 1
    (told,) = province.new()
    assert "Trần Văn Nam" in told
    assert "https://sk.vn/chat?start=i_" in told
    code = re.search(r"gõ mã (\d{4} \d{4})", told)
    assert code is not None
    nam = house.person("nam")
    nam.begins()
    nam.says(code[1])
    assert [one.role for one in house.rows(t.officers)] == ["province", "grassroots"]


def test_no_code_is_kept_but_in_the_message_that_carries_it(house: House, province: Phone) -> None:
    plan = check(house, province, NAM)
    done = do(house, province, plan)
    (told,) = province.new()
    code = re.search(r"gõ mã (\d{4} \d{4})", told)
    assert code is not None
    kept = f"{house.rows(t.invites)} {plan} {done}"
    assert code[1].replace(" ", "") not in kept
    assert code[1] not in kept


def test_who_holds_the_role_is_not_invited_again(house: House, province: Phone) -> None:
    appoint(house, house.person("nam"), "MAYTL", "TRẦN VĂN NAM")
    plan = check(house, province, NAM, {**NAM, "name": "Lê Thị Mai"}, {**NAM, "name": "Lê Thị Mai"})
    assert states(plan) == ["same", "change", "same"]
    assert "TRẦN VĂN NAM đang giữ vai trò này" in notes(plan)
    assert "Giống hệt dòng 3" in notes(plan)


def test_an_open_invite_is_told_before_another_is_made(house: House, province: Phone) -> None:
    do(house, province, check(house, province, NAM))
    plan = check(house, province, NAM)
    assert states(plan) == ["doubtful"]
    assert "Đã có 1 lời mời còn hạn" in notes(plan)


def test_only_who_sees_to_officers_may_send_it(house: House) -> None:
    officer = appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    assert "cấp tỉnh" in check(house, officer, NAM).refused
    assert "--as" in check(house, None, NAM).refused


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"name": None, "phone": "0912345678"}, "2 name: Thiếu họ tên"),
        ({"name": "Hoa 12"}, "2 name: Chưa đọc được họ tên"),
        ({"phone": "12"}, "2 phone: Số điện thoại chưa đúng"),
        ({"unit": None}, "2 unit: Thiếu đơn vị"),
        ({"unit": "Mây Tân Lam"}, "2 unit: Không thấy đơn vị"),
        ({"role": "giám đốc"}, "2 role: "),
        ({"role": "province"}, "2 role: Đồng chí không mời được vào vai trò này"),
    ],
)
def test_wrong_cells_are_named(house: House, province: Phone, cells: Mapping[str, Any], told: str) -> None:
    plan = check(house, province, {**NAM, **cells})
    assert states(plan) == ["wrong"]
    assert told in notes(plan)


def test_a_right_that_ended_meanwhile_is_a_conflict(house: House, province: Phone) -> None:
    plan = check(house, province, NAM)
    with house.engine.begin() as connection:
        connection.execute(update(t.officers).values(until=house.now))
    assert [one.state for one in do(house, province, plan)] == ["conflict"]
    assert house.rows(t.invites) == []


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.text(max_size=40),
    st.sampled_from(["MAYTL", "KCN", "Trần Văn Nam", "helper", "0912345678"]),
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELLS), max_size=3))
def test_whatever_stands_in_the_cells_is_answered(sqlite_engine: Engine, cells: list[dict[str, Any]]) -> None:
    house = House(sqlite_engine)
    if not house.rows(t.units):
        found(sqlite_engine)
        appoint(house, house.person("tinh"), "TINH", "Lê Thị Tỉnh")
        with sqlite_engine.begin() as connection:
            connection.execute(update(t.officers).values(role=Role.PROVINCE.value))
    plan = check(house, house.person("tinh"), *cells)
    assert all(one.notes for one in plan.rows if one.state == "wrong")
