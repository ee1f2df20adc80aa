"""The bot as a process that can be killed: a nursery that has everything loaded forks each start from itself.

Loading Telegram's libraries takes seconds; a fork of a process that has done nothing else is a fresh
start without them. Orders come as lines of JSON on standard input; answered are the process id and,
when the process is gone, how it ended.
"""

import asyncio
import inspect
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import Any

import structlog
from pydantic import SecretStr

from bot import app, attempts, clock, fanout, leader, pump, sender
from bot.channels.telegram import transport
from bot.channels.telegram.channel import TelegramChannel
from bot.pace import Pacer
from bot.settings import Settings
from storage import campaigns, fires, inbox, receipts


@dataclass(frozen=True, kw_only=True)
class Order:
    """How to live. Time begins at `begin` and runs `speed` times as fast as on the wall, counted from
    the wall's `since`: a lease of a minute passes in seconds, and quick answers are no flood.

    `bomb` is "step" or "step:3": die at that step, or when it is passed the third time.
    """

    database: str
    folder: str
    api: str
    token: str
    begin: str
    since: float
    speed: float
    bomb: str = ""
    page: int = 2


@dataclass(frozen=True)
class Step:
    """A place on the way, right before or after a call; `counts` says which calls are meant."""

    owner: Any
    name: str
    after: bool = False
    counts: Callable[[tuple[Any, ...], Any], bool] = lambda given, result: True


def _brought(given: tuple[Any, ...], result: Any) -> bool:
    return bool(result)


def _is_message(given: tuple[Any, ...], result: Any) -> bool:
    return bool(given[1] == "sendMessage")


def _has_second(given: tuple[Any, ...], result: Any) -> bool:
    return bool(given[1])


STEPS = {
    # An update on its way in.
    "received": Step(app.App, "_store", counts=lambda given, result: bool(given[2])),
    "storing": Step(inbox, "store", after=True, counts=_brought),
    "stored": Step(app.App, "_store", after=True, counts=_brought),
    "taken": Step(inbox, "take", after=True, counts=_brought),
    "decided": Step(pump, "apply", counts=_has_second),
    "applied": Step(pump, "apply", after=True, counts=_has_second),
    "finished": Step(inbox, "finish", after=True, counts=_has_second),
    "committed": Step(app.App, "wake_senders"),
    # A row on its way out.
    "claimed": Step(attempts, "attempt"),
    "accepted": Step(transport.Wire, "call", after=True, counts=_is_message),
    "heard": Step(attempts, "attempt", after=True),
    "settling": Step(receipts, "settle", after=True, counts=_has_second),
    "settled": Step(sender.Sender, "_turn", after=True),
    # A reminder on its way to its audience.
    "firing": Step(campaigns, "catch_up", after=True, counts=_brought),
    "fired": Step(clock.Clock, "look", after=True, counts=_brought),
    "paging": Step(fires, "spread", after=True, counts=lambda given, result: result.queued > 0),
    "paged": Step(fanout.Fanout, "_page", after=True, counts=lambda given, result: result.queued > 0),
}


def plant(bomb: str) -> None:
    """See that this process dies at the step, as suddenly as by a power cut."""
    name, _, times = bomb.partition(":")
    step = STEPS[name]
    left = int(times or 1)
    call = getattr(step.owner, step.name)

    def pass_by(given: tuple[Any, ...], result: Any = None) -> None:
        nonlocal left
        if step.counts(given, result):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    @wraps(call)
    def plain(*given: Any, **named: Any) -> Any:
        if not step.after:
            pass_by(given)
        result = call(*given, **named)
        if step.after:
            pass_by(given, result)
        return result

    @wraps(call)
    async def awaited(*given: Any, **named: Any) -> Any:
        # What a turn of the sender settles is gone from its hands when the turn is over.
        busy = name != "settled" or bool(given[0]._done)
        if not step.after:
            pass_by(given)
        result = await call(*given, **named)
        if step.after and busy:
            pass_by(given, result)
        return result

    setattr(step.owner, step.name, awaited if inspect.iscoroutinefunction(call) else plain)


def hurry() -> None:
    """Look for silent senders and a free clock every moment, as time runs faster."""
    clock.RECOVER = 1
    choose = leader.choose

    def impatient(*given: Any) -> leader.Lock:
        lock = choose(*given)
        lock.pause = 0.2
        return lock

    leader.choose = impatient


async def live(order: Order) -> None:
    """The house with Telegram on its polling line, until it is told to stop."""
    begin = datetime.fromisoformat(order.begin)

    def now() -> datetime:
        return begin + timedelta(seconds=(time.time() - order.since) * order.speed)

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    settings = Settings(
        _env_file=None,
        data_dir=Path(order.folder),
        database_url=SecretStr(order.database),
        demo=False,
        secret_key=SecretStr("k" * 32),
    )
    house = app.build(settings, now=now)
    house.fanout.page = order.page
    pacer = Pacer(bulk=500, replies=500, allowance=1000)
    channel = TelegramChannel(SecretStr(order.token), api_url=order.api, pacer=pacer)
    house.add(channel)
    async with app.running(house):
        await stop.wait()
    await channel.close()


def begin(order: Order) -> None:
    """One life, from the fork on; its words go to a file beside the database."""
    log = os.open(Path(order.folder) / "bot.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(source, target)
    plain = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    structlog.configure(processors=[structlog.processors.TimeStamper(fmt="%T.%f"), plain])
    hurry()
    if order.bomb:
        plant(order.bomb)
    asyncio.run(live(order))


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                begin(Order(**json.loads(line)))
                code = 0
            except BaseException:
                structlog.get_logger().exception("the bot broke down")
            finally:
                os._exit(code)
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


def write(order: Order) -> str:
    """An order as the nursery reads it."""
    return json.dumps(asdict(order)) + "\n"


if __name__ == "__main__":
    main()
