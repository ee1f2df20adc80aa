"""The closing minute: the server's time is shown, what was begun has its grace, late ones are kept."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from kit.house import ZONE, House, Phone
from kit.telling import answer, demo, join, report, send, until
from sqlalchemy import insert, select, update

from handlers.campaigns.closing import Closing, Timing, counted_at
from storage import programmes
from storage import tables as t
from storage.campaigns import campaigns

pytestmark = pytest.mark.slow

#: 17:00 on the last day of the campaign.
CLOSES = datetime(2026, 11, 24, 17, 0, tzinfo=ZONE)
NAME = "Tuần cao điểm"


def campaign(house: House, *, grace: int = 30, unit: str = "KCN") -> int:
    with house.engine.begin() as connection:
        unit_id = connection.scalar(select(t.units.c.id).where(t.units.c.code == unit))
        assert unit_id is not None
        return campaigns.create(
            connection,
            name=NAME,
            slogan="Tự hào",
            starts=datetime(2026, 11, 20, tzinfo=ZONE).date(),
            ends=CLOSES.date(),
            closes_at=CLOSES,
            grace_minutes=grace,
            unit_ids=[unit_id],
            now=house.now,
        )


def at(house: House, hour: int, minute: int, day: int = 24) -> None:
    """The next act of a person happens in this minute."""
    house.now = datetime(2026, 11, day, hour, minute, tzinfo=ZONE) - timedelta(seconds=19)


def sent(house: House) -> Any:
    (row,) = house.rows(t.initiatives)
    return row


def test_the_servers_time_stands_on_the_review_screen_of_the_last_day(house: House, worker: Phone) -> None:
    campaign(house)
    report(worker)
    at(house, 16, 58)
    worker.says("tạm dừng").says("tiếp tục").sees("Bây giờ là 16:58 ngày 24/11", "nhận đến 17:00 ngày 24/11")
    send(worker).sees("Công đoàn nhận lúc 16:58 ngày 24/11, trong hạn của Tuần cao điểm")
    assert sent(house).counted_at == sent(house).submitted_at


def test_days_before_nobody_is_told_the_time(house: House, worker: Phone) -> None:
    campaign(house)
    at(house, 9, 0, day=22)
    report(worker).unsaid("Bây giờ là")
    send(worker).unsaid("Công đoàn nhận lúc")


def test_what_was_begun_before_the_minute_is_counted_in_its_grace(house: House, worker: Phone) -> None:
    campaign(house)
    at(house, 16, 50)
    worker.says("báo sáng kiến")
    begun = worker.draft().begun_at
    at(house, 17, 10)
    report_on(worker)
    worker.sees("đã qua hạn của Tuần cao điểm", "gửi trước 17:30 ngày 24/11 vẫn được tính")
    at(house, 17, 29)
    send(worker).sees("bắt đầu trước hạn, nên vẫn được tính vào Tuần cao điểm")
    row = sent(house)
    assert row.submitted_at.astimezone(ZONE).minute == 29
    assert row.counted_at == CLOSES - timedelta(microseconds=1)
    assert begun < CLOSES


def report_on(phone: Phone) -> None:
    until(phone, "summary", demo("Dưỡng mica"))


def test_after_the_grace_it_is_kept_and_counts_outside(house: House, worker: Phone) -> None:
    campaign(house)
    at(house, 16, 50)
    report(worker)
    at(house, 17, 29)
    worker.says("tạm dừng").says("tiếp tục").sees("gửi trước 17:30")
    at(house, 17, 31)
    send(worker).sees("sau hạn của Tuần cao điểm", "được giữ và xét như thường", "không tính vào")
    row = sent(house)
    assert row.status == "submitted"
    assert row.counted_at == row.submitted_at > CLOSES


def test_whoever_begins_after_the_minute_has_no_grace_and_is_told_before_sending(
    house: House, worker: Phone
) -> None:
    campaign(house)
    at(house, 17, 1)
    report(worker).sees("Anh/chị vẫn gửi được", "không tính vào Tuần cao điểm")
    send(worker).sees("sau hạn")
    assert sent(house).counted_at == sent(house).submitted_at


def test_a_campaign_elsewhere_is_nobodys_business_here(house: House, worker: Phone) -> None:
    campaign(house, unit="TOMBV")
    at(house, 16, 58)
    report(worker).unsaid("Bây giờ là", NAME)
    send(worker).unsaid(NAME)


def test_the_end_of_a_phase_is_told_in_the_same_way(house: House, worker: Phone) -> None:
    with house.engine.begin() as connection:
        programme = connection.scalar(select(t.programmes.c.id))
        connection.execute(update(t.phases).values(closes=CLOSES.date(), name="Đợt 1"))
        following = {"key": "dot2", "name": "Đợt 2", "programme_id": programme}
        days = {"opens": CLOSES.date() + timedelta(days=1), "closes": CLOSES.date() + timedelta(days=90)}
        connection.execute(insert(t.phases).values(**following, **days))
    at(house, 23, 40)
    worker.says("báo sáng kiến")
    until(worker, "protected")
    at(house, 23, 58)
    answer(worker, demo("Dưỡng mica"))
    answer(worker, demo("Dưỡng mica")).sees("Bây giờ là 23:58 ngày 24/11", "Đợt 1 nhận đến hết ngày 24/11")
    at(house, 0, 2, day=25)
    send(worker).sees("Công đoàn nhận lúc 00:02 ngày 25/11", "không tính vào Đợt 1")
    assert sent(house).status == "submitted"


def test_what_is_mended_after_the_close_stays_counted_as_it_was_sent(
    house: House, worker: Phone, officer: Phone
) -> None:
    campaign(house)
    at(house, 15, 0)
    send(report(worker))
    officer.says("trả 1 thiếu ảnh")
    at(house, 19, 0)
    worker.says("sửa sáng kiến").unsaid("đã qua hạn")
    worker.chooses("Gửi lại").unsaid("sau hạn")
    assert sent(house).counted_at < CLOSES


def test_a_missing_paper_is_told_before_sending_and_forbids_nothing(house: House, worker: Phone) -> None:
    with house.engine.begin() as connection:
        connection.execute(update(t.programmes).values(papers=["decision_photo"]))
    worker.says("đã có quyết định").says("Con lăn đẩy thùng ở bàn đóng gói").chooses("Thời gian")
    worker.says("8 giây").says("18/2026, 15/3/2026, ông Kim Min Ho").says("bỏ qua")
    worker.sees("Chương trình cần ảnh chụp quyết định")
    send(worker).sees("NT-000001")


def test_a_programme_of_ones_own_unit_takes_the_report(house: House) -> None:
    with house.engine.begin() as connection:
        fields = {"key": "own", "name": "Riêng", "slogan": "Proud", "prefix": "MAY"}
        unit_id = connection.scalar(select(t.units.c.id).where(t.units.c.code == "MAYTL"))
        own = programmes.run(connection, fields, (), [unit_id])
    send(report(join(house.person("hoa")))).sees("MAY-000001")
    send(report(join(house.person("mai"), unit="TOMBV"))).sees("NT-000002")
    first, second = house.rows(t.initiatives)
    assert first.programme_id == own
    assert second.programme_id not in (None, own)


@pytest.mark.parametrize(
    ("begun", "minutes", "timing"),
    [
        (-10, -1, Timing.IN_TIME),
        (-10, 0, Timing.GRACE),
        (-10, 29, Timing.GRACE),
        (-10, 30, Timing.LATE),
        (0, 5, Timing.LATE),
        (None, 5, Timing.LATE),
    ],
)
def test_the_minute_itself_is_too_late_but_for_what_was_begun(
    begun: int | None, minutes: int, timing: Timing
) -> None:
    closing = Closing(name=NAME, closes_at=CLOSES, grace=timedelta(minutes=30))
    began = None if begun is None else CLOSES + timedelta(minutes=begun)
    sent_at = CLOSES + timedelta(minutes=minutes)
    assert closing.timing(began, sent_at) is timing
    counted = counted_at((closing,), began, sent_at)
    assert counted == (CLOSES - timedelta(microseconds=1) if timing is Timing.GRACE else sent_at)


def test_of_two_graces_the_earlier_close_counts_so_that_both_do() -> None:
    first = Closing(name="A", closes_at=CLOSES, grace=timedelta(hours=2))
    second = Closing(name="B", closes_at=CLOSES + timedelta(minutes=30), grace=timedelta(hours=2))
    began, sent_at = CLOSES - timedelta(minutes=5), CLOSES + timedelta(minutes=45)
    assert counted_at((second, first), began, sent_at) < CLOSES
