"""What programs see of initiatives, units, targets and the feed, on both databases."""

from collections.abc import Iterable
from datetime import timedelta

import pytest
from kit.backlog import wait
from kit.federation import found
from kit.house import START, ZONE, House
from kit.walls import aim
from sqlalchemy import Engine, insert, select, update

from storage import tables as t
from storage.clients import changes, clients, goals, places, readings
from storage.clients.clients import Client
from storage.clients.readings import Filter


@pytest.fixture
def house(engine: Engine) -> House:
    found(engine)
    return House(engine)


def admitted(house: House, unit: str, rights: Iterable[str] = clients.RIGHTS) -> Client:
    with house.engine.begin() as connection:
        unit_id = connection.scalar(select(t.units.c.id).where(t.units.c.code == unit)) or 0
        clients.add(connection, name=unit, unit_id=unit_id, rights=rights, now=START)
        added = clients.named(connection, unit)
        assert added is not None
        return added


def test_a_token_is_found_by_its_hash_while_it_works(house: House) -> None:
    with house.engine.begin() as connection:
        unit_id = connection.scalar(select(t.units.c.id).where(t.units.c.code == "KCN")) or 0
        ends = START + timedelta(days=1)
        token = clients.add(
            connection, name="a", unit_id=unit_id, rights=["read"], now=START, expires_at=ends
        )
        assert token is not None
        assert clients.add(connection, name="a", unit_id=unit_id, rights=["read"], now=START) is None
        one = clients.by_token(connection, token, START)
        assert one is not None
        assert (one.unit.code, one.is_root, one.rights) == ("KCN", False, {"read"})
        assert clients.by_token(connection, token, ends) is None
        clients.note_use(connection, one.id, START + timedelta(hours=1))
        clients.note_use(connection, one.id, START)
        again = clients.named(connection, "a")
        assert again is not None
        assert again.used_at == START + timedelta(hours=1)
        clients.revoke(connection, one.id, START)
        assert clients.by_token(connection, token, START) is None
        assert not clients.still_works(connection, one, START)


def test_a_right_taken_away_counts_at_once(house: House) -> None:
    one = admitted(house, "KCN")
    with house.engine.begin() as connection:
        assert clients.still_works(connection, one, START)
        clients.amend(connection, one.id, rights=["read"], person_id=None, per_minute=120, expires_at=None)
        assert not clients.still_works(connection, one, START)


def test_initiatives_of_the_branch_come_page_by_page(house: House) -> None:
    for number in range(1, 8):
        wait(house, number, unit="MAYTL" if number % 2 else "TOMBV")
    wait(house, 8, unit_id=None)
    root, sewing = admitted(house, "TINH"), admitted(house, "MAYTL")
    with house.engine.connect() as connection:
        first = readings.page(connection, sewing, Filter(), 0, 3)
        rest = readings.page(connection, sewing, Filter(), first[-1].id, 3)
        assert [one.number for one in (*first, *rest)] == [1, 3, 5, 7]
        assert len(readings.page(connection, root, Filter(), 0, 100)) == 8
        below = readings.page(connection, root, Filter(path=sewing.path), 0, 100)
        assert [one.number for one in below] == [1, 3, 5, 7]
        assert readings.one(connection, sewing, 2) is None
        assert readings.one(connection, sewing, 8) is None
        assert readings.one(connection, root, 8) is not None


def test_a_unit_that_ended_is_told_only_when_it_is_asked_for(house: House) -> None:
    root, zone = admitted(house, "TINH"), admitted(house, "KCN")
    with house.engine.begin() as connection:
        ended = START.date()
        connection.execute(update(t.units).where(t.units.c.code == "TOMBV").values(until=ended))
        standing = places.page(connection, root, zone.path, 0, 10)
        every = places.page(connection, root, zone.path, 0, 10, ended=True)
        assert [one.code for one in standing] == ["KCN", "MAYTL"]
        assert [(one.code, one.until) for one in every][-1] == ("TOMBV", ended)
        assert places.page(connection, zone, root.path, 0, 10) == []
        assert places.one(connection, zone, "TINH") is None


def test_a_target_is_read_with_what_counts(house: House) -> None:
    aim(house, {"MAYTL": 30})
    wait(house, 1, status="valid")
    with house.engine.connect() as connection:
        unit = connection.scalar(select(t.units.c.id).where(t.units.c.code == "MAYTL")) or 0
        phase_id = connection.scalar(select(t.targets.c.phase_id)) or 0
        key = connection.scalar(select(t.phases.c.key).where(t.phases.c.id == phase_id)) or ""
        found = places.phase(connection, unit, key)
        assert found is not None
        goal = goals.read(connection, unit, *found, ZONE)
    assert goal is not None
    assert (goal.assigned, goal.own, goal.counts, goal.valid) == (30, None, 30, 1)


def test_the_feed_of_a_branch_hides_notes_and_what_is_elsewhere(house: House) -> None:
    wait(house, 1)
    wait(house, 2, unit="TOMBV")
    sewing = admitted(house, "MAYTL", ["feed"])
    with house.engine.begin() as connection:
        author = connection.scalar(select(t.people.c.id).limit(1))
        for internal in (True, False):
            connection.execute(
                insert(t.remarks).values(
                    initiative_id=1, by_id=author, at=START, words="x", internal=internal
                )
            )
        assert changes.waits(connection)
        changes.number(connection, START)
    with house.engine.connect() as connection:
        assert not changes.waits(connection)
        stretch = changes.read(connection, sewing, None, 100, None)
        assert {one.unit_code for one in stretch.changes} == {"MAYTL"}
        assert [one.number for one in stretch.changes if one.kind == "initiative"] == [1]
        assert len([one for one in stretch.changes if one.kind == "remark"]) == 1
        assert stretch.upto == stretch.newest
        again = changes.read(connection, sewing, stretch.upto, 100, None)
        assert (again.changes, again.upto, again.more) == ((), stretch.upto, False)
        assert changes.read(connection, sewing, stretch.upto + 1, 100, None).is_lost
