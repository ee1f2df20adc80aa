"""Officers see their campaigns in the chat and open one in words."""

from datetime import UTC, date, datetime

import pytest
from kit.federation import appoint
from kit.house import House, Phone
from sqlalchemy import select

from storage import tables as t
from storage.campaigns import campaigns, entries

pytestmark = pytest.mark.slow


def opened(house: House) -> list[campaigns.Campaign]:
    with house.engine.connect() as connection:
        return [one for one, _ in campaigns.all_of_them(connection)]


def open_week(officer: Phone, day: str = "30/11") -> Phone:
    return officer.says("chiến dịch").chooses("Mở tuần cao điểm").chooses("Tuần cao điểm sáng kiến").says(day)


def test_a_peak_week_is_opened_in_words_after_its_plan_was_shown(house: House, zone_officer: Phone) -> None:
    zone_officer.says("chien dich").sees("Bây giờ là 08:30 ngày 23/11", "chưa có chiến dịch nào")
    open_week(zone_officer)
    zone_officer.sees("từ 30/11/2026 đến 06/12/2026", "Hạn: hết ngày 6/12", "Không gửi từ 21:00 đến 07:00")
    zone_officer.sees("11:45 ngày 30/11: Ngày đầu", "thêm 60 phút")
    assert opened(house) == []
    zone_officer.taps("Mở chiến dịch").sees("Đã mở Tuần cao điểm sáng kiến")
    (campaign,) = opened(house)
    assert (campaign.starts, campaign.ends, campaign.kind) == (
        date(2026, 11, 30),
        date(2026, 12, 6),
        "peak_week",
    )
    with house.engine.connect() as connection:
        kcn = connection.scalar(select(t.units.c.id).where(t.units.c.code == "KCN"))
        assert campaign.unit_ids == (kcn,)
        assert campaign.phase_id == connection.scalar(select(t.phases.c.id))
        assert len(entries.of_campaigns(connection, [campaign.id])[campaign.id]) > 8


def test_a_second_press_opens_no_second_one(house: House, zone_officer: Phone) -> None:
    open_week(zone_officer)
    yes = zone_officer.button("Mở chiến dịch")
    zone_officer.presses(yes).sees("Đã mở").presses(yes).sees("đã được mở")
    assert len(opened(house)) == 1


def test_running_and_coming_campaigns_are_told_with_day_close_and_next_message(
    house: House, zone_officer: Phone, officer: Phone
) -> None:
    open_week(zone_officer).taps("Mở chiến dịch")
    officer.says("chiến dịch").sees("còn 7 ngày nữa bắt đầu (30/11/2026)", "Tin kế tiếp: 11:45 ngày 23/11")
    assert "Mở tuần cao điểm" not in officer.buttons()
    house.now = datetime(2026, 12, 2, 3, 0, tzinfo=UTC)
    officer.says("chiến dịch").sees(
        "ngày thứ 3 trong 7 ngày", "Hạn: hết ngày 6/12", "Bây giờ là 10:00 ngày 2/12"
    )
    officer.sees("Ngày thứ ba, trước giờ đổi ca chiều")
    officer.taps("Kế hoạch").sees("72 giờ cuối", "Cảm ơn người đã gửi").unsaid("Báo trước 7 ngày")


def test_an_entry_that_was_turned_off_is_told_so(house: House, zone_officer: Phone) -> None:
    open_week(zone_officer).taps("Mở chiến dịch")
    with house.engine.begin() as connection:
        (campaign,) = [one for one, _ in campaigns.all_of_them(connection)]
        plan = entries.of_campaigns(connection, [campaign.id])[campaign.id]
        last = next(one for one in plan if one.name == "72 giờ cuối")
        entries.turn(connection, last.id, off=True)
    zone_officer.says("chiến dịch").taps("Kế hoạch").sees("72 giờ cuối: đã tắt")


