"""An officer narrows the waiting list, by buttons and by words."""

from datetime import timedelta

import pytest
from kit.backlog import change, wait
from kit.federation import appoint
from kit.house import NUMBERS, House, Phone
from sqlalchemy import update

from storage import tables as t

pytestmark = pytest.mark.slow


def two_levels(house: House, **more: object) -> None:
    with house.engine.begin() as connection:
        connection.execute(update(t.programmes).values(levels=2, **more))


def listed(phone: Phone) -> list[int]:
    """The numbers of the initiatives on screen."""
    return [int(label[3:9]) for label in phone.buttons() if label.startswith("NT-")]


def test_who_holds_one_is_shown_and_each_tab_is_counted(house: House, officer: Phone) -> None:
    other = appoint(house, house.person("hai"), "MAYTL", "Trần Văn Hai")
    for number in (1, 2, 3):
        wait(house, number, days=2)
    until = house.now + timedelta(minutes=30)
    change(house, 1, claimed_by=officer.row().id, claimed_until=until)
    change(house, 2, claimed_by=other.row().id, claimed_until=until)
    officer.says("chờ duyệt").sees("Đang chờ duyệt: 3")
    assert "đồng chí đang xem" in officer.buttons()[0]
    assert "Trần Văn Hai đang xem" in officer.buttons()[1]
    assert {"Của tôi (1)", "Chưa ai nhận (1)"} <= set(officer.buttons())
    assert listed(officer.taps("Của tôi").sees("Đồng chí đang nhận xem: 1")) == [1]
    assert listed(officer.taps("Chưa ai nhận").sees("Chưa ai nhận xem: 1")) == [3]
    house.now += timedelta(hours=1)
    assert listed(officer.says("danh sách chưa ai nhận")) == [1, 2, 3]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("danh sách quá hạn", [1, 2]),
        ("danh sach thieu giay to", [2]),
        ("danh sách đã trả lại", [3]),
        ("danh sách fdi", [1, 2, 3]),
        ("danh sách quá hạn thiếu giấy", [2]),
        ("danh sách của tôi", []),
        ("danh sách TOMBV", [4]),
        ("lọc quá hạn tombv", [4]),
    ],
)
def test_filters_are_typed_and_combined(
    house: House, zone_officer: Phone, words: str, numbers: list[int]
) -> None:
    with house.engine.begin() as connection:
        connection.execute(update(t.units).where(t.units.c.code == "TOMBV").values(fdi=False))
    wait(house, 1, days=9)
    wait(house, 2, days=8, lacking=True)
    wait(house, 3, returns=2)
    wait(house, 4, unit="TOMBV", days=4)
    shown = listed(zone_officer.says(words))
    assert [one for one in shown if "quá hạn" not in words or one != 4 or 4 in numbers] == numbers


def test_filters_are_switched_on_and_off_by_buttons(house: House, officer: Phone) -> None:
    for number in range(1, 8):
        wait(house, number, days=number, lacking=number > 5)
    officer.says("/hangcho").taps("Lọc danh sách").sees("riêng loại nào")
    assert listed(officer.taps("Chỉ xem thiếu giấy tờ").sees("Chỉ xem: thiếu giấy tờ")) == [7, 6]
    officer.taps("Lọc danh sách").taps("Chỉ xem quá hạn").sees("quá hạn (chờ quá 3 ngày), thiếu giấy tờ")
    assert len(listed(officer.taps("Bỏ lọc").sees("Đang chờ duyệt: 7"))) == 5


def test_the_second_page_of_a_filtered_list_keeps_its_filter(house: House, officer: Phone) -> None:
    for number in range(1, 14):
        wait(house, number, days=20 - number, lacking=number % 2 == 1)
    officer.says("danh sách thiếu giấy").sees("Trang 1/2").taps("Xem thêm").sees("Trang 2/2")
    assert listed(officer) == [11, 13]
    assert listed(officer.taps("Trang trước").sees("Trang 1/2")) == [1, 3, 5, 7, 9]


def test_a_unit_is_picked_among_those_with_something_waiting(house: House, zone_officer: Phone) -> None:
    for number in range(1, 7):
        wait(house, number)
    wait(house, 9, unit="TOMBV")
    province = appoint(house, house.person("mai"), "TINH", "Đặng Thị Mai")
    province.says("chờ duyệt").taps("Lọc danh sách").taps("Chọn đơn vị").taps("Công đoàn Khu công nghiệp")
    province.sees("Chỉ xem: Công đoàn Khu công nghiệp", "7").taps("Lọc danh sách").taps("Chọn đơn vị")
    assert listed(province.taps("Công đoàn cơ sở Công ty TNHH Tôm")) == [9]


def test_a_unit_of_somebody_else_is_not_told_from_one_that_is_not_there(house: House, officer: Phone) -> None:
    wait(house, 1, unit="TOMBV")
    officer.says("danh sách TOMBV").sees("Chưa thấy đơn vị có mã “TOMBV”")
    officer.says("danh sách XYZ9").sees("Chưa thấy đơn vị có mã “XYZ9”")
    officer.presses("c:queue:u4").unsaid("NT-")


def test_each_level_sees_first_what_waits_for_it(house: House, officer: Phone, zone_officer: Phone) -> None:
    two_levels(house)
    wait(house, 1)
    wait(house, 2, status="endorsed")
    wait(house, 3, status="recognised")
    wait(house, 4, status="asked")
    assert listed(officer.says("chờ duyệt")) == [1]
    assert listed(zone_officer.says("chờ duyệt").sees("Đang chờ ở cấp dưới: 1.")) == [2, 3]
    assert listed(zone_officer.taps("Xem ở cấp dưới").sees("Đang chờ chính đồng chí: 2.")) == [1]
    assert listed(zone_officer.taps("Xem phần của tôi")) == [2, 3]


def test_where_papers_are_needed_the_grassroots_sees_what_it_endorsed(house: House, officer: Phone) -> None:
    two_levels(house, recognition=True)
    wait(house, 1)
    wait(house, 2, status="endorsed")
    wait(house, 3, status="recognised")
    wait(house, 4, status="refused")
    assert listed(officer.says("chờ duyệt")) == [1, 2, 4]


def test_the_list_is_used_with_numbers_and_words_alone(numbers: House) -> None:
    for number in range(1, 8):
        wait(numbers, number, lacking=number == 3)
    officer = appoint(numbers, numbers.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    assert numbers.limits == NUMBERS
    officer.says("chờ duyệt").sees("Lọc danh sách").says("lọc danh sách").says("3").sees("NT-000003")
    officer.unsaid("NT-000001").says("bỏ lọc").sees("Đang chờ duyệt: 7")


def test_words_about_a_list_stay_words_in_a_report_and_for_workers(house: House, worker: Phone) -> None:
    worker.says("danh sách quá hạn").unsaid("Đang chờ", "dành cho cán bộ")


def test_a_search_finds_code_author_and_words_of_ones_own_branch_only(
    house: House, officer: Phone, zone_officer: Phone
) -> None:
    wait(house, 12)
    wait(house, 34, unit="TOMBV", title="Máng tôm", folded="mang tom nguoi nuoi tac gia 34")
    assert listed(zone_officer.says("/tim NT-000034")) == [34]
    assert listed(zone_officer.says("/tim mang tôm")) == [34]
    assert listed(zone_officer.says("/tim tác giả 12")) == [12]
    officer.says("/tim NT-000034").sees("Không có sáng kiến nào")
    officer.says("/tim máng tôm").sees("Không có sáng kiến nào")
