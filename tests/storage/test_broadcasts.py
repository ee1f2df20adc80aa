"""A broadcast reaches everybody it means, and nobody else."""

from datetime import timedelta

from fakes.federation import PROVINCE, SEWING, SHOES, found, hire
from kit.broadcasting import (
    LUNCH,
    MADE,
    ZONE,
    begin_draft,
    local,
    one_broadcast,
    queued,
    report,
    skipped,
    spread,
)
from sqlalchemy import Engine, insert, select, update

from handlers.broadcasts.audience import EVERYBODY, Audience, Did
from handlers.broadcasts.content import Reminder
from storage.broadcasts import broadcasts, counting
from storage.campaigns import planning
from storage.tables import conversations, officers, people, units
from storage.tables import outbox as outbox_rows


def test_only_people_of_its_units_who_agreed_and_can_be_reached_get_it(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        hire(connection, 2, SHOES)
        hire(connection, 3, SEWING, agreed=False)
        hire(connection, 4, SEWING, agreed=None)
        hire(connection, 5, SEWING, reachable=False)
        hire(connection, 6, None)
        broadcast = one_broadcast(connection, (SEWING,))
        assert spread(connection, broadcast) == 1
        assert queued(connection) == [1]
        assert skipped(connection, broadcast) == {3: "opted_out", 4: "no_consent", 5: "unreachable"}


def test_whoever_sent_one_in_is_left_in_peace(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in range(1, 9):
            hire(connection, person, SEWING)
        report(connection, 1, 1, "submitted", local(4, 0, 1))
        report(connection, 2, 2, "returned", local(4, 9))
        report(connection, 3, 3, "not_valid", local(4, 9))
        report(connection, 4, 4, "withdrawn", local(4, 9))
        report(connection, 5, 5, "valid", local(3, 23, 59))
        report(connection, 6, 6, "asked", local(4, 9))
        begin_draft(connection, 7)
        begin_draft(connection, 8, recognition="have")
        spread(connection, one_broadcast(connection))
        bodies = connection.execute(select(outbox_rows.c.person_id, outbox_rows.c.body)).all()
        assert {row.person_id: row.body.split()[-1] for row in bodies} == {
            2: "returned",
            3: "nothing",
            4: "nothing",
            5: "nothing",
            7: "draft",
            8: "recognised",
        }


def test_one_entry_speaks_to_those_alone_who_stand_at_a_question(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in (1, 2, 3):
            hire(connection, person, SEWING)
        begin_draft(connection, 1, "before")
        begin_draft(connection, 2, "title")
        at_before = Audience(unit_ids=(), did=(Did.DRAFT,), steps=("before",))
        spread(connection, one_broadcast(connection, audience=at_before))
        assert queued(connection) == [1]


def test_an_audience_is_narrowed_by_language_post_and_enterprise(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        connection.execute(update(units).where(units.c.id == SHOES).values(fdi=True))
        for person, unit in ((1, SEWING), (2, SHOES), (3, SHOES), (4, SHOES)):
            hire(connection, person, unit)
        connection.execute(update(people).where(people.c.id == 3).values(language="en"))
        connection.execute(insert(officers).values(person_id=4, unit_id=SHOES, role="grassroots", since=MADE))
        narrow = Audience(unit_ids=(), fdi=True, languages=("vi",), role="worker")
        spread(connection, one_broadcast(connection, audience=narrow))
        assert queued(connection) == [2]
        meant = Audience(unit_ids=(PROVINCE,), role="officer", did=EVERYBODY)
        assert counting.count(connection, meant, MADE, LUNCH).reachable == 1


def test_the_count_before_sending_is_what_is_sent(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        for person in range(1, 7):
            hire(connection, person, SEWING, lane="web:main" if person < 4 else "zalo_oa:1")
        hire(connection, 7, SEWING, agreed=False)
        for person, days in ((4, 1), (5, 3), (6, 9)):
            acted = LUNCH - timedelta(days=days)
            connection.execute(
                update(conversations).where(conversations.c.person_id == person).values(interacted_at=acted)
            )
        counted = counting.count(connection, Audience(unit_ids=(PROVINCE,)), MADE, LUNCH)
        assert [(one.lane, one.reachable, one.fresh, one.open, one.stale) for one in counted.lanes] == [
            ("web:main", 3, 0, 0, 3),
            ("zalo_oa:1", 3, 1, 1, 1),
        ]
        assert counted.left_out == {"opted_out": 1}


def test_an_entry_may_keep_to_one_channel(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        only = Audience(unit_ids=(), channels=("telegram",))
        broadcast = one_broadcast(connection, audience=only)
        spread(connection, broadcast)
        assert skipped(connection, broadcast) == {1: "other_channel"}


def test_the_words_know_the_days_left_and_whether_it_is_the_first_time(engine: Engine) -> None:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        spread(connection, one_broadcast(connection, content=Reminder()))
        now = local(10, 11, 46)
        planning.catch_up(connection, now, ZONE)
        (last,) = broadcasts.unfinished(connection, now)
        spread(connection, last, now)
        bodies = connection.scalars(select(outbox_rows.c.body).order_by(outbox_rows.c.id)).all()
        assert bodies == ["Peak Week 7 True nothing", "Peak Week 1 False nothing"]