@pytest.mark.parametrize("day", ["hôm qua", "ngày nào cũng được", "22/11/2026"])
def test_a_day_that_is_none_or_over_is_asked_for_again(house: House, zone_officer: Phone, day: str) -> None:
    open_week(zone_officer, day).sees("Chưa rõ ngày")
    zone_officer.says("mai").sees("từ 24/11/2026 đến 30/11/2026")
    assert opened(house) == []


def test_thinking_better_of_it_opens_nothing(house: House, zone_officer: Phone) -> None:
    zone_officer.says("chiến dịch").taps("Mở tuần cao điểm").taps("Tuần cao điểm sáng kiến").taps("Thôi")
    zone_officer.says("mai").unsaid("từ 24/11")
    assert opened(house) == []


def test_only_upper_officers_open_campaigns(house: House, officer: Phone) -> None:
    officer.says("chiến dịch")
    unit = next(row.id for row in house.rows(t.units) if row.code == "MAYTL")
    officer.presses(f"c:campaigns:open:peak_week:{unit}:20261130").sees("Chỉ cán bộ công đoàn cấp trên")
    assert opened(house) == []


def test_nobody_opens_one_for_a_unit_that_is_not_theirs(house: House, zone_officer: Phone) -> None:
    province = next(row.id for row in house.rows(t.units) if row.code == "TINH")
    zone_officer.presses(f"c:campaigns:open:peak_week:{province}:20261130").sees("đơn vị nào")
    assert opened(house) == []


def test_a_drive_with_days_of_its_own_asks_for_none(house: House, zone_officer: Phone) -> None:
    zone_officer.says("chiến dịch").taps("Mở tuần cao điểm").taps("Thi đua sáng kiến năm 2026, đợt 2")
    zone_officer.sees("từ 01/07/2026 đến 31/12/2026", "Tháng 12").unsaid("Tháng 7: mở đầu")
    zone_officer.taps("Mở chiến dịch").sees("Đã mở")
    assert opened(house)[0].starts == date(2026, 7, 1)


def test_it_is_all_typed_where_there_are_no_buttons(numbers: House) -> None:
    zone = appoint(numbers, numbers.person("binh"), "KCN", "Phan Thanh Bình")
    zone.says("mo tuan cao diem").says("mở tuần cao điểm").says("1").says("4/12")
    zone.sees("từ 04/12/2026 đến 10/12/2026").says("1").sees("Đã mở")
    assert len(opened(numbers)) == 1


def test_a_workers_words_about_campaigns_are_words(worker: Phone) -> None:
    worker.says("chiến dịch").unsaid("Hạn:")


@pytest.mark.parametrize("word", ["quay lại", "hủy"])
def test_a_word_that_leaves_leads_back_to_the_campaigns(house: House, zone_officer: Phone, word: str) -> None:
    zone_officer.says("chiến dịch").taps("Mở tuần cao điểm").says(word).sees("Chiến dịch của các đơn vị")
    zone_officer.taps("Mở tuần cao điểm").taps("Tuần cao điểm").says(word).sees("Chiến dịch của các đơn vị")
    open_week(zone_officer).says(word).sees("Chiến dịch của các đơn vị")
    open_week(zone_officer).taps("Mở chiến dịch")
    zone_officer.says("chiến dịch").taps("Kế hoạch").says(word).sees("Chiến dịch của các đơn vị")
    zone_officer.says(word).sees("Mời đồng chí chọn việc")


def test_a_campaign_of_one_day_is_not_from_a_day_to_itself(house: House, zone_officer: Phone) -> None:
    zone_officer.says("chiến dịch").taps("Mở tuần cao điểm").taps("Ngày hội cập nhật").says("mai")
    zone_officer.sees("một ngày 24/11/2026", "17:00 ngày 24/11").unsaid("đến 24/11/2026")


def test_the_presets_to_choose_from_are_not_cut_short(house: House, zone_officer: Phone) -> None:
    zone_officer.says("chiến dịch").taps("Mở tuần cao điểm")
    assert [label for label in zone_officer.buttons() if "…" in label] == []
