"""The bot as a process that can be killed: a nursery that has everything loaded forks each start from itself.

Loading Telegram's libraries takes seconds; a fork of a process that has done nothing else is a fresh
start without them. Orders come as lines of JSON on standard input; answered are the process id and,
when the process is gone, how it ended.
"""

import asyncio
import json
import os
import signal
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI
from pydantic import SecretStr

from bot import app, clock, leader, platforms
from bot.channels.telegram.channel import TelegramChannel
from bot.commands import ground
from bot.pace import Pacer
from bot.settings import Settings
from bot.sinks import runner
from tests.crash.bombs import plant
from tests.crash.orders import Order


def hurry() -> None:
    """Look for silent senders and a free clock every moment, as time runs faster."""
    clock.RECOVER = 1
    runner.TICK = 0.2
    choose = leader.choose

    def impatient(*given: Any) -> leader.Lock:
        lock = choose(*given)
        lock.pause = 0.2
        return lock

    leader.choose = impatient


def settings_of(order: Order) -> Settings:
    return Settings(
        _env_file=None,
        data_dir=Path(order.folder),
        database_url=SecretStr(order.database),
        demo=order.demo,
        secret_key=SecretStr("k" * 32),
        **order.settings,  # type: ignore[arg-type]
    )


async def live(order: Order) -> None:
    """The house with its channels on their polling lines, until it is told to stop."""
    begin = datetime.fromisoformat(order.begin)

    def now() -> datetime:
        return begin + timedelta(seconds=(time.time() - order.since) * order.speed)

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    house = app.build(settings_of(order), now=now)
    house.fanout.page = order.page
    if order.token:
        pacer = Pacer(bulk=500, replies=500, allowance=1000)
        channel = TelegramChannel(SecretStr(order.token), api_url=order.api, pacer=pacer)
        house.add(channel)
        house.endings.append(channel.close)
    platforms.add(house, FastAPI())
    async with app.running(house):
        await stop.wait()


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
    if order.demo:
        with ground.opened(settings_of(order)):
            return
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


if __name__ == "__main__":
    main()
