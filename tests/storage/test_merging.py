"""Two persons become one: whatever the two had, nothing is lost and nothing is doubled."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, func, insert, select, update

from handlers.form.drafts import Draft
from storage import merging, parting, units
from storage.broadcasts import outcomes
from storage.people import draft_fields
from storage.tables import broadcasts as broadcast_rows
from storage.tables import consents as consent_rows
from storage.tables import (
    conversations,
    drafts,
    initiatives,
    links,
    metadata,
    officers,
    outbox,
    people,
    recipients,
)
from storage.tables import decisions as decision_rows
from storage.traffic.outbox import BULK, REPLY, Row, add

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
EARLIER = NOON - timedelta(hours=1)
KEPT, OTHER = 1, 2
HERE = "web:a:2-0"
SENT = ("sent", "unknown")
FORMS = st.sampled_from(["report", "join", "join with idea"])
ANSWER = st.sampled_from([None, True, False])


@dataclass(frozen=True)
class Life:
    """What somebody did before."""

    name: str | None
    unit: bool
    answers: tuple[bool | None, bool | None, bool | None]
    chosen: bool
    posts: dict[tuple[int, str], bool]
    active: str | None
    aside: list[str]
    told: int
    broadcasts: dict[int, str]
    notices: dict[int, str]
    codes: int
    places: list[str]


LIVES = st.builds(
    Life,
    name=st.sampled_from([None, "Hoa", "Lan"]),
    unit=st.booleans(),
    answers=st.tuples(ANSWER, ANSWER, ANSWER),
    chosen=st.booleans(),
    posts=st.dictionaries(
        st.tuples(st.integers(1, 2), st.sampled_from(["grassroots", "upper"])), st.booleans()
    ),
    active=st.none() | FORMS,
    aside=st.lists(FORMS, max_size=2),
    told=st.integers(0, 2),
    broadcasts=st.dictionaries(
        st.integers(1, 3), st.sampled_from(["queued", "cancelled", "failed", *SENT]), max_size=3
    ),
    notices=st.dictionaries(st.integers(1, 2), st.sampled_from(["queued", "held", "sent"]), max_size=2),
    codes=st.integers(0, 1),
    places=st.lists(st.sampled_from(["home", "joining", "reporting"]), min_size=1, max_size=2),
)


def live(connection: Connection, person: int, life: Life) -> None:
    """Put all of it into the tables."""
    handling, campaigns, public = life.answers
    connection.execute(
        insert(people).values(
            id=person,
            name=life.name,
            unit_id=1 if life.unit else None,
            handling=handling,
            campaigns=campaigns,
            public=public,
            chosen=life.chosen,
            conversation=f"web:a:{person}-0",
            created_at=EARLIER,
        )
    )
    for place, kind in enumerate(life.places):
        row = {"key": f"web:a:{person}-{place}", "lane": "web:a", "person_id": person, "last_at": EARLIER}
        stands = f'{{"kind":"{kind}"}}'
        connection.execute(insert(conversations).values(**row, burst_at=EARLIER, place=stands))
    for (unit, role), held in life.posts.items():
        ended = None if held else EARLIER
        post = {"person_id": person, "unit_id": unit, "role": role, "since": EARLIER, "until": ended}
        connection.execute(insert(officers).values(post))
    for active, form in [(False, one) for one in life.aside] + [(True, one) for one in [life.active] if one]:
        fields = draft_fields(draft(form, person))
        row = {**fields, "person_id": person, "active": active, "updated_at": EARLIER}
        connection.execute(insert(drafts).values(row))
    tell(connection, person, life)
    letters(connection, person, life)


def draft(form: str, person: int) -> Draft:
    if form == "report":
        return Draft(form="report", version=1, step="where", answers={"idea": f"report of {person}"})
    answers = {"idea": f"idea of {person}"} if form == "join with idea" else {}
    return Draft(form="join", version=1, step="handling", answers=answers)


def tell(connection: Connection, person: int, life: Life) -> None:
    for count in range(life.told):
        number = person * 10 + count
        row = {"id": number, "number": number, "code": f"NT-{number}", "author_id": person, "title": "A jig"}
        row |= {"status": "submitted", "answers": {}, "form_version": 1}
        connection.execute(insert(initiatives).values(**row, submitted_at=EARLIER, updated_at=EARLIER))
        done = {"initiative_id": number, "action": "withdraw", "by_id": person, "at": EARLIER}
        connection.execute(insert(decision_rows).values(done))
        yes = {"person_id": person, "purpose": "public", "given": True, "text_version": "vi:1", "at": EARLIER}
        connection.execute(insert(consent_rows).values(**yes, conversation="web:a:x", update_key=str(number)))
    for count in range(life.codes):
        code = {"code_hash": f"{person}-{count}", "person_id": person, "conversation": f"web:a:{person}-0"}
        connection.execute(
            insert(links).values(**code, made_at=EARLIER, expires_at=NOON + timedelta(minutes=1))
        )


def letters(connection: Connection, person: int, life: Life) -> None:
    for number, state in life.broadcasts.items():
        put(connection, person, f"broadcast:{number}:{person}", state, priority=BULK, broadcast_id=number)
        mean(connection, person, number)
    for number, state in life.notices.items():
        put(connection, person, f"submitted:NT-{number}:{person}#0", state)
    # Its last number is a revision and no person.
    put(connection, person, f"decision:{person}7:{OTHER}#0", "queued")


def mean(connection: Connection, person: int, number: int) -> None:
    """The person stands in the broadcast's ledger."""
    known = broadcast_rows.c.id == number
    more = update(broadcast_rows).where(known).values(expected=broadcast_rows.c.expected + 1)
    if connection.execute(more).rowcount == 0:
        row = {"id": number, "audience": {}, "content": {}, "state": "done", "made_at": EARLIER}
        connection.execute(insert(broadcast_rows).values(**row, expected=1))
    meant = {"broadcast_id": number, "person_id": person, "did": "nothing", "state": "queued"}
    connection.execute(insert(recipients).values(meant))


