"""Officers set, hand on and divide targets in the chat."""

import pytest
from kit.federation import appoint
from kit.house import House, Phone
from sqlalchemy import select, update

from storage import tables as t
from storage import units

pytestmark = pytest.mark.slow

SEWING = "May Tân Lam"


def sized(house: House) -> None:
    with house.engine.begin() as connection:
        for code, workers in (("MAYTL", 3200), ("TOMBV", 800)):
            connection.execute(update(t.units).where(t.units.c.code == code).values(workers=workers))


def targets(house: House) -> dict[str, tuple[int | None, int | None]]:
    with house.engine.connect() as connection:
        rows = connection.execute(
            select(t.units.c.code, t.targets.c.assigned, t.targets.c.own).join(
                t.targets, t.targets.c.unit_id == t.units.c.id
            )
        )
        return {row.code: (row.assigned, row.own) for row in rows}


def test_an_upper_officer_gives_a_factory_its_target_and_its_officer_hears_of_it(
    house: House, zone_officer: Phone, officer: Phone
) -> None:
    zone_officer.says("chi tieu").sees("Chỉ tiêu của Công đoàn Khu công nghiệp", "chưa có")
    zone_officer.taps("Giao chỉ tiêu").taps("Công đoàn cơ sở Công ty TNHH May").sees("Hiện giao: chưa có")
    zone_officer.says("rất nhiều").sees("Chưa rõ con số", "gõ một con số")
    zone_officer.says("1.200 sáng kiến").sees("Đã giao", "0/1.200")
    assert targets(house) == {"MAYTL": (1200, None)}
    assert "giao" in officer.last()
    assert "chỉ tiêu 1.200" in officer.last()
    officer.says("chỉ tiêu").sees("Cấp trên giao: 1.200")


def test_a_unit_aims_higher_and_that_counts(house: House, zone_officer: Phone, officer: Phone) -> None:
    zone_officer.says("chỉ tiêu").taps("Giao chỉ tiêu").taps("Công đoàn cơ sở Công ty TNHH May").says("100")
    officer.says("/chitieu").taps("Tự đặt chỉ tiêu").says("80").sees("thấp hơn cấp trên giao")
    officer.taps("Tự đặt chỉ tiêu").says("150").sees("Đơn vị tự đặt: 150")
    zone_officer.says("chỉ tiêu").sees("0/150")
    officer.taps("Tự đặt chỉ tiêu").says("0").sees("Đơn vị tự đặt: chưa có")
    assert targets(house) == {"MAYTL": (100, None)}


def test_a_grassroots_officer_gives_nobody_a_target(
    house: House, officer: Phone, zone_officer: Phone
) -> None:
    officer.says("chỉ tiêu")
    assert "Giao chỉ tiêu" not in officer.buttons()
    tops = [row.id for row in house.rows(t.units) if row.code == "KCN"]
    mine = [row.id for row in house.rows(t.units) if row.code == "MAYTL"]
    officer.presses(f"c:targets:{tops[0]}").sees("các đơn vị bên dưới thôi")
    officer.presses(f"c:targets:{tops[0]}:to:{mine[0]}").unsaid("con số")
    assert targets(house) == {}


def test_dividing_by_workers_is_shown_before_it_is_done(
    house: House, zone_officer: Phone, officer: Phone, other_officer: Phone
) -> None:
    sized(house)
    zone_officer.says("chỉ tiêu").taps("Chia theo số lao động").sees("chưa có chỉ tiêu để chia")
    zone_officer.taps("Tự đặt chỉ tiêu").says("100")
    zone_officer.taps("Chia theo số lao động").sees("chưa có → 80", "chưa có → 20")
    assert targets(house) == {"KCN": (None, 100)}
    zone_officer.taps("Giao như vậy").sees("Đã giao cho 2 đơn vị, tổng 100", "0/80", "0/20")
    assert targets(house) == {"KCN": (None, 100), "MAYTL": (80, None), "TOMBV": (20, None)}
    assert "chỉ tiêu 80" in officer.last()
    assert "chỉ tiêu 20" in other_officer.last()


def test_a_division_that_changed_since_it_was_shown_is_shown_again(house: House, zone_officer: Phone) -> None:
    sized(house)
    zone_officer.says("chỉ tiêu").taps("Tự đặt chỉ tiêu").says("100").taps("Chia theo số lao động")
    with house.engine.begin() as connection:
        connection.execute(update(t.units).where(t.units.c.code == "TOMBV").values(workers=3200))
    zone_officer.taps("Giao như vậy").sees("Số liệu vừa thay đổi", "→ 50")
    assert targets(house) == {"KCN": (None, 100)}
    zone_officer.taps("Giao như vậy").sees("Đã giao cho 2 đơn vị")


