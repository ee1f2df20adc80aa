"""What came in is kept once, and taken in order."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, select

from handlers.events import Said
from storage.tables import inbox as rows
from storage.traffic import inbox

NOON = datetime(2026, 5, 4, 5, 0, tzinfo=UTC)


def said(conversation: str, text: str, seconds: int = 0) -> Said:
    return Said(conversation=conversation, at=NOON + timedelta(seconds=seconds), text=text)


def test_an_update_stored_twice_is_one_event(engine: Engine) -> None:
    received = [("1", said("web:main:a", "one")), ("2", said("web:main:a", "two"))]
    with engine.begin() as connection:
        assert inbox.store(connection, "web", "main", received) == 2
    with engine.begin() as connection:
        assert inbox.store(connection, "web", "main", [*received, ("3", said("web:main:a", "three"))]) == 1
        assert inbox.waiting(connection) == 3


def test_the_same_key_on_another_account_is_another_event(engine: Engine) -> None:
    with engine.begin() as connection:
        assert inbox.store(connection, "telegram", "1", [("7", said("telegram:1:5", "a"))]) == 1
        assert inbox.store(connection, "telegram", "2", [("7", said("telegram:2:5", "a"))]) == 1


def test_the_position_moves_with_the_batch_and_not_without_it(engine: Engine) -> None:
    with engine.begin() as connection:
        inbox.store(connection, "telegram", "1", [("7", said("telegram:1:5", "a"))], position="8")
    with engine.connect() as connection:
        transaction = connection.begin()
        inbox.store(connection, "telegram", "1", [("8", said("telegram:1:5", "b"))], position="9")
        transaction.rollback()
    with engine.begin() as connection:
        assert inbox.offset(connection, "telegram", "1") == "8"
        assert inbox.waiting(connection) == 1
        assert inbox.offset(connection, "telegram", "2") is None


def test_one_event_of_a_conversation_is_taken_at_a_time_and_in_order(engine: Engine) -> None:
    received = [
        ("1", said("web:main:a", "one")),
        ("2", said("web:main:b", "uno")),
        ("3", said("web:main:a", "two")),
    ]
    with engine.begin() as connection:
        inbox.store(connection, "web", "main", received)
    heard: list[list[str]] = []
    for _ in range(3):
        with engine.begin() as connection:
            taken = inbox.take(connection, 10)
            heard.append([t.event.text for t in taken if isinstance(t.event, Said)])
            inbox.finish(connection, [t.id for t in taken])
    assert heard == [["one", "uno"], ["two"], []]


def test_what_another_pump_holds_is_not_taken_and_what_follows_it_neither(engine: Engine) -> None:
    if engine.dialect.name != "postgresql":
        return  # SQLite has one writer, so a second pump waits for the first
    received = [("1", said("web:main:a", "one")), ("2", said("web:main:a", "two"))]
    with engine.begin() as connection:
        inbox.store(connection, "web", "main", received)
    with engine.begin() as first, engine.begin() as second:
        assert len(inbox.take(first, 10)) == 1
        assert inbox.take(second, 10) == []


def test_an_event_that_fails_three_times_is_put_aside_and_the_next_one_goes_on(engine: Engine) -> None:
    with engine.begin() as connection:
        inbox.store(
            connection, "web", "main", [("1", said("web:main:a", "bad")), ("2", said("web:main:a", "good"))]
        )
    parked = []
    for _ in range(3):
        with engine.begin() as connection:
            (taken,) = inbox.take(connection, 10)
            parked.append(inbox.fail(connection, taken, "Traceback\x00 ..."))
    assert parked == [False, False, True]
    with engine.begin() as connection:
        (taken,) = inbox.take(connection, 10)
        assert isinstance(taken.event, Said)
        assert taken.event.text == "good"
        state, error = connection.execute(select(rows.c.state, rows.c.error).order_by(rows.c.id)).first() or (
            "",
            "",
        )
        assert state == "parked"
        assert "Traceback" in error


def test_text_with_a_nul_survives_both_databases(engine: Engine) -> None:
    with engine.begin() as connection:
        inbox.store(connection, "web", "main", [("1", said("web:main:a", "a\x00b"))])
    with engine.begin() as connection:
        (taken,) = inbox.take(connection, 1)
        assert isinstance(taken.event, Said)
        assert taken.event.text == "ab"
