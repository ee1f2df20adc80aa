"""A campaign is played from end to end before it runs, and its numbers add up."""

from dataclasses import replace
from datetime import datetime, time
from typing import Any

import pytest
from kit.rehearsing import (
    EVERYONE,
    MADE,
    SMOOTH,
    ZONE,
    campaign,
    found,
    noon,
    planned,
    rehearse,
    rules,
)
from sqlalchemy import Engine, insert

from bot.channels.abilities import limits_of
from bot.rehearsal.assumptions import Assumptions, Unusable, changed
from bot.rehearsal.rehearsal import Rehearsal, Wanted
from handlers.broadcasts.audience import Audience, Did
from handlers.broadcasts.content import Reminder
from handlers.campaigns.schedule import Daily, FromStart
from storage import tables as t
from storage.campaigns import entries


def test_a_sound_campaign_breaks_no_rule(sqlite_engine: Engine) -> None:
    made = planned(sqlite_engine, noon(0), noon(3))
    report = rehearse(sqlite_engine, made, rates=replace(SMOOTH, alone=0.2))
    assert report.findings == ()
    assert report.people == 60
    assert report.units == report.officers == 3
    first, second = report.shown.fired
    assert (first.expected, first.sent, first.state) == (63, 63, "done")
    assert first.begins_at == datetime(2026, 5, 4, 11, 45, tzinfo=ZONE)
    assert second.sent <= 63  # whoever has sent one in is not urged any more
    assert report.shown.closing.submitted > 0


def test_every_broadcasts_outcomes_are_as_many_as_were_expected(sqlite_engine: Engine) -> None:
    plan = (Daily((time(8, 0), time(19, 30))), EVERYONE, Reminder())
    made = planned(sqlite_engine, plan)
    hard = Assumptions(blocked=0.05, failed=0.05, uncertain=0.05, stops=0.1, begins=0.3)
    report = rehearse(
        sqlite_engine, made, people=150, rates=hard, channels={"telegram": 1, "zalo_oa": 2, "web": 1}
    )
    assert len(report.shown.fired) == 14
    assert [one.total for one in report.shown.fired] == [one.expected for one in report.shown.fired]
    assert "sum" not in rules(report)
    kinds = {why for one in report.shown.fired for why in (*one.failed, *one.skipped)}
    assert {"blocked", "refused", "cap", "opted_out", "no_consent", "out_of_window"} <= kinds
    assert sum(one.unknown for one in report.shown.fired) > 0
    told = sum(lane.sent for lane in report.shown.lanes)
    assert told == sum(one.sent for one in report.shown.fired)
    assert told == sum(sum(day.load.sent.values()) for day in report.shown.days)
    assert told == sum(many * people for many, people in report.shown.per_person.whole.items())


def test_the_same_seed_gives_the_same_and_another_seed_something_else(sqlite_engine: Engine) -> None:
    made = planned(sqlite_engine, noon(0), noon(2))
    how: dict[str, Any] = {"rates": Assumptions(alone=0.3), "channels": {"web": 1, "zalo_oa": 1}}
    one, again = (rehearse(sqlite_engine, made, **how) for _ in range(2))
    assert one == again
    assert rehearse(sqlite_engine, made, seed=7, **how).shown.fired != one.shown.fired


def test_several_runs_give_a_range(sqlite_engine: Engine) -> None:
    made = planned(sqlite_engine, noon(0))
    report = rehearse(sqlite_engine, made, runs=3, rates=replace(SMOOTH, alone=0.4))
    counted = sorted(run.closing.submitted for run in report.runs)
    sent_in = report.figures["submitted"]
    assert [sent_in.low, sent_in.middle, sent_in.high] == counted
    assert [run.seed for run in report.runs] == [1, 2, 3]


def test_the_real_database_is_left_as_it_was_byte_for_byte(sqlite_engine: Engine) -> None:
    made = planned(sqlite_engine, noon(0))
    with sqlite_engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    path = sqlite_engine.url.database
    assert path
    with open(path, "rb") as file:
        before = file.read()
    rehearse(sqlite_engine, made)
    with sqlite_engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    with open(path, "rb") as file:
        assert file.read() == before


def test_a_campaign_is_read_from_either_database_and_an_unknown_one_from_neither(engine: Engine) -> None:
    made = planned(engine, noon(0))
    assert rehearse(engine, made).shown.fired[0].sent == 63
    assert Rehearsal(engine, ZONE, limits_of).rehearse(Wanted(campaign_id=made + 1)) is None


def test_no_real_person_is_taken_into_the_rehearsal(sqlite_engine: Engine) -> None:
    made = planned(sqlite_engine, noon(0))
    with sqlite_engine.begin() as connection:
        connection.execute(
            insert(t.people).values(
                unit_id=2, campaigns=True, conversation="web:main:1", name="Real", created_at=MADE
            )
        )
    assert rehearse(sqlite_engine, made).shown.fired[0].expected == 63


def test_nobody_gets_more_than_the_campaign_allows(sqlite_engine: Engine) -> None:
    made = planned(sqlite_engine, (Daily((time(8, 0), time(12, 0), time(19, 0))), EVERYONE, Reminder()))
    spread = rehearse(sqlite_engine, made, rates=replace(SMOOTH, alone=0)).shown.per_person
    assert max(spread.days) == 1
    assert max(spread.weeks) == 3
    assert sum(spread.days.values()) == 7 * 63