def put(connection: Connection, person: int, key: str, state: str, **more: Any) -> None:
    said = {"kind": "say", "lane": "web:a", "conversation": f"web:a:{person}-0", "person_id": person}
    row = {**said, "body": "{}", "dedupe_key": key, "state": state, "queued_at": EARLIER, "due_at": EARLIER}
    connection.execute(insert(outbox).values({"priority": REPLY, **row, **more}))


def count(connection: Connection, table: Any, *where: Any) -> int:
    return connection.scalar(select(func.count()).select_from(table).where(*where)) or 0


def belonging() -> set[str]:
    return {
        f"{column.table.name}.{column.name}"
        for table in metadata.tables.values()
        for column in table.c
        if any(key.target_fullname == "people.id" for key in column.foreign_keys)
    }


def test_no_table_that_names_a_person_is_forgotten() -> None:
    handled = {f"{column.table.name}.{column.name}" for column in merging.OWNED}
    assert belonging() == handled | {
        "officers.person_id",
        "drafts.person_id",
        "digests.person_id",
        "bulletins.person_id",
    }


@pytest.fixture
def tree(engine: Engine) -> Engine:
    with engine.begin() as connection:
        units.add(connection, code="A", name="A", kind="board")
        units.add(connection, code="B", name="B", kind="grassroots", parent="A")
    return engine


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mine=LIVES, theirs=LIVES)
def test_whatever_the_two_had_nothing_is_lost_or_doubled(tree: Engine, mine: Life, theirs: Life) -> None:
    with tree.connect() as connection:
        undone = connection.begin()
        live(connection, KEPT, mine)
        live(connection, OTHER, theirs)
        letters_before = count(connection, outbox)
        assert merging.merge(connection, KEPT, OTHER, HERE, NOON)
        nobody_is_left_behind(connection)
        both = (mine, theirs)
        assert count(connection, conversations) == sum(len(life.places) for life in both)
        assert count(connection, initiatives) == sum(life.told for life in both)
        assert count(connection, decision_rows) == sum(life.told for life in both)
        assert count(connection, consent_rows) == sum(life.told for life in both)
        assert count(connection, links) == mine.codes
        assert count(connection, outbox) == letters_before
        facts_are_of_both(connection, mine, theirs)
        posts_are_of_both(connection, mine, theirs)
        drafts_are_of_both(connection, mine, theirs)
        reminders_go_out_once(connection, mine, theirs)
        undone.rollback()


def nobody_is_left_behind(connection: Connection) -> None:
    for name in [*belonging(), "outbox.person_id"]:
        table, _, column = name.partition(".")
        found = metadata.tables[table]
        assert count(connection, found, found.c[column] == OTHER) == 0, name
    assert count(connection, people) == 1


def facts_are_of_both(connection: Connection, mine: Life, theirs: Life) -> None:
    row = connection.execute(select(people)).one()
    assert row.name == (mine.name or theirs.name)
    assert (row.unit_id is not None) == (mine.unit or theirs.unit)
    for name, one, other in zip(
        ("handling", "campaigns", "public"), mine.answers, theirs.answers, strict=True
    ):
        expected = False if False in (one, other) else one if one is not None else other
        assert getattr(row, name) is expected
    where = "web:a:1-0" if mine.chosen else HERE
    assert (row.conversation, row.chosen) == (where, mine.chosen or theirs.chosen)


