"""The webhook: who may come in, and when Telegram is told that all is well."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from telegram_house import Ledger

from bot.channels.telegram import webhook
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.failures import TokenRejected
from bot.channels.telegram.webhook import WebhookRefused
from tests.fakes import telegram_spec as fault
from tests.fakes.telegram_api import TelegramApi

SECRET = SecretStr("Qx-7_secret")
UPDATE = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 1_790_000_000,
        "chat": {"id": 777, "type": "private"},
        "text": "Em có ý này",
    },
}


def app(channel: TelegramChannel, ledger: Ledger) -> FastAPI:
    app = FastAPI()
    app.include_router(webhook.router(channel, ledger.house(), SECRET))
    return app


async def post(
    channel: TelegramChannel, ledger: Ledger, body: bytes, secret: bytes | None = b"Qx-7_secret"
) -> int:
    transport = httpx.ASGITransport(app=app(channel, ledger), raise_app_exceptions=False)
    headers: dict[bytes, bytes] = {b"content-type": b"application/json; charset=utf-8"}
    if secret is not None:
        headers[b"X-Telegram-Bot-Api-Secret-Token"] = secret
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        return (await client.post(webhook.PATH, content=body, headers=headers)).status_code


@pytest.mark.parametrize(
    "secret", [None, b"", b"wrong", b"Qx-7_secret ", "Qx-7_sécret".encode(), b"\xff\xfe"]
)
async def test_nobody_without_the_secret_gets_in(secret: bytes | None, channel: TelegramChannel) -> None:
    ledger = Ledger()
    assert await post(channel, ledger, json.dumps(UPDATE).encode(), secret) == 403
    assert not ledger.commits


async def test_an_empty_secret_lets_nobody_in(channel: TelegramChannel) -> None:
    application = FastAPI()
    application.include_router(webhook.router(channel, Ledger().house(), SecretStr("")))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=application), base_url="http://bot"
    ) as client:
        answer = await client.post(webhook.PATH, json=UPDATE)
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"text"', 400),
        (b"\xff\xfe\x00", 400),
        (b"[" * 100_000, 400),
        (b"{}", 200),
        (b'{"text": "' + b"x" * 1_000_000 + b'"}', 413),
    ],
)
async def test_nonsense_is_turned_away(body: bytes, status: int, channel: TelegramChannel) -> None:
    ledger = Ledger()
    assert await post(channel, ledger, body) == status
    assert not ledger.kept


async def test_the_answer_is_200_only_after_the_commit(channel: TelegramChannel) -> None:
    ledger = Ledger()
    ledger.failures = 1
    body = json.dumps(UPDATE).encode()
    assert await post(channel, ledger, body) == 500
    assert not ledger.kept
    assert await post(channel, ledger, body) == 200
    assert await post(channel, ledger, body) == 200
    assert ledger.said() == ["Em có ý này"]
    assert ledger.position is None


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (fault.Fault(401, "Unauthorized"), TokenRejected),
        (fault.Fault(400, "Bad Request: bad webhook: HTTPS url must be provided"), WebhookRefused),
    ],
)
async def test_what_cannot_be_registered_stops_the_channel_with_a_clear_error(
    trouble: fault.Fault, error: type[Exception], api: TelegramApi
) -> None:
    api.fails("setWebhook", trouble)
    address = webhook.Address("http://127.0.0.1:9", SECRET)
    channel = TelegramChannel(SecretStr(api.token), api_url=api.url, address=address)
    with pytest.raises(error) as caught:
        await channel.listen(Ledger().house())
    await channel.close()
    assert SECRET.get_secret_value() not in str(caught.value)


async def test_registering_waits_until_telegram_can_be_reached(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    for trouble in (fault.gateway_page(), fault.throttled(9), fault.cut_before()):
        api.fails("setWebhook", trouble)
    address = webhook.Address("http://127.0.0.1:9", SECRET)
    await webhook.register(channel.wire, address, sleep=sleep, jitter=lambda: 0.5)
    assert pauses == [1.0, 9.0, 4.0]
    assert api.webhook["url"] == "http://127.0.0.1:9/telegram/webhook"


@contextlib.asynccontextmanager
async def serving(application: FastAPI) -> AsyncIterator[str]:
    config = uvicorn.Config(application, port=0, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
            await asyncio.sleep(0.01)
        port: Any = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.should_exit = True


async def test_telegram_pushes_again_until_an_update_is_stored(api: TelegramApi) -> None:
    ledger, lan, application = Ledger(), api.person(777, "Lan"), FastAPI()
    ledger.failures = 2
    lan.says("Trước khi đăng ký")
    async with serving(application) as url, asyncio.TaskGroup() as group:
        address = webhook.Address(url + "/", SECRET)
        channel = TelegramChannel(SecretStr(api.token), api_url=api.url, address=address)
        application.include_router(webhook.router(channel, ledger.house(), SECRET))
        listening = group.create_task(channel.listen(ledger.house()))
        await api.settled()
        lan.presses("r:1:ok")
        await api.settled()
        listening.cancel()
    await channel.close()
    assert api.pushes == [500, 500, 200, 200]
    assert ledger.said() == ["Trước khi đăng ký", "tapped"]
    assert not api.calls_of("getUpdates", "deleteWebhook")
    asked = api.calls_of("setWebhook")[0].parameters
    assert asked["drop_pending_updates"] == "false"
    assert asked["max_connections"] == "1"
    assert "my_chat_member" in asked["allowed_updates"]
