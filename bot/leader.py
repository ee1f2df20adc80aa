"""One clock over all processes: whoever holds the lock plays the role, and stops when it is lost."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from storage.database import leases
from storage.database.engine import is_postgres
from storage.database.writer import Writer

log = structlog.get_logger(__name__)

#: How long the database may be silent before the lock counts as lost, in seconds.
SILENCE = 5.0


class Lock(Protocol):
    """A role only one process can hold; `pause` is how often it is asked for and looked after, in seconds."""

    pause: float

    async def hold(self) -> bool:
        """Take it or keep it; whether it is ours now."""
        ...

    async def release(self) -> None: ...


@dataclass(slots=True)
class AdvisoryLock:
    """PostgreSQL's own: it lives as long as one dedicated connection does, so a killed process frees it."""

    engine: Engine
    role: str
    pause: float = 0.5
    _connection: Connection | None = field(init=False, default=None)
    _held: bool = field(init=False, default=False)

    async def hold(self) -> bool:
        try:
            async with asyncio.timeout(SILENCE):
                return await asyncio.to_thread(self._hold)
        except (DBAPIError, TimeoutError):
            # Without a word from the server the lock may be somebody else's already.
            log.warning("leadership_unsure", role=self.role, exc_info=True)
            await self.release()
            return False

    def _hold(self) -> bool:
        if self._connection is None:
            connection = self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            # Taken out of the pool: given back to it, the connection would keep the lock for a stranger.
            connection.detach()
            self._connection = connection
        if self._held:
            self._connection.execute(text("SELECT 1"))
        else:
            ask = text("SELECT pg_try_advisory_lock(hashtext(:role))")
            self._held = bool(self._connection.scalar(ask, {"role": self.role}))
        return self._held

    async def release(self) -> None:
        connection, self._connection, self._held = self._connection, None, False
        if connection is not None:
            with suppress(DBAPIError):  # a dead connection has let go already
                await asyncio.to_thread(connection.close)


@dataclass(slots=True)
class LeaseLock:
    """A row that has to be renewed, for SQLite: its processes share one machine and one clock."""

    writer: Writer
    role: str
    holder: str
    now: Callable[[], datetime]
    pause: float = 3.0

    async def hold(self) -> bool:
        now = self.now()
        work = self.writer.submit(lambda c: leases.hold(c, self.role, self.holder, now))
        try:
            async with asyncio.timeout(SILENCE):
                return await asyncio.wrap_future(work)
        except (DBAPIError, TimeoutError):
            log.warning("leadership_unsure", role=self.role, exc_info=True)
            return False

    async def release(self) -> None:
        with suppress(DBAPIError):  # it runs out by itself
            await asyncio.wrap_future(self.writer.submit(lambda c: leases.release(c, self.role, self.holder)))


def choose(engine: Engine, writer: Writer, role: str, holder: str, now: Callable[[], datetime]) -> Lock:
    """The lock this database has."""
    return AdvisoryLock(engine, role) if is_postgres(engine) else LeaseLock(writer, role, holder, now)


async def lead(lock: Lock, duty: Callable[[], Coroutine[None, None, None]]) -> None:
    """Do the duty whenever the lock is ours, from its beginning each time, until cancelled."""
    try:
        while True:
            if await lock.hold():
                log.info("leading")
                await _serve(lock, duty)
                log.warning("no_longer_leading")
            await asyncio.sleep(lock.pause)
    finally:
        await lock.release()


async def _serve(lock: Lock, duty: Callable[[], Coroutine[None, None, None]]) -> None:
    async with asyncio.TaskGroup() as group:
        task = group.create_task(duty())
        while not task.done() and await lock.hold():
            await asyncio.wait({task}, timeout=lock.pause)
        task.cancel()
