"""Long polling in which an update is confirmed only after it is stored."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import structlog

from bot.channels.port import Channel, House, SendFailed
from bot.channels.telegram.failures import CallFailed, TokenRejected, is_rejected_token
from bot.channels.telegram.transport import Wire

log = structlog.get_logger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""Always said outright: the server remembers the last list, and without `my_chat_member` nobody
would ever learn of a block."""

POLL_SECONDS = 25
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0


async def poll(
    channel: Channel,
    wire: Wire,
    house: House,
    *,
    seconds: int = POLL_SECONDS,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    jitter: Callable[[], float] = random.random,
) -> None:
    """Runs until cancelled. Raises `TokenRejected`; every other trouble is logged and waited out."""
    pause = FIRST_PAUSE
    webhook_gone = False
    while True:
        try:
            if not webhook_gone:
                await wire.ask("deleteWebhook", {"drop_pending_updates": False})
                webhook_gone = True
            await _take_batch(channel, wire, house, seconds)
        except CallFailed as failed:
            if is_rejected_token(failed):
                raise TokenRejected from None
            # A webhook may have been set again behind our back; asking to delete it is harmless.
            webhook_gone = failed.status != 409
            wait = failed.retry_after or pause * (0.5 + jitter())
            _report(channel, failed, wait)
        except Exception as error:
            # The store failed, so nothing was confirmed: the same updates come again.
            wait = pause * (0.5 + jitter())
            log.exception("updates_not_stored", account=channel.account, error=type(error).__name__)
        else:
            pause = FIRST_PAUSE
            continue
        await sleep(wait)
        pause = min(pause * 2, LONGEST_PAUSE)


async def _take_batch(channel: Channel, wire: Wire, house: House, seconds: int) -> None:
    offset = await house.offset(channel)
    parameters: dict[str, Any] = {"timeout": seconds, "allowed_updates": ALLOWED_UPDATES}
    if offset is not None:
        parameters["offset"] = int(offset)
    batch = await wire.ask("getUpdates", parameters, within=seconds + 10.0)
    if not batch:
        return
    # Callbacks may come before earlier messages in one batch.
    batch = sorted(batch, key=lambda raw: int(raw["update_id"]))
    at = house.now()
    received = [event for raw in batch for event in channel.events(raw, at)]
    await house.store(channel, received, str(batch[-1]["update_id"] + 1))


def _report(channel: Channel, failed: SendFailed, wait: float) -> None:
    if isinstance(failed, CallFailed) and failed.status == 409:
        log.error(
            "telegram_conflict",
            account=channel.account,
            detail=failed.detail,
            hint="Another process receives for this token: stop it, or give this one its own bot.",
        )
        return
    log.warning("telegram_unreachable", account=channel.account, why=failed.why, wait=round(wait, 1))
