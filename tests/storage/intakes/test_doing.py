"""Rows of a workbook are done some at a time, each all or nothing, and never by two at once."""

import threading
from dataclasses import replace
from typing import Any

import pytest
from kit.backlog import by, wait
from kit.federation import appoint, house_on
from kit.house import ZONE, House
from kit.two_levels import govern
from sqlalchemy import Connection, Engine, update

from handlers.intakes.plan import Line, Planned
from handlers.registers import review_columns as columns
from storage import rulings
from storage import tables as t
from storage.apply import Conflict
from storage.intakes import doing, ledger
from storage.intakes.doing import Step
from storage.intakes.kinds import Desk
from storage.intakes.ledger import Kept
from storage.intakes.review import REVIEW, ReviewIntake

ROWS = 12


@pytest.fixture
def house(engine: Engine) -> House:
    house = house_on(engine)
    appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    govern(house, levels=1)
    for number in range(1, ROWS + 1):
        wait(house, number)
    return house


def desk(house: House) -> Any:
    tools = house.tools()
    (person,) = {one.person_id for one in house.rows(t.officers)}

    def sit(connection: Connection) -> Desk:
        return Desk(
            sender=rulings.officer(connection, person, house.now),
            language="vi",
            now=house.now,
            zone=ZONE,
            render=tools.render,
            can_edit=tools.can_edit,
            key="intake:1",
        )

    return sit


def brought(house: House, sha256: str = "a" * 64) -> Kept:
    """A workbook that approves everything, agreed to."""
    lines = [
        Line(number + 1, {columns.NUMBER: number, columns.REVISION: 1, columns.DECISION: "Duyệt"})
        for number in range(1, ROWS + 1)
    ]
    (person,) = {one.person_id for one in house.rows(t.officers)}
    sit = desk(house)
    with house.engine.begin() as connection:
        plan = REVIEW.check(connection, lines, sit(connection))
        number = ledger.receive(
            connection, person_id=person, conversation="", file_key="", name="xet.xlsx", at=house.now
        )
        waiting = ledger.one(connection, number)
        assert waiting is not None
        ledger.settle(connection, waiting.of_bytes(sha256), plan, state="checked")
        ledger.begin(connection, number, person)
        kept = ledger.one(connection, number)
    assert kept is not None
    return kept


def step(house: House, kept: Kept, intake: Any = REVIEW, most: int = 5) -> Step | None:
    sit = desk(house)
    with house.engine.begin() as connection:
        plan = ledger.plan_of(connection, kept.id)
        return doing.do(connection, kept, plan, intake, sit, most)


def counts(house: House, kept: Kept) -> dict[str, int]:
    with house.engine.connect() as connection:
        now = ledger.one(connection, kept.id)
        plan = ledger.plan_of(connection, kept.id)
    assert now is not None
    return {state: count for state, count in doing.totals(plan, now).items() if count}


def test_it_goes_on_from_where_it_was_committed(house: House) -> None:
    kept = brought(house)
    assert step(house, kept) == Step(5, ROWS)
    sit = desk(house)
    with house.engine.connect() as connection:
        # What was done is never committed.
        doing.do(connection, kept, ledger.plan_of(connection, kept.id), REVIEW, sit, 5)
    assert len(house.rows(t.decisions)) == 5
    assert step(house, kept) == Step(10, ROWS)
    assert step(house, kept) == Step(ROWS, ROWS)
    assert counts(house, kept) == {"change": ROWS}
    assert sorted(one.initiative_id for one in house.rows(t.decisions)) == list(range(1, ROWS + 1))


def test_two_at_once_do_each_row_once(house: House) -> None:
    kept = brought(house)
    troubles: list[BaseException] = []

    def work() -> None:
        try:
            while (done := step(house, kept, most=2)) is not None and not done.is_last:
                pass
        except BaseException as trouble:
            troubles.append(trouble)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert troubles == []
    assert counts(house, kept) == {"change": ROWS}
    assert len(house.rows(t.decisions)) == ROWS


class Stumbling(ReviewIntake):
    """Writes half of a row and then has a bug, or finds that it came too late."""

    def do(self, connection: Connection, planned: Planned, desk: Desk) -> Planned:
        done = super().do(connection, planned, desk)
        if planned.row == 3:
            raise ZeroDivisionError
        if planned.row == 4:
            raise Conflict("meanwhile")
        return replace(done, state="doubtful") if planned.row == 5 else done


def test_a_row_that_stumbles_is_undone_whole_and_stops_no_other(house: House) -> None:
    kept = brought(house)
    while not (done := step(house, kept, Stumbling())) or not done.is_last:
        pass
    assert counts(house, kept) == {"change": ROWS - 2, "conflict": 1, "wrong": 1}
    assert by(house, 2).status == by(house, 3).status == "submitted"
    assert len(house.rows(t.decisions)) == ROWS - 2


def test_the_same_bytes_are_begun_once_whoever_sends_them(house: House) -> None:
    first = brought(house)
    second = brought(house)
    assert (first.state, second.state) == ("applying", "checked")
    with house.engine.begin() as connection:
        connection.execute(update(t.intakes).where(t.intakes.c.id == first.id).values(state="applied"))
        assert not ledger.begin(connection, second.id, second.person_id)
        assert ledger.applied_before(connection, first.sha256) is not None