def test_units_without_known_sizes_are_divided_equally_or_not_at_all(
    house: House, zone_officer: Phone
) -> None:
    zone_officer.says("chỉ tiêu").taps("Tự đặt chỉ tiêu").says("101")
    zone_officer.taps("Chia theo số lao động").sees("chưa có số lao động")
    zone_officer.taps("Chia đều").sees("→ 51", "→ 50").taps("Giao như vậy").sees("tổng 101")
    zone_officer.taps("Giao chỉ tiêu").taps("Công đoàn cơ sở Công ty TNHH May").says("11")
    zone_officer.sees("Còn 40 chưa giao")


def test_what_was_changed_can_be_read(house: House, zone_officer: Phone) -> None:
    zone_officer.says("chỉ tiêu").taps("Lịch sử").sees("Chưa có thay đổi nào")
    zone_officer.taps("Về chỉ tiêu").taps("Tự đặt chỉ tiêu").says("100")
    zone_officer.taps("Lịch sử").sees("tự đặt chưa có → 100", "Phan Thanh Bình")


def test_everything_is_done_by_typing_where_there_are_no_buttons(numbers: House) -> None:
    sized(numbers)
    zone = appoint(numbers, numbers.person("binh"), "KCN", "Phan Thanh Bình")
    factory = appoint(numbers, numbers.person("nhung"), "MAYTL", "Nguyễn Thị Nhung")
    zone.says("chi tieu").says("1").says("100").says("3").sees("→ 80").says("1").sees("tổng 100")
    # The notice that came in between numbered nothing: the officer's own screen still does.
    factory.says("chi tieu").says("1").sees("gõ một con số")
    zone.says("chi tieu").says("2").says("1").says("90").sees("0/90")
    factory.says("120").sees("Đơn vị tự đặt: 120")
    assert targets(numbers)["MAYTL"] == (90, 120)


def test_thinking_better_of_it_leaves_the_target_alone(house: House, officer: Phone) -> None:
    officer.says("chỉ tiêu").taps("Tự đặt chỉ tiêu").taps("Thôi").sees("Chỉ tiêu của")
    officer.says("120")
    assert targets(house) == {}


def test_a_workers_words_about_targets_are_words(worker: Phone) -> None:
    worker.says("chỉ tiêu").unsaid("Cấp trên giao")
    worker.says("/chitieu").sees("cán bộ")


def test_a_list_of_many_units_is_turned_page_by_page(house: House, zone_officer: Phone) -> None:
    with house.engine.begin() as connection:
        for number in range(10):
            units.add(
                connection,
                code=f"X{number:02}",
                name=f"Công ty số {number}",
                kind="grassroots",
                parent="KCN",
            )
    zone_officer.says("chỉ tiêu").sees("… và 4 đơn vị nữa").taps("Giao chỉ tiêu").sees("Trang 1/2")
    zone_officer.says("xem thêm").sees("Trang 2/2").taps("Công ty số 9").says("7").sees(
        "Đã giao Công ty số 9: 7"
    )


def test_a_number_in_words_is_not_cut_to_its_first_word(house: House, zone_officer: Phone) -> None:
    zone_officer.says("chỉ tiêu").taps("Tự đặt chỉ tiêu").says("hai trăm nhé").sees("tự đặt 200")
    zone_officer.taps("Tự đặt chỉ tiêu").says("hai trăm sáng kiến").sees("tự đặt 200")
    zone_officer.taps("Tự đặt chỉ tiêu").says("0").sees("Đã bỏ chỉ tiêu tự đặt").unsaid("tự đặt chưa có")


@pytest.mark.parametrize("word", ["quay lại", "hủy"])
def test_a_word_that_leaves_leads_back_to_the_target(house: House, zone_officer: Phone, word: str) -> None:
    zone_officer.says("chỉ tiêu").taps("Tự đặt chỉ tiêu").says(word).sees("Chỉ tiêu của Công đoàn Khu")
    zone_officer.taps("Tự đặt chỉ tiêu").says("1000").taps("Chia đều").says(word).sees("Chỉ tiêu của")
    zone_officer.taps("Giao chỉ tiêu").says(word).sees("Chỉ tiêu của Công đoàn Khu công nghiệp")
    zone_officer.taps("Chia đều").taps("Giao như vậy").sees("tổng 1.000")
    zone_officer.says(word).sees("Mời đồng chí chọn việc")
