"""Long polling for a queue that forgets what it gave: nothing new is asked for before the last is stored."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import structlog

from bot.channels.port import Channel, House, Received, Why
from bot.channels.zalo_bot import failures
from bot.channels.zalo_bot.failures import CallFailed, TokenRejected
from bot.channels.zalo_bot.standing import Standing
from bot.channels.zalo_bot.wire import Wire

log = structlog.get_logger(__name__)

POLL_SECONDS: Final = 30
#: What the answer may take longer than the poll itself; at seven others saw answers cut off.
MARGIN: Final = 10.0
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 60.0
#: Nothing for us sooner than this was no long poll; asked again at once it would become a flood.
SOON: Final = 1.0
#: How long what is in hand may take to be stored when we are told to stop, in seconds.
FAREWELL: Final = 5.0


async def poll(
    channel: Channel,
    wire: Wire,
    house: House,
    standing: Standing,
    *,
    known: bool = False,
    seconds: int = POLL_SECONDS,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    jitter: Callable[[], float] = random.random,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Runs until cancelled, and then still stores what it holds.

    Raises `TokenRejected` unless Zalo once `known` the token; every other trouble is waited out.
    """
    pause = FIRST_PAUSE
    webhook_gone = False
    while True:
        try:
            if not webhook_gone:
                await _take_webhook_away(wire)
                webhook_gone = known = True
            began = clock()
            updates = await _ask(wire, seconds)
        except CallFailed as failed:
            if failed.code == failures.UNAUTHORIZED:
                if not known:
                    raise TokenRejected from None
                standing.note(failed)
            # A webhook may have been set again behind our back; asking to delete it is harmless.
            webhook_gone = webhook_gone and failed.why is not Why.REFUSED
            wait = _rest(failed, pause, jitter)
            log.warning("zalo_bot_poll_failed", account=channel.account, why=failed.why, wait=round(wait, 1))
            await sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE)
            continue
        standing.recognised()
        pause = FIRST_PAUSE
        at = house.now()
        if received := [event for raw in updates for event in channel.events(raw, at)]:
            await keep(channel, house, received, sleep=sleep, jitter=jitter)
        elif clock() - began < SOON:
            await sleep(SOON)


async def keep(
    channel: Channel,
    house: House,
    received: Sequence[Received],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    jitter: Callable[[], float] = random.random,
) -> None:
    """Returns only when it is stored, because no copy of it exists anywhere else.

    When cancelled it goes on trying for `FAREWELL` seconds; that a first try may have been
    committed after all does no harm, since events are stored once by their key.
    """
    pause = FIRST_PAUSE
    try:
        while not await _stored(channel, house, received):
            await sleep(pause * (0.5 + jitter()))
            pause = min(pause * 2, LONGEST_PAUSE)
    except asyncio.CancelledError:
        await asyncio.shield(_store_at_last(channel, house, received))
        raise


async def _store_at_last(channel: Channel, house: House, received: Sequence[Received]) -> None:
    try:
        async with asyncio.timeout(FAREWELL):
            while True:
                if await _stored(channel, house, received):
                    return
                await asyncio.sleep(FAREWELL / 20)
    except TimeoutError:
        log.critical(
            "update_lost",
            account=channel.account,
            count=len(received),
            hint="The store failed until the process had to end, and Zalo keeps no copy.",
        )


async def _stored(channel: Channel, house: House, received: Sequence[Received]) -> bool:
    try:
        await house.store(channel, received, None)
    except Exception as error:
        log.exception("update_not_stored", account=channel.account, error=type(error).__name__)
        return False
    return True


async def _take_webhook_away(wire: Wire) -> None:
    """While one is set, polls are refused."""
    try:
        await wire.call("deleteWebhook", {})
    except CallFailed as failed:
        if failed.code != failures.NOT_FOUND:  # others met it where there was none to delete
            raise


async def _ask(wire: Wire, seconds: int) -> list[Any]:
    """The next update, alone in a list; nothing when none came in time."""
    try:
        result = await wire.call("getUpdates", {"timeout": seconds}, within=seconds + MARGIN)
    except CallFailed as failed:
        if failed.code == failures.NOTHING_NEW:
            return []
        raise
    # One update is documented; should there ever be several, none of them may be dropped.
    return result if isinstance(result, list) else [result] if result else []


def _rest(failed: CallFailed, pause: float, jitter: Callable[[], float]) -> float:
    if failed.code in (failures.UNAUTHORIZED, failures.OVER_QUOTA):
        return LONGEST_PAUSE
    return max(failed.retry_after or 0.0, pause * (0.5 + jitter()))
