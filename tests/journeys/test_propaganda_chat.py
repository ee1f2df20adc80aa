"""An officer takes a piece of the library to a group: words to copy, a picture, the next one."""

import pytest
from kit.federation import SEWING, appoint
from kit.house import NUMBERS, ZONE, House, Phone

from bot.routes import routes
from messages.propaganda.reading import load_pieces
from storage.tables import units

pytestmark = pytest.mark.slow

SLOGAN = "Tự hào trí tuệ lao động Việt Nam"
LINK = "https://sangkien.example.vn/chat?start=u_MAYTL"
DOORS = ("https://sangkien.example.vn/chat?start={payload}",)


@pytest.fixture
def open_house(house: House) -> House:
    """The bot with a door to the web."""
    house.routes = routes(ZONE, lambda: DOORS)
    return house


def test_words_to_copy_stand_alone_and_the_picture_comes_after_them(
    open_house: House, officer: Phone
) -> None:
    officer.says("tuyên truyền").sees("Thư viện tuyên truyền", SEWING, "tuyên truyền MAYTL")
    assert all(label.endswith("(9)") for label in officer.buttons()[:8])
    officer.taps("Việc nhỏ cũng quý").sees("Trang 1/2").taps("Việc nhỏ cũng quý")
    copied, shown = officer.parts()[-2:]
    assert copied.rows == ()
    assert copied.file is None
    assert copied.text.startswith("Có những cách làm chỉ bớt được vài giây.")
    assert copied.text.endswith(f"\n\n{SLOGAN}")
    assert f"Kể sáng kiến tại đây: {LINK}" in copied.text
    assert "quét mã" in copied.text
    assert shown.file is not None
    assert shown.file.key == "card:small_things.first:MAYTL"
    assert "nhấn giữ" in shown.text
    officer.taps("Mẩu khác")
    assert officer.parts()[-2].text != copied.text
    officer.taps("Chủ đề khác").sees("Đồng chí chọn chủ đề")


def test_everything_is_done_by_numbers_and_words_where_there_are_no_buttons(numbers: House) -> None:
    numbers.routes = routes(ZONE, lambda: ("https://zalo.me/123",))
    officer = appoint(numbers, numbers.person("nhung", "zalo_bot"), "MAYTL", "Nguyễn Thị Nhung")
    officer.says("tuyen truyen").sees("1. ", "8. ")
    officer.chooses("Hướng dẫn ba bước").says("xem them").sees("Trang 2/2").says("1")
    copied = officer.parts()[-3].text if officer.parts()[-2].file else officer.parts()[-2].text
    assert "vào https://zalo.me/123 rồi gõ u_MAYTL" in copied
    assert "quét mã" not in copied  # there is nothing to scan where the door takes no code
    assert "https://zalo.me/123" not in officer.last()
    officer.says("mau khac")
    assert officer.parts()[-1].text.count("Mẩu khác") == 1
    officer.says("chu de khac").sees("Đồng chí chọn chủ đề")


def test_an_upper_level_takes_the_link_of_a_unit_below_and_of_no_other(
    open_house: House, zone_officer: Phone, officer: Phone
) -> None:
    zone_officer.says("tuyên truyền maytl").sees(SEWING).taps("Cảm ơn, tôn vinh")
    zone_officer.presses(zone_officer.button("Cảm ơn những đôi tay khéo nghĩ"))
    assert LINK in zone_officer.parts()[-2].text
    officer.says("tuyên truyền TOMBV").sees("Không có đơn vị “TOMBV”")
    officer.says("tuyên truyền XYZ").sees("Không có đơn vị “XYZ”")
    unit = zone_officer.button("Chủ đề khác").split(":")[2]
    officer.presses(f"c:propaganda:{int(unit) + 1}:rights").sees("Không có đơn vị")


def test_forged_and_outdated_buttons_show_the_themes_again(open_house: House, officer: Phone) -> None:
    officer.says("tuyên truyền")
    unit = officer.button("Cảm ơn").split(":")[2]
    for forged in (f"{unit}:nothing.here", f"{unit}:rights:99", f"{unit}:rights:x", f"{unit}:"):
        officer.presses(f"c:propaganda:{forged}").sees("Đồng chí chọn")
    officer.presses("c:propaganda:" + "9" * 40 + ":rights").sees("Không có đơn vị")


def test_the_words_mean_nothing_special_to_a_worker(worker: Phone) -> None:
    worker.says("tuyên truyền").unsaid("Thư viện")
    worker.says("/tuyentruyen").unsaid("Thư viện")


def test_every_piece_fits_one_message_with_its_link(open_house: House, officer: Phone) -> None:
    open_house.limits = NUMBERS
    officer.says("tuyên truyền")
    longest = max(load_pieces().values(), key=lambda one: len(one.text))
    unit = next(row.id for row in open_house.rows(units) if row.code == "MAYTL")
    officer.new()
    officer.presses(f"c:propaganda:{unit}:{longest.key}")
    assert officer.new()[0].endswith(SLOGAN)
