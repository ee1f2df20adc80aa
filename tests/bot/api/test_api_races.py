"""Many requests at once, on both databases: each key and each initiative is dealt with once."""

import asyncio

import pytest
from kit.federation import appoint, found
from kit.house import House, Phone
from kit.programs import Counter
from kit.telling import join, report, send
from kit.two_levels import govern
from sqlalchemy import Engine

from storage import tables as t
from storage.database.writer import Writer


@pytest.fixture
def house(engine: Engine) -> House:
    found(engine)
    house = govern(House(engine))
    worker = join(house.person("hoa"))
    for _ in range(3):
        send(report(worker))
    return house


@pytest.fixture
def officer(house: House) -> Phone:
    return appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")


@pytest.fixture
def counter(house: House, writer: Writer) -> Counter:
    return Counter(house, writer)


async def test_keys_and_initiatives_in_a_crowd(house: House, counter: Counter, officer: Phone) -> None:
    one, two = counter.admits("one", officer=officer), counter.admits("two", officer=officer)
    answers = await asyncio.gather(
        *(
            program.decides(number, "return", revision=1, words="ảnh mờ", key=f"{number}-{turn % 2}")
            for turn in range(6)
            for number in (1, 2, 3)
            for program in (one, two)
        )
    )
    assert {answer.status_code for answer in answers} == {201, 412}
    taken = sorted((step.initiative_id, step.action) for step in house.rows(t.decisions))
    assert taken == [(number, "return") for number in (1, 2, 3)]
    made = [answer for answer in answers if answer.status_code == 201]
    assert len([answer for answer in made if "idempotency-replayed" not in answer.headers]) == 3
    assert len({answer.content for answer in made}) == 3
    assert len(house.rows(t.client_answers)) == 3
    assert counter.queued == 3
