"""A unit's days in a phase, and the bulletin's wishes, on both databases."""

from datetime import date, datetime

from kit.results import MAY, ZONE, factories
from sqlalchemy import Connection, Engine, insert

from handlers.bulletins.course import Day
from storage.duties import bulletins
from storage.results import course
from storage.results.bulletins import issuer
from storage.tables import officers, tallies
from storage.tables import people as people_rows


def tally(connection: Connection, unit: int, on: date, submissions: int, valid: int) -> None:
    empty = dict.fromkeys(("registered", "submitters", "endorsed", "recognised", "on_portal", "value"), 0)
    counted = {"submissions": submissions, "valid": valid, **empty}
    connection.execute(insert(tallies).values(phase_id=1, unit_id=unit, on=on, **counted))


def test_the_days_of_a_unit_are_those_of_all_below_it_together(engine: Engine) -> None:
    with engine.begin() as connection:
        factories(connection)
        tally(connection, 2, date(2026, 5, 4), 3, 1)
        tally(connection, 3, date(2026, 5, 4), 4, 2)
        tally(connection, 2, date(2026, 5, 5), 9, 5)
        whole = course.load(connection, 1, 1)
        assert whole is not None
        assert (whole.opens, whole.closes) == MAY
        assert whole.days == (Day(date(2026, 5, 4), 7, 3), Day(date(2026, 5, 5), 9, 5))
        factory = course.load(connection, 3, 1)
        assert factory is not None
        assert factory.days == (Day(date(2026, 5, 4), 4, 2),)
        assert course.load(connection, 1, 99) is None
        assert course.load(connection, 99, 1) is None


def test_a_bulletin_is_given_once_a_week_on_both_databases(engine: Engine) -> None:
    monday = datetime(2026, 5, 4, 8, 5, tzinfo=ZONE)
    with engine.begin() as connection:
        factories(connection)
        connection.execute(
            insert(officers),
            [
                {"person_id": 1, "unit_id": 1, "role": "province", "since": monday},
                {"person_id": 1, "unit_id": 2, "role": "upper", "since": monday},
                {"person_id": 2, "unit_id": 1, "role": "observer", "since": monday},
            ],
        )
        told = bulletins.due(connection, monday, ZONE)
        assert [one.once.rpartition(":")[0] for one in told] == [
            "bulletin:2026-05-04:1:0",
            "bulletin:2026-05-04:1:1",
            "bulletin:2026-05-04:2:0",
            "bulletin:2026-05-04:2:1",
        ]
        assert {one.person_id for one in told} == {1}
        assert bulletins.due(connection, monday, ZONE) == []


def test_a_paper_names_the_union_above_and_all_further_up(engine: Engine) -> None:
    with engine.begin() as connection:
        factories(connection)
        assert connection.execute(people_rows.select()).first() is not None
        told = issuer(connection, 2)
        assert (told.name, told.above, told.chain) == ("Unit 2", "Unit 1", ("Unit 1",))
        assert issuer(connection, 1).above == ""
