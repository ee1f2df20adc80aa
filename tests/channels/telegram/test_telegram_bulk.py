"""What only campaign mail does: pictures uploaded once, payment, and buttons that open a page."""

import asyncio

import pytest
from pydantic import SecretStr
from telegram_house import FILES, read_file

from bot.channels.port import Outgoing, Part, SendFailed, Why
from bot.channels.telegram import uploads
from bot.channels.telegram.channel import TelegramChannel
from handlers.events import FileKind
from handlers.message import Button, Shown
from tests.fakes import telegram_spec as fault
from tests.fakes.telegram_api import TelegramApi

PICTURE = Part(text="Tuần cao điểm", file=Shown("web:photo", FileKind.PHOTO))


def people(api: TelegramApi, count: int) -> list[int]:
    for number in range(1, count + 1):
        api.person(number, f"n{number}").starts()
    return list(range(1, count + 1))


def mail(part: Part, to: int, *, bulk: bool = True) -> Outgoing:
    return Outgoing(id=to, address=str(to), part=part, bulk=bulk)


def uploaded(api: TelegramApi) -> int:
    return sum(bool(call.files) for call in api.calls)


async def test_a_picture_for_many_is_uploaded_once(api: TelegramApi, channel: TelegramChannel) -> None:
    everybody = people(api, 6)
    await asyncio.gather(*(channel.send(mail(PICTURE, one)) for one in everybody))
    assert uploaded(api) == 1
    assert len({call.parameters["chat_id"] for call in api.calls_of("sendPhoto")}) == 6
    assert {call.parameters["caption"] for call in api.calls} == {"Tuần cao điểm"}


async def test_a_name_that_telegram_no_longer_takes_is_uploaded_again(
    api: TelegramApi, channel: TelegramChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.pace.CHAT_INTERVAL", 0.0)
    one, other, third = people(api, 3)
    await channel.send(mail(PICTURE, one))
    api.forget_files()
    await channel.send(mail(PICTURE, other))
    await channel.send(mail(PICTURE, third))
    assert uploaded(api) == 2
    assert [len(api.person(who, "").sees()) for who in (one, other, third)] == [1, 1, 1]


async def test_a_picture_that_failed_to_be_uploaded_is_uploaded_for_the_next(
    api: TelegramApi, channel: TelegramChannel
) -> None:
    one, other = people(api, 2)
    api.fails("sendPhoto", fault.blocked())
    with pytest.raises(SendFailed) as caught:
        await channel.send(mail(PICTURE, one))
    assert caught.value.why is Why.BLOCKED
    await channel.send(mail(PICTURE, other))
    assert api.person(other, "").sees()[0].photo == FILES["web:photo"]


async def test_each_account_uploads_for_itself(api: TelegramApi, channel: TelegramChannel) -> None:
    one, other = people(api, 2)
    second = TelegramChannel(SecretStr(api.token), read_file=read_file, api_url=api.url)
    await channel.send(mail(PICTURE, one))
    await second.send(mail(PICTURE, other))
    await second.close()
    assert uploaded(api) == 2


async def test_only_so_many_names_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    known = uploads.Uploads(most=2)
    sent: list[str] = []

    async def again(upload: uploads.Upload) -> str:
        sent.append(f"by name {upload.remote}")
        return "1"

    for key in ("a", "b", "a", "c", "a", "b"):

        async def first(key: str = key) -> tuple[str, uploads.Upload]:
            sent.append(f"upload {key}")
            return "1", uploads.Upload(FileKind.PHOTO, key)

        await known.send(key, again, first)
    assert sent == ["upload a", "upload b", "by name a", "upload c", "by name a", "upload b"]


async def test_only_campaign_mail_is_paid_for_and_only_when_told(api: TelegramApi) -> None:
    one, other = people(api, 2)
    paying = TelegramChannel(SecretStr(api.token), read_file=read_file, api_url=api.url, paid=True)
    free = TelegramChannel(SecretStr(api.token), read_file=read_file, api_url=api.url)
    text = Part(text="Chào")
    for channel, bulk, to in ((paying, True, one), (paying, False, other), (free, True, other)):
        await channel.send(mail(text, to, bulk=bulk))
    await paying.send(mail(PICTURE, other))
    await paying.close()
    await free.close()
    paid = [call.parameters.get("allow_paid_broadcast") for call in api.calls]
    assert paid == ["true", None, None, "true"]


@pytest.mark.parametrize("bulk", [False, True], ids=["aiogram", "courier"])
async def test_a_link_becomes_a_button_that_opens_it(
    bulk: bool, api: TelegramApi, channel: TelegramChannel
) -> None:
    (one,) = people(api, 1)
    rows = ((Button("Chia sẻ", "https://t.me/share/url?url=x"), Button("Báo sáng kiến", "c:start:")),)
    await channel.send(mail(Part(text="Tin", rows=rows), one, bulk=bulk))
    (row,) = api.calls[0].parameters["reply_markup"]["inline_keyboard"]
    assert row == [
        {"text": "Chia sẻ", "url": "https://t.me/share/url?url=x"},
        {"text": "Báo sáng kiến", "callback_data": "c:start:"},
    ]
