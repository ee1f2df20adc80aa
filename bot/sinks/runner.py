"""Keeps every sink served, each by itself, so that one that fails or hangs never blocks another."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.sinks.builders import BUILDERS
from bot.sinks.serving import LIMIT, Build, Serving, rest
from bot.sinks.tools import Tools
from storage.feed import feed
from storage.sinks import letters, sinks
from storage.sinks.sinks import SinkRow, State

log = structlog.get_logger(__name__)

#: How often it is looked for changes and new sinks without being woken, in seconds.
TICK = 5.0
#: How often old changes are dropped from the feed.
TIDY: Final = timedelta(hours=1)


@dataclass(slots=True)
class SinkRunner:
    """Only the leader runs it; two would bring the same changes twice, under the same keys."""

    tools: Tools
    builders: Mapping[str, Build] = field(default_factory=lambda: BUILDERS)
    tick: float = field(default_factory=lambda: TICK)
    #: How long after being woken: what is committed meanwhile gets its place in the feed together.
    pause: float = 0.3
    limit: float = LIMIT
    _woken: asyncio.Event = field(init=False, default_factory=asyncio.Event)
    _at_work: dict[int, tuple[asyncio.Task[None], Serving, tuple[Any, ...]]] = field(
        init=False, default_factory=dict
    )

    _tidied_at: datetime | None = field(init=False, default=None)

    def wake(self) -> None:
        """Something was committed."""
        self._woken.set()

    async def run(self) -> None:
        """Serve every sink that is on, until cancelled."""
        self._at_work = {}
        async with asyncio.TaskGroup() as group:
            while True:
                self._woken.clear()
                try:
                    await self._look(group)
                    await self._tidy()
                except DBAPIError:
                    log.exception("feed_failed")  # tried again in a moment
                await rest(self._woken, self.tick)
                await asyncio.sleep(self.pause)

    async def _look(self, group: asyncio.TaskGroup) -> None:
        now = self.tools.now()

        def work(connection: Connection) -> tuple[list[SinkRow], set[int], int]:
            feed.number(connection, now)
            return sinks.all_of(connection), letters.asked(connection), feed.newest(connection)

        rows, asked, newest = await asyncio.wrap_future(self.tools.writer.submit(work))
        wanted = {row.id: row for row in rows if row.state is not State.OFF or row.id in asked}
        await self._dismiss(wanted)
        for row in wanted.values():
            if row.id not in self._at_work and row.kind in self.builders:
                serving = Serving(row.id, self.tools, self.builders[row.kind], self.tick, self.limit)
                self._at_work[row.id] = (group.create_task(serving.run()), serving, _mark(row))
            elif row.id in self._at_work and _calls(row, row.id in asked, newest, now):
                self._at_work[row.id][1].poke()

    async def _tidy(self) -> None:
        """Changes are kept for a set time, and longer while a sink that is on has not read them."""
        now = self.tools.now()
        if self._tidied_at is not None and now - self._tidied_at < TIDY:
            return
        self._tidied_at = now
        before = now - timedelta(days=self.tools.settings.feed_days)
        gone = await asyncio.wrap_future(self.tools.writer.submit(lambda c: feed.forget(c, before)))
        if gone:
            log.info("feed_forgotten", count=gone)

    async def _dismiss(self, wanted: Mapping[int, SinkRow]) -> None:
        """Let go of those that are off or gone, and of those whose settings are other ones by now."""
        leaving = []
        for sink_id, (task, _, mark) in list(self._at_work.items()):
            row = wanted.get(sink_id)
            if task.done() or row is None or _mark(row) != mark:
                task.cancel()
                leaving.append(task)
                del self._at_work[sink_id]
        if leaving:
            await asyncio.wait(leaving, timeout=self.tick)


def _mark(row: SinkRow) -> tuple[Any, ...]:
    """What a sink is built of."""
    return row.kind, row.name, row.path, row.config, row.secret, row.round


def _calls(row: SinkRow, asked: bool, newest: int, now: datetime) -> bool:
    if asked or (row.state is State.FAILING and row.due_at is not None and row.due_at <= now):
        return True
    return row.state is State.ON and (row.upto is not None or newest > row.position)
