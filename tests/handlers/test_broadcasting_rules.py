"""Who else has to agree, how long a broadcast waits, what it may say, and what it costs."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.broadcasts import broadcasting, estimate
from handlers.broadcasts.estimate import LaneLimits
from handlers.broadcasts.sending import progress
from handlers.campaigns.campaign import Courtesy
from handlers.understanding.choices import command
from messages.catalog import LANGUAGES

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def local(month: int, day: int, hour: int, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ZONE)


@pytest.mark.parametrize(("people", "minutes"), [(49, 0), (50, 2), (499, 2), (500, 10), (100_000, 10)])
def test_the_more_people_the_longer_it_can_be_stopped(people: int, minutes: int) -> None:
    assert broadcasting.delay(people) == timedelta(minutes=minutes)


def test_above_the_set_size_and_not_at_it_somebody_else_agrees() -> None:
    assert not broadcasting.needs_second(500, 500)
    assert broadcasting.needs_second(501, 500)


@pytest.mark.parametrize(
    ("ready", "courtesy", "begins"),
    [
        (local(5, 5, 12), Courtesy(), local(5, 5, 12)),
        (local(5, 5, 22), Courtesy(), local(5, 6, 7)),
        (local(4, 30, 9), Courtesy(), local(5, 2, 7)),
        (local(4, 30, 9), Courtesy(holidays=True), local(4, 30, 9)),
        (local(12, 31, 22), Courtesy(), local(1, 2, 7, 2027)),
        (local(4, 30, 9), Courtesy(quiet_from=time(0), quiet_until=time(0)), local(5, 2, 0)),
    ],
)
def test_it_begins_after_the_quiet_hours_and_the_holidays(
    ready: datetime, courtesy: Courtesy, begins: datetime
) -> None:
    assert broadcasting.begins(ready, courtesy, ZONE, {}) == begins


def test_a_federations_own_day_off_is_rested_too() -> None:
    free = {local(5, 6, 0).date(): False}
    assert broadcasting.begins(local(5, 5, 22), Courtesy(), ZONE, free) == local(5, 7, 7)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Mời anh/chị kể một cách làm hay trước thứ sáu.", ""),
        ("Sáng kiến của chị Hoa tổ 3 đã được công nhận. Chúc mừng chị!", ""),
        ("Có sáng kiến của anh chị em trong tổ thì kể nhé, được thưởng.", ""),
        ("sang kien cua anh chi da duoc duyet, moi len phong", "verdict"),
        ("Hồ sơ của đồng chí không hợp lệ, xin gửi lại.", "verdict"),
        ("Your initiative was approved. Congratulations!", "verdict"),
        ("NT-000123 đã xong, mời tác giả đến nhận thưởng.", "verdict"),
        ("👍👍👍", "short"),
        ("x" * 1_200, ""),
        ("x" * 1_201, "long"),
        ("😀" * 601, "long"),
    ],
)
def test_words_that_read_like_a_verdict_or_do_not_fit_are_refused(text: str, why: str) -> None:
    assert broadcasting.trouble(text) == why


def test_a_channel_without_a_window_only_takes_time() -> None:
    lane = estimate.plan("telegram:1", 3_900, 10, 20, LaneLimits(pace=25))
    assert (lane.people, lane.beyond, lane.cost, lane.seconds) == (3_900, 0, 0, 156)


def test_a_months_allowance_that_is_too_small_is_named() -> None:
    assert estimate.plan("zalo_bot:1", 40, 0, 0, LaneLimits(budget=50)).budget is None
    assert estimate.plan("zalo_bot:1", 60, 0, 0, LaneLimits(budget=50)).budget == 50


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["agree", "refuse", "hold", "resume", "stop", "export"])
def test_the_words_on_a_button_mean_the_same_when_they_are_typed(language: str, name: str) -> None:
    shown = progress.button(language, name, 12)
    assert command(shown.label) == (f"{name}_broadcast", "12")
    assert command(shown.label.lower()) == (f"{name}_broadcast", "12")
    assert shown.data == f"c:{name}_broadcast:12"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("tin số 12", "broadcast"),
        ("tin so 12", "broadcast"),
        ("tiến độ tin 12", "broadcast"),
        ("dừng tin 12", "stop_broadcast"),
        ("dung tin so 12", "stop_broadcast"),
        ("/dungtin 12", "stop_broadcast"),
        ("duyệt tin 12", "agree_broadcast"),
        ("duyệt 12", "approve"),
        ("đồng ý 12", "approve"),
        ("từ chối 12", "reject"),
        ("phát tin", "compose"),
        ("soan tin", "compose"),
        ("danh sách tin", "broadcasts"),
    ],
)
def test_words_about_a_broadcast_are_told_from_those_about_an_initiative(typed: str, name: str) -> None:
    found = command(typed)
    assert found is not None
    assert found[0] == name


@pytest.mark.parametrize("typed", ["tin 12 người đã nghỉ việc", "Tin 3 hôm nay có mưa"])
def test_a_sentence_with_those_words_is_none(typed: str) -> None:
    assert command(typed) is None


def test_a_price_that_nobody_set_is_not_called_free() -> None:
    week, free = timedelta(days=7), timedelta(hours=48)
    unset = LaneLimits(pace=20, window=week, free=free, template=True)
    lane = estimate.plan("zalo_oa:1", 100, 50, 30, unset)
    assert (lane.cost, lane.unpriced) == (0, 50)
    told = estimate.plan("zalo_oa:1", 100, 50, 30, replace(unset, price=55, template_price=300))
    assert (told.cost, told.unpriced) == (30 * 55 + 20 * 300, 0)
