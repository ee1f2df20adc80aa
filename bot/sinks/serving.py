"""Serves one sink: takes what is next, brings it, and writes down what came of it."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from random import SystemRandom
from typing import Any, Final, TypeVar

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, NoResultFound

from bot.sinks import posting
from bot.sinks.sink import Paced, Sink, SinkFailed
from bot.sinks.tools import Tools
from handlers.effects import Tell
from storage.apply.telling import tell
from storage.feed import feed
from storage.sinks import alarms, letters, sinks, taking
from storage.sinks.letters import Letter
from storage.sinks.sinks import SinkRow, State
from storage.sinks.taking import Batch

log = structlog.get_logger(__name__)
T = TypeVar("T")
Build = Callable[[SinkRow, Tools], Sink]

#: How long one delivery may take, whatever the sink itself allows, in seconds.
LIMIT: Final = 900.0
#: How many changes are brought at once.
PAGE: Final = 100


@dataclass(slots=True)
class Serving:
    """One sink at work. Nothing that goes wrong here reaches another sink."""

    sink_id: int
    tools: Tools
    build: Build
    #: How often it is looked whether people changed something on the other side, in seconds.
    tick: float = 5.0
    limit: float = LIMIT
    _sink: Sink | None = field(init=False, default=None)
    _poked: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    def poke(self) -> None:
        """Look at once."""
        self._poked.set()

    async def run(self) -> None:
        """Until cancelled, or until the sink is gone."""
        while True:
            self._poked.clear()
            try:
                more = await self.step()
            except NoResultFound:
                return  # removed a moment ago
            except DBAPIError:
                log.exception("sink_database", sink=self.sink_id)  # tried again in a moment
                more = False
            except Exception:
                # A mistake of ours about one sink must not take the whole house with it.
                log.exception("sink_serving_broke", sink=self.sink_id)
                more = False
            if not more:
                await rest(self._poked, self.tick)

    async def step(self) -> bool:
        """Bring one batch, if it is time; whether there is more."""
        row, waiting, news = await asyncio.to_thread(self._look)
        for letter in waiting:
            await self._again(row, letter)
        if row.state is State.OFF or (row.due_at is not None and row.due_at > self.tools.now()):
            return False
        batch: Batch | None = None
        try:
            sink = self._built(row)
            reach = sink.reach() if isinstance(sink, Paced) else None
            if news and (reach is None or reach > row.position):
                batch = await self._take(reach)
            if batch is not None and batch.changes:
                await self._guarded(sink.deliver(batch.changes))
                await self._arrived(batch)
            await self._guarded(sink.listen())
        except SinkFailed as failure:
            await self._fail(batch, row, failure)
            return False
        if row.state is State.FAILING and not (batch and batch.changes):
            await self._recovered(row)
        return batch is not None and batch.more

    def _look(self) -> tuple[SinkRow, list[Letter], bool]:
        with self.tools.engine.connect().execution_options(reading=True) as connection:
            row = sinks.one(connection, self.sink_id)
            news = row.upto is not None or feed.newest(connection) > row.position
            return row, letters.waiting(connection, self.sink_id), news

    async def _take(self, reach: int | None) -> Batch | None:
        now = self.tools.now()
        return await self._write(lambda c: taking.take(c, self.sink_id, now, PAGE, reach=reach))

    def _built(self, row: SinkRow) -> Sink:
        if self._sink is None:
            self._sink = self.build(row, self.tools)
        return self._sink

    async def _guarded(self, work: Coroutine[Any, Any, T]) -> T:
        """A sink that never ends, or that breaks, has failed as any other has."""
        try:
            async with asyncio.timeout(self.limit):
                return await work
        except SinkFailed:
            raise
        except TimeoutError:
            raise SinkFailed("unreachable", "it took too long") from None
        except Exception as error:
            log.exception("sink_broke", sink=self.sink_id)
            raise SinkFailed("broken", type(error).__name__) from error

    async def _arrived(self, batch: Batch) -> None:
        now, row = self.tools.now(), batch.sink

        def work(connection: Connection) -> tuple[bool, int]:
            kept = sinks.arrived(connection, row.id, batch.upto, now, behind=row.position)
            return kept, self._tell(connection, alarms.recover(connection, row, now, self.tools.zone))

        kept, queued = await self._write(work)
        if row.state is State.FAILING:
            log.info("sink_recovered", sink=row.name)
        if not kept:
            log.info("sink_was_moved", sink=row.name)
        self._queued(queued)

    async def _recovered(self, row: SinkRow) -> None:
        now = self.tools.now()

        def work(connection: Connection) -> int:
            sinks.recovered(connection, row.id)
            return self._tell(connection, alarms.recover(connection, row, now, self.tools.zone))

        queued = await self._write(work)
        log.info("sink_recovered", sink=row.name)
        self._queued(queued)

    async def _fail(self, batch: Batch | None, row: SinkRow, failure: SinkFailed) -> None:
        now = self.tools.now()
        if batch is not None and await posting.put_aside(self._sink, batch, failure, self._write, now):
            return self.poke()
        jitter = SystemRandom().random()

        def work(connection: Connection) -> int:
            _, tells = alarms.fail(
                connection,
                row.id,
                failure.why,
                now,
                self.tools.zone,
                retry_after=failure.retry_after,
                final=failure.final,
                jitter=jitter,
            )
            return self._tell(connection, tells)

        self._queued(await self._write(work))
        say = log.error if row.failures == 0 or failure.final else log.info
        say("sink_failed", sink=row.name, why=failure.why, detail=failure.detail[:300], final=failure.final)
        return None

    async def _again(self, row: SinkRow, letter: Letter) -> None:
        """A letter that somebody asked for, or a test."""
        person = posting.tester(letter)
        why = ""
        try:
            await self._guarded(posting.send(self._built(row), letter))
        except SinkFailed as failure:
            why = failure.why
            log.info("letter_failed", sink=row.name, key=letter.key, why=why, detail=failure.detail[:300])
        now = self.tools.now()

        def work(connection: Connection) -> int:
            if person is None:
                letters.settle(connection, letter.id, why)
                return 0
            letters.drop(connection, letter.id)
            return self._tell(connection, alarms.tested(connection, row, person, why, now))

        self._queued(await self._write(work))

    def _tell(self, connection: Connection, tells: list[Tell]) -> int:
        return tell(connection, tells, self.tools.render, self.tools.now())

    def _queued(self, count: int) -> None:
        if count:
            self.tools.queued()

    async def _write(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self.tools.writer.submit(work))


async def rest(event: asyncio.Event, seconds: float) -> None:
    """Until the event, or so long."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
