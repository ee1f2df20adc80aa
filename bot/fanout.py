"""Turns broadcasts whose time has come into messages for their people, a page at a time."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.exc import DBAPIError

from bot.channels import render
from bot.channels.abilities import limits_of, within
from bot.channels.port import Limits
from handlers.broadcasts import group_words, rotation, words
from handlers.broadcasts.content import Piece
from handlers.broadcasts.letter import Letter
from handlers.events import FileKind
from handlers.message import CARD, Message, Shown
from handlers.units import Unit
from messages.catalog import say
from messages.propaganda import reading
from storage.broadcasts import broadcasts, posting, preparing, queueing
from storage.broadcasts.queueing import Page, Words
from storage.database.writer import Writer
from storage.propaganda import pieces

log = structlog.get_logger(__name__)

#: People per transaction: large enough to be quick, small enough that a reply hardly waits behind it.
PAGE = 500
#: So many seconds of a lane's sending may wait in the outbox; people are handed over only as messages leave.
#: Whoever opts out or reports meanwhile is not even queued, and a province does not fill the table at once.
AHEAD = 120
MOST_AHEAD = 10_000
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
    #: People written down in one transaction; None for what suits the database.
    written: int | None = None
    #: The link by which people come to a lane's own account, with "{payload}" in it; "" while unknown.
    door: Callable[[str], str] = lambda lane: ""
    _woken: asyncio.Event = field(init=False, default_factory=asyncio.Event)

    def wake(self) -> None:
        """A broadcast is due: look now."""
        self._woken.set()

    async def run(self) -> None:
        """Spread whatever is unfinished, until cancelled."""
        while True:
            self._woken.clear()
            try:
                await self.spread()
            except DBAPIError:
                log.exception("fanout_interrupted")  # nothing is lost: the ledger moved with its page
            try:
                async with asyncio.timeout(POLL):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def spread(self) -> int:
        """Hand over every unfinished broadcast as far as the lanes' backlogs allow; how many messages were
        queued."""
        now = self.now()
        total = 0
        unfinished = self.writer.submit(lambda c: broadcasts.unfinished(c, now))
        for broadcast_id in await asyncio.wrap_future(unfinished):
            await self._prepare(broadcast_id)
            total += await self._post(broadcast_id)
            total += await self._hand_over(broadcast_id)
        return total

    async def _prepare(self, broadcast_id: int) -> None:
        done = False
        while not done:
            now = self.now()
            work = self.writer.submit(
                lambda c: preparing.prepare(c, broadcast_id, now, self.zone, self.written)  # noqa: B023
            )
            done = await asyncio.wrap_future(work)

    async def _post(self, broadcast_id: int) -> int:
        now, letters = self.now(), Letters(self.limits, await self._library())

        def write(letter: Letter, unit: Unit) -> str:
            link = self.door(letter.lane).replace("{payload}", f"u_{unit.code}")
            return letters.write_there(letter, unit.name, link)

        work = self.writer.submit(lambda c: posting.post(c, broadcast_id, now, self.zone, write))
        posted = await asyncio.wrap_future(work)
        if posted:
            self.queued()
        return posted

    async def _hand_over(self, broadcast_id: int) -> int:
        letters = Letters(self.limits, await self._library())
        total = 0
        # Nobody waits in any lane where everybody was skipped: the broadcast still has to be closed.
        lanes = await asyncio.wrap_future(self.writer.submit(lambda c: queueing.lanes(c, broadcast_id)))
        for lane in lanes or [""]:
            ahead = min(MOST_AHEAD, max(self.page, int(self.limits(lane).pace * AHEAD)))
            while await asyncio.wrap_future(self.writer.submit(lambda c: queueing.backlog(c, lane))) < ahead:  # noqa: B023
                page = await self._page(broadcast_id, lane, letters)
                total += page.queued
                if page.queued:
                    self.queued()
                if page.done or page.queued + page.skipped == 0:
                    break
        return total

    async def _library(self) -> Mapping[str, str]:
        """Every piece's words by its key, the house's own and the stories of units."""
        stories = await asyncio.wrap_future(self.writer.submit(pieces.stories_told))
        return {**{key: piece.text for key, piece in reading.load_pieces().items()}, **stories}

    async def _page(self, broadcast_id: int, lane: str, letters: "Letters") -> Page:
        now = self.now()

        def may(name: str, interacted_at: datetime | None) -> bool:
            return within(self.limits(name), interacted_at, now)

        work = self.writer.submit(
            lambda c: queueing.queue(c, broadcast_id, lane, now, self.zone, letters.write, may, self.page)
        )
        return await asyncio.wrap_future(work)


@dataclass(slots=True)
class Letters:
    """The words of one broadcast, each rendered once for everybody alike."""

    limits: Callable[[str], Limits]
    library: Mapping[str, str]
    _bodies: dict[tuple[Letter, str], str] = field(init=False, default_factory=dict)

    def write(self, letter: Letter, had: frozenset[str]) -> Words:
        """What this person gets who had these pieces lately; no body when there is nothing to say."""
        piece = ""
        if isinstance(letter.content, Piece):
            piece = rotation.choose(letter.content, self.library, had, letter.broadcast_id)
            if not piece:
                return Words("")
        key = (letter, piece)
        if key not in self._bodies:
            self._bodies[key] = self._body(letter, piece)
        return Words(self._bodies[key], piece)

    def _body(self, letter: Letter, piece: str) -> str:
        told, shown = self.library.get(piece, ""), _picture(letter, piece)
        return self._whole(letter, words.compose(letter, told, shown))

    def write_there(self, letter: Letter, unit_name: str, link: str) -> str:
        """What a group of this unit gets, where nobody in particular is spoken to."""
        piece = ""
        if isinstance(letter.content, Piece):
            piece = rotation.choose(letter.content, self.library, (), letter.broadcast_id)
        told, shown = self.library.get(piece, ""), _picture(letter, piece)
        return self._whole(letter, group_words.compose(letter, told, shown, unit_name, link))

    def _whole(self, letter: Letter, message: Message | None) -> str:
        if message is None:
            return ""
        if len(render.parts(message, self.limits(letter.lane), letter.language)) > 1:
            # Words too long for below a picture go without it rather than as two messages.
            message = replace(message, files=())
        parts = render.parts(message, self.limits(letter.lane), letter.language)
        if len(parts) > 1:
            # One row per person keeps "expected = sum of outcomes" true. Whoever writes the words bounds
            # them, so this is a mistake of ours; it costs those people this broadcast and not the fan-out.
            log.error("broadcast_too_long", broadcast=letter.broadcast_id, lane=letter.lane)
            return ""
        return render.encode(parts[0])


def _picture(letter: Letter, piece: str) -> Shown | None:
    """The piece's picture, without any unit's code: it is one for everybody, and below it is a button."""
    wanted = isinstance(letter.content, Piece) and letter.content.picture
    name = say(letter.language, "propaganda.picture")
    return Shown(f"{CARD}{piece}:", FileKind.PHOTO, name) if wanted else None
