"""The webhook: who may come in, what Zalo hears and how soon, whatever the database does."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from structlog.testing import capture_logs
from zalo_oa_house import NOW, Ledger, Stage, stage

from bot.channels.zalo_oa import webhook
from handlers.events import Opened, Said
from tests.fakes.zalo_oa_api import ZaloOaApi
from tests.fakes.zalo_oa_people import Person

pytestmark = pytest.mark.slow


def application(scene: Stage, ledger: Ledger) -> FastAPI:
    app = FastAPI()
    app.include_router(webhook.router(scene.channel, ledger.house()))
    return app


async def post(scene: Stage, ledger: Ledger, body: bytes, headers: dict[str, str]) -> int:
    transport = httpx.ASGITransport(app=application(scene, ledger))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        return (await client.post(webhook.PATH, content=body, headers=headers)).status_code


@contextlib.asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    config = uvicorn.Config(app, port=0, log_level="critical", lifespan="off", ws="none")
    server = uvicorn.Server(config)
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign,assignment]
    async with asyncio.TaskGroup() as group:
        group.create_task(server.serve())
        while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
            await asyncio.sleep(0.01)
        port: Any = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield f"http://127.0.0.1:{port}{webhook.PATH}"
        finally:
            server.should_exit = True


async def test_a_signed_event_is_stored_before_zalo_hears_200(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    ledger = Ledger()
    body, headers = api.sealed(lan.says("Em có ý này"))
    assert await post(scene, ledger, body, headers) == 200
    assert ledger.said() == ["Em có ý này"]


async def test_the_probe_of_the_console_is_welcome_and_does_nothing(scene: Stage) -> None:
    ledger = Ledger()
    assert await post(scene, ledger, b"{}", {}) == 200
    assert not ledger.stored


@pytest.mark.parametrize("body", [b"", b"{ }", b"{}\n", b"[]", b'{"event_name":"follow"}', b"\xff\xfe"])
async def test_nobody_else_comes_in_without_a_signature(body: bytes, scene: Stage) -> None:
    ledger = Ledger()
    assert await post(scene, ledger, body, {}) == 403
    assert not ledger.stored


async def test_a_probe_with_a_wrong_signature_is_no_probe(scene: Stage) -> None:
    assert await post(scene, Ledger(), b"{}", {"X-ZEvent-Signature": "mac=00"}) == 403


async def test_a_changed_body_is_turned_away(api: ZaloOaApi, scene: Stage, lan: Person) -> None:
    ledger = Ledger()
    body, headers = api.sealed(lan.says("Em có ý này"))
    assert await post(scene, ledger, body.replace(b"Em", b"Anh"), headers) == 403
    # The same to any reader of JSON, but not to the signature.
    assert await post(scene, ledger, body.replace(b'": "', b'":"'), headers) == 403
    assert not ledger.stored


async def test_an_event_played_again_the_next_day_is_turned_away(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    ledger = Ledger()
    body, headers = api.sealed(lan.says("Em có ý này"))
    ledger.now = NOW.replace(day=5)
    with capture_logs() as logs:
        assert await post(scene, ledger, body, headers) == 403
    assert [line["verdict"] for line in logs] == ["stale"]


@pytest.mark.parametrize(
    ("body", "status"),
    [(b'{"x": "' + b"x" * 1_000_000 + b'"}', 413), (b"[" * 100_000, 403), (b"x" * 1_000_000, 403)],
)
async def test_a_body_too_large_is_not_read(body: bytes, status: int, scene: Stage) -> None:
    assert await post(scene, Ledger(), body, {"X-ZEvent-Signature": "mac=00"}) == status


async def test_a_look_at_the_address_is_answered(scene: Stage) -> None:
    transport = httpx.ASGITransport(app=application(scene, Ledger()))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        assert (await client.get(webhook.PATH)).status_code == 200


async def test_signed_news_that_nobody_said_are_taken_without_the_database(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    ledger = Ledger()
    for raw in (
        lan.reacts(),
        lan.is_answered_by_hand("Chào chị"),
        api.push({"event_name": "x", "timestamp": api.stamp()}),
    ):
        body, headers = api.sealed(raw)
        assert await post(scene, ledger, body, headers) == 200
    assert not ledger.stored


async def test_signed_nonsense_is_refused(api: ZaloOaApi, scene: Stage) -> None:
    from bot.channels.zalo_oa.signature import mac

    stamp = api.stamp()
    headers = {
        "X-ZEvent-Timestamp": stamp,
        "X-ZEvent-Signature": "mac=" + mac(api.app_id, b"[]", stamp, api.oa_secret),
    }
    assert await post(scene, Ledger(), b"[]", headers) == 400


@pytest.mark.parametrize("header", [False, True])
async def test_the_time_of_an_event_may_come_in_a_header(
    header: bool, api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.timestamp_header = header
    body, headers = api.sealed(lan.says("x"))
    assert await post(scene, Ledger(), body, headers) == 200


async def test_who_signs_with_the_accounts_id_is_refused_but_the_administrator_learns_it(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.sign_with = "oa_id"
    body, headers = api.sealed(lan.says("x"))
    with capture_logs() as logs:
        assert await post(scene, Ledger(), body, headers) == 403
    assert logs[0]["would_match"] == "oa_id"
    assert "ZALO_OA_SIGNED_BY=oa_id" in logs[0]["hint"]
    allowed = stage(api, signed_by="oa_id")
    assert await post(allowed, Ledger(), body, headers) == 200
    await allowed.channel.close()


async def test_a_wrong_secret_is_said_once_and_not_at_every_knock(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.sign_secret = "app"
    app, (body, headers) = application(scene, Ledger()), api.sealed(lan.says("x"))
    transport = httpx.ASGITransport(app=app)
    with capture_logs() as logs:
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            for _ in range(5):
                answer = await client.post(webhook.PATH, content=body, headers=headers)
                assert answer.status_code == 403
    assert len(logs) == 1
    assert "ZALO_OA_WEBHOOK_SECRET" in logs[0]["hint"]


async def test_a_slow_database_does_not_make_zalo_wait(
    api: ZaloOaApi, scene: Stage, lan: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "ANSWER_SECONDS", 0.1)
    ledger = Ledger()
    ledger.seconds = 0.3
    body, headers = api.sealed(lan.says("Em có ý này"))
    began = time.monotonic()
    assert await post(scene, ledger, body, headers) == 503
    assert time.monotonic() - began < 0.29
    # The store went on, so the repetition finds it done.
    await asyncio.sleep(0.3)
    assert ledger.said() == ["Em có ý này"]


def test_the_time_to_answer_is_below_the_two_seconds_zalo_waits() -> None:
    assert webhook.ANSWER_SECONDS <= 1.5


async def test_zalo_comes_again_until_an_event_is_stored_and_nothing_is_stored_twice(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    ledger = Ledger()
    ledger.failures = 2
    async with serving(application(scene, ledger)) as url:
        api.webhook_url = url
        with capture_logs() as logs:
            first = lan.says("Em có ý này")
            await api.settled()
            api.push_again(first, num_retry=1)
            lan.follows()
            await api.settled()
    assert [push.status for push in api.pushes] == [503, 503, 200, 200, 200]
    assert ledger.said() == ["Em có ý này", "opened"]
    told = [(line["retry"], line["keys"]) for line in logs if line["event"] == "zalo_oa_repeated"]
    assert told == [(number, [first["message"]["msg_id"]]) for number in ("1", "2", "1")]


async def test_events_at_once_out_of_order_and_echoed_are_each_kept_once(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    ledger = Ledger()
    api.echo = api.receipts = api.holding = True
    async with serving(application(scene, ledger)) as url:
        api.webhook_url = url
        for words in ("một", "hai", "ba"):
            lan.says(words)
        api.push_out_of_order()
        await api.settled()
        api.push_at_once(*api.events)
        await api.settled()
        assert await api.probe() == 200
    assert {push.status for push in api.pushes} == {200}
    assert sorted(ledger.said()) == ["ba", "hai", "một"]
    assert {type(event) for event in ledger.kept.values()} <= {Said, Opened}