def test_what_falls_into_the_night_goes_out_in_the_morning(sqlite_engine: Engine) -> None:
    made = planned(sqlite_engine, (FromStart(0, time(22, 30)), EVERYONE, Reminder()))
    report = rehearse(sqlite_engine, made, rates=replace(SMOOTH, alone=0, begins=0))
    (told,) = [one for one in report.findings if one.rule == "quiet"]
    assert (told.values["at"], told.values["later"]) == ("22:30 04/05/2026", "07:00 05/05/2026")
    loads = {day.on.day: day.load.peak for day in report.shown.days}
    assert loads[4].minute == 0
    assert (loads[5].minute, loads[5].minute_at) == (63, "07:00")


def test_a_lane_keeps_its_pace(sqlite_engine: Engine) -> None:
    made = planned(sqlite_engine, noon(0))
    slow = replace(limits_of("web"), pace=0.2)
    report = rehearse(sqlite_engine, made, lambda lane: slow, rates=replace(SMOOTH, alone=0, begins=0))
    assert report.shown.days[0].load.peak.minute == 12
    (sending,) = report.shown.fired[0].sendings
    assert sending.sent == 63
    assert 300 <= sending.seconds <= 320


def test_an_allowance_is_kept_and_what_it_refuses_is_told(sqlite_engine: Engine) -> None:
    made = planned(sqlite_engine, noon(0))
    small = replace(limits_of("zalo_bot"), monthly=40, users=None)
    quiet = replace(SMOOTH, alone=0, begins=0)
    report = rehearse(sqlite_engine, made, lambda lane: small, rates=quiet, channels={"zalo_bot": 1})
    (lane,) = report.shown.lanes
    assert (lane.sent, lane.over_quota) == (20, 43)
    assert report.shown.fired[0].failed == {"over_quota": 43}
    assert "budget" in rules(report)


def test_a_message_beyond_the_free_time_is_paid_for(sqlite_engine: Engine) -> None:
    made = planned(sqlite_engine, noon(0))
    paid = replace(limits_of("zalo_oa"), price=55, template=True, template_price=200)
    how: dict[str, Any] = {"channels": {"zalo_oa": 1}, "people": 200}
    fresh = replace(SMOOTH, silent_days=0.01, alone=0, begins=0)
    assert rehearse(sqlite_engine, made, lambda lane: paid, rates=fresh, **how).shown.cost == 0
    stale = replace(fresh, silent_days=1_000)
    assert rehearse(sqlite_engine, made, lambda lane: paid, rates=stale, **how).shown.cost > 190 * 200


def test_only_what_an_employer_recognised_becomes_valid_where_that_is_needed(sqlite_engine: Engine) -> None:
    with sqlite_engine.begin() as connection:
        found(connection, levels=2, recognition=True)
        made = campaign(connection, noon(0))
    rates = replace(SMOOTH, alone=0.8, faulty=0, decided=0.5, employer_days=1_000)
    report = rehearse(sqlite_engine, made, rates=rates, after=20)
    after = report.shown.after
    assert 0 < after.valid < after.endorsed <= after.submitted


def test_sample_people_go_through_the_real_handlers_and_send_their_reports(sqlite_engine: Engine) -> None:
    made = planned(sqlite_engine, noon(0))
    rates = replace(SMOOTH, alone=0.5, at_once=1.0)
    report = rehearse(sqlite_engine, made, rates=rates, sample=5, channels={"telegram": 1, "zalo_bot": 1})
    assert (report.shown.talks, report.shown.talks_sent) == (5, 5)
    assert all(many > 10 for many in report.shown.replies.values())


def test_an_entry_that_is_turned_off_is_not_played(sqlite_engine: Engine) -> None:
    made = planned(sqlite_engine, noon(0), (FromStart(0, time(23, 0)), EVERYONE, Reminder()))
    with sqlite_engine.begin() as connection:
        entries.turn(connection, 2, off=True)
    report = rehearse(sqlite_engine, made)
    assert [one.entry_id for one in report.shown.fired] == [1]
    assert report.findings == ()


def test_who_did_what_decides_who_is_written_to(sqlite_engine: Engine) -> None:
    begun = Audience(unit_ids=(), did=(Did.DRAFT, Did.RECOGNISED))
    made = planned(sqlite_engine, (FromStart(6, time(11, 45)), begun, Reminder()))
    rates = replace(SMOOTH, alone=1.0, at_once=0.0, later=0.0, rise=0.0)
    (fired,) = rehearse(sqlite_engine, made, rates=rates).shown.fired
    assert 40 < fired.expected <= 60
    assert fired.sent == fired.expected


@pytest.mark.parametrize(
    "told", ["begins", "begins=much", "begins=2", "unknown=0.1", "begins=-1", "a_day=-1"]
)
def test_a_rate_that_is_none_is_refused(told: str) -> None:
    with pytest.raises(Unusable):
        changed(Assumptions(), [told])


def test_rates_are_changed_by_name() -> None:
    rates = changed(Assumptions(), ["begins=0.5", " a_day = 40"])
    assert (rates.begins, rates.a_day, rates.rise) == (0.5, 40.0, 1.4)