def posts_are_of_both(connection: Connection, mine: Life, theirs: Life) -> None:
    rows = connection.execute(select(officers)).all()
    assert {(row.unit_id, row.role) for row in rows} == mine.posts.keys() | theirs.posts.keys()
    assert len(rows) == len({(row.unit_id, row.role) for row in rows})
    for row in rows:
        key = (row.unit_id, row.role)
        assert (row.until is None) == (mine.posts.get(key, False) or theirs.posts.get(key, False))


def drafts_are_of_both(connection: Connection, mine: Life, theirs: Life) -> None:
    rows = connection.execute(select(drafts)).all()
    had = [form for life in (mine, theirs) for form in [*life.aside, life.active] if form]
    joining = [row for row in rows if row.form == "join"]
    ideas = sum(form in ("report", "join with idea") for form in had)
    assert sum(row.form == "report" or "idea" in row.answers for row in rows) == ideas
    assert len([row for row in rows if row.active]) == (1 if rows else 0)
    assert all(row.active for row in joining)
    person = connection.execute(select(people)).one()
    if person.handling and person.name and person.unit_id:
        assert joining == []
    active = next((row for row in rows if row.active), None)
    if mine.active == "report":
        assert active is not None
        assert active.answers == {"idea": "report of 1"}
    elif mine.active is None and theirs.active == "report":
        assert active is not None
        assert active.answers == {"idea": "report of 2"}


def reminders_go_out_once(connection: Connection, mine: Life, theirs: Life) -> None:
    rows = connection.execute(select(outbox)).all()
    opted_out = False in (mine.answers[1], theirs.answers[1])
    if opted_out:
        assert not [row for row in rows if row.priority == BULK and row.state == "queued"]
    for number in mine.broadcasts.keys() | theirs.broadcasts.keys():
        before = [life.broadcasts[number] for life in (mine, theirs) if number in life.broadcasts]
        after = [row.state for row in rows if (row.dedupe_key or "").startswith(f"broadcast:{number}:")]
        counted = outcomes.count(connection, number)
        assert counted.total == counted.expected == 1
        gone = sum(state in SENT for state in before)
        assert sum(state in SENT for state in after) == gone
        # A cancelled one is not wanted: the person has reported, or asked for no messages.
        wanted = "queued" in before and not (gone or opted_out or "cancelled" in before)
        assert after.count("queued") == (1 if wanted else 0)
        row = Row(kind="say", lane="web:a", conversation=HERE, body="", queued_at=NOON, due_at=NOON)
        later = [
            {
                **{name: getattr(row, name) for name in Row.__slots__},
                "dedupe_key": f"broadcast:{number}:{KEPT}",
            }
        ]
        assert add(connection, [Row(**one) for one in later]) == 0
    for number in mine.notices.keys() | theirs.notices.keys():
        states = [row.state for row in rows if (row.dedupe_key or "").startswith(f"submitted:NT-{number}:")]
        assert sum(state in ("queued", "held") for state in states) <= 1
        assert any(state != "cancelled" for state in states)
    decided = [row.state for row in rows if (row.dedupe_key or "").startswith("decision:")]
    assert decided == ["queued", "queued"]


def test_a_screen_that_was_put_aside_stands_at_home(tree: Engine) -> None:
    busy = Life("Hoa", True, (True, True, True), False, {}, "report", [], 0, {}, {}, 0, ["reporting"])
    with tree.begin() as connection:
        live(connection, KEPT, busy)
        live(connection, OTHER, busy)
        assert merging.merge(connection, KEPT, OTHER, HERE, NOON)
        rows = connection.execute(select(conversations.c.key, conversations.c.place)).all()
    assert {row.key: row.place for row in rows} == {
        "web:a:1-0": '{"kind":"reporting"}',
        "web:a:2-0": '{"kind":"home"}',
    }


def test_somebody_who_is_no_longer_there_is_not_merged(tree: Engine) -> None:
    plain = Life("Hoa", True, (True, True, True), False, {}, None, [], 0, {}, {}, 0, ["home"])
    with tree.begin() as connection:
        live(connection, KEPT, plain)
        assert not merging.merge(connection, KEPT, OTHER, HERE, NOON)
        assert not parting.cut(connection, OTHER, HERE, HERE, NOON)
        assert not parting.cut(connection, KEPT, "web:a:1-0", HERE, NOON), "their only one"
