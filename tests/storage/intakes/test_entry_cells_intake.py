"""Single cells of the entry workbook: what they may hold, and what is said of those that cannot be taken."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit.federation import appoint, found
from kit.house import House, Phone
from kit.intaking import Sheet, notes, states
from kit.update_day import BINH, HOA, PAPER
from sqlalchemy import Engine

from handlers.intakes.entry_columns import COLUMNS
from handlers.intakes.plan import Plan
from messages.catalog import say
from storage import tables as t
from storage.intakes.entry import ENTRY

SHEET = Sheet(ENTRY)
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


def test_every_wrong_cell_is_named_with_what_to_write_instead(house: House, officer: Phone) -> None:
    plan = check(
        house,
        officer,
        HOA,
        {
            **HOA,
            "author": "Hoa 123",
            "phone": "0912",
            "unit": "MAYTN",
            "title": "abc",
            "number": None,
            "date": "32/13/2026",
            "effect": "tiềm",
            "kind": "kỹ thuậtt",
            "coauthors": "Nam 120%",
            "applied": date(2027, 1, 1),
        },
    )
    assert states(plan) == ["change", "wrong"]
    told = notes(plan)
    for column in ("author", "phone", "unit", "title", "number", "date", "effect", "kind", "coauthors"):
        assert f"3 {column}: " in told
    assert "Có phải “Tiền (đồng mỗi năm)”?" in told
    assert "Có phải “Kỹ thuật (máy, dụng cụ, quy trình)”?" in told
    assert "Ghi theo mẫu 15/03/2026" in told
    assert "Ngày 01/01/2027 chưa tới" in told


@pytest.mark.parametrize(
    ("unit", "state"),
    [
        ("MAYTL", "change"),
        ("maytl", "change"),
        ("Công đoàn cơ sở Công ty TNHH May Tân Lam", "change"),
        ("Công đoàn cơ sở Công ty TNHH May Tân Lam (MAYTL)", "change"),
        ("TOMBV", "wrong"),
        ("May Tân Lâm", "wrong"),
        ("zzz", "wrong"),
        (None, "wrong"),
    ],
)
def test_only_units_of_the_officers_own_branch_are_taken(
    house: House, officer: Phone, unit: str | None, state: str
) -> None:
    assert states(check(house, officer, {**HOA, "unit": unit})) == [state]


def test_the_nearest_unit_is_suggested(house: House, officer: Phone, zone_officer: Phone) -> None:
    assert "không thuộc đơn vị của đồng chí" in notes(check(house, officer, {**HOA, "unit": "TOMBV"}))
    assert "Có phải “" in notes(check(house, officer, {**HOA, "unit": "May Tân Lâm"}))
    assert states(check(house, zone_officer, HOA, {**BINH, "unit": "TOMBV"})) == ["change", "change"]


def test_of_a_secret_only_name_and_effect_are_kept(house: House, officer: Phone) -> None:
    told = {**HOA, "confidential": "Có", "change": "Pha keo theo công thức riêng", "where": "Xưởng keo"}
    plan = check(house, officer, told)
    assert "2 change: Sáng kiến cần giữ kín" in notes(plan)
    do(house, officer, plan)
    (made,) = house.rows(t.initiatives)
    assert "Pha keo" not in str(made.answers)
    assert "Xưởng keo" not in str(made.answers)


def test_a_share_that_names_the_author_is_their_own(house: House, officer: Phone) -> None:
    plan = check(house, officer, {**HOA, "coauthors": "Nguyễn Thị Hoa 60%; Trần Văn Nam 40%"})
    do(house, officer, plan)
    (made,) = house.rows(t.initiatives)
    assert made.answers["coauthors"] == [{"name": "Trần Văn Nam", "share": "40"}]


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"effect": "Giảm phế phẩm, hàng lỗi (%)", "amount": 0.03}, "amount", "ghi 3 nếu là 3 phần trăm"),
        ({"effect": "Giảm phế phẩm, hàng lỗi (%)", "amount": 120}, "amount", "từ 0 đến 100"),
        ({"amount": -5}, "amount", "Ghi số tiền mỗi năm"),
        ({"amount": None}, "amount", "cần con số"),
        ({"effect": "An toàn, sức khỏe", "amount": None}, "effect_words", "cần ghi vài lời"),
        ({"author": "VÍ DỤ: Nguyễn Thị Hoa"}, "author", "còn chữ"),
    ],
)
def test_traps_of_spreadsheets_are_explained(
    house: House, officer: Phone, cells: Mapping[str, Any], column: str, words: str
) -> None:
    plan = check(house, officer, {**HOA, **cells})
    assert states(plan) == ["wrong"]
    assert f"2 {column}: " in notes(plan)
    assert words in notes(plan)


def test_days_and_amounts_may_be_real_cells_or_words(house: House, officer: Phone) -> None:
    told = [
        {**HOA, "date": 46096, "amount": 1.5, "effect": "Giờ công (giờ mỗi tháng)"},
        {**BINH, "date": "15/3/2026", "effect": "Tiền (đồng mỗi năm)", "amount": "50 triệu"},
    ]
    plan = check(house, officer, *told)
    assert [one.what["signed_on"] for one in plan.rows] == ["2026-03-15", "2026-03-15"]
    assert [one.what["answers"]["amount"] for one in plan.rows] == ["1.5", "50000000"]


def test_example_rows_and_empty_rows_are_passed_over(house: House, officer: Phone) -> None:
    example = {**HOA, "author": "VÍ DỤ: Nguyễn Thị Hoa", "title": say("vi", "entry.example.title_1")}
    assert check(house, officer, example, {}, {"author": None, "title": " "}).rows == ()


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.text(max_size=80),
    st.sampled_from([PAPER, "MAYTL", "Nguyễn Thị Hoa", "Nam 30%; Hoa 20%", "=1+1", "((((", "15/3/2026"]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(st.sampled_from(COLUMNS), CELLS), max_size=3), st.booleans())
def test_whatever_stands_in_the_cells_is_answered(
    sent: Callable[[Sequence[Mapping[str, Any]]], Plan], cells: list[dict[str, Any]], good: bool
) -> None:
    plan = sent([{**HOA, **one} if good else one for one in cells])
    for one in plan.rows:
        assert one.state != "wrong" or one.notes
        assert one.state != "change" or json.dumps(dict(one.what))


@pytest.fixture
def sent(sqlite_engine: Engine) -> Callable[[Sequence[Mapping[str, Any]]], Plan]:
    found(sqlite_engine)
    house = House(sqlite_engine)
    officer = appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    return lambda cells: check(house, officer, *cells)


def test_a_decision_day_in_the_future_is_refused(house: House, officer: Phone) -> None:
    tomorrow = (house.now + timedelta(days=2)).date()
    assert "chưa tới" in notes(check(house, officer, {**HOA, "date": tomorrow}))
