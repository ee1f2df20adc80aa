"""Whatever stands in a review workbook, it is read without a stumble and done as it was planned."""

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit.federation import appoint, found
from kit.house import ZONE, House
from kit.telling import join, report, send
from kit.two_levels import govern
from sqlalchemy import Engine

from handlers.intakes import review_rows
from handlers.intakes.plan import Line
from handlers.registers import review_columns as columns
from storage import rulings
from storage import tables as t
from storage.intakes import packing
from storage.intakes.kinds import Desk
from storage.intakes.review import REVIEW

CELLS: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(-5, 2**70),
    st.floats(allow_nan=True),
    st.booleans(),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001
)
LIKELY: dict[str, st.SearchStrategy[Any]] = {
    "number": st.integers(0, 4),
    "revision": st.integers(0, 3),
    "decision": st.sampled_from(
        ["Duyệt", "duyet", "Trả lại", "khong hop le", "Mở lại để xét", "reject", "x"]
    ),
    "reason": st.sampled_from(["", "Trùng", "Ảnh mờ, không đọc được", "lý do khác"]),
    "words": st.sampled_from(["", "chụp lại", "…", "a" * 1001]),
    "corrected": st.sampled_from([None, 1_000_000, "2 triệu", 0, -1, 2.5]),
    "benefit_corrected": st.sampled_from([None, 1_000_000]),
}
ROWS = st.lists(
    st.fixed_dictionaries({key: st.one_of(likely, CELLS) for key, likely in LIKELY.items()}), max_size=6
)


@pytest.fixture
def one_level(sqlite_engine: Engine) -> House:
    found(sqlite_engine)
    house = House(sqlite_engine)
    appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    govern(house, levels=1)
    worker = join(house.person("hoa"))
    for _ in range(3):
        send(report(worker))
    return house


def lines_of(rows: list[dict[str, Any]]) -> list[Line]:
    return [Line(row, cells) for row, cells in enumerate(rows, 2)]


@given(ROWS)
def test_reading_never_stumbles_and_each_row_is_told_once(rows: list[dict[str, Any]]) -> None:
    wanted, wrong = review_rows.wishes(lines_of(rows), "vi")
    told = [row for row, _ in wanted] + [one.row for one in wrong]
    assert len(told) == len(set(told))
    assert all(one.notes for one in wrong)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ROWS)
def test_what_is_done_is_what_was_planned(one_level: House, rows: list[dict[str, Any]]) -> None:
    house = one_level
    tools = house.tools()
    (person,) = {one.person_id for one in house.rows(t.officers)}
    with house.engine.connect() as connection, connection.begin() as undone:
        desk = Desk(
            sender=rulings.officer(connection, person, house.now),
            language="vi",
            now=house.now,
            zone=ZONE,
            render=tools.render,
            can_edit=tools.can_edit,
            key="intake:1",
        )
        plan = REVIEW.check(connection, lines_of(rows), desk)
        assert packing.unpacked(packing.packed(plan.rows)) == plan.rows
        for planned in plan.doable:
            done = REVIEW.do(connection, planned, desk)
            assert (done.state, done.notes) == ("change", ())
        again = REVIEW.check(connection, lines_of(rows), desk)
        assert again.count("change") == 0
        for planned in plan.doable:
            assert REVIEW.do(connection, planned, desk).state in ("same", "conflict")
        undone.rollback()


def test_a_number_twice_with_different_decisions_is_wrong_in_both_rows() -> None:
    rows = [
        {"number": 1, "revision": 1, "decision": "Duyệt"},
        {"number": 1, "revision": 1, "decision": "Trả lại", "words": "mờ"},
        {"number": 2, "revision": 1, "decision": "Duyệt"},
        {"number": 2, "revision": 1, "decision": "duyệt"},
    ]
    wanted, wrong = review_rows.wishes(lines_of(rows), "vi")
    assert [(row, wish.number) for row, wish in wanted] == [(4, 2)]
    assert [(one.row, one.state, one.notes[0].column) for one in wrong] == [
        (2, "wrong", columns.DECISION),
        (3, "wrong", columns.DECISION),
        (5, "same", ""),
    ]
