"""Updates pushed by Zalo, answered 200 only after they are stored."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import structlog
from fastapi import APIRouter, Request, Response
from pydantic import SecretStr
from starlette.background import BackgroundTask

from bot.channels import posted
from bot.channels.port import Channel, House, Received, Why
from bot.channels.zalo_bot import failures
from bot.channels.zalo_bot.failures import CallFailed, TokenRejected, masked
from bot.channels.zalo_bot.polling import FIRST_PAUSE, LONGEST_PAUSE
from bot.channels.zalo_bot.wire import Wire

log = structlog.get_logger(__name__)

PATH: Final = "/zalo/bot"
#: How long Zalo is kept waiting for a commit; its own patience is not documented, others saw 2 to 5 seconds.
PATIENCE: Final = 1.5


@dataclass(frozen=True, slots=True)
class Address:
    """Where Zalo shall push to, and the word by which we know that it is Zalo.

    `public_url` is https, `secret` has 8 to 256 characters (Zalo Bot documentation, setWebhook).
    """

    public_url: str
    secret: SecretStr


class WebhookRefused(Exception):
    """Zalo does not push to this PUBLIC_URL (https and a host that the internet can reach are needed)."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"{self.__doc__} It says: {detail}")


async def register(
    wire: Wire,
    address: Address,
    *,
    known: bool = False,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    jitter: Callable[[], float] = random.random,
) -> None:
    """Ask Zalo to push, however long it takes to reach it.

    Raises `WebhookRefused`, and `TokenRejected` unless Zalo already `known` the token.
    """
    wanted = {"url": address.public_url.rstrip("/") + PATH, "secret_token": address.secret}
    pause = FIRST_PAUSE
    while True:
        try:
            _report(await wire.call("setWebhook", wanted))
            return
        except CallFailed as failed:
            if failed.code == failures.UNAUTHORIZED and not known:
                raise TokenRejected from None
            if failed.why is Why.REFUSED:
                raise WebhookRefused(failed.detail) from None
            wait = max(failed.retry_after or 0.0, pause * (0.5 + jitter()))
            log.warning("zalo_bot_webhook_not_registered", why=failed.why, wait=round(wait, 1))
        await sleep(wait)
        pause = min(pause * 2, LONGEST_PAUSE)


def router(channel: Channel, house: House, secret: SecretStr) -> APIRouter:
    """403 to who does not know the secret, whose body is not even read; 503 while nothing can be stored."""
    routes = APIRouter()

    @routes.post(PATH, include_in_schema=False)
    async def receive(request: Request) -> Response:
        if not posted.knows_secret(request, "x-bot-api-secret-token", secret.get_secret_value()):
            return Response(status_code=403)
        body = await posted.read_body(request)
        if body is None:
            return Response(status_code=413)
        try:
            # What Zalo knocks with to try the address is not documented: an empty body is welcome too.
            raw = json.loads(body) if body.strip() else None
        except (ValueError, RecursionError):
            return Response(status_code=400)
        received = channel.events(raw, house.now())
        return await _stored(channel, house, received) if received else Response(status_code=200)

    return routes


async def _stored(channel: Channel, house: House, received: Sequence[Received]) -> Response:
    """200 after the commit. Whether Zalo comes again after a 503 is not documented, so a commit that takes
    longer is not broken off: it ends behind the answer."""
    storing = asyncio.shield(house.store(channel, received, None))
    await asyncio.wait((storing,), timeout=PATIENCE)
    if not storing.done():
        log.warning("zalo_bot_store_slow", account=channel.account)
        return Response(status_code=503, background=BackgroundTask(_ended, channel, storing))
    return Response(status_code=200 if await _ended(channel, storing) else 503)


async def _ended(channel: Channel, storing: Awaitable[Any]) -> bool:
    try:
        await storing
    except Exception as error:
        log.exception("update_not_stored", account=channel.account, error=type(error).__name__)
        return False
    return True


def _report(result: Any) -> None:
    """An address is kept even when Zalo could not reach it, and nobody would notice the silence."""
    found = result.get("verification") if isinstance(result, dict) else None
    if isinstance(found, dict) and found.get("ok") is not True:
        log.error(
            "zalo_bot_webhook_not_reached",
            outcome=masked(str(found.get("outcome", "")))[:80],
            status=str(found.get("status_code", ""))[:10],
            hint="Zalo could not call PUBLIC_URL: look at the certificate, the firewall and the domain.",
        )
