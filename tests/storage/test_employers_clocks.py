"""Whoever has to do with an employer's answer is reminded in time, once, and never at night."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from kit.employers import Scene, scene_on
from kit.house import ZONE
from sqlalchemy import Engine, text, update

from handlers.employer import clocks
from storage import tables as t
from storage.apply.telling import tell
from storage.duties import employers

pytestmark = pytest.mark.slow


@pytest.fixture
def scene(engine: Engine) -> Scene:
    made = scene_on(engine)
    made.sends(title="Máng nước")
    return made


def ticks(scene: Scene, zone: ZoneInfo = ZONE) -> int:
    """What the clock does in a minute; how many messages are new."""
    house = scene.house
    with house.engine.begin() as connection:
        tells = employers.due(connection, house.now, zone)
        return tell(connection, tells, house.tools().render, house.now)


def passes(scene: Scene, days: int) -> list[int]:
    """So many days with a tick in each; the days on which something was said."""
    told = []
    for day in range(1, days + 1):
        scene.waits(days=1)
        if ticks(scene):
            told.append(day)
        assert ticks(scene) == 0
    return told


def applied(scene: Scene, days_ago: int) -> None:
    """The initiative was first applied so long ago, as its author told when sending."""
    row = scene.house.rows(t.initiatives)[0]
    day = (scene.house.now - timedelta(days=days_ago)).date()
    answers = {**row.answers, "applied": day.isoformat(), "recognition": "not_yet"}
    first = clocks.first_warning(answers, scene.house.now.date())
    with scene.house.engine.begin() as connection:
        connection.execute(update(t.initiatives).values(answers=answers, ask_on=first))


def test_the_officer_is_reminded_of_the_three_months_and_at_their_end_the_author_hears(scene: Scene) -> None:
    scene.asks()
    scene.officer.new()
    scene.worker.new()
    # One month, two months, a week before three, three; and the link three days before its end.
    assert passes(scene, 100) == [27, 30, 61, 85, 92]
    told = scene.officer.new()
    assert sum("Điều 7 Nghị định 13/2012" in one for one in told) == 4
    assert sum("인정을 요청드린 바 있습니다" in one for one in told) == 4
    assert sum("hết hạn ngày" in one for one in told) == 1
    assert [one for one in scene.worker.new() if "chưa trả lời" in one]


def test_nobody_is_reminded_of_what_was_answered(scene: Scene) -> None:
    scene.asks()
    scene.officer.says("doanh nghiệp từ chối 1 chưa thấy hiệu quả")
    assert passes(scene, 95) == []
    assert scene.house.rows(t.requests)[0].remind_on is None


def test_a_new_link_gives_no_new_three_months(scene: Scene) -> None:
    scene.asks()
    scene.waits(days=20)
    scene.asks()
    scene.officer.new()
    assert passes(scene, 75) == [10, 27, 41, 65, 72]


def test_a_clock_that_stood_still_says_only_the_latest(scene: Scene) -> None:
    scene.asks()
    scene.officer.new()
    scene.waits(days=70)
    ticks(scene)
    told = [one for one in scene.officer.new() if "tháng từ ngày đề nghị" in one]
    assert len(told) == 1
    assert "Đã 2 tháng" in told[0]


def test_nothing_is_said_at_night(scene: Scene) -> None:
    scene.asks()
    scene.waits(days=30, hours=13)
    assert ticks(scene) == 0
    scene.waits(hours=12)
    assert ticks(scene) > 0


def test_the_year_to_ask_is_warned_of_three_times(scene: Scene) -> None:
    applied(scene, 200)
    days = passes(scene, 170)
    assert len(days) == 3
    assert days[0] in range(70, 80)
    assert days[2] in range(155, 162)
    scene.worker.sees("Hạn đề nghị doanh nghiệp công nhận")
    scene.officer.sees("chưa đề nghị doanh nghiệp công nhận", "1 năm, theo Điều 5 Nghị định 13/2012")
    assert scene.house.rows(t.initiatives)[0].ask_on is None


def test_what_was_asked_for_is_not_warned_of(scene: Scene) -> None:
    applied(scene, 270)
    scene.asks()
    with scene.house.engine.begin() as connection:
        connection.execute(update(t.requests).values(remind_on=None))
    assert passes(scene, 60) == []


def test_a_report_is_watched_from_its_sending(scene: Scene) -> None:
    row = scene.house.rows(t.initiatives)[0]
    assert row.ask_on == clocks.first_warning(row.answers, scene.house.now.date())
    assert row.ask_on is not None


def test_the_clock_reads_by_its_indexes(scene: Scene) -> None:
    """However many initiatives there are, a minute looks at what is due."""
    if scene.house.engine.dialect.name != "sqlite":
        pytest.skip("a small table is read whole there")
    with scene.house.engine.connect() as connection:
        for table, column in (("initiatives", "ask_on"), ("requests", "remind_on")):
            plan = connection.execute(
                text(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {column} <= '2026-11-23'")  # noqa: S608
            ).all()
            assert f"ix_{table}_{column}" in str(plan)
