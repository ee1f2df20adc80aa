"""An officer opens the page for a projector in the chat; a worker scans what stands on it."""

import re

import pytest
from kit.federation import appoint
from kit.house import NUMBERS, ZONE, House, Phone
from kit.walls import begin

from bot.routes import routes
from handlers.employer.requests import hash_of
from storage import tables as t
from storage.walls import walls

pytestmark = pytest.mark.slow

DOOR = "https://sangkien.example/w/{token}"


@pytest.fixture
def hall(house: House) -> House:
    """The bot with an address that a hall can open, and a campaign of the zone."""
    house.routes = routes(ZONE, wall=lambda: DOOR)
    begin(house)
    shut(house)
    return house


def shut(house: House) -> None:
    with house.engine.begin() as connection:
        connection.execute(t.campaigns.update().values(wall_hash=None))


def link(phone: Phone) -> str:
    """The secret of the link last shown."""
    found = re.findall(r"https://sangkien\.example/w/(\S+)", "\n".join(part.text for part in phone.parts()))
    return str(found[-1])


def opens(house: House, secret: str) -> bool:
    with house.engine.connect() as connection:
        return walls.find(connection, secret, house.now) is not None


def test_the_word_gives_a_link_with_its_picture_and_only_a_hash_is_kept(
    hall: House, zone_officer: Phone
) -> None:
    zone_officer.says("man hinh").sees("Tuần cao điểm sáng kiến", "F11")
    secret = link(zone_officer)
    assert opens(hall, secret)
    assert [one.wall_hash for one in hall.rows(t.campaigns)] == [hash_of(secret)]
    drawn = [part.file.key for part in zone_officer.parts() if part.file]
    assert drawn == ["qr:" + DOOR.replace("{token}", secret)]
    assert "Tắt màn hình" in zone_officer.buttons()


def test_a_new_link_is_asked_for_and_ends_the_old_one(hall: House, zone_officer: Phone) -> None:
    zone_officer.says("màn hình")
    old = link(zone_officer)
    zone_officer.says("/manhinh").sees("đang mở", "đường dẫn cũ tắt")
    renew = zone_officer.button("Làm đường dẫn mới")
    assert opens(hall, old)
    zone_officer.taps("Làm đường dẫn mới")
    new = link(zone_officer)
    assert new != old
    assert (opens(hall, old), opens(hall, new)) == (False, True)
    zone_officer.presses(renew).sees("vừa có đường dẫn mới")
    assert opens(hall, new)


def test_it_is_switched_off_by_word_and_by_button(hall: House, zone_officer: Phone) -> None:
    zone_officer.says("màn hình").taps("Tắt màn hình").sees("Đã tắt màn hình")
    assert not opens(hall, link(zone_officer))
    zone_officer.says("tắt màn hình").sees("Không có màn hình nào đang mở")
    zone_officer.says("màn hình").says("tat man hinh").sees("Đã tắt màn hình")
    assert not opens(hall, link(zone_officer))


def test_several_campaigns_are_chosen_by_number(numbers: House) -> None:
    numbers.routes = routes(ZONE, wall=lambda: DOOR)
    begin(numbers)
    begin(numbers, units=("MAYTL",), name="Ngày hội cập nhật", secret="second-secret-letters")
    shut(numbers)
    officer = appoint(numbers, numbers.person("binh"), "KCN", "Phan Thanh Bình")
    officer.says("màn hình").sees("1. Ngày hội cập nhật", "2. Tuần cao điểm sáng kiến")
    officer.says("2").sees("Tuần cao điểm sáng kiến")
    officer.says("màn hình").says("1").sees("Ngày hội cập nhật")
    officer.says("trợ giúp").says("tắt màn hình").says("2").sees("Đã tắt màn hình của “Tuần cao điểm")
    assert numbers.limits is NUMBERS
    assert [one.wall_hash is None for one in numbers.rows(t.campaigns)] == [True, False]


def test_only_upper_officers_of_the_campaigns_units_open_it(
    hall: House, officer: Phone, worker: Phone
) -> None:
    officer.says("màn hình").sees("chưa có đợt cao điểm nào")
    worker.says("/manhinh").unsaid("https://")
    worker.says("màn hình").unsaid("https://")
    assert [one.wall_hash for one in hall.rows(t.campaigns)] == [None]


def test_without_an_address_nothing_is_opened(house: House, zone_officer: Phone) -> None:
    begin(house)
    shut(house)
    zone_officer.says("màn hình").sees("chưa có địa chỉ", "PUBLIC_URL")
    assert [one.wall_hash for one in house.rows(t.campaigns)] == [None]


def test_a_stranger_scans_the_code_of_an_update_day_and_comes_to_the_decision(stranger: Phone) -> None:
    stranger.begins("r_MAYTL").sees("May Tân Lam").taps("Đồng ý").taps("Đồng ý nhận").taps("Không nêu")
    stranger.says("Lê Thị Hoa").says("0912345678")
    stranger.sees("tên cho sáng kiến")
    assert stranger.answers()["recognition"] == "have"


def test_people_of_many_companies_are_asked_for_theirs_first(stranger: Phone) -> None:
    stranger.begins("r_").taps("Đồng ý").taps("Đồng ý nhận").taps("Không nêu").says("Lê Thị Hoa")
    stranger.says("0912345678").sees("làm ở công ty").says("MAYTL")
    assert stranger.answers()["recognition"] == "have"


def test_somebody_known_is_there_at_once_and_loses_no_draft(worker: Phone) -> None:
    worker.begins("r_")
    assert worker.answers()["recognition"] == "have"
    worker.says("Đèn báo hết chỉ").begins("r_MAYTL").sees("một bản đang viết")
    assert worker.answers()["title"] == "Đèn báo hết chỉ"


def test_the_code_of_another_factory_asks_about_it_first(worker: Phone) -> None:
    worker.begins("r_TOMBV").sees("Tôm Bảo Vịnh")
    assert worker.answers() == {}


def test_where_links_carry_nothing_it_is_typed(worker: Phone) -> None:
    worker.says("R_")
    assert worker.answers()["recognition"] == "have"
