"""Whatever happens on the way, each person gets a broadcast at most once and is accounted for."""

from collections import Counter
from datetime import date, datetime, time, timedelta

from fakes.federation import SEWING, found, hire
from kit.broadcasting import (
    LUNCH,
    ZONE,
    local,
    one_broadcast,
    page,
    plain,
    prepare,
    queued,
    report,
    skipped,
    spread,
)
from sqlalchemy import Engine, select, update

from storage.broadcasts import broadcasts, outcomes, preparing, queueing, stopping
from storage.broadcasts.queueing import Page
from storage.campaigns import campaigns, planning
from storage.tables import broadcasts as broadcast_rows
from storage.tables import outbox as outbox_rows
from storage.tables import people, recipients
from storage.traffic import outbox, receipts


def test_a_fan_out_broken_off_between_pages_goes_on_without_doubling_or_forgetting(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in range(1, 26):
            hire(connection, person, SEWING)
        broadcast = one_broadcast(connection)
    for step in (preparing.prepare, page):
        for last in (False, True):
            with engine.connect() as connection:  # the machine may die before the commit
                transaction = connection.begin()
                if step is page:
                    assert page(connection, broadcast, most=10).queued == 10
                else:
                    assert not preparing.prepare(connection, broadcast, LUNCH, ZONE, 10)
                transaction.commit() if last else transaction.rollback()
        if step is preparing.prepare:
            with engine.begin() as connection:
                prepare(connection, broadcast, most=10)
    with engine.begin() as connection:
        assert spread(connection, broadcast, local(4, 11, 47), most=10) == 15
    with engine.begin() as connection:
        assert broadcasts.unfinished(connection, LUNCH) == []
        assert queued(connection) == list(range(1, 26))
        assert outcomes.count(connection, broadcast).total == 25


def test_nobody_is_written_down_or_queued_twice_even_when_the_cursor_is_lost(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        broadcast = one_broadcast(connection)
        spread(connection, broadcast)
        connection.execute(update(broadcast_rows).values(cursor=0, state="preparing"))
        assert spread(connection, broadcast) == 0
        assert connection.scalar(select(broadcast_rows.c.expected)) == 1
        connection.execute(update(broadcast_rows).values(state="sending"))
        connection.execute(update(recipients).values(state="waiting"))
        assert page(connection, broadcast, LUNCH + timedelta(days=1)).queued == 0


def test_two_fan_outs_at_once_queue_everybody_once(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in range(1, 41):
            hire(connection, person, SEWING)
        broadcast = one_broadcast(connection)
        prepare(connection, broadcast)
    done = [False, False]
    while not all(done):
        for turn in range(2):
            with engine.begin() as connection:
                done[turn] = page(connection, broadcast, most=7).done
    with engine.begin() as connection:
        assert Counter(queued(connection)) == Counter(range(1, 41))


def test_whoever_opts_out_or_reports_between_two_pages_is_not_queued(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in range(1, 6):
            hire(connection, person, SEWING)
        broadcast = one_broadcast(connection)
        prepare(connection, broadcast)
        page(connection, broadcast, most=2)
        connection.execute(update(people).where(people.c.id == 4).values(campaigns=False))
        report(connection, 1, 5, "submitted", LUNCH)
        spread(connection, broadcast, most=2)
        assert queued(connection) == [1, 2, 3]
        assert skipped(connection, broadcast) == {4: "opted_out", 5: "did_since"}


def test_nobody_gets_more_than_one_a_day_and_three_a_week(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        one_broadcast(connection, hours=(time(11, 45), time(19, 30)))
        given: dict[int, int] = {}
        for day in range(4, 11):
            for hour in (time(11, 46), time(19, 31)):
                now = datetime.combine(date(2026, 5, day), hour, ZONE)
                planning.catch_up(connection, now, ZONE)
                for broadcast in broadcasts.unfinished(connection, now):
                    given[day] = given.get(day, 0) + spread(connection, broadcast, now)
                connection.execute(outbox_rows.update().values(state="sent"))
        assert given == {4: 1, 5: 1, 6: 1, 7: 0, 8: 0, 9: 0, 10: 0}


def test_nothing_is_handed_over_in_the_quiet_hours_and_what_they_catch_goes_out_in_the_morning(
    engine: Engine,
) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in (1, 2, 3):
            hire(connection, person, SEWING)
        broadcast = one_broadcast(connection)
        prepare(connection, broadcast)
        assert page(connection, broadcast, local(4, 20, 59), most=2).queued == 2
        assert page(connection, broadcast, local(4, 21), most=2) == Page(0, 0, False)
        assert outbox.claim(connection, "web:main", local(4, 21), 9) == []
        assert queueing.rest(connection, local(4, 21), ZONE) == 2
        assert outbox.claim(connection, "web:main", local(5, 6, 59), 9) == []
        assert len(outbox.claim(connection, "web:main", local(5, 7), 9)) == 2
        assert spread(connection, broadcast, local(5, 7)) == 1


def test_what_the_last_night_catches_is_given_up(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        broadcast = one_broadcast(connection)
        prepare(connection, broadcast)
        page(connection, broadcast, local(10, 20, 59))
        queueing.rest(connection, local(10, 21), ZONE)
        assert outbox.claim(connection, "web:main", local(11, 8), 9) == []
        assert outcomes.count(connection, broadcast).struck == 1


def test_a_stopped_broadcast_goes_no_further_and_uses_up_nobodys_share(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in range(1, 6):
            hire(connection, person, SEWING)
        broadcast = one_broadcast(connection)
        prepare(connection, broadcast)
        page(connection, broadcast, most=3)
        (sent,) = outbox.claim(connection, "web:main", LUNCH, 1)
        assert campaigns.stop(connection, 1, LUNCH)
        assert page(connection, broadcast) == Page(0, 0, True)
        receipts.settle(
            connection, [receipts.Outcome(outbox_id=sent.id, result="sent", platform_id="1")], LUNCH
        )
        counted = outcomes.count(connection, broadcast)
        assert (counted.sent, counted.skipped, counted.total) == (1, {"stopped": 4}, 5)
        assert not stopping.stop(connection, broadcast, LUNCH)
        assert spread(connection, one_broadcast(connection)) == 4


def test_a_held_broadcast_waits_and_goes_on_from_there(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in range(1, 6):
            hire(connection, person, SEWING)
        broadcast = one_broadcast(connection)
        prepare(connection, broadcast)
        page(connection, broadcast, most=3)
        assert stopping.pause(connection, broadcast)
        assert outbox.claim(connection, "web:main", LUNCH, 9) == []
        assert page(connection, broadcast).queued == 0
        assert outcomes.count(connection, broadcast).open == 5
        assert stopping.resume(connection, broadcast, LUNCH)
        assert len(outbox.claim(connection, "web:main", LUNCH, 9)) == 3
        assert spread(connection, broadcast) == 2
        assert not stopping.resume(connection, broadcast, LUNCH)


def test_the_report_adds_up_to_what_was_expected_whatever_became_of_each(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in range(1, 8):
            hire(connection, person, SEWING)
        hire(connection, 8, SEWING, agreed=False)
        broadcast = one_broadcast(connection)
        spread(connection, broadcast, most=3)
        rows = outbox.claim(connection, "web:main", LUNCH, 4)
        ends = [
            receipts.Outcome(outbox_id=rows[0].id, result="sent", platform_id="9"),
            receipts.Outcome(
                outbox_id=rows[1].id, result="failed", why="blocked", blocked=True, conversation="web:main:2"
            ),
            receipts.Outcome(outbox_id=rows[2].id, result="uncertain"),
        ]
        receipts.settle(connection, ends, LUNCH)
        outbox.strike(connection, [7])
        receipts.recover(connection, LUNCH + timedelta(seconds=61))
        counted = outcomes.count(connection, broadcast)
        assert counted == outcomes.Outcomes(
            expected=8,
            queued=2,
            sent=1,
            unknown=2,
            struck=1,
            failed={"blocked": 1},
            skipped={"opted_out": 1},
        )
        assert counted.total == counted.expected
        assert outcomes.settle(connection, LUNCH) == []
        connection.execute(outbox_rows.update().where(outbox_rows.c.state == "queued").values(state="sent"))
        assert outcomes.settle(connection, LUNCH) == []
        assert connection.scalar(select(broadcast_rows.c.ended_at)) is not None


def test_a_sum_that_is_wrong_is_told(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        broadcast = one_broadcast(connection)
        spread(connection, broadcast)
        connection.execute(outbox_rows.delete())
        ((wrong, counted),) = outcomes.settle(connection, LUNCH)
        assert (wrong, counted.expected, counted.total) == (broadcast, 1, 0)


def test_people_beyond_a_channels_window_are_skipped_with_the_reason(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING, lane="zalo_oa:1")
        broadcast = one_broadcast(connection)
        prepare(connection, broadcast)
        queueing.queue(connection, broadcast, "zalo_oa:1", LUNCH, ZONE, plain, lambda lane, acted: False)
        assert skipped(connection, broadcast) == {1: "out_of_window"}


def test_nobody_hears_of_a_campaign_after_its_closing_minute(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in (1, 2, 3):
            hire(connection, person, SEWING)
        broadcast = one_broadcast(connection, closes_at=local(4, 12))
        prepare(connection, broadcast)
        page(connection, broadcast, LUNCH, most=1)
        assert outbox.claim(connection, "web:main", local(4, 12), 9) == []
        assert page(connection, broadcast, local(4, 12)) == Page(0, 2, True)
        queueing.rest(connection, local(4, 12), ZONE)
        counted = outcomes.count(connection, broadcast)
        assert (counted.struck, counted.skipped, counted.open) == (1, {"closed": 2}, 0)


def test_what_the_night_moved_to_the_morning_is_that_days_message(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        broadcast = one_broadcast(connection)
        prepare(connection, broadcast)
        page(connection, broadcast, local(4, 20, 59))
        queueing.rest(connection, local(4, 21), ZONE)
        planning.catch_up(connection, local(5, 11, 45), ZONE)
        (second,) = broadcasts.unfinished(connection, local(5, 11, 46))
        assert spread(connection, second, local(5, 11, 46)) == 0
        assert skipped(connection, second) == {1: "cap"}
