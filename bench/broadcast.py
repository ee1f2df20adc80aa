"""A broadcast against a Bot API that counts: this bot, and beside it what python-telegram-bot offers."""

import asyncio
import contextlib
import gc
import json
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import median

import aiohttp
from pydantic import SecretStr
from sqlalchemy import Engine

from bench import broadcast_peer
from bench.review import databases
from bench.telegram_server import Counts, Manners
from bot.app import utc_now
from bot.channels import render
from bot.channels.abilities import TELEGRAM
from bot.channels.port import Part
from bot.channels.telegram.channel import TelegramChannel
from bot.sender import Sender
from handlers.message import Button
from storage.database.engine import is_postgres
from storage.database.writer import Writer
from storage.library.files import FileStore
from storage.tables import metadata
from storage.traffic import outbox

#: How long is sent, in seconds.
MINUTE, QUICK = 60, 20
#: How many messages a paid run has, and at what pace it may send them.
PAID, PAID_QUICK, PAID_PACE = 15_000, 4_000, 1_000.0
#: The least that has to be delivered a second, free and paid, and the most 429s beyond the chance ones.
LEAST, LEAST_PAID, MOST_REFUSED = 24.0, 800.0, 2
_OURS, _PEERS, _FIRST = 4242, 4343, 1_000_000
WORDS = (
    "Tuần cao điểm sáng kiến còn 3 ngày. Anh/chị có cách làm nào nhanh hơn, đỡ mệt hơn, an toàn hơn không? "
    "Việc nhỏ cũng quý. Anh/chị cứ kể như nói chuyện.\n\nTự hào trí tuệ lao động Việt Nam"
)
BUTTON = Button("Báo sáng kiến", "c:start:")


@dataclass(frozen=True, slots=True)
class Run:
    """What one of them delivered in each round: messages a second, and the 429s it got, of which so many by
    chance; `lost` messages were not tried again."""

    name: str
    rates: list[float]
    refused: list[int]
    chance: list[int]
    lost: list[int]

    @property
    def rate(self) -> float:
        return median(self.rates)

    def ratio(self, other: "Run") -> float:
        return median(mine / theirs for mine, theirs in zip(self.rates, other.rates, strict=True))


@dataclass(frozen=True, slots=True)
class Paid:
    """Messages a second in each run of one process, from the first to the last that was taken."""

    database: str
    rates: list[float]

    @property
    def rate(self) -> float:
        return median(self.rates)


@contextlib.contextmanager
def server(manners: Manners) -> Iterator[str]:
    """Its address, while it runs in a process of its own."""
    command = [sys.executable, "-m", "bench.telegram_server", json.dumps(asdict(manners))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


async def report(url: str, bot: int) -> Counts:
    async with aiohttp.ClientSession() as client, client.get(f"{url}/report") as answer:
        found = json.loads(await answer.read()).get(str(bot))
    return Counts(**found) if found else Counts()


def measure(runs: int, seconds: int, tick: Callable[[str], None]) -> tuple[Run, Run]:
    """Both at once, each with a bot of its own at the same server, so that a slow moment hits both."""
    ours = Run("this bot, outbox on SQLite FULL", [], [], [], [])
    peers = Run("PTB AIORateLimiter, defaults", [], [], [], [])
    for number in range(runs):
        with server(Manners(seed=number)) as url:
            asyncio.run(_round(url, seconds, ours, peers))
        tick(f"broadcast, {number + 1} of {runs}")
    return ours, peers


async def _round(url: str, seconds: int, ours: Run, peers: Run) -> None:
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        from storage.database.engine import open_engine

        engine = open_engine(f"sqlite:///{Path(folder) / 'house.db'}")
        metadata.create_all(engine)
        queue(engine, seconds * 40)
        async with sending(engine, url, Path(folder), paid=False):
            lost = await broadcast_peer.send(url, _PEERS, seconds, WORDS, BUTTON, _FIRST)
            for run, bot in ((ours, _OURS), (peers, _PEERS)):
                counts = await report(url, bot)
                assert not counts.twice, "somebody got it twice"
                run.rates.append(counts.taken / seconds)
                run.refused.append(counts.refused)
                run.chance.append(counts.chance)
        ours.lost.append(0)
        peers.lost.append(lost)
        engine.dispose()


def measure_paid(runs: int, messages: int, tick: Callable[[str], None]) -> list[Paid]:
    """As many as one process can, at a server that takes any number."""
    found = []
    for database, opened in databases():
        rates = []
        for number in range(runs):
            with opened() as engine, server(Manners(limit=0, one_in=0)) as url:
                metadata.create_all(engine)
                rates.append(asyncio.run(_paid(engine, url, messages)))
            tick(f"paid broadcast, {database}, {number + 1} of {runs}")
        found.append(Paid(database, rates))
    return found


async def _paid(engine: Engine, url: str, messages: int) -> float:
    queue(engine, messages)
    with tempfile.TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        async with sending(engine, url, Path(folder), paid=True):
            while (counts := await report(url, _OURS)).taken < messages:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.25)
    assert not counts.twice, "somebody got it twice"
    return (messages - 1) / (counts.ended - counts.began)


@contextlib.asynccontextmanager
async def sending(engine: Engine, url: str, folder: Path, *, paid: bool) -> AsyncIterator[None]:
    """The house's own sender at work on what is queued."""
    limits = replace(TELEGRAM, pace=PAID_PACE) if paid else TELEGRAM
    channel = TelegramChannel(SecretStr(f"{_OURS}:AAbench"), api_url=url, limits=limits, paid=paid)
    writer = Writer(engine, lanes=3 if is_postgres(engine) else 1)
    sender = Sender(channel, writer, FileStore(folder), utc_now)
    gc.collect()
    task = asyncio.create_task(sender.run())  # noqa: TID251 - nothing here outlives the block
    try:
        yield
    finally:
        sender.stop()
        await task
        await channel.close()
        writer.close()


def queue(engine: Engine, people: int) -> None:
    """One broadcast, handed over to the outbox for so many people."""
    now = utc_now()
    body, lane = render.encode(Part(text=WORDS, rows=((BUTTON,),))), f"telegram:{_OURS}"
    for start in range(0, people, 5_000):
        rows = [
            outbox.Row(
                kind="say",
                lane=lane,
                conversation=f"{lane}:{_FIRST + number}",
                person_id=number + 1,
                body=body,
                priority=outbox.BULK,
                dedupe_key=f"broadcast:1:{number}",
                broadcast_id=1,
                queued_at=now,
                due_at=now,
            )
            for number in range(start, min(people, start + 5_000))
        ]
        with engine.begin() as connection:
            outbox.add(connection, rows)
    if is_postgres(engine):
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE outbox")
