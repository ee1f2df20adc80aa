"""Turns a reminder that went off into messages for its audience, a page at a time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import DBAPIError

from bot.channels import render
from bot.channels.abilities import limits_of
from bot.channels.port import Limits
from handlers import outreach
from handlers.outreach import Fire, Recipient
from storage import fires
from storage.database.writer import Writer

log = structlog.get_logger(__name__)

#: People per transaction: large enough to be quick, small enough that a reply hardly waits behind it.
PAGE = 500
#: So many messages may wait; then the audience is expanded only as they leave. Whoever opts out or
#: reports meanwhile is not even queued, and a whole province does not fill the table at once.
BACKLOG = 10_000
#: How often unfinished work is looked for though nobody said that there is some, in seconds.
POLL = 5.0


@dataclass(slots=True)
class Fanout:
    """Runs with the clock; broken off at any point it goes on from the last page that was committed."""

    writer: Writer
    zone: ZoneInfo
    now: Callable[[], datetime]
    #: Called after a page was queued.
    queued: Callable[[], None] = lambda: None
    #: What each lane can show.
    limits: Callable[[str], Limits] = limits_of
    page: int = PAGE
    _woken: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    def wake(self) -> None:
        """A reminder went off: look now."""
        self._woken.set()

    async def run(self) -> None:
        """Spread whatever is unfinished, until cancelled."""
        while True:
            self._woken.clear()
            try:
                await self.spread()
            except DBAPIError:
                log.exception("fanout_interrupted")  # nothing is lost: the cursor moved with its page
            try:
                async with asyncio.timeout(POLL):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def spread(self) -> int:
        """Queue every unfinished fire as far as the backlog allows; how many messages were queued."""
        total = 0
        for fire_id in await asyncio.wrap_future(self.writer.submit(fires.unfinished)):
            done = False
            while not done:
                if await asyncio.wrap_future(self.writer.submit(fires.backlog)) >= BACKLOG:
                    return total
                page = await self._page(fire_id)
                total, done = total + page.queued, page.done
                if page.queued:
                    self.queued()
        return total

    async def _page(self, fire_id: int) -> fires.Page:
        bodies: dict[tuple[str, str], str] = {}

        def body(fire: Fire, recipient: Recipient) -> str:
            shape = (recipient.lane, recipient.language)
            if shape not in bodies:
                bodies[shape] = self._body(fire, *shape)
            return bodies[shape]

        now = self.now()
        work = self.writer.submit(lambda c: fires.spread(c, fire_id, now, self.zone, body, self.page))
        return await asyncio.wrap_future(work)

    def _body(self, fire: Fire, lane: str, language: str) -> str:
        # One row per person keeps "expected = sum of outcomes" true; `campaigns.create` bounds the words.
        (part,) = render.parts(outreach.reminder(fire, language), self.limits(lane), language)
        return render.encode(part)
