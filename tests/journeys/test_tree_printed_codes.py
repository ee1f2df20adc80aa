"""A poster printed before a merger still brings a worker to the right union, and the officers to them."""

from kit.federation import SEWING, SHRIMP, appoint
from kit.house import House
from kit.telling import join, report, send
from sqlalchemy import select

from storage import tables as t
from storage.tree import operations, undoing
from storage.tree.orders import Done, Merge, Order, Rename


def change(house: House, order: Order) -> int:
    with house.engine.begin() as connection:
        done = operations.perform(connection, order, today=house.now.date(), at=house.now)
        assert isinstance(done, Done), done
        return done.change_id


def unit_of(house: House, code: str) -> int:
    with house.engine.connect() as connection:
        return int(connection.execute(select(t.units.c.id).where(t.units.c.code == code)).scalar_one())


def test_an_old_code_on_a_poster_leads_to_the_union_that_took_the_other_over(house: House) -> None:
    change(house, Merge(unit="MAYTL", into="TOMBV"))
    worker = house.person("hoa").begins("u_MAYTL").sees(SHRIMP)
    worker.taps("Đồng ý").taps("Đồng ý nhận").taps("Không nêu").says("Lê Thị Hoa").says("bỏ qua")
    assert worker.row().unit_id == unit_of(house, "TOMBV")


def test_a_recoded_union_is_found_by_both_codes_typed_by_hand(house: House) -> None:
    change(house, Rename(unit="MAYTL", code="MAYTL26"))
    house.person("a").says("maytl").sees(SEWING)
    house.person("b").says("maytl26").sees(SEWING)


def test_what_was_sent_before_the_merger_waits_with_the_officers_of_the_new_union(house: House) -> None:
    worker = join(house.person("hoa"))
    send(report(worker))
    before = house.rows(t.initiatives)[0]
    change(house, Merge(unit="MAYTL", into="TOMBV"))
    officer = appoint(house, house.person("officer"), "TOMBV", "Trần Văn Minh")
    officer.says("chờ duyệt").sees("Đang chờ duyệt: 1")
    officer.says(f"duyệt {before.number}").sees(before.code)
    assert house.rows(t.initiatives)[0].status == "valid"
    assert worker.row().unit_id == unit_of(house, "TOMBV")
    assert house.rows(t.initiatives)[0].unit_id == before.unit_id


def test_a_merger_taken_back_gives_the_worker_their_union_back(house: House) -> None:
    worker = join(house.person("hoa"))
    number = change(house, Merge(unit="MAYTL", into="TOMBV"))
    with house.engine.begin() as connection:
        undoing.undo(connection, number, at=house.now)
    assert worker.row().unit_id == unit_of(house, "MAYTL")
    house.person("b").begins("u_MAYTL").sees(SEWING)
