"""Neither token nor secret, neither phone nor address is told, whatever is logged, raised or printed."""

import json
import logging
import subprocess
import sys
import traceback

import httpx
import pytest
from fastapi import FastAPI
from kit.traces import everything_about
from structlog.testing import capture_logs
from zalo_oa_house import NO_TOKEN, NOW, PHONE, Ledger, Stage, stage

from bot.channels.port import FileUnavailable, Part, SendFailed
from bot.channels.zalo_oa import failures, webhook
from handlers.events import Attached, FileKind
from handlers.message import Shown
from tests.fakes import zalo_oa_spec as spec
from tests.fakes.zalo_oa_api import ZaloOaApi
from tests.fakes.zalo_oa_people import Person

pytestmark = pytest.mark.slow

LOUD = ["", "aiohttp", "aiohttp.client", "asyncio", "httpx", "httpcore", "uvicorn"]
WORDS = "Mã mời riêng: 7391"
PART = Part(text=WORDS, file=Shown("web:photo", FileKind.PHOTO))


def secrets(api: ZaloOaApi) -> list[str]:
    return [api.access_token_valid, api.refresh_token, api.app_secret, api.oa_secret, "an-older-token"]


@pytest.fixture
def records(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    for name in LOUD:
        caplog.set_level(logging.DEBUG, logger=name or None)
    return caplog


TROUBLES = [
    spec.error(-216),
    spec.error(-32),
    spec.error(-211),
    spec.error(-224),
    spec.html(502),
    spec.hang(),
    spec.cut_before(),
    spec.cut_after(),
]


@pytest.mark.parametrize("path", ["/v3.0/oa/message/cs", "/v2.0/oa/upload/image"])
@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_failed_message_tells_no_secret(
    trouble: spec.Fault, path: str, api: ZaloOaApi, lan: Person, records: pytest.LogCaptureFixture
) -> None:
    scene = stage(api, timeout=0.3)
    scene.keys.access_token = "an-older-token"
    api.fails(path, trouble, times=9)
    api.fails("/v3.0/oa/message/cs", trouble, times=9)
    with capture_logs() as logs:
        failed = await scene.fails(scene.out(PART))
    told = everything_about(failed) + records.text + repr(logs)
    told += repr(scene.channel) + repr(scene.channel.__dict__) + repr(scene.channel.seal.__dict__)
    assert not [secret for secret in secrets(api) if secret in told]
    assert PHONE.lstrip("+") not in str(failed) + records.text + repr(logs)
    await scene.channel.close()


async def test_without_a_token_nothing_is_told_either(api: ZaloOaApi, scene: Stage) -> None:
    scene.keys.dead = NO_TOKEN
    told = everything_about(await scene.fails(scene.out(Part(text=WORDS))))
    assert not [secret for secret in secrets(api) if secret in told]


@pytest.mark.parametrize(
    "message",
    [
        "phone 84912345678 is invalid!",
        "phone +84 912 345 678 is invalid!",
        "user_id 7000000000000000001 is invalid!",
        "url https://bot.example.vn/p/abcdefgh.jpg is invalid!",
        "access_token=wv3L0aBcDeFgHiJkLmNoPqRsTuVwXyZ is invalid!",
    ],
)
def test_what_zalo_quotes_of_ours_is_not_repeated(message: str) -> None:
    failed = failures.of_code(-201, message)
    assert not [word for word in message.split() if len(word) > 12 and word in str(failed)]
    assert "345" not in str(failed)
    assert "is invalid!" in str(failed)


async def test_debug_logs_do_not_tell_what_is_written_to_people(
    api: ZaloOaApi, scene: Stage, lan: Person, records: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as logs:
        await scene.channel.send(scene.out(PART))
        scene.channel.events(lan.says(WORDS), NOW)
        scene.channel.events(lan.submits_info("Lan", "84912345678"), NOW)
    assert "7391" not in records.text + repr(logs)
    assert "912345678" not in records.text + repr(logs)


async def test_a_download_does_not_tell_its_address(
    api: ZaloOaApi, scene: Stage, lan: Person, records: pytest.LogCaptureFixture
) -> None:
    (received,) = scene.channel.events(lan.sends_image(b"\xff\xd8\xff"), NOW)
    assert isinstance(received.event, Attached)
    api.forget_media()
    with pytest.raises(FileUnavailable) as caught:
        await scene.channel.fetch(received.event.file)
    told = "".join(traceback.format_exception(caught.value)) + repr(caught.value.__context__) + records.text
    assert "/cdn/" not in told


async def test_the_webhook_tells_neither_the_secret_nor_what_was_said(
    api: ZaloOaApi, scene: Stage, lan: Person, records: pytest.LogCaptureFixture
) -> None:
    ledger, app = Ledger(), FastAPI()
    ledger.failures = 1
    app.include_router(webhook.router(scene.channel, ledger.house()))
    body, headers = api.sealed(lan.says(WORDS))
    transport = httpx.ASGITransport(app=app)
    with capture_logs() as logs:
        async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
            for changed in (body + b" ", body, body):
                await client.post(webhook.PATH, content=changed, headers={**headers, "num_retry": "1"})
    told = records.text + repr([{**line, "exc_info": None} for line in logs])
    assert api.oa_secret not in told
    assert "7391" not in told
    assert headers["X-ZEvent-Signature"] not in told
    assert ledger.said() == [WORDS]


async def test_the_token_is_sent_to_nobody_else(api: ZaloOaApi, lan: Person) -> None:
    scene = stage(api)
    await scene.channel.send(scene.out(PART))
    for call in api.calls:
        assert call.headers["access_token"] == api.access_token_valid
        assert api.access_token_valid not in json.dumps([call.path, call.query, call.parameters])
    await scene.channel.close()


async def test_a_failure_is_raised_without_a_past(api: ZaloOaApi, scene: Stage, lan: Person) -> None:
    api.fails("/v3.0/oa/message/cs", spec.cut_before())
    with pytest.raises(SendFailed) as caught:
        await scene.channel.send(scene.out(Part(text="x")))
    assert caught.value.__context__ is None
    assert caught.value.__cause__ is None


def test_without_zalo_its_channel_is_not_loaded() -> None:
    code = (
        "import sys, bot.channels.zalo_oa, bot.channels.port, bot.channels.abilities;"
        "sys.exit(bool({'aiohttp', 'bot.channels.zalo_oa.channel'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
