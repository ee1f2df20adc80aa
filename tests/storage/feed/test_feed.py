"""The change feed: nothing is left out, nothing comes twice, and the order is the one it happened in."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fakes.federation import PROVINCE, SEWING, found, hire
from sqlalchemy import Connection, Engine, delete, insert, select, update

from storage import tables as t
from storage.feed import feed
from storage.feed.feed import Change

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)


def report(connection: Connection, number: int, unit: int = SEWING) -> int:
    values = {
        "number": number,
        "code": f"NT-{number:06d}",
        "author_id": 1,
        "unit_id": unit,
        "status": "submitted",
        "title": "Bàn gá",
        "answers": {},
        "form_version": 1,
        "submitted_at": NOW,
        "updated_at": NOW,
    }
    made: int = connection.execute(
        insert(t.initiatives).values(values).returning(t.initiatives.c.id)
    ).scalar_one()
    return made


@pytest.fixture
def federation(engine: Engine) -> Engine:
    with engine.begin() as connection:
        found(connection)
        hire(connection, 1, SEWING)
        feed.number(connection, NOW)
    return engine


def news(engine: Engine, after: int, **asked: Any) -> list[Change]:
    with engine.begin() as connection:
        feed.number(connection, NOW)
        return feed.read(connection, after, 1000, **asked)


def last(engine: Engine) -> int:
    with engine.connect() as connection:
        return feed.newest(connection)


def test_every_kind_of_change_reaches_the_feed_in_the_order_it_happened(federation: Engine) -> None:
    start = last(federation)
    with federation.begin() as connection:
        one = report(connection, 1)
        step = {"initiative_id": one, "action": "approve", "by_id": 1, "at": NOW, "status": "valid"}
        connection.execute(update(t.initiatives).where(t.initiatives.c.id == one).values(status="valid"))
        connection.execute(insert(t.decisions).values(step))
        word = {"initiative_id": one, "by_id": 1, "at": NOW, "words": "Hay", "internal": False}
        connection.execute(insert(t.remarks).values(word))
        connection.execute(update(t.units).where(t.units.c.id == SEWING).values(name="Tổ may 1"))
        phase = {"programme_id": programme(connection), "key": "a", "name": "A", "opens": NOW, "closes": NOW}
        kept = connection.execute(insert(t.phases).values(phase).returning(t.phases.c.id)).scalar_one()
        connection.execute(insert(t.targets).values(phase_id=kept, unit_id=PROVINCE, assigned=5))
        sent = {"audience": {}, "content": {}, "state": "draft", "made_at": NOW}
        connection.execute(insert(t.broadcasts).values(sent))
    told = news(federation, start)
    assert [one.kind for one in told] == [
        "initiative",
        "initiative",
        "decision",
        "remark",
        "unit",
        "target",
        "broadcast",
    ]
    assert [one.position for one in told] == list(range(start + 1, start + 8))
    assert {one.initiative_id for one in told[:4]} == {one}
    assert {one.unit_id for one in told[:4]} == {SEWING}


def programme(connection: Connection) -> int:
    row = {"key": "p", "name": "P", "slogan": "S", "prefix": "NT"}
    made: int = connection.execute(insert(t.programmes).values(row).returning(t.programmes.c.id)).scalar_one()
    return made


def test_what_is_set_to_what_it_was_is_no_change(federation: Engine) -> None:
    with federation.begin() as connection:
        one = report(connection, 1)
    start = len(news(federation, 0)) and last(federation)
    with federation.begin() as connection:
        same = update(t.initiatives).where(t.initiatives.c.id == one)
        connection.execute(same.values(status="submitted", title="Bàn gá"))
        connection.execute(same.values(nudged=3, claimed_by=1))
    assert news(federation, start) == []


def test_what_was_undone_leaves_nothing_in_the_feed(federation: Engine) -> None:
    start = last(federation)
    with federation.connect() as connection:
        doing = connection.begin()
        report(connection, 1)
        doing.rollback()
    assert news(federation, start) == []


def test_a_change_that_is_committed_late_is_not_missed_by_a_reader_who_was_faster(
    federation: Engine,
) -> None:
    if federation.dialect.name == "sqlite":
        pytest.skip("one writer: nobody commits beside another")
    start = last(federation)
    with federation.connect() as slow, slow.begin():
        report(slow, 1)
        with federation.begin() as quick:
            report(quick, 2)
        first = news(federation, start)
        assert len(first) == 1
    assert len(news(federation, first[-1].position)) == 1


def test_readers_who_number_at_once_give_every_change_one_place(federation: Engine) -> None:
    start = last(federation)

    def work(first: int) -> None:
        for number in range(first, first + 20):
            with federation.begin() as connection:
                report(connection, number)
            with federation.begin() as connection:
                feed.number(connection, NOW)

    threads = [threading.Thread(target=work, args=(100 * place,)) for place in (1, 2, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = news(federation, start)
    assert [one.position for one in told] == list(range(start + 1, start + 61))
    with federation.connect() as connection:
        ids = connection.scalars(select(t.changes.c.id).order_by(t.changes.c.position)).all()
        assert len(set(ids)) == len(ids)


def test_a_branch_reads_its_own_changes_only(federation: Engine) -> None:
    start = last(federation)
    with federation.begin() as connection:
        report(connection, 1, SEWING)
        report(connection, 2, PROVINCE)
        path = connection.scalar(select(t.units.c.path).where(t.units.c.id == SEWING))
    assert len(news(federation, start, path=path)) == 1
    assert len(news(federation, start, kinds=["unit"])) == 0


def test_the_feed_forgets_only_what_every_sink_has_read(federation: Engine) -> None:
    with federation.begin() as connection:
        for number in range(1, 6):
            report(connection, number)
        feed.number(connection, NOW)
        newest = feed.newest(connection)
        sink = {"kind": "webhook", "config": {}, "made_at": NOW}
        connection.execute(insert(t.sinks).values(sink | {"name": "slow", "position": newest - 3}))
        connection.execute(insert(t.sinks).values(sink | {"name": "off", "position": 0, "state": "off"}))
        assert feed.forget(connection, NOW) == 0
        feed.forget(connection, NOW + timedelta(days=1))
        assert [one.position for one in feed.read(connection, 0, 10)] == [newest - 2, newest - 1, newest]
        connection.execute(delete(t.sinks))
        feed.forget(connection, NOW + timedelta(days=1))
        assert feed.newest(connection) == newest
