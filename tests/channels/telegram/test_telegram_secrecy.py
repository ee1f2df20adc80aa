"""The token stays inside, whatever is logged, raised or printed; and who has no Telegram pays nothing."""

import logging
import subprocess
import sys
from dataclasses import replace

import pytest
from kit.traces import everything_about
from pydantic import SecretStr
from structlog.testing import capture_logs
from telegram_house import Ledger, read_file

from bot.channels.port import FileUnavailable, Outgoing, Part, SendFailed
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.failures import TokenRejected
from handlers.events import FileKind, FileRef
from tests.fakes import telegram_spec as fault
from tests.fakes.telegram_api import TOKEN, TelegramApi

SECRET = TOKEN.partition(":")[2]
LOUD = ["", "aiohttp", "aiohttp.client", "httpx", "httpcore", "aiogram", "asyncio", "telegram"]
LOUD += ["telegram.Bot", "telegram.ext.ExtBot", "telegram.request.BaseRequest"]
PHOTO = FileRef(key="telegram:unique-1", kind=FileKind.PHOTO, remote="file-1", size=7)


@pytest.fixture
def records(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    for name in LOUD:
        caplog.set_level(logging.DEBUG, logger=name or None)
    return caplog


TROUBLES = [
    fault.throttled(1),
    fault.blocked(),
    fault.Fault(401, "Unauthorized"),
    fault.gateway_page(),
    fault.hanging(),
    fault.cut_before(),
]


@pytest.mark.parametrize("bulk", [False, True], ids=["aiogram", "courier"])
@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_failed_message_does_not_tell_the_token(
    trouble: fault.Fault, bulk: bool, api: TelegramApi, records: pytest.LogCaptureFixture
) -> None:
    channel = TelegramChannel(SecretStr(TOKEN), read_file=read_file, api_url=api.url, timeout=0.3)
    api.person(777, "Lan").starts()
    outgoing = Outgoing(id=1, address="777", part=Part(text="Chào"), bulk=bulk)
    with capture_logs() as logs:
        await channel.send(replace(outgoing, bulk=not bulk))
        api.fails("sendMessage", trouble)
        with pytest.raises(SendFailed) as caught:
            await channel.send(replace(outgoing, address="778" if bulk else "777"))
    await channel.close()
    told = everything_about(caught.value) + records.text + repr(logs)
    told += repr(channel) + repr(channel.__dict__) + repr(channel.bot.__dict__) + repr(channel._courier._bot)
    assert SECRET not in told


async def test_an_unreachable_server_does_not_tell_the_token(records: pytest.LogCaptureFixture) -> None:
    channel = TelegramChannel(SecretStr(TOKEN), read_file=read_file, api_url="http://127.0.0.1:9")
    with pytest.raises(SendFailed) as caught:
        await channel.fetch(PHOTO)
    await channel.close()
    assert SECRET not in everything_about(caught.value) + records.text


async def test_a_download_does_not_tell_the_token(
    api: TelegramApi, channel: TelegramChannel, records: pytest.LogCaptureFixture
) -> None:
    api.person(777, "Lan").sends_document(b"content", "x.pdf")
    await channel.fetch(PHOTO)
    api._paths.clear()
    api._get_file = lambda file_id: {  # type: ignore[method-assign]
        "file_id": file_id,
        "file_unique_id": "u",
        "file_path": "gone/file",
    }
    with pytest.raises(FileUnavailable) as caught:
        await channel.fetch(PHOTO)
    assert SECRET not in everything_about(caught.value) + records.text


async def test_a_rejected_token_is_not_repeated(
    api: TelegramApi, channel: TelegramChannel, records: pytest.LogCaptureFixture
) -> None:
    api.fails("*", fault.Fault(401, "Unauthorized"), times=9)
    with capture_logs() as logs, pytest.raises(TokenRejected) as caught:
        await channel.listen(Ledger().house())
    assert SECRET not in everything_about(caught.value) + records.text + repr(logs)


async def test_debug_logs_do_not_tell_what_is_written_to_people(
    api: TelegramApi, channel: TelegramChannel, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for number, bulk in [(777, False), (778, True)]:
        api.person(number, "Lan").starts()
        part = Part(text="Mã mời riêng: 7391")
        await channel.send(Outgoing(id=1, address=str(number), part=part, bulk=bulk))
    assert "7391" not in caplog.text


def test_without_telegram_neither_library_is_loaded() -> None:
    code = (
        "import sys, bot.channels.telegram, bot.channels.port, bot.pace;"
        "sys.exit(bool({'aiogram', 'telegram', 'aiohttp'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
