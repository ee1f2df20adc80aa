"""Updates pushed by Telegram, answered 200 only after they are stored."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import APIRouter, Request, Response
from pydantic import SecretStr

from bot.channels import posted
from bot.channels.port import Channel, House, Why
from bot.channels.telegram.failures import CallFailed, TokenRejected, is_rejected_token
from bot.channels.telegram.polling import ALLOWED_UPDATES, FIRST_PAUSE, LONGEST_PAUSE
from bot.channels.telegram.transport import Wire

log = structlog.get_logger(__name__)

PATH = "/telegram/webhook"

CONNECTIONS = 1
"""Telegram pushes in parallel otherwise, and a tap would overtake the message before it. A bot that
outgrows one connection polls, which brings a hundred updates per call."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where Telegram shall push to, and the word by which we know that it is Telegram.

    `secret` is 1-256 of ``A-Z a-z 0-9 _ -`` (Bot API, setWebhook).
    """

    public_url: str
    secret: SecretStr
    path: str = PATH


class WebhookRefused(Exception):
    """Telegram does not push to this PUBLIC_URL (https on port 443, 80, 88 or 8443 is needed)."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"{self.__doc__} It says: {detail}")


async def register(
    wire: Wire,
    address: Address,
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    jitter: Callable[[], float] = random.random,
) -> None:
    """Ask Telegram to push, however long it takes to reach it; what waits on its side is kept.

    Raises `TokenRejected` or `WebhookRefused`.
    """
    wanted = {
        "url": address.public_url.rstrip("/") + address.path,
        "secret_token": address.secret.get_secret_value(),
        "max_connections": CONNECTIONS,
        "allowed_updates": ALLOWED_UPDATES,
        "drop_pending_updates": False,
    }
    pause = FIRST_PAUSE
    while True:
        try:
            await wire.ask("setWebhook", wanted)
        except CallFailed as failed:
            if is_rejected_token(failed):
                raise TokenRejected from None
            if failed.why is Why.REFUSED:
                raise WebhookRefused(failed.detail) from None
            log.warning("webhook_not_registered", why=failed.why, wait=pause)
            wait = failed.retry_after or pause * (0.5 + jitter())
        else:
            return
        await sleep(wait)
        pause = min(pause * 2, LONGEST_PAUSE)


def router(channel: Channel, house: House, secret: SecretStr, path: str = PATH) -> APIRouter:
    """403 to who does not know the secret; a store that fails answers 500, and Telegram comes again."""
    routes = APIRouter()

    @routes.post(path, include_in_schema=False)
    async def receive(request: Request) -> Response:
        if not posted.knows_secret(request, "x-telegram-bot-api-secret-token", secret.get_secret_value()):
            return Response(status_code=403)
        body = await posted.read_body(request)
        if body is None:
            return Response(status_code=413)
        raw = _update(body)
        if raw is None:
            return Response(status_code=400)
        await house.store(channel, channel.events(raw, house.now()), None)
        return Response(status_code=200)

    return routes


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) else None
