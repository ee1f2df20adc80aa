"""What is known of a spreadsheet's rows, on both databases."""

from datetime import timedelta

import pytest
from kit.backlog import change, wait
from kit.federation import appoint, found
from kit.house import START, ZONE, House
from sqlalchemy import Engine, select, update

from handlers.sheets.plan import Kept
from storage import tables as t
from storage.sinks import sheet_officers, sheet_rows, sheet_takes, sheet_turns, sinks
from storage.sinks.sheet_takes import Desk, Found

CELLS = {"decision": "Duyệt", "reason": "", "words": "", "corrected": "", "officer": ""}


@pytest.fixture
def house(engine: Engine) -> House:
    found(engine)
    house = House(engine)
    for number in (1, 2):
        wait(house, number)
    wait(house, 3, unit="TOMBV")
    wait(house, 4, status="withdrawn")
    return house


def sink(house: House) -> tuple[int, str]:
    with house.engine.begin() as connection:
        unit = connection.execute(select(t.units).where(t.units.c.code == "MAYTL")).one()
        return sinks.add(connection, "sheet", "x", START, unit_id=unit.id).id, unit.path


def ids(house: House) -> dict[int, int]:
    return {one.number: one.id for one in house.rows(t.initiatives)}


def test_new_changed_and_strayed_initiatives_are_due_and_others_are_not(house: House) -> None:
    (one, path), known = sink(house), ids(house)
    with house.engine.begin() as connection:
        assert sheet_rows.due(connection, one, path, 9) == [known[1], known[2]]
        rows = [Kept(id=known[number], number=number, revision=1, written={"code": "x"}) for number in (1, 2)]
        sheet_rows.keep(connection, one, rows)
        sheet_rows.keep(connection, one, rows)
        assert sheet_rows.due(connection, one, path, 9) == []
    change(house, 1, revision=2)
    other = next(unit.id for unit in house.rows(t.units) if unit.code == "TOMBV")
    change(house, 2, unit_id=other)
    with house.engine.begin() as connection:
        assert sheet_rows.due(connection, one, path, 9) == [known[1], known[2]]
        gone = Kept(id=known[2], number=2, revision=0, gone=True)
        sheet_rows.keep(connection, one, [gone])
        assert sheet_rows.due(connection, one, path, 9) == [known[1]]
        assert sheet_rows.kept(connection, one, [known[2]]) == {known[2]: gone}
        sheet_rows.forget(connection, one, [known[1]])
        assert sheet_rows.kept(connection, one, known.values())[known[1]].written == {}
        assert set(sheet_rows.numbered(connection, one)) == {1, 2}


def test_a_decision_is_taken_once_however_often_it_is_read(house: House) -> None:
    one, _ = sink(house)
    officer = appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    tools, known = house.tools(), ids(house)
    desk = Desk(
        sink_id=one,
        language="vi",
        zone=ZONE,
        render=tools.render,
        can_edit=tools.can_edit,
        labels={},
        person_id=officer.row().id,
    )
    kept = Kept(id=known[1], number=1, revision=1, written={"code": "NT-000001"})
    with house.engine.begin() as connection:
        sheet_rows.keep(connection, one, [kept])
    for again in (True, False):
        with house.engine.begin() as connection:
            assert sheet_takes.take(connection, desk, Found(kept, CELLS), house.now) is again
    assert [step.via for step in house.rows(t.decisions)] == ["sheet"]
    with house.engine.connect() as connection:
        read = sheet_rows.kept(connection, one, [known[1]])[known[1]].read
    assert read is not None
    assert read["taken"] == ["decision"]
    assert "Đã ghi nhận" in read["result"]


def test_one_process_at_a_time_has_the_turn(house: House) -> None:
    later = START + sheet_turns.LEASE + timedelta(seconds=1)
    with house.engine.begin() as connection:
        assert sheet_turns.take(connection, 7, "a", START)
        assert sheet_turns.take(connection, 7, "a", START)
        assert not sheet_turns.take(connection, 7, "b", START)
        assert sheet_turns.take(connection, 8, "b", START)
        assert sheet_turns.take(connection, 7, "b", later)
        sheet_turns.give_back(connection, 7, "b")
        assert sheet_turns.take(connection, 7, "a", later)


def test_two_officers_of_one_name_are_told_apart_by_their_unit(house: House) -> None:
    for name, unit in (("a", "MAYTL"), ("b", "KCN"), ("c", "TOMBV")):
        appoint(house, house.person(name), unit, "Trần Văn Nam")
    with house.engine.begin() as connection:
        path = connection.scalar(select(t.units.c.path).where(t.units.c.code == "MAYTL"))
        labels = sheet_officers.labels(connection, path)
        assert sorted(labels) == ["Trần Văn Nam (KCN)", "Trần Văn Nam (MAYTL)"]
        assert len(sheet_officers.named(connection, "Trần Văn Nam")) == 3
        connection.execute(update(t.officers).values(until=START))
        assert sheet_officers.labels(connection, path) == {}
