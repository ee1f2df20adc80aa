"""Posts over time: who holds them, who stands in, what becomes of claims, and whom news reach."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, insert, select, update

from handlers.person import Role
from storage import people, units
from storage.apply import posts
from storage.posts import held_posts
from storage.tables import conversations, delegations, initiatives, officers
from storage.tables import people as people_table

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HANH, HEIR, AUTHOR = 1, 2, 3
POST = 1


@pytest.fixture
def factory(engine: Engine):
    """One company with one officer, who has taken up the one initiative there is."""
    with engine.begin() as connection:
        units.add(connection, code="MAYTL", name="May Tân Lam", kind="grassroots")
        for person, name in ((HANH, "Lê Thị Hạnh"), (HEIR, "Trần Thị Hai"), (AUTHOR, "Nguyễn Thị Hoa")):
            connection.execute(insert(people_table).values(id=person, name=name, created_at=NOON))
        connection.execute(insert(officers).values(person_id=HANH, unit_id=1, role="grassroots", since=NOON))
        row = {"number": 1, "code": "NT-000001", "author_id": AUTHOR, "status": "submitted", "title": "Dưỡng"}
        row |= {"answers": {}, "form_version": 1, "submitted_at": NOON, "updated_at": NOON}
        row |= {"claimed_by": HANH, "claimed_until": NOON + DAY}
        connection.execute(insert(initiatives).values(row))
        yield connection


def delegate(connection: Connection, starts: datetime, ends: datetime, person: int = HEIR) -> None:
    values = {"officer_id": POST, "person_id": person, "starts": starts, "ends": ends, "made_at": NOON}
    connection.execute(insert(delegations).values(values))


def held(connection: Connection, person: int, at: datetime) -> list[tuple[Role, str]]:
    found = held_posts.posts_of(connection, {person: at}).get(person, ())
    return [(post.role, post.for_name) for post in found]


def claimed_by(connection: Connection) -> int | None:
    found: int | None = connection.scalar(select(initiatives.c.claimed_by))
    return found


def test_a_stand_in_holds_the_post_from_its_first_moment_to_its_last(factory):
    delegate(factory, NOON + DAY, NOON + 2 * DAY)
    for at, expected in (
        (NOON, []),
        (NOON + DAY, [(Role.GRASSROOTS, "Lê Thị Hạnh")]),
        (NOON + 2 * DAY - timedelta(seconds=1), [(Role.GRASSROOTS, "Lê Thị Hạnh")]),
        (NOON + 2 * DAY, []),
    ):
        assert held(factory, HEIR, at) == expected
    assert held(factory, HANH, NOON + DAY) == [(Role.GRASSROOTS, "")]
    assert held_posts.posts_of(factory, [HEIR]) == {}


def test_the_first_look_sees_a_stand_in_at_the_time_of_each_event(factory):
    delegate(factory, NOON, NOON + DAY)
    for key, person in (("web:a:1", HEIR), ("web:a:2", HANH)):
        values = {"key": key, "lane": "web:a", "person_id": person, "last_at": NOON, "burst_at": NOON}
        factory.execute(insert(conversations).values(values))
    seen = people.look(factory, [("web:a:1", NOON), ("web:a:2", NOON + 3 * DAY)])
    assert seen["web:a:1"].speaker.person.is_officer
    late = people.look(factory, [("web:a:1", NOON + DAY)])
    assert not late["web:a:1"].speaker.person.is_officer
    assert people.look(factory, []) == {}


def test_whoever_loses_a_post_loses_its_stand_ins_and_all_that_was_taken_up(factory):
    delegate(factory, NOON - DAY, NOON + DAY)
    delegate(factory, NOON + DAY, NOON + 2 * DAY, AUTHOR)
    posts.end(factory, POST, NOON)
    assert claimed_by(factory) is None
    assert held(factory, HEIR, NOON) == held(factory, AUTHOR, NOON + DAY) == held(factory, HANH, NOON) == []
    posts.end(factory, POST, NOON + DAY)
    assert factory.scalar(select(officers.c.until)) == NOON


def test_what_a_stand_in_had_taken_up_is_free_as_well(factory):
    delegate(factory, NOON - DAY, NOON + DAY)
    factory.execute(update(initiatives).values(claimed_by=HEIR))
    posts.end(factory, POST, NOON)
    assert claimed_by(factory) is None


def test_an_heir_who_stood_in_keeps_what_they_are_at_work_on(factory):
    delegate(factory, NOON - DAY, NOON + DAY)
    posts._hand_over(factory, POST, HEIR, NOON)
    assert claimed_by(factory) == HEIR
    assert held(factory, HEIR, NOON) == [(Role.GRASSROOTS, "")]
    assert held(factory, HANH, NOON) == []


def test_a_post_taken_up_twice_is_held_since_the_first_time(factory):
    posts.take_up(factory, HANH, 1, "grassroots", NOON + DAY)
    assert factory.scalar(select(officers.c.since)) == NOON
    posts.end(factory, POST, NOON + DAY)
    posts.take_up(factory, HANH, 1, "grassroots", NOON + 2 * DAY)
    assert (factory.scalar(select(officers.c.since)), factory.scalar(select(officers.c.until))) == (
        NOON + 2 * DAY,
        None,
    )


def test_news_for_an_author_without_a_conversation_reach_whoever_wrote_for_them(factory):
    assert people.reach(factory, [AUTHOR]) == {AUTHOR: None}
    factory.execute(update(initiatives).values(entered_by=HANH))
    assert people.reach(factory, [AUTHOR]) == {AUTHOR: None}
    values = {"key": "web:a:2", "lane": "web:a", "person_id": HANH, "last_at": NOON, "burst_at": NOON}
    factory.execute(insert(conversations).values(values))
    factory.execute(
        update(people_table).where(people_table.c.id == HANH).values(conversation="web:a:2", language="en")
    )
    assert people.reach(factory, [AUTHOR, HANH]) == {
        AUTHOR: people.Reach("web:a:2", "web:a", "en", "Nguyễn Thị Hoa"),
        HANH: people.Reach("web:a:2", "web:a", "en"),
    }
