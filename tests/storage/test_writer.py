"""Work is committed in groups, and everybody hears what became of theirs."""

import threading
from collections.abc import Callable
from concurrent.futures import Future

import pytest
from sqlalchemy import Connection, Engine, func, insert, select
from sqlalchemy.exc import IntegrityError

from storage.database.writer import Writer
from storage.tables import notes


def note(key: str) -> Callable[[Connection], str]:
    def work(connection: Connection) -> str:
        connection.execute(insert(notes).values(key=key, value="x"))
        return key

    return work


def keys(engine: Engine) -> set[str]:
    with engine.begin() as connection:
        return set(connection.execute(select(notes.c.key)).scalars())


def held(writer: Writer) -> tuple[threading.Event, "Future[None]"]:
    """Keep one lane busy until the event is set, so that what follows waits together."""
    go, begun = threading.Event(), threading.Event()

    def work(connection: Connection) -> None:
        begun.set()
        assert go.wait(5)

    done = writer.submit(work)
    assert begun.wait(5)
    return go, done


def test_a_result_is_told_only_after_its_commit(engine: Engine, writer: Writer) -> None:
    assert writer.submit(note("a")).result(5) == "a"
    assert keys(engine) == {"a"}


def test_what_waits_together_is_committed_together(sqlite_engine: Engine) -> None:
    writer = Writer(sqlite_engine)
    go, _ = held(writer)
    seen: list[int] = []

    def count(connection: Connection) -> None:
        seen.append(id(connection))

    waiting = [writer.submit(count) for _ in range(20)]
    go.set()
    for done in waiting:
        done.result(5)
    writer.close()
    assert len(set(seen)) == 1


def test_one_bad_piece_costs_nobody_else_their_commit(sqlite_engine: Engine) -> None:
    writer = Writer(sqlite_engine)
    go, _ = held(writer)
    good = [writer.submit(note(str(number))) for number in range(5)]
    bad = writer.submit(note("3"))
    late = writer.submit(note("9"))
    go.set()
    assert [done.result(5) for done in good] == ["0", "1", "2", "3", "4"]
    assert late.result(5) == "9"
    with pytest.raises(IntegrityError):
        bad.result(5)
    writer.close()
    assert keys(sqlite_engine) == {"0", "1", "2", "3", "4", "9"}


def test_a_failure_leaves_nothing_of_its_work_behind(engine: Engine, writer: Writer) -> None:
    def half(connection: Connection) -> None:
        note("half")(connection)
        raise LookupError("no")

    with pytest.raises(LookupError, match="no"):
        writer.submit(half).result(5)
    assert writer.submit(note("next")).result(5) == "next"
    assert keys(engine) == {"next"}


def test_a_caller_that_gave_up_before_its_turn_writes_nothing(sqlite_engine: Engine) -> None:
    writer = Writer(sqlite_engine)
    go, _ = held(writer)
    given_up, wanted = writer.submit(note("given up")), writer.submit(note("wanted"))
    assert given_up.cancel()
    go.set()
    wanted.result(5)
    writer.close()
    assert keys(sqlite_engine) == {"wanted"}


def test_closing_finishes_what_waits_and_takes_nothing_more(engine: Engine) -> None:
    writer = Writer(engine)
    waiting = [writer.submit(note(str(number))) for number in range(50)]
    writer.close()
    assert all(done.done() for done in waiting)
    assert len(keys(engine)) == 50
    with pytest.raises(RuntimeError, match="closed"):
        writer.submit(note("late"))


def test_many_callers_lose_nothing(engine: Engine, writer: Writer) -> None:
    def call(caller: int) -> None:
        for number in range(25):
            writer.submit(note(f"{caller}.{number}")).result(10)

    threads = [threading.Thread(target=call, args=(caller,)) for caller in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.begin() as connection:
        assert connection.scalar(select(func.count()).select_from(notes)) == 150
