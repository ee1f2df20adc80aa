"""Each mistake that can be planted in a campaign is told by its rehearsal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

import pytest
from kit.rehearsing import EVERYONE, MADE, MONDAY, SMOOTH, ZONE, noon, planned, rehearse, rules
from sqlalchemy import Engine, select, update

from bot.channels.abilities import limits_of
from handlers.broadcasts.audience import EVERYBODY, Audience
from handlers.broadcasts.content import ANYBODY, Content, Piece, Reminder, Text
from handlers.campaigns.schedule import BeforeClose, Daily, FromStart, Once, Rule, Weekly
from storage import tables as t

pytestmark = pytest.mark.slow


def entry(engine: Engine, rule: Rule, audience: Audience = EVERYONE, content: Content | None = None) -> int:
    return planned(engine, (rule, audience, content or Reminder()))


LONG = Text(((ANYBODY, "An idea for everybody. " * 300),))
SOME = Text((("returned", "Yours came back."),))
#: The rule, how the mistake is planted, and how it is rehearsed.
MISTAKES: list[tuple[str, Callable[[Engine], int], dict[str, Any]]] = [
    ("quiet", partial(entry, rule=FromStart(0, time(5, 0))), {}),
    ("holiday", partial(entry, rule=Once(date(2026, 5, 1), time(9, 0))), {}),
    ("passed", partial(entry, rule=Once(date(2026, 3, 20), time(9, 0))), {}),
    ("too_early", partial(entry, rule=FromStart(-70, time(9, 0))), {}),
    ("never", partial(entry, rule=BeforeClose(0)), {}),
    ("never", partial(entry, rule=FromStart(7, time(9, 0))), {}),
    ("after_close", partial(entry, rule=Once(date(2026, 5, 12), time(9, 0))), {}),
    ("too_long", partial(entry, rule=FromStart(0, time(9, 0)), content=LONG), {"channels": {"zalo_oa": 1}}),
    ("no_words", partial(entry, rule=FromStart(0, time(9, 0)), content=SOME), {}),
    ("no_piece", partial(entry, rule=FromStart(0, time(9, 0)), content=Piece(key="no.such")), {}),
    (
        "nobody",
        partial(entry, rule=FromStart(0, time(9, 0)), audience=Audience(unit_ids=(), languages=("en",))),
        {},
    ),
    ("capped", partial(entry, rule=Daily((time(8, 0), time(18, 0)))), {}),
    ("same_day", partial(entry, rule=Daily((time(8, 0), time(18, 0)))), {}),
    (
        "window",
        partial(entry, rule=FromStart(0, time(9, 0))),
        {"channels": {"zalo_oa": 1}, "rates": replace(SMOOTH, silent_days=90)},
    ),
    ("users", partial(entry, rule=FromStart(0, time(9, 0))), {"channels": {"zalo_bot": 1}}),
    ("target", lambda engine: planned(engine, noon(), target=500), {}),
    ("no_target", lambda engine: planned(engine, noon(), target=None), {}),
    ("second_officer", lambda engine: planned(engine, noon(), approve_above=10), {}),
    (
        "answers_late",
        lambda engine: planned(engine, noon()),
        {"rates": replace(SMOOTH, alone=1.0, a_day=1), "after": 7},
    ),
]


@pytest.mark.parametrize(
    ("rule", "plant", "how"), MISTAKES, ids=[f"{place}-{one[0]}" for place, one in enumerate(MISTAKES)]
)
def test_a_planted_mistake_is_told(
    sqlite_engine: Engine, rule: str, plant: Callable[[Engine], int], how: dict[str, Any]
) -> None:
    made = plant(sqlite_engine)
    if rule == "second_officer":
        with sqlite_engine.begin() as connection:
            above = select(t.officers.c.id).where(t.officers.c.unit_id == 1).order_by(t.officers.c.id.desc())
            last = connection.scalar(above)
            connection.execute(update(t.officers).where(t.officers.c.id == last).values(until=MADE))
    assert rule in rules(rehearse(sqlite_engine, made, **how))


def test_a_weekday_that_the_campaign_does_not_have_is_told(sqlite_engine: Engine) -> None:
    rule = Weekly(5, time(11, 45))
    made = planned(sqlite_engine, (rule, EVERYONE, Reminder()), ends=MONDAY + timedelta(days=2))
    assert "no_moment" in rules(rehearse(sqlite_engine, made))


def test_a_unit_without_an_officer_is_told(sqlite_engine: Engine) -> None:
    made = planned(sqlite_engine, noon())
    with sqlite_engine.begin() as connection:
        connection.execute(update(t.officers).where(t.officers.c.unit_id == 3).values(until=MADE))
    (told,) = [one for one in rehearse(sqlite_engine, made).findings if one.rule == "no_officer"]
    assert told.values == {"count": "1", "units": "GIAY"}


@pytest.mark.parametrize(
    ("rule", "at", "closes"),
    [("quiet_left", time(20, 59), None), ("close_left", time(11, 59), datetime(2026, 5, 4, 12, tzinfo=ZONE))],
)
def test_what_is_not_sent_in_time_is_told(
    sqlite_engine: Engine, rule: str, at: time, closes: datetime | None
) -> None:
    plan = (FromStart(0, at), Audience(unit_ids=(), did=EVERYBODY), Reminder())
    made = planned(sqlite_engine, plan, closes_at=closes)
    slow = replace(limits_of("web"), pace=0.5)
    report = rehearse(sqlite_engine, made, lambda lane: slow, rates=replace(SMOOTH, alone=0, begins=0))
    (told,) = [one for one in report.findings if one.rule == rule]
    assert told.count == 63 - 30  # as many leave in the minute that is left
    assert "sum" not in rules(report)


def test_what_a_night_held_up_is_the_next_days_message_and_no_second_one(sqlite_engine: Engine) -> None:
    plan = (
        (FromStart(0, time(20, 59)), EVERYONE, Reminder()),
        (FromStart(1, time(8, 0)), EVERYONE, Reminder()),
    )
    made = planned(sqlite_engine, *plan)
    slow = replace(limits_of("web"), pace=0.5)
    report = rehearse(sqlite_engine, made, lambda lane: slow, rates=replace(SMOOTH, alone=0, begins=0))
    assert "over_a_day" not in rules(report)
    assert "capped" in rules(report), sorted(rules(report))
