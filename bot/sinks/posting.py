"""Letters of a sink: put aside when they could not be brought for days, sent again when somebody asks."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final, Protocol, TypeVar

import structlog
from sqlalchemy import Connection

from bot.sinks.sink import Posting, Sink, SinkFailed, Testable
from storage.sinks import letters, sinks
from storage.sinks.letters import Letter
from storage.sinks.taking import Batch

log = structlog.get_logger(__name__)
T = TypeVar("T")

#: When a letter is put aside: so long after it was tried first, and so many times.
GIVE_UP: Final = timedelta(days=3)
LEAST_ATTEMPTS: Final = 12


class Write(Protocol):
    def __call__(self, work: Callable[[Connection], T], /) -> Awaitable[T]: ...


async def put_aside(
    sink: Sink | None, batch: Batch, failure: SinkFailed, write: Write, now: datetime
) -> bool:
    """Keep what was tried for three days and go on behind it, if this sink sends letters; whether that was
    done."""
    row = batch.sink
    if not isinstance(sink, Posting) or failure.final or not batch.changes or row.begun_at is None:
        return False
    if now - row.begun_at < GIVE_UP or row.attempts + 1 < LEAST_ATTEMPTS:
        return False
    key, body = await sink.letter(batch.changes)

    def work(connection: Connection) -> None:
        letters.put_aside(connection, row.id, key, body, failure.why, row.attempts + 1, now)
        sinks.skipped(connection, row.id, batch.upto)

    await write(work)
    log.error("letter_put_aside", sink=row.name, key=key, why=failure.why)
    return True


def tester(letter: Letter) -> int | None:
    """Who asked for this test; `None` for a letter."""
    return int(letter.key.split("_")[1]) if letter.key.startswith(letters.TEST) else None


async def send(sink: Sink, letter: Letter) -> None:
    """Raises `SinkFailed`."""
    if tester(letter) is not None:
        await (sink.test() if isinstance(sink, Testable) else sink.listen())
    elif isinstance(sink, Posting):
        await sink.send(letter.key, letter.body)
