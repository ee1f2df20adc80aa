"""Takes events in order, lets handlers decide, and commits everything a batch wants in one transaction."""

import asyncio
import traceback
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

import structlog
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from bot.routes import ROUTES, Route, by_kind
from handlers.events import Event, Stumbled
from handlers.listening import interpret, localised
from handlers.message import Message
from handlers.speaker import Asked
from storage import people
from storage.apply import Conflict, Turn, apply
from storage.database.writer import Writer
from storage.people import Look
from storage.traffic import inbox
from storage.traffic.inbox import Taken

log = structlog.get_logger()

#: How many events, each of another person, share a transaction.
BATCH = 128
#: How long to leave a database alone that did not answer, in seconds.
REST = 0.5


@dataclass(frozen=True, slots=True)
class Round:
    """What one transaction did."""

    taken: int
    parked: int = 0


@dataclass(frozen=True, slots=True)
class Tools:
    """What the pump needs to know of the channels: how to cut a message up, who can edit."""

    render: Callable[[str, Message, str], list[str]]
    can_edit: Callable[[str], bool]
    zone: tzinfo


def work(
    connection: Connection, tools: Tools, most: int = BATCH, routes: Sequence[Route[Any]] = ROUTES
) -> Round:
    """One round: take, look, load, decide, apply. Runs inside one transaction of the writer.

    A handler's bug counts against its own event only, because it can fail only before SQL is written.
    """
    taken = inbox.take(connection, most)
    if not taken:
        return Round(0)
    looks = people.look(connection, [(one.event.conversation, one.event.at) for one in taken])
    turns, failed = _decide(connection, _one_each(taken, looks), looks, routes, tools)
    apply(connection, list(turns.values()), tools.render, tools.can_edit)
    inbox.finish(connection, list(turns))
    parked = sum(_fail(connection, one, error) for one, error in failed)
    return Round(len(taken), parked)


def _one_each(taken: Sequence[Taken], looks: dict[str, Look]) -> list[Taken]:
    """One event per person: two of one's own conversations share a draft, so the later one waits."""
    seen: set[int] = set()
    first = []
    for one in taken:
        person = looks[one.event.conversation].speaker.person.id
        if person not in seen:
            seen.add(person)
            first.append(one)
    return first


def _decide(
    connection: Connection,
    taken: Sequence[Taken],
    looks: dict[str, Look],
    routes: Sequence[Route[Any]],
    tools: Tools,
) -> tuple[dict[int, Turn], list[tuple[Taken, str]]]:
    """What each inbox row, by id, wants done; and those whose handling failed, with the traceback."""
    by_route: dict[str, list[tuple[Taken, Event]]] = defaultdict(list)
    named = {route.name: route for route in routes}
    lines = by_kind(routes)
    failed: list[tuple[Taken, str]] = []
    for one in taken:
        try:
            speaker = looks[one.event.conversation].speaker
            event = interpret(localised(one.event, tools.zone), speaker)
            by_route[next(route for route in lines[type(event)] if route.when(event, speaker)).name].append(
                (one, event)
            )
        except Exception:
            failed.append((one, traceback.format_exc()))
    turns: dict[int, Turn] = {}
    for name, asked in by_route.items():
        route = named[name]
        facts = route.load(
            connection, [Asked(event, looks[event.conversation].speaker) for _, event in asked]
        )
        for (one, event), fact in zip(asked, facts, strict=True):
            try:
                effects = route.handle(event, fact)
            except Exception:
                failed.append((one, traceback.format_exc()))
            else:
                turns[one.id] = Turn(one.key, event, looks[event.conversation], effects)
    return turns, failed


def _fail(connection: Connection, one: Taken, error: str) -> bool:
    """Count a failure; past the last attempt the event is put aside and the person hears an apology."""
    parked = inbox.fail(connection, one, error)
    # The last line names the bug; the person's words stay in the database.
    last = error.strip().splitlines()[-1].split(":")[0]
    log.error("event failed", inbox_id=one.id, attempt=one.attempts + 1, parked=parked, error=last)
    if parked:
        channel, account, _ = one.event.conversation.split(":", 2)
        sorry = Stumbled(conversation=one.event.conversation, at=one.event.at)
        inbox.store(connection, channel, account, [(f"stumbled:{one.id}", sorry)])
    return parked


class Pump:
    """Runs rounds while there is anything to take."""

    def __init__(
        self,
        writer: Writer,
        tools: Tools,
        *,
        on_commit: Callable[[], None],
        routes: Sequence[Route[Any]] = ROUTES,
    ) -> None:
        self._writer = writer
        self._tools = tools
        self._routes = routes
        self._on_commit = on_commit
        self._wake = asyncio.Event()
        self._alone = 0

    def wake(self) -> None:
        """Something new is in the inbox."""
        self._wake.set()

    async def run(self, *, pause: float = 1.0) -> None:
        """Rounds until cancelled; also looks by itself every `pause` seconds, for other processes' events."""
        while True:
            try:
                async with asyncio.timeout(pause):
                    await self._wake.wait()
            except TimeoutError:
                pass
            self._wake.clear()
            while await self.round():
                pass

    async def round(self) -> bool:
        """One transaction's worth; whether there may be more."""
        most = 1 if self._alone else BATCH
        self._alone = max(0, self._alone - 1)
        tools, routes = self._tools, self._routes
        try:
            did = await asyncio.wrap_future(
                self._writer.submit(lambda connection: work(connection, tools, most, routes))
            )
        except Conflict:
            # One of the batch was decided on stale facts: again, each in its own transaction.
            self._alone = BATCH
            return True
        except OperationalError as error:
            await _rest(error)
            return True
        except Exception as error:
            if most > 1:
                log.warning("batch failed, going one by one", error=type(error).__name__)
                self._alone = BATCH
            else:
                await self._blame(error)
            return True
        if did.taken:
            self._on_commit()
        return did.taken > 0

    async def _blame(self, error: Exception) -> None:
        """The event at the head failed in SQL: count it against that event, in a transaction of its own."""
        text = "".join(traceback.format_exception(error))

        def blame(connection: Connection) -> None:
            head = inbox.take(connection, 1)
            if head:
                _fail(connection, head[0], text)

        try:
            await asyncio.wrap_future(self._writer.submit(blame))
        except OperationalError as away:
            await _rest(away)


async def _rest(error: OperationalError) -> None:
    """The database is away, or two lanes waited for each other: nobody's event is to blame."""
    log.warning("database_unavailable", error=type(error).__name__)
    await asyncio.sleep(REST)
