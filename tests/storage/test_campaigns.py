"""A plan's entries go off at their moments, each once, and not when it is too late or nobody works."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from fakes.federation import PROVINCE, SEWING, SHOES, found, hire
from sqlalchemy import Connection, Engine, select

from handlers.broadcasts.audience import Audience
from handlers.broadcasts.content import ANYBODY, Text
from handlers.campaigns.campaign import Courtesy
from handlers.campaigns.schedule import BeforeClose, Daily, FromStart
from storage.broadcasts import broadcasts
from storage.campaigns import campaigns, entries, planning
from storage.tables import broadcasts as broadcast_rows

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


def test_a_campaign_that_could_never_remind_anybody_is_refused(engine: Engine) -> None:
    with engine.begin() as connection, pytest.raises(ValueError, match="units"):
        peak_week(connection, ())


def test_a_reminder_is_due_at_its_hour_of_the_campaigns_zone_and_not_before(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        campaign = peak_week(connection)
        assert planning.plan(connection, local(4, 11, 44), ZONE) == []
        due = planning.plan(connection, local(4, 11, 45), ZONE)
        assert [(one.campaign.id, one.planned_at) for one in due] == [
            (campaign, datetime(2026, 5, 4, 4, 45, tzinfo=UTC))
        ]


def test_the_same_moment_fires_once_whoever_says_so_and_how_often(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        peak_week(connection)
        moment = local(4, 11, 45)
        (one,) = planning.plan(connection, moment, ZONE)
        assert planning.fire(connection, one)
        assert not planning.fire(connection, one)
        assert planning.catch_up(connection, moment + timedelta(minutes=1), ZONE) == 0


def test_after_an_outage_only_the_newest_reminder_goes_out_and_the_others_are_missed(
    engine: Engine,
) -> None:
    with engine.begin() as connection:
        found(connection)
        peak_week(connection)
        assert planning.catch_up(connection, local(5, 12, 30), ZONE) == 1
        states = connection.execute(
            select(broadcast_rows.c.planned_at, broadcast_rows.c.state).order_by("planned_at")
        )
        assert [tuple(row) for row in states] == [
            (local(4, 11, 45).astimezone(UTC), "missed"),
            (local(4, 19, 30).astimezone(UTC), "missed"),
            (local(5, 11, 45).astimezone(UTC), "due"),
        ]


def test_a_reminder_found_more_than_two_hours_late_is_not_sent(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        peak_week(connection)
        assert planning.catch_up(connection, local(4, 13, 46), ZONE) == 0
        assert broadcasts.unfinished(connection, local(4, 13, 46)) == []


def test_a_reminder_written_down_but_not_begun_in_two_hours_is_missed_too(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        peak_week(connection)
        assert planning.catch_up(connection, local(4, 11, 45), ZONE) == 1
        hire(connection, 1, SEWING)
        planning.catch_up(connection, local(4, 14), ZONE)
        assert broadcasts.unfinished(connection, local(4, 14)) == []


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
        planned = planning.plan(connection, local(4, 16, 30), ZONE)
        assert [one.planned_at.astimezone(ZONE).hour for one in planned] == [11, 16]


def say_at(connection: Connection, rule: Daily | BeforeClose | FromStart, **more: object) -> int:
    """A campaign whose plan is one text."""
    campaign = campaigns.create(
        connection,
        name="Peak Week",
        slogan="Proud",
        starts=MONDAY,
        ends=date(2026, 5, 10),
        unit_ids=(PROVINCE,),
        now=MADE - timedelta(days=30),
        **more,  # type: ignore[arg-type]
    )
    entries.add(connection, campaign, rule, Audience(unit_ids=()), Text(((ANYBODY, "Words"),)))
    return campaign


def test_what_falls_into_the_night_begins_in_the_morning(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        say_at(connection, Daily((time(22, 0),)))
        assert planning.catch_up(connection, local(4, 22), ZONE) == 1
        assert broadcasts.unfinished(connection, local(5, 6, 59)) == []
        assert len(broadcasts.unfinished(connection, local(5, 7))) == 1
        # The morning is not too late for it, though two hours have gone by since it was planned.
        planning.catch_up(connection, local(5, 8, 59), ZONE)
        assert len(broadcasts.unfinished(connection, local(5, 8, 59))) == 1


def test_nothing_goes_out_on_a_public_holiday_unless_the_campaign_says_so(engine: Engine) -> None:
    victory = datetime(2026, 4, 30, 11, 45, tzinfo=ZONE)
    with engine.begin() as connection:
        found(connection)
        say_at(connection, FromStart(-4, time(11, 45)))
        assert planning.catch_up(connection, victory, ZONE) == 0
        states = connection.scalars(select(broadcast_rows.c.state)).all()
        assert states == ["holiday"]
        say_at(connection, FromStart(-4, time(11, 45)), courtesy=Courtesy(holidays=True))
        assert planning.catch_up(connection, victory, ZONE) == 1


def test_the_last_hours_are_counted_from_the_closing_minute(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        say_at(connection, BeforeClose(72), closes_at=local(10, 17))
        assert planning.catch_up(connection, local(7, 16, 59), ZONE) == 0
        assert planning.catch_up(connection, local(7, 17), ZONE) == 1


def test_two_campaigns_at_once_each_keep_their_own_plan(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        first = say_at(connection, Daily((time(11, 45),)))
        second = say_at(connection, Daily((time(11, 45),)))
        assert planning.catch_up(connection, local(4, 11, 45), ZONE) == 2
        campaigns.stop(connection, first, local(4, 12))
        assert [one.id for one in campaigns.running(connection, local(4, 12))] == [second]
        assert planning.catch_up(connection, local(5, 11, 45), ZONE) == 1


def test_an_entry_that_was_turned_off_goes_off_no_more(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        campaign = say_at(connection, Daily((time(11, 45),)))
        (entry,) = entries.of_campaigns(connection, [campaign])[campaign]
        assert entries.turn(connection, entry.id, off=True)
        assert planning.catch_up(connection, local(4, 11, 45), ZONE) == 0
        assert planning.upcoming(connection, local(4, 12), ZONE) == []
        entries.turn(connection, entry.id, off=False)
        ahead = planning.upcoming(connection, local(4, 12), ZONE)
        assert [one.planned_at.astimezone(ZONE).day for one in ahead] == [5, 6, 7, 8, 9, 10]


def test_what_a_campaign_months_ahead_will_say_is_known_and_rings_no_alarm_yet(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        campaign = campaigns.find(connection, say_at(connection, Daily((time(11, 45),))))
        assert campaign is not None
        winter = datetime(2026, 1, 5, tzinfo=ZONE)
        assert planning.upcoming(connection, winter, ZONE) == []
        assert len(planning.ahead(connection, [campaign], winter, ZONE)) == 7
