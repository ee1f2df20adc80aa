"""Posts: what they reach, who is told, and invites to one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, insert, select, update

from handlers.events import Began, Commanded
from handlers.officers.officer import Officer
from handlers.officers.posts import invites as inviting
from handlers.person import Person, Role
from handlers.speaker import Asked, Speaker
from storage import units
from storage.posts import held_posts
from storage.posts import invites as invite_rows
from storage.posts import officers as posts
from storage.tables import invites, officers, people
from storage.tables import units as unit_table

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
ROOT, BOARD, MAYTL, MAYTL2, WARD = range(1, 6)
CHIEF, HANH, WORKER, FORMER = range(1, 5)


@pytest.fixture
def federation(engine: Engine):
    """A small tree with an officer at the top, one at a company, and one who held a post before."""
    with engine.begin() as connection:
        for code, parent, kind in (
            ("TINH", None, "province"),
            ("KCN", "TINH", "board"),
            ("MAYTL", "KCN", "grassroots"),
            ("MAYTL2", "MAYTL", "section"),
            ("HAITHANH", "TINH", "ward"),
        ):
            units.add(connection, code=code, name=f"Đơn vị {code}", kind=kind, parent=parent)
        connection.execute(
            insert(people),
            [
                {"id": person, "name": f"Người {person}", "language": language, "created_at": NOON}
                for person, language in ((CHIEF, "en"), (HANH, "vi"), (WORKER, "vi"), (FORMER, "vi"))
            ],
        )
        for person, unit, role, until in (
            (CHIEF, ROOT, "upper", None),
            (HANH, MAYTL, "grassroots", None),
            (HANH, MAYTL, "upper", None),
            (FORMER, WARD, "upper", NOON),
        ):
            connection.execute(
                insert(officers).values(person_id=person, unit_id=unit, role=role, since=NOON, until=until)
            )
        yield connection


def ask(connection: Connection, person: int, event: Began | Commanded) -> Asked:
    held = held_posts.posts_of(connection, [person]).get(person, ())
    return Asked(event, Speaker(conversation="web:a:1", person=Person(id=person, posts=held)))


def invite(code: str) -> Commanded:
    return Commanded(conversation="web:a:1", at=NOON, name="invite", argument=code)


def opened(secret: str) -> Began:
    return Began(conversation="web:a:1", at=NOON, payload=f"i_{secret}")


def test_the_nearest_officers_above_are_told_each_once(federation):
    told = posts.officers_for(federation, [MAYTL2, MAYTL, BOARD, WARD, None])
    assert told[MAYTL2] == told[MAYTL] == [Officer(HANH, "vi")]
    assert told[BOARD] == told[WARD] == told[None] == [Officer(CHIEF, "en")]


def test_where_nobody_holds_a_post_nobody_is_told(federation):
    federation.execute(update(officers).values(until=NOON))
    assert posts.officers_for(federation, [MAYTL, None]) == {MAYTL: [], None: []}
    assert posts.officers_for(federation, []) == {}
    assert posts.officers_for(federation, [999]) == {999: []}


def test_a_unit_without_a_place_in_the_tree_opens_nothing(federation):
    federation.execute(update(unit_table).where(unit_table.c.id == MAYTL).values(path=""))
    (scope,) = posts.scopes(federation, [ask(federation, HANH, invite("KCN"))]).values()
    assert not posts.reaches(scope, "/1/2/")


def test_officers_invite_for_their_own_units_and_those_below(federation):
    facts = invite_rows.load_inviting(
        federation,
        [
            ask(federation, HANH, invite("maytl2")),
            ask(federation, HANH, invite("KCN")),
            ask(federation, CHIEF, invite("KCN")),
            ask(federation, CHIEF, invite("XYZ")),
            ask(federation, WORKER, invite("MAYTL")),
        ],
        doors=("https://x/{payload}",),
    )
    assert [(one.unit.code if one.unit else "", one.may) for one in facts] == [
        ("MAYTL2", True),
        ("KCN", False),
        ("KCN", True),
        ("", False),
        ("MAYTL", False),
    ]
    assert [one.roles[:1] for one in facts[:3]] == [(Role.GRASSROOTS,), (), (Role.UPPER,)]
    assert facts[2].roles == (Role.UPPER, Role.HELPER, Role.OBSERVER)
    assert all(len(one.code) == 8 and one.code.isdigit() for one in facts)
    assert len({one.secret for one in facts}) == 5
    assert facts[0].doors == ("https://x/{payload}",)


def test_a_secret_fits_a_deep_link(federation):
    (facts,) = invite_rows.load_inviting(federation, [ask(federation, HANH, invite("MAYTL"))])
    payload = f"{inviting.PREFIX}{facts.secret}"
    assert len(payload) <= 64
    assert payload.replace("_", "").replace("-", "").isalnum()
    assert payload.isascii()


def test_an_invite_from_the_command_line_is_found_by_its_link_and_kept_as_a_hash(federation):
    secret = invite_rows.make_invite(federation, MAYTL, Role.GRASSROOTS, None, NOON, NOON + timedelta(days=7))
    kept = federation.execute(select(invites)).one()
    assert secret not in str(tuple(kept))
    right, wrong, empty = invite_rows.load_invites(
        federation, [ask(federation, WORKER, opened(text)) for text in (secret, secret[:-1], "")]
    )
    assert right.found is not None
    assert (right.found.unit.code, right.found.role, right.found.used) == ("MAYTL", Role.GRASSROOTS, False)
    assert right.found.expires_at == NOON + timedelta(days=7)
    assert (wrong.found, empty.found) == (None, None)


def test_a_used_invite_is_recognised(federation):
    secret = invite_rows.make_invite(federation, MAYTL, Role.GRASSROOTS, HANH, NOON, NOON + timedelta(days=7))
    federation.execute(update(invites).values(used_at=NOON, used_by=WORKER))
    (facts,) = invite_rows.load_invites(federation, [ask(federation, CHIEF, opened(secret))])
    assert facts.found is not None
    assert (facts.found.used, facts.found.used_by) == (True, WORKER)
    assert replace(facts.found, used=False) != facts.found
