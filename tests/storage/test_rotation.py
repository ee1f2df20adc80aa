"""Nobody reads the same piece of the library twice within its rest, whatever is broadcast to whom."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import combinations, count

from fakes.federation import PROVINCE, SEWING, SHOES, found, hire
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kit.broadcasting import ZONE, anywhere, skipped
from sqlalchemy import Connection, Engine, func, insert, select, update

from bot.channels.abilities import limits_of
from bot.fanout import Letters
from handlers.broadcasts.audience import Audience
from handlers.broadcasts.content import Piece
from storage.broadcasts import broadcasts, outcomes, preparing, queueing
from storage.propaganda import pieces, stories
from storage.tables import initiatives, joint_authors, outbox, people, recipients
from storage.tables import stories as story_rows
from storage.tables import units as units_rows

LIBRARY = {f"{theme}.{number}": f"{theme} {number}" for theme in ("race", "rights") for number in range(3)}
FIRST = datetime(2026, 5, 4, 11, 45, tzinfo=ZONE)
UNITS = (PROVINCE, SEWING, SHOES)
_NUMBERS = count(1)


def send(connection: Connection, content: Piece, units: Sequence[int], at: datetime) -> int:
    """A whole broadcast, from its ledger to the outbox; what it left there is sent."""
    audience = Audience(unit_ids=tuple(units))
    number = broadcasts.make(
        connection, title="", audience=audience, content=content, now=at, state="due", begins_at=at
    )
    while not preparing.prepare(connection, number, at, ZONE, 2):
        pass
    letters = Letters(limits_of, {**LIBRARY, **pieces.stories_told(connection)})
    while not queueing.queue(connection, number, "web:main", at, ZONE, letters.write, anywhere, 2).done:
        pass
    connection.execute(update(outbox).where(outbox.c.state == "queued").values(state="sent"))
    return number


def tell(connection: Connection, author: int, unit: int) -> str:
    """A valid initiative's story; its key."""
    number = next(_NUMBERS)
    connection.execute(update(people).where(people.c.id == author).values(public=True, name=f"A{author}"))
    item = connection.execute(
        insert(initiatives)
        .values(
            number=number,
            code=f"NT-{number}",
            author_id=author,
            unit_id=unit,
            status="valid",
            title="A jig",
            answers={},
            form_version=1,
            submitted_at=FIRST,
            updated_at=FIRST,
        )
        .returning(initiatives.c.id)
    ).scalar_one()
    values = {"unit_id": unit, "title": "A jig", "words": f"Story {item}", "by_id": author, "at": FIRST}
    row = insert(story_rows).values(initiative_id=item, **values).returning(story_rows.c.id)
    return f"stories.{connection.execute(row).scalar_one()}"


def given_to(connection: Connection, person: int) -> list[tuple[str, datetime]]:
    rows = connection.execute(
        select(recipients.c.piece, recipients.c.at)
        .where(recipients.c.person_id == person, recipients.c.state == "queued")
        .order_by(recipients.c.at)
    )
    return [(row.piece, row.at) for row in rows]


SERIES = st.lists(
    st.tuples(
        st.sampled_from([(), ("race",), ("rights",), ("stories",), ("race", "stories")]),
        st.sampled_from(["", "", "", "race.1", "rights.0", "nowhere.9"]),
        st.sampled_from([(PROVINCE,), (SEWING,), (SHOES,)]),
        st.integers(min_value=0, max_value=40),
    ),
    min_size=1,
    max_size=14,
)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(series=SERIES, no=st.integers(min_value=0, max_value=14))
def test_nobody_gets_a_piece_twice_within_its_rest(
    engine: Engine, series: list[tuple[tuple[str, ...], str, tuple[int, ...], int]], no: int
) -> None:
    with engine.connect() as connection:
        found(connection)
        for person in range(1, 6):
            hire(connection, person, UNITS[person % 3])
        told = [tell(connection, 1, SEWING), tell(connection, 2, SHOES)]
        at, ended = FIRST, FIRST + timedelta(days=10_000)
        for step, (themes, key, units, days) in enumerate(series):
            at += timedelta(days=days)
            if step == no:
                stories.withdraw(connection, [int(told[0].partition(".")[2])], 1, at)
                ended = at
            send(connection, Piece(key=key, themes=themes), units, at)
        for person in range(1, 6):
            given = given_to(connection, person)
            for (piece, when), (other, later) in combinations(given, 2):
                assert piece != other or later - when > queueing.REST
            assert all(piece in LIBRARY or piece in told for piece, _ in given)
            assert all(when < ended for piece, when in given if piece == told[0])
        connection.rollback()


