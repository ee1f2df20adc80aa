"""The token stays inside, whatever is logged, raised or printed."""

import logging

import pytest
from kit.traces import everything_about
from pydantic import SecretStr
from structlog.testing import capture_logs
from zalo_bot_house import PUBLIC, Ledger

from bot.channels.port import Outgoing, Part, SendFailed
from bot.channels.zalo_bot import polling, webhook
from bot.channels.zalo_bot.channel import ZaloBotChannel
from bot.channels.zalo_bot.failures import TokenRejected, masked
from bot.channels.zalo_bot.webhook import WebhookRefused
from tests.fakes import zalo_bot_spec as fault
from tests.fakes.zalo_bot_api import TOKEN, ZaloBotApi

pytestmark = pytest.mark.slow

SECRET = TOKEN.partition(":")[2]
WEBHOOK_SECRET = "Qx-7_secret"
LOUD = ["", "aiohttp", "aiohttp.client", "aiohttp.internal", "asyncio"]
OUTGOING = Outgoing(id=1, address="a1", part=Part(text="Mã mời riêng: 7391"))


@pytest.fixture
def records(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    for name in LOUD:
        caplog.set_level(logging.DEBUG, logger=name or None)
    return caplog


TROUBLES = [
    fault.error(400, f"Bad request: /bot{TOKEN}/sendMessage is wrong"),
    fault.error(400, f"Bad request: /bot{TOKEN.replace(':', '%3A')}/sendMessage is wrong"),
    fault.error(403, f"for {TOKEN} and for {SECRET}"),
    fault.error(401, "Unauthorized"),
    fault.Fault(status=404, page=f"<html>404 /bot{TOKEN}/sendMessage</html>"),
    fault.Fault(status=502, page=f"<html>502 /bot{TOKEN.replace(':', '%3a')}/sendMessage</html>"),
    fault.redirects_to(f"https://elsewhere.example/bot{TOKEN}/sendMessage"),
    fault.html(429),
    fault.hang(),
    fault.cut_before(),
    fault.cut_midway(),
]


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_failed_message_does_not_tell_the_token(
    trouble: fault.Fault, api: ZaloBotApi, channel: ZaloBotChannel, records: pytest.LogCaptureFixture
) -> None:
    api.person("a1").has_begun = True
    api.fails("sendMessage", trouble)
    with capture_logs() as logs, pytest.raises(SendFailed) as caught:
        await channel.send(OUTGOING)
    told = everything_about(caught.value) + records.text + repr(logs)
    told += repr(channel) + repr(channel.__dict__) + repr(channel.wire.__dict__)
    assert SECRET not in told


async def test_an_unreachable_server_does_not_tell_the_token(records: pytest.LogCaptureFixture) -> None:
    channel = ZaloBotChannel(SecretStr(TOKEN), api_url="http://127.0.0.1:9")
    with pytest.raises(SendFailed) as caught:
        await channel.send(OUTGOING)
    await channel.close()
    assert SECRET not in everything_about(caught.value) + records.text


async def test_a_wrong_address_of_the_service_does_not_tell_the_token(
    records: pytest.LogCaptureFixture,
) -> None:
    for url in ("http://", "nonsense", "http://[", "http://a b"):
        channel = ZaloBotChannel(SecretStr(TOKEN), api_url=url)
        with pytest.raises(SendFailed) as caught:
            await channel.send(OUTGOING)
        await channel.close()
        assert SECRET not in everything_about(caught.value) + records.text, url


# A poll is patient for longer than a test.
@pytest.mark.parametrize("trouble", [trouble for trouble in TROUBLES if trouble.kind != "hang"])
async def test_a_failed_poll_does_not_tell_the_token(
    trouble: fault.Fault, api: ZaloBotApi, channel: ZaloBotChannel, records: pytest.LogCaptureFixture
) -> None:
    class Enough(Exception):
        pass

    async def sleep(seconds: float) -> None:
        raise Enough

    api.fails("getUpdates", trouble)
    with capture_logs() as logs, pytest.raises(Enough) as caught:
        await polling.poll(
            channel, channel.wire, Ledger().house(), channel.standing, known=True, seconds=1, sleep=sleep
        )
    assert SECRET not in everything_about(caught.value) + records.text + repr(logs)


async def test_a_rejected_token_is_not_repeated(
    api: ZaloBotApi, channel: ZaloBotChannel, records: pytest.LogCaptureFixture
) -> None:
    api.fails("*", fault.error(401, "Unauthorized"), times=9)
    with capture_logs() as logs, pytest.raises(TokenRejected) as caught:
        await channel.listen(Ledger().house())
    assert SECRET not in everything_about(caught.value) + records.text + repr(logs)


async def test_registering_tells_neither_secret(
    api: ZaloBotApi, channel: ZaloBotChannel, records: pytest.LogCaptureFixture
) -> None:
    api.fails("setWebhook", fault.error(400, f"Bad request: /bot{TOKEN}/setWebhook"))
    address = webhook.Address(PUBLIC, SecretStr(WEBHOOK_SECRET))
    with capture_logs() as logs, pytest.raises(WebhookRefused) as caught:
        await webhook.register(channel.wire, address)
    told = everything_about(caught.value) + records.text + repr(logs)
    assert SECRET not in told
    assert WEBHOOK_SECRET not in told


async def test_debug_logs_do_not_tell_what_is_written_to_people(
    api: ZaloBotApi, channel: ZaloBotChannel, records: pytest.LogCaptureFixture
) -> None:
    api.person("a1").has_begun = True
    with capture_logs() as logs:
        await channel.send(OUTGOING)
    assert "7391" not in records.text + repr(logs)


def test_a_token_in_an_address_is_masked_in_either_form() -> None:
    for written in ("https://x/bot123:abc-xyz/getMe", "https://x/bot123%3Aabc-xyz/getMe", "bot123%3aabc-xyz"):
        assert "abc-xyz" not in masked(written)
        assert "bot[hidden]" in masked(written)
