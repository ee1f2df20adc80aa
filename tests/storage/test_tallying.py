"""Each night what units have reached is written down once, and a week later it can be compared."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from kit.results import factories, report
from sqlalchemy import Connection, Engine, insert, select, update

from handlers.promises.office_hours import between
from storage import tables as t
from storage.duties import answer_hours, tallying
from storage.results import boards

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def local(day: int, hour: int = 12, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=ZONE)


def written(connection: Connection) -> list[Any]:
    return list(connection.execute(select(t.tallies).order_by(t.tallies.c.on, t.tallies.c.unit_id)))


def test_the_first_minute_of_a_day_writes_down_the_day_before_and_only_once(engine: Engine) -> None:
    with engine.begin() as connection:
        factories(connection)
        report(connection, 2, at=local(5), benefit=1000)
        report(connection, 2, "submitted", at=local(5), author=2)
        assert tallying.due(connection, local(6, 0, 0), ZONE) == 1
        assert tallying.due(connection, local(6, 0, 1), ZONE) == 0
        (row,) = written(connection)
        assert (row.on, row.unit_id, row.submissions, row.valid) == (date(2026, 5, 5), 2, 2, 1)
        assert (row.submitters, row.value, row.registered) == (2, 1000, 0)


def test_a_night_without_power_is_made_up_for_and_days_before_it_stay_empty(engine: Engine) -> None:
    with engine.begin() as connection:
        factories(connection)
        report(connection, 2, at=local(5))
        tallying.due(connection, local(6), ZONE)
        report(connection, 3, at=local(7))
        tallying.due(connection, local(9, 10), ZONE)
        assert [(row.on.day, row.unit_id) for row in written(connection)] == [(5, 2), (8, 2), (8, 3)]


def test_a_phase_is_followed_for_thirty_days_after_it_closed(engine: Engine) -> None:
    with engine.begin() as connection:
        factories(connection)
        report(connection, 2, at=local(30))
        assert tallying.due(connection, datetime(2026, 6, 30, 0, 0, tzinfo=ZONE), ZONE) == 1
        assert tallying.due(connection, datetime(2026, 7, 1, 0, 0, tzinfo=ZONE), ZONE) == 0


def test_the_board_compares_with_the_day_a_week_ago(engine: Engine) -> None:
    with engine.begin() as connection:
        factories(connection)
        report(connection, 2, at=local(5))
        tallying.due(connection, local(6, 0, 0), ZONE)
        report(connection, 2, at=local(8))
        report(connection, 3, at=local(8))
        board = boards.board(connection, 1, now=local(12), zone=ZONE)
        assert board is not None
        assert board.top.week_ago is not None
        assert (board.top.week_ago.valid, board.top.figures.valid) == (1, 3)
        assert board.lines[1].week_ago is not None
        assert board.lines[1].week_ago.valid == 0
        later = boards.board(connection, 1, now=local(13), zone=ZONE)
        assert later is not None
        assert later.top.week_ago is None


def test_a_first_answer_is_measured_in_working_hours_once(engine: Engine) -> None:
    # 8 May 2026 is a Friday: sent at four in the afternoon, answered on Monday at nine.
    with engine.begin() as connection:
        factories(connection)
        report(connection, 2, at=local(8, 16))
        connection.execute(update(t.initiatives).values(answered_at=local(11, 9)))
        assert answer_hours.measure(connection, ZONE) == 1
        assert answer_hours.measure(connection, ZONE) == 0
        board = boards.board(connection, 1, now=local(12), zone=ZONE)
        assert board is not None
        assert board.top.figures.answered_in == 3


def test_nights_weekends_noon_and_days_off_are_no_working_hours() -> None:
    assert between(local(8, 20), local(9, 3), {}, ZONE) == 0
    assert between(local(8, 8), local(8, 8, 5), {}, ZONE) == 1
    assert between(local(8, 11), local(8, 14), {}, ZONE) == 2
    assert between(local(4, 7), local(5, 20), {}, ZONE) == 16
    assert between(local(4, 7), local(5, 20), {date(2026, 5, 4): False}, ZONE) == 8
    assert between(local(8, 12), local(8, 12) - timedelta(hours=1), {}, ZONE) == 0


def test_what_is_not_open_yet_is_not_written_down(engine: Engine) -> None:
    with engine.begin() as connection:
        factories(connection)
        connection.execute(insert(t.people).values(id=9, unit_id=2, created_at=local(1)))
        assert tallying.due(connection, datetime(2026, 4, 30, tzinfo=UTC), ZONE) == 0
        assert tallying.due(connection, local(2, 0), ZONE) == 1
