"""What an officer is told before a broadcast is sent, counted on both databases."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from fakes.federation import PROVINCE, SEWING, SHOES, found, hire
from kit.broadcasting import ZONE, local
from sqlalchemy import Connection, Engine, insert, update

from handlers.broadcasts.audience import Audience, Did
from handlers.broadcasts.composing.facts import Plan
from handlers.broadcasts.content import ANYBODY, Text
from handlers.broadcasts.estimate import LaneLimits
from handlers.person import Person, Post, Role
from handlers.units import Unit
from storage.broadcasts import broadcasts, estimating, listing, preparing, queueing, reaching, watching
from storage.broadcasts.queueing import Words
from storage.campaigns import campaigns
from storage.tables import conversations, delegations, groups, officers, outbox, people, recipients
from storage.traffic import receipts

NOON = local(5, 12)
ZALO = LaneLimits(pace=20, window=timedelta(days=7), free=timedelta(hours=48), price=55)


def planned(connection: Connection, unit: int = PROVINCE, **more: object) -> Plan:
    limits = {"zalo_oa": ZALO, "paid": replace(ZALO, template=True, template_price=300)}
    audience = Audience(unit_ids=(unit,), **more)  # type: ignore[arg-type]
    return estimating.plan(
        connection,
        Unit(unit, f"U{unit}", f"Unit {unit}"),
        audience,
        estimating.campaign_of(connection, [unit], NOON, ZONE),
        None,
        NOON,
        ZONE,
        lambda lane: limits.get(lane.partition(":")[0], LaneLimits()),
    )


def acted(connection: Connection, person: int, days: float) -> None:
    at = NOON - timedelta(days=days)
    one = conversations.c.person_id == person
    connection.execute(update(conversations).where(one).values(interacted_at=at))


def appoint(connection: Connection, person: int, unit: int, role: str = "grassroots") -> None:
    fields = {"person_id": person, "unit_id": unit, "role": role, "since": NOON}
    connection.execute(insert(officers).values(fields))


def test_people_are_counted_by_channel_with_the_window_the_cost_and_the_time(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person, lane, days in ((1, "zalo_oa:1", 1), (2, "zalo_oa:1", 5), (3, "zalo_oa:1", 30)):
            hire(connection, person, SEWING, lane=lane)
            acted(connection, person, days)
        hire(connection, 4, SEWING, lane="paid:1")
        acted(connection, 4, 30)
        hire(connection, 5, SHOES)
        hire(connection, 6, SEWING, agreed=False)
        hire(connection, 7, SEWING, agreed=None)
        hire(connection, 8, SEWING, reachable=False)
        plan = planned(connection)
    paid, web, zalo = plan.lanes
    assert (zalo.people, zalo.beyond, zalo.cost) == (2, 1, 55)
    assert (paid.people, paid.templated, paid.cost) == (1, 1, 300)
    assert (web.people, web.cost, web.seconds) == (1, 0, 1)
    assert dict(plan.left_out) == {"opted_out": 1, "no_consent": 1, "unreachable": 1}
    assert (plan.people, plan.reached, plan.below) == (5, 4, True)


def test_who_has_had_enough_is_counted_by_day_and_by_week(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        earlier = broadcasts.make(
            connection,
            title="Earlier",
            audience=Audience(unit_ids=(PROVINCE,)),
            content=Text(((ANYBODY, "Words"),)),
            now=NOON,
        )
        for person, hours in ((1, 2), (2, 30), (3, 200)):
            hire(connection, person, SEWING)
            row = {"broadcast_id": earlier, "person_id": person, "did": Did.NOTHING.value, "state": "queued"}
            connection.execute(insert(recipients).values(**row, at=NOON - timedelta(hours=hours)))
        assert planned(connection).capped == 1
        assert planned(connection, SHOES).capped == 0


def test_the_nearest_open_campaign_lends_its_courtesy_and_its_limit(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        week = {"slogan": "", "starts": date(2026, 5, 4), "ends": date(2026, 5, 10), "now": local(4, 8)}
        campaigns.create(connection, name="Wide", unit_ids=(PROVINCE,), approve_above=50, **week)
        near = campaigns.create(connection, name="Near", unit_ids=(SEWING,), approve_above=9, **week)
        assert (planned(connection, SEWING).campaign, planned(connection, SEWING).above) == ("Near", 9)
        assert planned(connection, SHOES).above == 50
        campaigns.stop(connection, near, NOON)
        assert planned(connection, SEWING).campaign == "Wide"


def test_seconds_are_others_who_reach_everybody_the_nearest_first(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in range(1, 7):
            hire(connection, person, None)
        appoint(connection, 1, SEWING)
        appoint(connection, 2, PROVINCE, "province")
        appoint(connection, 3, SEWING, "helper")
        appoint(connection, 4, SHOES)
        appoint(connection, 5, SEWING)
        days = {"starts": NOON, "ends": NOON + timedelta(days=1), "made_at": NOON}
        connection.execute(insert(delegations).values(officer_id=2, person_id=6, **days))
        asked = reaching.seconds(connection, SEWING, 1, NOON)
        assert [one.person_id for one in asked] == [5, 2, 6]
        assert reaching.seconds(connection, PROVINCE, 2, NOON - timedelta(days=1)) == ()


@pytest.mark.parametrize(("role", "unit", "may"), [("grassroots", SEWING, True), ("helper", SEWING, False)])
def test_a_post_reaches_its_unit_and_all_below_it(engine: Engine, role: str, unit: int, may: bool) -> None:
    person = Person(id=1, posts=(Post(unit, "Unit", Role(role)),))
    with engine.begin() as connection:
        found(connection)
        assert reaching.may_reach(connection, person, [SEWING]) is may
        assert not reaching.may_reach(connection, person, [SEWING, SHOES])
        assert not reaching.may_reach(connection, person, [PROVINCE])
        assert not reaching.may_reach(connection, person, [])


def test_groups_are_counted_in_the_audience_only(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        group = {"name": "G", "added_at": NOON}
        connection.execute(insert(groups).values(conversation="telegram:1:-1", unit_id=SEWING, **group))
        connection.execute(
            insert(groups).values(conversation="telegram:1:-2", unit_id=SEWING, until=NOON, **group)
        )
        assert planned(connection).groups == 1
        assert planned(connection, SHOES).groups == 0


def gone_out(connection: Connection, moment: datetime = NOON) -> int:
    """A broadcast of which one was sent, one failed, one opted out beforehand and one waits."""
    found(connection)
    for person in (1, 2, 4):
        hire(connection, person, SEWING)
    hire(connection, 3, SEWING, agreed=False)
    connection.execute(update(people).where(people.c.id == 1).values(name="=Lan"))
    made = broadcasts.make(
        connection,
        title="Title",
        audience=Audience(unit_ids=(SEWING,)),
        content=Text(((ANYBODY, "Words"),)),
        now=moment,
        state="due",
        begins_at=moment,
    )
    preparing.prepare(connection, made, moment, ZONE)
    queueing.queue(
        connection, made, "web:main", moment, ZONE, lambda *_: Words("{}"), lambda *_: True, most=2
    )
    connection.execute(update(outbox).values(state="sending"))
    receipts.settle(
        connection,
        [
            receipts.Outcome(outbox_id=1, result="sent"),
            receipts.Outcome(outbox_id=2, result="failed", why="blocked"),
        ],
        moment,
    )
    return made


def test_the_list_names_everybody_with_the_outcome_a_page_at_a_time(engine: Engine) -> None:
    with engine.begin() as connection:
        made = gone_out(connection)
        first = listing.page(connection, made, 0, 3)
        rest = listing.page(connection, made, first[-1].person_id, 3)
    told = [(one.person_id, one.outcome, one.why) for one in (*first, *rest)]
    assert told == [
        (1, "sent", ""),
        (2, "failed", "blocked"),
        (3, "skipped", "opted_out"),
        (4, "waiting", ""),
    ]
    assert (first[0].name, first[0].unit, first[0].lane) == ("=Lan", "Unit 2", "web:main")


def test_a_broadcast_is_described_with_how_everybody_stands(engine: Engine) -> None:
    with engine.begin() as connection:
        made = gone_out(connection)
        (known,) = watching.describe(connection, [made], ZONE)
        assert watching.listed(connection, ["/1/3/"], ZONE) == []
        assert [one.id for one in watching.listed(connection, ["/1/2/"], ZONE)] == [made]
    standing = known.standing
    assert (standing.expected, standing.total, standing.sent, standing.waiting) == (4, 4, 1, 1)
    assert (standing.failed, standing.skipped) == ((("blocked", 1),), (("opted_out", 1),))
    assert (known.unit, known.shown_state) == ("Unit 2", "sending")
