"""Those who look after connections see in the chat how each fares, and do what can be done there."""

from datetime import timedelta
from typing import Any

import pytest
from kit.federation import appoint, found
from kit.house import NUMBERS, House, Phone
from sqlalchemy import Connection, Engine, select, update

from handlers.person import Role
from storage import tables as t
from storage.sinks import letters, sinks
from storage.sinks.sinks import SinkRow, State


@pytest.fixture
def house(sqlite_engine: Engine) -> House:
    found(sqlite_engine)
    return House(sqlite_engine, limits=NUMBERS)


def keeper(house: House, unit: str = "TINH", role: Role = Role.PROVINCE) -> Phone:
    phone = appoint(house, house.person("hai"), unit, "Lê Văn Hải")
    with house.engine.begin() as connection:
        connection.execute(update(t.officers).values(role=role.value))
    return phone


def add(house: House, name: str, kind: str = "webhook", unit: str | None = None) -> SinkRow:
    with house.engine.begin() as connection:
        place = connection.scalar(select(t.units.c.id).where(t.units.c.code == unit)) if unit else None
        return sinks.add(connection, kind, name, house.now, unit_id=place)


def act(house: House, work: Any) -> Any:
    with house.engine.begin() as connection:
        return work(connection)


def state(house: House, name: str) -> SinkRow:
    with house.engine.connect().execution_options(reading=True) as connection:
        row = sinks.named(connection, name)
    assert row is not None
    return row


def test_the_word_shows_all_connections_and_a_number_one_of_them(house: House) -> None:
    add(house, "Kho dữ liệu tỉnh")
    add(house, "Ổ chung", "folder", "KCN")
    phone = keeper(house)
    phone.says("ket noi").sees("Các kết nối ra ngoài (2)", "Kho dữ liệu tỉnh – phần mềm khác: đang chạy")
    phone.says("2").sees("“Ổ chung” – thư mục dùng chung", "Công đoàn Khu công nghiệp", "Chưa chuyển lần nào")


def test_one_that_fails_says_since_when_why_and_what_to_do(house: House) -> None:
    row = add(house, "Kho dữ liệu tỉnh")
    act(house, lambda c: sinks.failed(c, row.id, "unreachable", house.now))
    phone = keeper(house)
    phone.says("kết nối").sees("gián đoạn từ 08:30 ngày 23/11/2026")
    phone.says("1").sees("không liên lạc được với bên nhận", "Việc cần làm: xem đường truyền")
    phone.says("thử lại ngay").sees("đang thử lại")
    again = state(house, "Kho dữ liệu tỉnh")
    assert (again.state, again.due_at, again.failures) == (State.ON, None, 0)


def test_it_is_paused_and_switched_on_by_numbers(house: House) -> None:
    add(house, "Kho dữ liệu tỉnh")
    phone = keeper(house)
    phone.says("/ketnoi")
    phone.says("1").sees("Tạm dừng")
    phone.says("2").sees("Đã tạm dừng")
    assert state(house, "Kho dữ liệu tỉnh").state is State.OFF
    phone.says("danh sách kết nối").sees("tạm dừng")
    phone.says("1").says("1").sees("đang thử lại")
    assert state(house, "Kho dữ liệu tỉnh").state is State.ON


def test_a_test_and_what_was_put_aside_are_asked_for_there(house: House) -> None:
    row = add(house, "Kho dữ liệu tỉnh")
    act(house, lambda c: letters.put_aside(c, row.id, "msg_1", "{}", "refused", 70, house.now))
    phone = keeper(house)
    phone.says("kết nối").says("1").sees("Để riêng: 1 gói tin")
    phone.says("gửi thử").sees("Đang gửi thử sang “Kho dữ liệu tỉnh”")
    phone.says("kết nối").says("1").says("gửi lại 1 gói để riêng").sees("Đang gửi lại 1 gói tin")

    def waiting(connection: Connection) -> list[str]:
        return [one.key[:5] for one in letters.waiting(connection, row.id)]

    assert sorted(act(house, waiting)) == ["msg_1", "test_"]


@pytest.mark.parametrize("role", [Role.UPPER, Role.GRASSROOTS, Role.OBSERVER])
def test_other_officers_are_told_whose_work_it_is(house: House, role: Role) -> None:
    row = add(house, "Kho dữ liệu tỉnh")
    phone = keeper(house, role=role)
    phone.says("kết nối").sees("do cán bộ cấp tỉnh và người quản trị")
    phone.presses(f"c:sinks:pause:{row.id}").sees("do cán bộ cấp tỉnh")
    assert state(house, "Kho dữ liệu tỉnh").state is State.ON


def test_an_administrator_of_a_branch_looks_after_those_of_the_branch_only(house: House) -> None:
    whole = add(house, "Kho dữ liệu tỉnh")
    add(house, "Ổ chung", "folder", "MAYTL")
    phone = keeper(house, "KCN", Role.ADMINISTRATOR)
    phone.says("kết nối").sees("Các kết nối ra ngoài (1)", "Ổ chung").unsaid("Kho dữ liệu tỉnh")
    phone.presses(f"c:sinks:pause:{whole.id}").sees("không còn nữa")
    assert state(house, "Kho dữ liệu tỉnh").state is State.ON


def test_a_button_of_one_that_was_removed_says_so(house: House) -> None:
    row = add(house, "Kho dữ liệu tỉnh")
    phone = keeper(house)
    phone.says("kết nối")
    act(house, lambda c: sinks.remove(c, row.id))
    house.now += timedelta(minutes=1)
    phone.says("1").sees("Kết nối này không còn nữa")
    phone.says("kết nối").sees("Chưa có kết nối nào ra ngoài")
