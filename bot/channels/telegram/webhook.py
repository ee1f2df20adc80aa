"""Updates pushed by Telegram, answered 200 only after they are stored."""

import hmac
import json
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import SecretStr

from bot.channels.port import House
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.failures import CallFailed, TokenRejected, is_rejected_token
from bot.channels.telegram.polling import ALLOWED_UPDATES

PATH = "/telegram/webhook"
LARGEST_BODY = 1_000_000

CONNECTIONS = 1
"""Telegram pushes in parallel otherwise, and a tap would overtake the message before it. A bot that
outgrows one connection polls, which brings a hundred updates per call."""


async def register(channel: TelegramChannel, public_url: str, secret: SecretStr) -> None:
    """Ask Telegram to push to `public_url`; what waits on its side is kept.
    Raises `TokenRejected` or `SendFailed`."""
    await channel.introduce()
    wanted = {
        "url": public_url.rstrip("/") + PATH,
        "secret_token": secret.get_secret_value(),
        "max_connections": CONNECTIONS,
        "allowed_updates": ALLOWED_UPDATES,
        "drop_pending_updates": False,
    }
    try:
        await channel.wire.ask("setWebhook", wanted)
    except CallFailed as failed:
        if is_rejected_token(failed):
            raise TokenRejected from None
        raise


def router(channel: TelegramChannel, house: House, secret: SecretStr) -> APIRouter:
    """403 to who does not know the secret; a store that fails answers 500, and Telegram comes again."""
    routes = APIRouter()
    expected = secret.get_secret_value().encode()

    @routes.post(PATH, include_in_schema=False)
    async def receive(request: Request) -> Response:
        # Header bytes arrive as Latin-1; compare_digest refuses text that is not ASCII.
        given = request.headers.get("x-telegram-bot-api-secret-token", "").encode("latin-1")
        if not expected or not hmac.compare_digest(given, expected):
            return Response(status_code=403)
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        raw = _update(body)
        if raw is None:
            return Response(status_code=400)
        await house.store(channel, channel.events(raw, house.now()), None)
        return Response(status_code=200)

    return routes


async def _body(request: Request) -> bytes | None:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            return None
    return bytes(body)


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return raw if isinstance(raw, dict) else None
