"""The alarm clock of the leader: what is due stands in the database, this only says when to look."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from bot.duties import Duties
from storage.broadcasts import outcomes, queueing
from storage.campaigns import planning
from storage.database.writer import Writer
from storage.traffic import outbox, receipts

log = structlog.get_logger(__name__)

#: How often silent senders are looked for, and new campaigns, in seconds.
RECOVER, REREAD = 5, 60
#: So many alarms ahead are set; the rest are when the plans are read again.
ALARMS = 50


@dataclass(slots=True)
class Clock:
    """Only the leader runs it; a second one would do no harm, because every broadcast of a plan is a unique
    row."""

    writer: Writer
    zone: ZoneInfo
    now: Callable[[], datetime]
    #: Called when an entry of a plan went off, and when something was put back into the queue.
    fired: Callable[[], None]
    requeued: Callable[[], None]
    duties: Duties | None = None
    _scheduler: AsyncIOScheduler | None = field(init=False, default=None)

    async def run(self) -> None:
        """Catch up with what went by, then keep watch until cancelled."""
        scheduler = AsyncIOScheduler(
            timezone=self.zone,
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        self._scheduler = scheduler
        scheduler.add_job(self.recover, IntervalTrigger(seconds=RECOVER), id="recover")
        scheduler.add_job(self.reread, IntervalTrigger(seconds=REREAD), id="reread")
        if self.duties is not None:
            scheduler.add_job(self.attend, IntervalTrigger(seconds=REREAD), id="attend")
        scheduler.start()
        try:
            await self.reread()
            await self.recover()
            await self.attend()
            await asyncio.Event().wait()
        finally:
            scheduler.shutdown(wait=False)
            self._scheduler = None

    async def look(self) -> int:
        """Write down everything of the plans that is due by now; how much of it is to be sent."""
        now = self.now()
        work = self.writer.submit(lambda c: planning.catch_up(c, now, self.zone))
        new = await asyncio.wrap_future(work)
        if new:
            log.info("broadcasts_due", count=new)
            self.fired()
        return new

    async def recover(self) -> None:
        """Take back the rows of senders that fell silent, what was held until now, and what the quiet hours
        caught in the queue."""
        now = self.now()

        def work(connection: Connection) -> tuple[int, int, int]:
            queueing.rest(connection, now, self.zone)
            return *receipts.recover(connection, now), outbox.wake(connection, now)

        try:
            again, unknown, woken = await asyncio.wrap_future(self.writer.submit(work))
        except DBAPIError:
            log.exception("recover_failed")  # tried again in a few seconds
            return
        if again or unknown:
            log.warning("senders_fell_silent", sent_again=again, unknown=unknown)
        if again or woken:
            self.requeued()

    async def attend(self) -> None:
        """Do every duty that is due; one that fails keeps no other from being done."""
        if self.duties is None:
            return
        for name, work in self.duties.works(self.now()):
            try:
                queued = await asyncio.wrap_future(self.writer.submit(work))
            except DBAPIError:
                log.exception("duty_failed", duty=name)  # tried again in a minute
                continue
            if queued:
                log.info("duty_done", duty=name, queued=queued)
                self.requeued()

    async def reread(self) -> None:
        """Set the alarms of the plans as they are now, look what an alarm may have missed, and whether
        everybody a broadcast was meant for is accounted for."""
        now = self.now()
        try:
            ahead = await asyncio.wrap_future(
                self.writer.submit(lambda c: planning.upcoming(c, now, self.zone)[:ALARMS])
            )
            await self.look()
            wrong = await asyncio.wrap_future(self.writer.submit(lambda c: outcomes.settle(c, now)))
        except DBAPIError:
            log.exception("reread_failed")  # tried again in a minute
            return
        for broadcast_id, counted in wrong:
            log.error(
                "broadcast_sum_wrong", broadcast=broadcast_id, expected=counted.expected, found=counted.total
            )
        self._set({f"plan:{one.planned_at.isoformat()}": one.planned_at for one in ahead})

    def _set(self, wanted: dict[str, datetime]) -> None:
        if self._scheduler is None:
            return
        present = {job.id for job in self._scheduler.get_jobs() if job.id.startswith("plan:")}
        for gone in present - wanted.keys():
            self._scheduler.remove_job(gone)
        for new in wanted.keys() - present:
            self._scheduler.add_job(self.look, DateTrigger(wanted[new]), id=new)