def test_the_library_is_gone_through_before_anything_comes_again(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        for week in range(8):
            send(connection, Piece(), (PROVINCE,), FIRST + timedelta(days=7 * week))
        assert sorted(piece for piece, _ in given_to(connection, 1)) == sorted(LIBRARY)
        send(connection, Piece(), (PROVINCE,), FIRST + timedelta(days=8 + queueing.REST.days))
        assert len(given_to(connection, 1)) == len(LIBRARY) + 1


def test_a_story_is_for_the_branch_above_its_unit(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        row = {"id": 4, "code": "U4", "name": "Line 4", "kind": "base", "parent_id": SEWING, "fdi": False}
        connection.execute(insert(units_rows).values(**row, path="/1/2/4/"))
        for person, unit in ((1, SEWING), (2, SHOES), (3, 4), (4, PROVINCE), (5, 4)):
            hire(connection, person, unit)
        key = tell(connection, 5, 4)
        number = send(connection, Piece(themes=("stories",)), (PROVINCE,), FIRST)
        assert {person: [one for one, _ in given_to(connection, person)] for person in range(1, 5)} == {
            1: [key],
            2: [],
            3: [key],
            4: [],
        }
        assert skipped(connection, number) == {2: "no_words", 4: "no_words"}


def test_a_story_taken_back_while_it_is_spread_goes_to_nobody_else(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in (1, 2, 3, 4):
            hire(connection, person, SEWING)
        key = tell(connection, 4, SEWING)
        audience = Audience(unit_ids=(PROVINCE,))
        number = broadcasts.make(
            connection,
            title="",
            audience=audience,
            content=Piece(themes=("stories",)),
            now=FIRST,
            state="due",
            begins_at=FIRST,
        )
        while not preparing.prepare(connection, number, FIRST, ZONE):
            pass
        letters = Letters(limits_of, pieces.stories_told(connection))

        def page() -> queueing.Page:
            return queueing.queue(connection, number, "web:main", FIRST, ZONE, letters.write, anywhere, 1)

        page()
        page()
        sent = select(func.min(outbox.c.id)).scalar_subquery()
        connection.execute(update(outbox).where(outbox.c.id == sent).values(state="sent"))
        stories.withdraw(connection, [int(key.partition(".")[2])], 4, FIRST)
        page()
        states = connection.execute(select(outbox.c.person_id, outbox.c.state).order_by(outbox.c.id))
        assert [tuple(row) for row in states] == [(1, "sent"), (2, "cancelled")]
        assert skipped(connection, number) == {3: "no_words"}
        counted = outcomes.count(connection, number)
        assert (counted.sent, counted.struck, counted.total) == (1, 1, counted.expected)


def test_a_joint_author_who_never_agreed_keeps_a_story_untold(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        hire(connection, 2, SEWING)
        key = tell(connection, 1, SEWING)
        assert set(pieces.stories_told(connection)) == {key}
        item = connection.scalar(select(initiatives.c.id))
        values = {"initiative_id": item, "person_id": 2, "from_id": item}
        connection.execute(insert(joint_authors).values(values))
        assert pieces.stories_told(connection) == {}
        assert pieces.barred(connection, [1, 2]) == {1: frozenset({key}), 2: frozenset({key})}
