"""Lists longer than a screen: "xem thêm" turns the page, numbers begin again, and nothing is passed over."""

import pytest
from kit.federation import appoint, found
from kit.house import NUMBERS, House, Phone
from kit.telling import demo, join, report, send, until
from sqlalchemy import Engine, insert, select, update

from storage import tables as t
from storage import units

pytestmark = pytest.mark.slow

MORE = [
    "xem thêm",
    "Xem Them",
    "thêm",
    "them nua",
    "tiếp nữa",
    "tiep theo",
    "trang sau",
    "xem thêm ạ",
    "XEM THÊM",
]
LESS = ["trang trước", "trang truoc", "Quay lại", "quay lai", "lùi lại"]


@pytest.fixture
def officer(numbers: House) -> Phone:
    return appoint(numbers, numbers.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")


@pytest.fixture
def author(numbers: House) -> Phone:
    """Somebody who has sent one initiative."""
    return send(report(join(numbers.person("hoa")), demo("Khay lot")))


def add(house: House, *numbers: int) -> None:
    """More initiatives like the first one, the later number sent later."""
    with house.engine.begin() as connection:
        first = connection.execute(select(t.initiatives)).first()
        assert first is not None
        for number in numbers:
            copy = {
                **first._mapping,
                "number": number,
                "code": f"NT-{number:06}",
                "title": f"Khay lót {number}",
            }
            del copy["id"]
            copy["submitted_at"] = copy["updated_at"] = house.now
            connection.execute(insert(t.initiatives).values(copy))


def listed(phone: Phone) -> list[int]:
    """The numbers of the initiatives on the page, whose places are numbered from 1."""
    lines = [line.partition(". ") for line in phone.last().splitlines() if ". NT-" in line]
    assert [place for place, _, _ in lines] == [str(place) for place in range(1, len(lines) + 1)]
    return [int(line.partition(" · ")[0].rpartition("-")[2]) for _, _, line in lines]


def status(house: House, value: str, *numbers: int) -> None:
    with house.engine.begin() as connection:
        these = t.initiatives.c.number.in_(numbers)
        connection.execute(update(t.initiatives).where(these).values(status=value, updated_at=house.now))


@pytest.mark.parametrize("words", MORE)
def test_the_next_page_is_asked_for_in_many_words(author: Phone, words: str) -> None:
    add(author.house, *range(2, 21))
    author.says("sáng kiến của tôi").sees("Trang 1/3", "Xem thêm")
    assert listed(author) == [20, 19, 18, 17, 16, 15, 14, 13]
    author.says(words).sees("Trang 2/3", "Xem thêm · Trang trước")
    assert listed(author) == [12, 11, 10, 9, 8, 7, 6, 5]


@pytest.mark.parametrize("words", LESS)
def test_and_the_page_before(author: Phone, words: str) -> None:
    add(author.house, *range(2, 21))
    author.says("sáng kiến của tôi").says("xem thêm").says("xem thêm").sees("Trang 3/3")
    assert listed(author) == [4, 3, 2, 1]
    author.says(words).says(words).sees("Trang 1/3")
    assert listed(author)[0] == 20


def test_a_number_means_what_is_on_the_page(author: Phone) -> None:
    add(author.house, *range(2, 21))
    author.says("sáng kiến của tôi").says("thêm").says("3").sees("NT-000010")


def test_a_new_one_on_top_shifts_nothing(author: Phone) -> None:
    add(author.house, *range(2, 12))
    author.says("sáng kiến của tôi")
    assert listed(author) == [11, 10, 9, 8, 7, 6, 5, 4]
    add(author.house, 12, 13)
    author.says("thêm")
    assert listed(author) == [3, 2, 1]
    author.says("trang trước")
    assert listed(author) == [11, 10, 9, 8, 7, 6, 5, 4]
    author.says("trang trước")
    assert listed(author) == [13, 12, 11, 10, 9, 8, 7, 6]


def test_what_has_to_be_mended_comes_first(author: Phone) -> None:
    add(author.house, *range(2, 21))
    status(author.house, "returned", 3)
    author.says("sáng kiến của tôi")
    assert listed(author)[:3] == [3, 20, 19]


def test_where_no_list_goes_on_the_word_is_a_word_like_any_other(numbers: House) -> None:
    phone = until(join(numbers.person("hoa")).chooses("Báo sáng kiến"), "title")
    phone.says("xem thêm")
    assert phone.answers()["title"] == "xem thêm"


def test_an_officer_turns_the_waiting_list(officer: Phone, author: Phone) -> None:
    add(author.house, *range(2, 13))
    officer.says("/duyet").sees("Đang chờ duyệt: 12", "Trang 1/3")
    assert listed(officer) == [1, 2, 3, 4, 5]
    officer.says("xem thêm").sees("Trang 2/3")
    assert listed(officer) == [6, 7, 8, 9, 10]
    officer.says("tiếp nữa").sees("Trang 3/3")
    assert listed(officer) == [11, 12]
    officer.says("trang trước").sees("Trang 2/3").says("5").sees("NT-000010 · đang chờ duyệt")


def test_what_colleagues_decide_meanwhile_makes_nobody_be_passed_over(officer: Phone, author: Phone) -> None:
    add(author.house, *range(2, 15))
    officer.says("/duyet")
    assert listed(officer) == [1, 2, 3, 4, 5]
    status(author.house, "valid", 2, 3, 4, 5)
    add(author.house, 15)
    officer.says("xem thêm").sees("Trang 2/3")
    assert listed(officer) == [6, 7, 8, 9, 10]
    officer.says("xem thêm")
    assert listed(officer) == [11, 12, 13, 14, 15]


def test_the_list_begins_again_when_all_that_followed_is_decided(officer: Phone, author: Phone) -> None:
    add(author.house, *range(2, 9))
    officer.says("/duyet")
    status(author.house, "valid", 6, 7, 8)
    officer.says("xem thêm").sees("Trang 1/1")
    assert listed(officer) == [1, 2, 3, 4, 5]


def test_a_search_goes_on(officer: Phone, author: Phone) -> None:
    add(author.house, *range(2, 13))
    officer.says("/tim khay lót").sees("Tìm thấy 12", "“khay lót”", "Trang 1/3")
    assert listed(officer) == [12, 11, 10, 9, 8]
    add(author.house, 13)
    officer.says("xem thêm").sees("“khay lót”", "Tìm thấy 13")
    assert listed(officer) == [7, 6, 5, 4, 3]
    officer.says("thêm").says("trang trước")
    assert listed(officer) == [7, 6, 5, 4, 3]
    officer.says("trang trước")
    assert listed(officer) == [12, 11, 10, 9, 8]


def test_units_found_by_words_go_on_and_stay_as_they_are(numbers: House) -> None:
    with numbers.engine.begin() as connection:
        for number in range(10, 25):
            units.add(
                connection, code=f"H{number}", name=f"May Hòa Bình {number}", kind="grassroots", parent="KCN"
            )
    phone = numbers.person("hoa").begins().says("1").says("2").says("2").says("Lê Thị Hoa").says("bỏ qua")
    phone.says("hòa bình").sees("Trang 1/3", "1. May Hòa Bình 10", "7. Không thấy, ghi theo lời tôi")
    with numbers.engine.begin() as connection:
        units.add(connection, code="H01", name="May Hòa Bình 01", kind="grassroots", parent="KCN")
    phone.says("xem thêm").sees("Trang 2/3", "1. May Hòa Bình 16", "Xem thêm · Trang trước · Quay lại")
    phone.says("thêm").sees("3. May Hòa Bình 24").says("trang trước").says("2").sees("May Hòa Bình 17")


def test_the_list_of_changes_goes_on(numbers: House) -> None:
    phone = report(join(numbers.person("hoa"))).says("sửa").sees("Trang 1/3", "9. Ngày áp dụng")
    phone.says("xem thêm").sees("Trang 2/3", "1. Lợi ích").says("quay lại").sees("Trang 1/3")
    phone.says("thêm").says("thêm").sees("Trang 3/3", "1. Bảo hộ").says("1").sees("bằng sáng chế")


def test_back_from_its_first_page_is_the_review_screen(numbers: House) -> None:
    phone = report(join(numbers.person("hoa"))).says("sửa").says("quay lại").sees("xem lại trước khi gửi")
    assert phone.step() == "summary"


def test_an_old_page_changes_nothing_in_the_form(numbers: House) -> None:
    phone = report(join(numbers.person("hoa"))).says("sửa")
    revision = phone.draft().revision
    phone.says("xem thêm").presses(f"a:{revision - 1}:summary:9").sees("tin cũ")
    phone.presses(f"a:{revision}:summary:999").sees("Trang 1/3")
    assert phone.draft().revision == revision


def test_the_pages_are_the_same_on_both_databases(engine: Engine) -> None:
    found(engine)
    house = House(engine, limits=NUMBERS)
    officer = appoint(house, house.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    send(report(join(house.person("hoa")), demo("Khay lot")))
    add(house, *range(2, 9))
    officer.says("/duyet").says("xem thêm").sees("Trang 2/2")
    assert listed(officer) == [6, 7, 8]
    officer.says("trang trước").says("/tim khay").says("thêm")
    assert listed(officer) == [3, 2, 1]
