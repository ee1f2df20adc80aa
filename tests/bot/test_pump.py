"""The pump when the database is away: nobody's event is blamed, and it goes on by itself."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

from kit.house import House
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import OperationalError

from bot.pump import Pump
from handlers.events import Began
from storage import tables as t
from storage.database.writer import Writer
from storage.traffic import inbox

AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)


class Away(Writer):
    """A writer whose database does not answer the first few times."""

    def __init__(self, engine: Engine, times: int) -> None:
        super().__init__(engine)
        self.times = times

    def submit(self, work: Callable[[Connection], Any]) -> "Future[Any]":
        if self.times:
            self.times -= 1
            gone: Future[Any] = Future()
            gone.set_exception(OperationalError("SELECT", {}, Exception("gone")))
            return gone
        return super().submit(work)


async def test_a_database_that_is_away_costs_no_event_an_attempt(sqlite_engine: Engine) -> None:
    house = House(sqlite_engine)
    began = Began(conversation="web:test:lan", at=AT)
    with sqlite_engine.begin() as connection:
        inbox.store(connection, "web", "test", [("1", began)])
    writer = Away(sqlite_engine, times=4)
    committed = asyncio.Event()
    pump = Pump(writer, house.tools(), on_commit=committed.set)
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        running = group.create_task(pump.run())
        pump.wake()
        await committed.wait()
        running.cancel()
    writer.close()
    with sqlite_engine.connect() as connection:
        (row,) = connection.execute(select(t.inbox)).all()
        assert (row.state, row.attempts) == ("done", 0)
        assert connection.execute(select(t.outbox)).all()
