"""A group is connected by a code that an officer got and anybody wrote there."""

import re
from datetime import timedelta

import pytest
from kit.house import House, Phone
from sqlalchemy import select

from handlers.events import InGroup
from storage import tables as t

HALL = "telegram:4242:-100777"


def code_of(officer: Phone) -> str:
    found = re.search(r"^/noi (\d{8})$", officer.last(), re.MULTILINE)
    assert found, officer.last()
    return found[1]


def writes(house: House, code: str, *, after: float = 20, where: str = HALL) -> list[str]:
    """Somebody writes the code in the group; what is answered there."""
    house.now += timedelta(seconds=after)
    group = Phone(house, where)
    before = len(group.parts())
    house.hear(InGroup(conversation=where, at=house.now, addressed=True, code=code, title="Tổ may 3"))
    return [part.text for part in group.parts()[before:]]


def connected(house: House) -> list[tuple[str, str]]:
    with house.engine.connect() as connection:
        found = select(t.groups.c.name, t.units.c.code).join(t.units, t.units.c.id == t.groups.c.unit_id)
        return [(row.name, row.code) for row in connection.execute(found)]


def test_an_officer_connects_a_group_with_a_code(officer: Phone) -> None:
    house = officer.house
    officer.says("nối nhóm").sees("Mã nối nhóm với", "15 phút")
    (answer,) = writes(house, code_of(officer))
    assert "nhận tin tuyên truyền" in answer
    assert "nhắn riêng" in answer
    officer.sees("“Tổ may 3” đã nối")
    assert connected(house) == [("Tổ may 3", "MAYTL")]


def test_a_code_counts_once_and_for_a_quarter_of_an_hour(officer: Phone) -> None:
    house = officer.house
    code = code_of(officer.says("noi nhom"))
    assert writes(house, code, after=901) == []
    code = code_of(officer.says("noi nhom"))
    assert writes(house, code)
    assert writes(house, code, where="telegram:4242:-100888") == []
    assert len(connected(house)) == 1


def test_a_new_code_takes_the_place_of_the_last_one(officer: Phone) -> None:
    first = code_of(officer.says("nối nhóm"))
    second = code_of(officer.says("nối nhóm"))
    assert writes(officer.house, first) == []
    assert writes(officer.house, second)


def test_a_wrong_code_is_not_answered_and_cannot_be_guessed_for_ever(officer: Phone) -> None:
    house = officer.house
    code = code_of(officer.says("nối nhóm"))
    wrong = "11111111" if code != "11111111" else "22222222"
    assert [writes(house, wrong) for _ in range(5)] == [[]] * 5
    assert writes(house, code) == []
    assert connected(house) == []


def test_who_has_no_post_gets_no_code(worker: Phone) -> None:
    worker.says("/noinhom").unsaid("/noi ")


@pytest.mark.parametrize("words", ["noi nhom", "Kết nối nhóm ạ", "/noinhom"])
def test_the_code_is_asked_for_in_many_ways(officer: Phone, words: str) -> None:
    officer.says(words).sees("Mã nối nhóm với")
