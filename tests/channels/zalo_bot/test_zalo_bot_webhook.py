"""The webhook: who may come in, and when Zalo is told that all is well."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from structlog.testing import capture_logs
from zalo_bot_house import PUBLIC, Ledger, Pauses, serving

from bot.channels.zalo_bot import webhook
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_bot.failures import TokenRejected
from bot.channels.zalo_bot.webhook import WebhookRefused
from tests.fakes import zalo_bot_spec as fault
from tests.fakes.zalo_bot_api import ZaloBotApi

pytestmark = pytest.mark.slow

SECRET = SecretStr("Qx-7_secret")
ADDRESS = webhook.Address(PUBLIC + "/", SECRET)
UPDATE: dict[str, Any] = {
    "event_name": "message.text.received",
    "message": {
        "from": {"id": "a1", "is_bot": False},
        "chat": {"id": "a1", "chat_type": "PRIVATE"},
        "text": "Em có ý này",
        "message_id": "2d758cb5e222177a4e35",
        "date": 1_795_305_600_000,
    },
}


async def post(
    channel: ZaloBotChannel, ledger: Ledger, body: Any, secret: bytes | None = b"Qx-7_secret"
) -> int:
    app = FastAPI()
    app.include_router(webhook.router(channel, ledger.house(), SECRET))
    transport = httpx.ASGITransport(app=app)
    headers: dict[bytes, bytes] = {b"content-type": b"application/json", b"user-agent": b"Java/17"}
    if secret is not None:
        headers[b"X-Bot-Api-Secret-Token"] = secret
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        return (await client.post(webhook.PATH, content=body, headers=headers)).status_code


@pytest.mark.parametrize(
    "secret", [None, b"", b"wrong", b"Qx-7_secret ", "Qx-7_sécret".encode(), b"\xff\xfe"]
)
async def test_nobody_without_the_secret_gets_in(secret: bytes | None, channel: ZaloBotChannel) -> None:
    ledger = Ledger()
    assert await post(channel, ledger, json.dumps(UPDATE).encode(), secret) == 403
    assert not ledger.tries


async def test_a_stranger_is_not_listened_to(channel: ZaloBotChannel) -> None:
    async def body() -> AsyncIterator[bytes]:
        raise AssertionError("the body was read")
        yield b""

    assert await post(channel, Ledger(), body(), b"wrong") == 403


async def test_an_empty_secret_lets_nobody_in(channel: ZaloBotChannel) -> None:
    app = FastAPI()
    app.include_router(webhook.router(channel, Ledger().house(), SecretStr("")))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://bot") as client:
        assert (await client.post(webhook.PATH, json=UPDATE)).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 200),
        (b"  ", 200),
        (b"{}", 200),
        (b"[]", 200),
        (b'"text"', 200),
        (b"null", 200),
        (b'{"event_name": "bot.was.added"}', 200),
        (b'{"event_name": "message.reaction.received", "message": {}}', 200),
        (b'{"ok": true, "result": null}', 200),
        (b"{", 400),
        (b"\xff\xfe\x00", 400),
        (b"[" * 100_000, 400),
        (b'{"text": "' + b"x" * 1_000_000 + b'"}', 413),
    ],
)
async def test_a_knock_and_the_unknown_are_welcome_and_nonsense_is_turned_away(
    body: bytes, status: int, channel: ZaloBotChannel
) -> None:
    ledger = Ledger()
    assert await post(channel, ledger, body) == status
    assert not ledger.tries


@pytest.mark.parametrize("raw", [UPDATE, {"ok": True, "result": UPDATE}], ids=["bare", "wrapped"])
async def test_the_answer_is_200_only_after_the_commit(raw: dict[str, Any], channel: ZaloBotChannel) -> None:
    ledger = Ledger()
    ledger.failures = 1
    body = json.dumps(raw).encode()
    with capture_logs() as logs:
        assert await post(channel, ledger, body) == 503
    assert [entry["event"] for entry in logs] == ["update_not_stored"]
    assert not ledger.kept
    assert await post(channel, ledger, body) == 200
    assert await post(channel, ledger, body) == 200
    assert ledger.said() == ["Em có ý này"]


async def test_zalo_is_not_kept_waiting_and_a_slow_commit_still_ends(
    channel: ZaloBotChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "PATIENCE", 0.05)
    ledger, app = Ledger(), FastAPI()
    ledger.seconds = 0.4
    app.include_router(webhook.router(channel, ledger.house(), SECRET))
    headers = {"X-Bot-Api-Secret-Token": SECRET.get_secret_value()}
    with capture_logs():
        async with serving(app) as url, httpx.AsyncClient(base_url=url, trust_env=False) as client:
            began = time.monotonic()
            answer = await client.post(webhook.PATH, json=UPDATE, headers=headers)
            assert time.monotonic() - began < 0.35
            assert answer.status_code == 503
            async with asyncio.timeout(2):
                while not ledger.kept:  # noqa: ASYNC110 - a dict offers nothing to wait for
                    await asyncio.sleep(0.02)
    assert ledger.said() == ["Em có ý này"]


def test_our_patience_is_shorter_than_zalos() -> None:
    assert webhook.PATIENCE < 2


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        (fault.error(401, "Unauthorized"), TokenRejected),
        (fault.error(400, "Bad request: webhook.err.blocked"), WebhookRefused),
    ],
)
async def test_what_cannot_be_registered_stops_the_channel_with_a_clear_error(
    trouble: fault.Fault, error: type[Exception], api: ZaloBotApi
) -> None:
    api.fails("getMe", fault.cut_before())
    api.fails("setWebhook", trouble)
    channel = ZaloBotChannel(SecretStr(api.token), api_url=api.url, address=ADDRESS)
    with capture_logs(), pytest.raises(error) as caught:
        await channel.listen(Ledger().house())
    await channel.close()
    assert SECRET.get_secret_value() not in str(caught.value)


async def test_registering_waits_until_zalo_can_be_reached(api: ZaloBotApi, channel: ZaloBotChannel) -> None:
    pauses = Pauses()
    for trouble in (fault.html(502), fault.html(429), fault.cut_before()):
        api.fails("setWebhook", trouble)
    with capture_logs():
        await webhook.register(channel.wire, ADDRESS, sleep=pauses.sleep, jitter=lambda: 0.5)
    assert pauses.seconds == [2.0, 10.0, 8.0]
    assert api.webhook == {"url": PUBLIC + webhook.PATH, "secret_token": "Qx-7_secret"}


@pytest.mark.parametrize("verification", [True, False])
async def test_an_address_zalo_could_not_call_is_told_to_the_operator(
    verification: bool, api: ZaloBotApi, channel: ZaloBotChannel
) -> None:
    api.verification = verification
    with capture_logs() as logs:
        await webhook.register(channel.wire, ADDRESS)
    told = [entry["outcome"] for entry in logs if entry["event"] == "zalo_bot_webhook_not_reached"]
    assert told == (["webhook.err.dns"] if verification else [])
    assert "Qx-7_secret" not in repr(logs)


@pytest.mark.parametrize("envelope", ["wrapped", "flat"])
@pytest.mark.parametrize("probe", [b"{}", b"", b'{"event_name":"webhook.test"}'])
async def test_zalo_pushes_again_until_an_update_is_stored(
    envelope: Any, probe: bytes, api: ZaloBotApi
) -> None:
    ledger, lan, application = Ledger(), api.person("a1", "Lan"), FastAPI()
    api.envelope, api.probe_body = envelope, probe
    ledger.failures = 2
    lan.says("Trước khi đăng ký")
    with capture_logs() as logs:
        async with serving(application) as url, asyncio.TaskGroup() as group:
            api.redirect = {PUBLIC: url}
            channel = ZaloBotChannel(SecretStr(api.token), api_url=api.url, address=ADDRESS)
            application.include_router(webhook.router(channel, ledger.house(), SECRET))
            listening = group.create_task(channel.listen(ledger.house()))
            await api.settled()
            lan.sends_sticker()
            lan.says_in_group("Chào cả nhà")
            await api.settled()
            listening.cancel()
    await channel.close()
    assert api.pushes == [503, 503, 200, 200, 200]
    assert ledger.said() == ["Trước khi đăng ký", "sent_other"]
    assert not api.calls_of("getUpdates", "deleteWebhook")
    assert "zalo_bot_webhook_not_reached" not in [entry["event"] for entry in logs]
    assert channel.display_name == "bot.SangKien"
