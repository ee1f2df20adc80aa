"""Two provinces become one in the middle of a phase: printed codes, rights and figures go on."""

from datetime import date

import pytest
from kit.federation import appoint
from kit.house import START, ZONE, House, Phone
from kit.telling import demo, join, report, send
from sqlalchemy import select

from storage import tables as t
from storage.tree import counts, undoing
from storage.tree.operations import carry_out, perform
from storage.tree.orders import Create, Done, Merge, Move, Order, Refused, Rename

#: The day of the merger: what came before was sent in the old tree.
DAY = date(2026, 11, 25)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def order(house: House, wanted: Order, day: date | None = None) -> Done:
    today = house.now.astimezone(ZONE).date()
    with house.engine.begin() as connection:
        done = perform(connection, wanted, today=today, at=house.now, effective=day)
    assert isinstance(done, Done), done
    return done


@pytest.fixture
def two(house: House) -> House:
    """The province of the tests beside another one, both under the country."""
    country = "Tổng Liên đoàn Lao động Việt Nam"
    order(house, Create(code="TLD", name=country, sort="province", over=True, dated=False))
    khanh_hoa = "Liên đoàn Lao động tỉnh Khánh Hòa"
    order(house, Create(code="KH", name=khanh_hoa, sort="province", parent="TLD", dated=False))
    order(house, Create(code="YENKH", name="Công đoàn Công ty Yến Sào", parent="KH", dated=False))
    return house


def test_a_merger_in_the_middle_of_a_phase(two: House) -> None:
    house = two
    worker = join(house.person("hoa"))
    old_chief = appoint(house, house.person("mai"), "TINH", "Đặng Thị Mai")
    new_chief = appoint(house, house.person("khoa"), "KH", "Ngô Đình Khoa")
    send(report(worker))
    order(house, Merge(unit="TINH", into="KH"), DAY)
    house.now = START.replace(day=26)
    with house.engine.begin() as connection:
        (done,) = carry_out(connection, date(2026, 11, 26), house.now)
    assert isinstance(done, Done)

    # The old code on the gate still opens the door, and the worker stays with their factory.
    newcomer = join(house.person("lan"), name="Trần Thị Lan")
    send(report(newcomer, demo("Đèn báo"))).sees("NT-000002")
    stray = house.person("tam").begins("u_TINH")
    for choice in ("Đồng ý", "Không nhận tin", "Không nêu tên"):
        stray.chooses(choice)
    stray.says("Đỗ Văn Tâm").says("bỏ qua")
    with house.engine.connect() as connection:
        placed = connection.scalar(
            select(t.units.c.code)
            .join(t.people, t.people.c.unit_id == t.units.c.id)
            .where(t.people.c.name == "Đỗ Văn Tâm")
        )
    assert placed == "KH"

    # Rights followed the node: the province that took over sees what the old one left.
    new_chief.says("xem 1").sees("NT-000001")
    old_chief.says("xem 1").sees("thuộc đơn vị khác")
    with house.engine.connect() as connection:
        then = {
            line.unit.code: line
            for line in counts.count(connection, FIRST, LAST, as_of=date(2026, 11, 24), zone=ZONE)
        }
        now = {line.unit.code: line for line in counts.count(connection, FIRST, LAST, zone=ZONE)}
    assert (then["TINH"].sent, then["KH"].sent) == (2, 0)
    assert now["KH"].sent == 2
    assert "TINH" not in now
    assert then["TINH"].today is not None
    assert then["TINH"].today.code == "KH"


def test_a_moved_factory_is_seen_from_its_new_place_and_no_longer_from_the_old(
    house: House, officer: Phone, zone_officer: Phone, worker: Phone
) -> None:
    send(report(worker))
    chief = appoint(house, house.person("mai"), "TINH", "Đặng Thị Mai")
    done = order(house, Move(unit="MAYTL", parent="TINH"))
    zone_officer.says("xem 1").sees("thuộc đơn vị khác")
    chief.says("xem 1").sees("Dưỡng mica")
    officer.says("duyệt 1").sees("Đã")
    with house.engine.begin() as connection:
        undone = undoing.undo(connection, done.change_id, at=house.now)
    assert not isinstance(undone, Refused), undone
    zone_officer.says("xem 1").sees("Dưỡng mica")


def test_an_old_poster_s_code_finds_the_factory_under_its_new_one(house: House) -> None:
    order(house, Rename(unit="MAYTL", code="MTL2026", name="Công đoàn cơ sở Công ty May Tân Lam II"))
    worker = join(house.person("hoa"))
    assert worker.row().unit_id is not None
    with house.engine.connect() as connection:
        code = connection.scalar(select(t.units.c.code).where(t.units.c.id == worker.row().unit_id))
    assert code == "MTL2026"
