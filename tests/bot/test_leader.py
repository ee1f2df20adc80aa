"""One process plays the clock; when it falls another takes its place."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from bot import leader
from bot.leader import AdvisoryLock, LeaseLock, Lock
from storage.database import leases
from storage.database.writer import Writer

NOON = datetime(2026, 5, 4, 5, 0, tzinfo=UTC)


def candidates(engine: Engine, writer: Writer, now: Callable[[], datetime]) -> tuple[Lock, Lock]:
    locks = tuple(leader.choose(engine, writer, "clock", name, now) for name in ("one", "two"))
    for lock in locks:
        lock.pause = 0.05
    return locks[0], locks[1]


async def test_only_one_holds_the_role_and_the_next_follows_when_it_is_let_go(
    engine: Engine, writer: Writer
) -> None:
    one, two = candidates(engine, writer, lambda: NOON)
    assert isinstance(one, AdvisoryLock if engine.dialect.name == "postgresql" else LeaseLock)
    assert await one.hold()
    assert await one.hold()
    assert not await two.hold()
    await one.release()
    assert await two.hold()
    assert not await one.hold()
    await two.release()
    await one.release()


def test_a_lease_that_is_not_renewed_runs_out(sqlite_engine: Engine) -> None:
    with sqlite_engine.begin() as connection:
        assert leases.hold(connection, "clock", "one", NOON)
        assert not leases.hold(connection, "clock", "two", NOON + leases.LEASE)
        assert leases.hold(connection, "clock", "two", NOON + leases.LEASE + timedelta(seconds=1))
        assert not leases.hold(connection, "clock", "one", NOON + leases.LEASE + timedelta(seconds=2))
        assert leases.hold(connection, "other", "one", NOON)


@pytest.mark.postgres
async def test_a_killed_connection_gives_the_role_away_and_is_noticed(postgres_url: str) -> None:
    from kit.databases import fresh_postgres

    with fresh_postgres(postgres_url) as engine:
        one, two = AdvisoryLock(engine, "clock"), AdvisoryLock(engine, "clock")
        assert await one.hold()
        with engine.begin() as connection:
            connection.execute(
                text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
            )
        async with asyncio.timeout(3):
            while not await two.hold():  # noqa: ASYNC110 - a lock tells nobody that it is free
                await asyncio.sleep(0.02)
        assert not await one.hold()  # it notices
        assert not await one.hold()  # and stands in line again
        await two.release()
        assert await one.hold()
        await one.release()


async def test_the_duty_is_done_by_one_and_taken_over_when_it_is_cancelled(
    engine: Engine, writer: Writer
) -> None:
    one, two = candidates(engine, writer, lambda: NOON)
    on_duty: list[str] = []
    begun = {"one": asyncio.Event(), "two": asyncio.Event()}

    def duty(name: str) -> Callable[[], "asyncio.Future[None]"]:
        async def stand() -> None:
            on_duty.append(name)
            begun[name].set()
            try:
                await asyncio.Event().wait()
            finally:
                on_duty.remove(name)

        return stand  # type: ignore[return-value]

    async with asyncio.timeout(10), asyncio.TaskGroup() as group:
        first = group.create_task(leader.lead(one, duty("one")))  # type: ignore[arg-type]
        await begun["one"].wait()
        second = group.create_task(leader.lead(two, duty("two")))  # type: ignore[arg-type]
        await asyncio.sleep(0.2)
        assert on_duty == ["one"]
        first.cancel()
        await begun["two"].wait()
        assert on_duty == ["two"]
        second.cancel()


async def test_whoever_loses_the_role_stops_at_once_and_begins_anew_when_it_returns() -> None:
    class Fickle:
        pause = 0.01
        answers: list[bool]

        def __init__(self) -> None:
            self.answers = [False, True, True, False, True]

        async def hold(self) -> bool:
            return self.answers.pop(0) if self.answers else True

        async def release(self) -> None:
            told.append("released")

    told: list[str] = []
    twice = asyncio.Event()

    async def duty() -> None:
        told.append("on")
        if told.count("on") == 2:
            twice.set()
        try:
            await asyncio.Event().wait()
        finally:
            told.append("off")

    async with asyncio.timeout(5), asyncio.TaskGroup() as group:
        leading = group.create_task(leader.lead(Fickle(), duty))
        await twice.wait()
        leading.cancel()
    assert told == ["on", "off", "on", "off", "released"]
