"""A request under a key is answered once, on both databases and by however many at a time."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from kit.federation import found
from kit.house import START
from sqlalchemy import Connection, Engine, func, select

from storage.clients import answers, clients
from storage.tables import client_answers, units


@pytest.fixture
def client(engine: Engine) -> int:
    found(engine)
    with engine.begin() as connection:
        unit = connection.scalar(select(units.c.id).where(units.c.code == "TINH")) or 0
        clients.add(connection, name="one", unit_id=unit, rights=["read"], now=START)
        added = clients.named(connection, "one")
        assert added is not None
        return added.id


def kept(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(client_answers)) or 0


def test_the_first_takes_the_key_and_the_next_ones_get_its_answer(engine: Engine, client: int) -> None:
    with engine.begin() as connection:
        assert answers.claim(connection, client, "k", "hash", START) is None
        answers.keep(connection, client, "k", 201, {"Location": "/there"}, '{"ok":"đã"}')
    with engine.begin() as connection:
        found = answers.claim(connection, client, "k", "another", START + timedelta(hours=30))
    assert found == answers.Answer(
        request_hash="hash", status=201, headers={"Location": "/there"}, body='{"ok":"đã"}'
    )


def test_a_key_that_was_given_back_is_free_again(engine: Engine, client: int) -> None:
    with engine.begin() as connection:
        begun = connection.begin_nested()
        answers.claim(connection, client, "k", "hash", START)
        begun.rollback()
        assert answers.claim(connection, client, "k", "hash", START) is None


def test_whoever_comes_meanwhile_waits_for_the_answer(engine: Engine, client: int) -> None:
    told: list[answers.Answer | None] = []
    begun = threading.Event()

    def second() -> None:
        begun.wait(5)
        with engine.begin() as connection:
            told.append(answers.claim(connection, client, "k", "hash", START))

    thread = threading.Thread(target=second)
    thread.start()
    with engine.begin() as connection:
        assert answers.claim(connection, client, "k", "hash", START) is None
        begun.set()
        thread.join(0.3)
        assert told == []
        answers.keep(connection, client, "k", 201, {}, "first")
    thread.join(10)
    assert [one.body if one else None for one in told] == ["first"]


def test_a_crash_before_the_commit_keeps_nothing(engine: Engine, client: int) -> None:
    def breaks(connection: Connection) -> None:
        answers.claim(connection, client, "k", "hash", START)
        answers.keep(connection, client, "k", 201, {}, "first")
        raise RuntimeError

    with pytest.raises(RuntimeError), engine.begin() as connection:
        breaks(connection)
    assert kept(engine) == 0


def test_answers_are_dropped_when_nobody_repeats_any_more(engine: Engine, client: int) -> None:
    for hours in (0, 1, 40):
        with engine.begin() as connection:
            answers.claim(connection, client, f"k{hours}", "hash", START + timedelta(hours=hours))
    forget: Callable[[int], int] = lambda hours: _forget(engine, hours)  # noqa: E731
    assert forget(24) == 0
    assert forget(50) == 2
    assert kept(engine) == 1


def _forget(engine: Engine, hours: int) -> int:
    with engine.begin() as connection:
        return answers.forget(connection, START + timedelta(hours=hours))
