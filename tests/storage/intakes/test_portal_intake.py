"""The portal workbook comes back: codes and refusals row by row, by the rules of the chat."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from kit.backlog import by, change, wait
from kit.federation import appoint, found
from kit.house import ZONE, House, Phone
from sqlalchemy import Engine

from handlers.intakes.plan import Line, Plan, Planned
from handlers.registers import portal_columns as columns
from storage import rulings
from storage import tables as t
from storage.intakes.kinds import Desk
from storage.intakes.portal import PORTAL

NUMBER, CODE, DAY = columns.NUMBER, columns.PORTAL_CODE, columns.PORTAL_DATE
TYPED_BY, REFUSAL = columns.PORTAL_BY, columns.PORTAL_REFUSAL


@pytest.fixture
def house(engine: Engine) -> House:
    """Four valid initiatives of the sewing factory."""
    found(engine)
    made = House(engine)
    for number in range(1, 5):
        wait(made, number, status="valid", days=30)
    return made


@pytest.fixture
def officer(house: House) -> Phone:
    return appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")


def desk(house: House, phone: Phone | None) -> Desk:
    tools = house.tools()
    person = phone.row().id if phone is not None else 0
    with house.engine.connect().execution_options(reading=True) as connection:
        sender = rulings.officer(connection, person, house.now)
    return Desk(
        sender=sender,
        language="vi",
        now=house.now,
        zone=ZONE,
        render=tools.render,
        can_edit=tools.can_edit,
        key="intake:1",
    )


def check(house: House, phone: Phone | None, *cells: Mapping[str, Any]) -> Plan:
    here = desk(house, phone)
    lines = [Line(row, one) for row, one in enumerate(cells, 2)]
    with house.engine.connect().execution_options(reading=True) as connection:
        return PORTAL.check(connection, lines, here)


def do(house: House, phone: Phone | None, plan: Plan) -> list[Planned]:
    here = desk(house, phone)
    with house.engine.begin() as connection:
        return [PORTAL.do(connection, one, here) for one in plan.doable]


def states(plan: Plan) -> list[str]:
    return [one.state for one in plan.rows]


def notes(plan: Plan) -> str:
    return "\n".join(f"{one.row} {note.column}: {note.text}" for one in plan.rows for note in one.notes)


def told(house: House) -> str:
    return "\n".join(one.body for one in house.rows(t.outbox) if one.kind == "say")


def test_a_code_with_its_day_and_who_typed_it_is_recorded(house: House, officer: Phone) -> None:
    row = {NUMBER: 1, "code": "NT-000001", CODE: "sk-2026-1", DAY: date(2026, 11, 20), TYPED_BY: "Chị Mai"}
    plan = check(house, officer, row, {NUMBER: 2}, {NUMBER: 3, REFUSAL: "Cổng báo trùng"})
    assert states(plan) == ["change", "change"], "a row without anything wants nothing"
    assert plan.rows[0].title.endswith("Ghi mã SK-2026-1")
    assert house.rows(t.portal_entries) == []
    assert [one.state for one in do(house, officer, plan)] == ["change", "change"]
    assert by(house, 1).portal_code == "SK-2026-1"
    assert by(house, 1).portal_at == datetime(2026, 11, 20, 12, tzinfo=ZONE)
    assert by(house, 3).portal_refusal == "Cổng báo trùng"
    first, second = house.rows(t.portal_entries)
    assert (first.kind, first.words, first.by_id) == ("entered", "Chị Mai", officer.row().id)
    assert (second.kind, second.reason, second.words) == ("refused", "duplicate", "")
    officer.says("quá trình 1").sees("đưa lên Cổng, mã SK-2026-1 (người nhập: Chị Mai)")


def test_the_author_is_told_once_however_often_it_comes(house: House, officer: Phone) -> None:
    author = by(house, 1).author_id
    with house.engine.begin() as connection:
        talks = {"key": "web:test:hoa", "lane": "web:test", "person_id": author}
        talks |= {"last_at": house.now, "burst_at": house.now}
        connection.execute(t.conversations.insert().values(talks))
        one = t.people.c.id == author
        connection.execute(t.people.update().where(one).values(conversation="web:test:hoa"))
    plan = check(house, officer, {NUMBER: 1, CODE: "SK-1"})
    do(house, officer, plan)
    assert [one.state for one in do(house, officer, plan)] == ["same"]
    assert told(house).count("Mã trên Cổng: SK-1") == 1
    again = check(house, officer, {NUMBER: 1, CODE: "SK-1"}, {NUMBER: 2, REFUSAL: ""})
    assert states(again) == ["same"]


def test_what_cannot_be_done_is_said_beside_its_cell(house: House, officer: Phone) -> None:
    change(house, 2, status="returned")
    change(house, 3, portal_code="SK-3", portal_at=house.now)
    future = house.now.date() + timedelta(days=2)
    plan = check(
        house,
        officer,
        {NUMBER: None, CODE: "SK-9"},
        {NUMBER: 77, CODE: "SK-9"},
        {NUMBER: 2, CODE: "SK-8"},
        {NUMBER: 1, CODE: "SK-3"},
        {NUMBER: 3, CODE: "SK-4"},
        {NUMBER: 4, CODE: "không rõ nữa"},
        {NUMBER: 4, CODE: "SK-5", DAY: future},
        {NUMBER: 4, CODE: "SK-6", REFUSAL: "Cổng lỗi"},
    )
    assert states(plan) == ["wrong", "wrong", "wrong", "wrong", "conflict", "wrong", "wrong", "wrong"]
    said = notes(plan)
    for fragment in (
        "2 number: Chưa có số",
        "3 number: Không có sáng kiến số 77",
        "4 portal_code: NT-000002 hiện",
        "5 portal_code: Mã SK-3 đã ghi cho NT-000003",
        "6 portal_code: NT-000003 đã lên Cổng với mã SK-3",
        "7 portal_code: “không rõ nữa” không phải một mã",
        "8 portal_date: Không đọc được ngày",
        "9 portal_refusal: Vừa có mã vừa có lý do từ chối",
    ):
        assert fragment in said, said


def test_one_number_or_one_code_twice_in_a_file_counts_once(house: House, officer: Phone) -> None:
    rows = [{NUMBER: 1, CODE: "SK-1"}, {NUMBER: 1, CODE: "SK-2"}, {NUMBER: 2, CODE: "sk-1"}]
    plan = check(house, officer, *rows)
    assert states(plan) == ["change", "wrong", "wrong"]
    assert "đã có ở dòng 2" in notes(plan)
    assert "Mã SK-1 đã ghi ở dòng 2" in notes(plan)


def test_a_number_is_read_from_the_code_beside_it_and_a_day_from_words(house: House, officer: Phone) -> None:
    do(house, officer, check(house, officer, {"code": "NT-000004", CODE: "SK-4", DAY: "21/11/2026"}))
    row = by(house, 4)
    assert (row.portal_code, row.portal_at) == ("SK-4", datetime(2026, 11, 21, 12, tzinfo=ZONE))


def test_an_odd_code_is_doubtful_and_done_when_the_sender_insists(house: House, officer: Phone) -> None:
    plan = check(house, officer, {NUMBER: 1, CODE: 912345678}, {NUMBER: 2, CODE: "0912345678"})
    assert states(plan) == ["change", "doubtful"]
    assert "trông lạ" in notes(plan)
    do(house, officer, plan)
    assert by(house, 2).portal_code == "0912345678"


def test_what_was_recorded_after_the_check_is_a_conflict(house: House, officer: Phone) -> None:
    plan = check(house, officer, {NUMBER: 1, CODE: "SK-1"}, {NUMBER: 2, CODE: "SK-2"})
    officer.says("ghi mã 1 SK-9").says("ghi mã 3 SK-2")
    assert [one.state for one in do(house, officer, plan)] == ["conflict", "wrong"]
    assert (by(house, 1).portal_code, by(house, 2).portal_code) == ("SK-9", None)


def test_a_refusal_that_stood_there_before_is_no_news(house: House, officer: Phone) -> None:
    officer.says("cổng từ chối 1 lỗi mạng")
    assert states(check(house, officer, {NUMBER: 1, REFUSAL: "lỗi mạng"})) == ["same"]
    plan = check(house, officer, {NUMBER: 1, REFUSAL: "lỗi mạng", CODE: "SK-1"})
    assert states(plan) == ["change"], "it was tried again, and the portal took it"
    do(house, officer, plan)
    assert (by(house, 1).portal_code, by(house, 1).portal_refusal) == ("SK-1", "")


def test_others_enter_nothing_of_a_branch_that_is_not_theirs(house: House) -> None:
    other = appoint(house, house.person("phuong"), "TOMBV", "Đặng Mai Phương")
    assert states(check(house, other, {NUMBER: 1, CODE: "SK-1"})) == ["wrong"]
    with house.engine.begin() as connection:
        connection.execute(t.officers.update().values(role="observer"))
    assert check(house, other, {NUMBER: 1, CODE: "SK-1"}).refused


def test_the_machine_itself_may_record_anything(house: House) -> None:
    do(house, None, check(house, None, {NUMBER: 1, CODE: "SK-1"}))
    (entry,) = house.rows(t.portal_entries)
    assert (entry.by_id, by(house, 1).portal_code) == (None, "SK-1")


@pytest.mark.parametrize(
    "cell", [True, 3.5, float("nan"), "=1+1", "x" * 5000, "\u0000", datetime(2026, 1, 1, tzinfo=ZONE)]
)
def test_no_cell_is_too_strange_to_be_checked(house: House, officer: Phone, cell: Any) -> None:
    for key in (NUMBER, "code", CODE, DAY, TYPED_BY, REFUSAL):
        check(house, officer, {NUMBER: 1, CODE: "SK-1"} | {key: cell})
