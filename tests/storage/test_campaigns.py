"""A Peak Week's reminders: each goes off once, to everybody meant by it and to nobody else."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from fakes.federation import PROVINCE, SEWING, SHOES, found, hire
from sqlalchemy import Connection, Engine, insert, select, update

from handlers.outreach import Fire, Recipient
from storage import campaigns, fires
from storage.tables import fires as fire_rows
from storage.tables import initiatives, people
from storage.tables import outbox as outbox_rows
from storage.traffic import outbox, receipts

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MADE = datetime(2026, 5, 3, 20, 0, tzinfo=ZONE)
MONDAY = date(2026, 5, 4)


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 5, day, hour, minute, tzinfo=ZONE)


def peak_week(connection: Connection, unit_ids: tuple[int, ...] = (PROVINCE,)) -> int:
    return campaigns.create(
        connection,
        name="Peak Week",
        slogan="Proud",
        starts=MONDAY,
        ends=date(2026, 5, 10),
        hours=(time(19, 30), time(11, 45)),
        unit_ids=unit_ids,
        now=MADE,
    )


def plain(fire: Fire, recipient: Recipient) -> str:
    return f"{fire.campaign} {fire.days_left} {fire.first} {recipient.language}"


def spread_all(connection: Connection, fire_id: int, now: datetime, most: int = 500) -> int:
    total = 0
    while True:
        page = fires.spread(connection, fire_id, now, ZONE, plain, most)
        total += page.queued
        if page.done:
            return total


def recipients(connection: Connection) -> list[int]:
    rows = connection.execute(select(outbox_rows.c.person_id).order_by(outbox_rows.c.id)).scalars()
    return [person for person in rows if person is not None]


def one_fire(connection: Connection, unit_ids: tuple[int, ...] = (PROVINCE,)) -> int:
    peak_week(connection, unit_ids)
    assert campaigns.catch_up(connection, local(4, 11, 45), ZONE) == 1
    (fire_id,) = fires.unfinished(connection)
    return fire_id


def report_initiative(connection: Connection, number: int, author: int, status: str, at: datetime) -> None:
    connection.execute(
        insert(initiatives).values(
            number=number,
            code=f"NT-{number}",
            author_id=author,
            status=status,
            title="A jig",
            answers={},
            form_version=1,
            submitted_at=at,
            updated_at=at,
        )
    )


def test_a_campaign_that_could_never_remind_anybody_is_refused(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(ValueError, match="units"):
        peak_week(connection, ())


def test_a_reminder_is_due_at_its_hour_of_the_campaigns_zone_and_not_before(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        campaign = peak_week(connection)
        assert campaigns.plan(connection, local(4, 11, 44), ZONE) == []
        due = campaigns.plan(connection, local(4, 11, 45), ZONE)
        assert due == [campaigns.Planned(campaign, datetime(2026, 5, 4, 4, 45, tzinfo=UTC))]


def test_the_same_moment_fires_once_whoever_says_so_and_how_often(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        campaign = peak_week(connection)
        moment = local(4, 11, 45)
        assert campaigns.fire(connection, campaign, moment)
        assert not campaigns.fire(connection, campaign, moment)
        assert campaigns.catch_up(connection, moment + timedelta(minutes=1), ZONE) == 0


def test_after_an_outage_only_the_newest_reminder_goes_out_and_the_others_are_missed(
    engine: Engine,
) -> None:
    with engine.begin() as connection:
        found(connection)
        peak_week(connection)
        assert campaigns.catch_up(connection, local(5, 12, 30), ZONE) == 1
        states = connection.execute(select(fire_rows.c.planned_at, fire_rows.c.state).order_by("planned_at"))
        assert [tuple(row) for row in states] == [
            (local(4, 11, 45).astimezone(UTC), "missed"),
            (local(4, 19, 30).astimezone(UTC), "missed"),
            (local(5, 11, 45).astimezone(UTC), "due"),
        ]


def test_a_reminder_found_more_than_two_hours_late_is_not_sent(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        peak_week(connection)
        assert campaigns.catch_up(connection, local(4, 13, 46), ZONE) == 0
        assert fires.unfinished(connection) == []


def test_a_reminder_written_down_but_not_begun_in_two_hours_is_missed_too(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        fire_id = one_fire(connection)
        campaigns.catch_up(connection, local(4, 14), ZONE)
        assert fires.unfinished(connection) == []
        hire(connection, 1, SEWING)
        assert fires.spread(connection, fire_id, local(4, 14), ZONE, plain) == fires.Page(0, True)


def test_hours_before_the_campaign_was_made_are_not_made_up_for(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        peak_week(connection)
        late = local(4, 15)
        campaigns.create(
            connection,
            name="Second",
            slogan="",
            starts=MONDAY,
            ends=MONDAY,
            hours=(time(8, 0), time(16, 0)),
            unit_ids=(SHOES,),
            now=late,
        )
        planned = campaigns.plan(connection, local(4, 16, 30), ZONE)
        assert [one.planned_at.astimezone(ZONE).hour for one in planned] == [11, 16]


def test_only_people_of_its_units_who_agreed_and_can_be_reached_get_it(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        hire(connection, 2, SHOES)
        hire(connection, 3, SEWING, agreed=False)
        hire(connection, 4, SEWING, agreed=None)
        hire(connection, 5, SEWING, reachable=False)
        hire(connection, 6, None)
        fire_id = one_fire(connection, (SEWING,))
        assert spread_all(connection, fire_id, local(4, 11, 46)) == 1
        assert recipients(connection) == [1]


def test_whoever_reported_since_the_campaign_began_is_left_in_peace(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in (1, 2, 3, 4, 5):
            hire(connection, person, SEWING)
        report_initiative(connection, 1, 1, "submitted", local(4, 0, 1))
        report_initiative(connection, 2, 2, "returned", local(4, 9))
        report_initiative(connection, 3, 3, "not_valid", local(4, 9))
        report_initiative(connection, 4, 4, "withdrawn", local(4, 9))
        report_initiative(connection, 5, 5, "valid", local(3, 23, 59))
        spread_all(connection, one_fire(connection), local(4, 11, 46))
        assert recipients(connection) == [3, 4, 5]


def test_the_words_know_the_days_left_and_whether_it_is_the_first_time(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        spread_all(connection, one_fire(connection), local(4, 11, 46))
        campaigns.catch_up(connection, local(10, 19, 30), ZONE)
        (last,) = fires.unfinished(connection)
        spread_all(connection, last, local(10, 19, 31))
        bodies = connection.execute(select(outbox_rows.c.body).order_by(outbox_rows.c.id)).scalars().all()
        assert bodies == ["Peak Week 7 True vi", "Peak Week 1 False vi"]


def test_a_fan_out_broken_off_between_pages_goes_on_without_doubling_or_forgetting(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in range(1, 26):
            hire(connection, person, SEWING)
        fire_id = one_fire(connection)
    with engine.begin() as connection:
        assert fires.spread(connection, fire_id, local(4, 11, 46), ZONE, plain, 10) == fires.Page(10, False)
    with engine.connect() as connection:  # this page is written, and the machine dies before the commit
        transaction = connection.begin()
        assert fires.spread(connection, fire_id, local(4, 11, 46), ZONE, plain, 10).queued == 10
        transaction.rollback()
    with engine.begin() as connection:
        assert fires.unfinished(connection) == [fire_id]
        assert spread_all(connection, fire_id, local(4, 11, 47), most=10) == 15
    with engine.begin() as connection:
        assert spread_all(connection, fire_id, local(4, 11, 48), most=10) == 0
        assert recipients(connection) == list(range(1, 26))


def test_nobody_is_queued_twice_even_when_the_cursor_is_lost(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        fire_id = one_fire(connection)
        spread_all(connection, fire_id, local(4, 11, 46))
        connection.execute(update(fire_rows).values(cursor=0, state="spreading"))
        assert spread_all(connection, fire_id, local(4, 11, 47)) == 0
        assert connection.scalar(select(fire_rows.c.expected)) == 1


def test_a_stopped_campaign_spreads_no_further_and_takes_back_what_was_not_begun(
    engine: Engine,
) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in range(1, 6):
            hire(connection, person, SEWING)
        fire_id = one_fire(connection)
        fires.spread(connection, fire_id, local(4, 11, 46), ZONE, plain, 3)
        (sent,) = outbox.claim(connection, "web:main", local(4, 11, 47), 1)
        campaigns.stop(connection, 1, local(4, 11, 47))
        assert fires.spread(connection, fire_id, local(4, 11, 48), ZONE, plain, 3) == fires.Page(0, True)
        receipts.settle(
            connection,
            [receipts.Outcome(outbox_id=sent.id, result="sent", platform_id="1")],
            local(4, 11, 48),
        )
        assert fires.report(connection, fire_id) == {"sent": 1, "cancelled": 2}
        assert campaigns.running(connection, local(4, 12)) == []


def test_the_report_adds_up_to_what_was_expected_whatever_became_of_each(engine: Engine) -> None:
    now = local(4, 11, 46)
    with engine.begin() as connection:
        found(connection)
        for person in range(1, 8):
            hire(connection, person, SEWING)
        fire_id = one_fire(connection)
        spread_all(connection, fire_id, now, most=3)
        rows = outbox.claim(connection, "web:main", now, 4)
        ends = [
            receipts.Outcome(outbox_id=rows[0].id, result="sent", platform_id="9"),
            receipts.Outcome(
                outbox_id=rows[1].id, result="failed", why="blocked", blocked=True, conversation="web:main:2"
            ),
            receipts.Outcome(outbox_id=rows[2].id, result="uncertain"),
        ]
        receipts.settle(connection, ends, now)
        outbox.strike(connection, [7])
        receipts.recover(connection, now + timedelta(seconds=61))
        report = fires.report(connection, fire_id)
        assert report == {"sent": 1, "failed": 1, "unknown": 2, "queued": 2, "cancelled": 1}
        assert sum(report.values()) == connection.scalar(select(fire_rows.c.expected)) == 7


def test_two_fan_outs_at_once_queue_everybody_once(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in range(1, 41):
            hire(connection, person, SEWING)
        fire_id = one_fire(connection)
    done = [False, False]
    while not all(done):
        for turn in range(2):
            with engine.begin() as connection:
                done[turn] = fires.spread(connection, fire_id, local(4, 11, 46), ZONE, plain, 7).done
    with engine.begin() as connection:
        assert Counter(recipients(connection)) == Counter(range(1, 41))


def test_whoever_opts_out_between_two_pages_is_not_queued(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in range(1, 5):
            hire(connection, person, SEWING)
        fire_id = one_fire(connection)
        fires.spread(connection, fire_id, local(4, 11, 46), ZONE, plain, 2)
        connection.execute(update(people).where(people.c.id == 4).values(campaigns=False))
        spread_all(connection, fire_id, local(4, 11, 47), most=2)
        assert recipients(connection) == [1, 2, 3]
