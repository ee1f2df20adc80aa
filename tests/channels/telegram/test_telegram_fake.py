"""The fake Bot API is at least as strict as the real one; a lenient fake would prove nothing."""

from typing import Any

import pytest
from aiohttp import ClientSession, FormData

from tests.fakes.telegram_api import TelegramApi


async def call(api: TelegramApi, method: str, token: str | None = None, **fields: Any) -> dict[str, Any]:
    form = FormData(fields)
    async with (
        ClientSession() as session,
        session.post(f"{api.url}/bot{token or api.token}/{method}", data=form) as answer,
    ):
        body: dict[str, Any] = await answer.json()
    return body


INLINE = '{"inline_keyboard": [[{"text": "a", "callback_data": "%s"}]]}'
FOUL: list[tuple[str, dict[str, str]]] = [
    ("sendRichMessage", {"chat_id": "777"}),
    ("sendMessage", {"chat_id": "777"}),
    ("sendMessage", {"chat_id": "777", "text": "x", "parse_mode": "HTML"}),
    ("sendMessage", {"chat_id": "777", "text": " \n"}),
    ("sendMessage", {"chat_id": "777", "text": "💡" * 2049}),
    ("sendMessage", {"chat_id": "777", "text": "x", "reply_markup": INLINE % ("ư" * 33)}),
    ("sendMessage", {"chat_id": "777", "text": "x", "reply_markup": INLINE % ""}),
    ("sendMessage", {"chat_id": "777", "text": "x", "reply_markup": '{"force_reply": true}'}),
    ("editMessageReplyMarkup", {"chat_id": "777"}),
]


async def try_it(method: str, fields: dict[str, str]) -> None:
    async with TelegramApi() as api:
        api.person(777, "Lan").starts()
        assert (await call(api, method, **fields))["error_code"] == 400


@pytest.mark.parametrize(("method", "fields"), FOUL)
async def test_what_telegram_would_refuse_is_refused_and_fails_the_test(
    method: str, fields: dict[str, str]
) -> None:
    with pytest.raises(AssertionError, match="would have refused"):
        await try_it(method, fields)


async def test_the_longest_permitted_text_and_data_pass(api: TelegramApi) -> None:
    api.person(777, "Lan").starts()
    markup = INLINE % ("ư" * 32)
    assert (await call(api, "sendMessage", chat_id="777", text="💡" * 2048, reply_markup=markup))["ok"]


async def test_a_wrong_token_is_unauthorized(api: TelegramApi) -> None:
    assert (await call(api, "getMe", token="4242:other"))["error_code"] == 401


async def test_polling_beside_a_webhook_is_a_conflict(api: TelegramApi) -> None:
    await call(api, "setWebhook", url="http://127.0.0.1:9/")
    assert (await call(api, "getUpdates"))["error_code"] == 409
    await call(api, "deleteWebhook")
    assert (await call(api, "getUpdates"))["ok"]


async def test_updates_that_were_not_asked_for_do_not_come(api: TelegramApi) -> None:
    await call(api, "getUpdates", allowed_updates='["message"]')
    lan = api.person(777, "Lan")
    lan.blocks()
    lan.says("Em có ý này")
    result = (await call(api, "getUpdates"))["result"]
    assert [sorted(update) for update in result] == [["message", "update_id"]]


async def test_a_person_hears_each_message_once_and_complains_about_silence(api: TelegramApi) -> None:
    lan = api.person(777, "Lan")
    lan.starts()
    for text in ("một", "hai"):
        await call(api, "sendMessage", chat_id="777", text=text)
    assert (await lan.hears("hai")).text == "hai"
    with pytest.raises(AssertionError, match="Lan did not hear 'một'"):
        await lan.hears("một", within=0.05)
    await lan.hears_nothing(during=0.01)
