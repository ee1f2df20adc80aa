"""The fake Zalo Bot Platform is at least as strict as the real one; a lenient fake would prove nothing."""

import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientSession, FormData
from zalo_bot_site import HERE, LAN, PICTURE, SECRET, call, platform, say

from tests.fakes import zalo_bot_spec as spec
from tests.fakes.zalo_bot_api import ZaloBotApi

pytestmark = pytest.mark.slow


@pytest.fixture
async def zalo() -> AsyncIterator[ZaloBotApi]:
    async with platform() as api:
        yield api


# -- what it refuses ---------------------------------------------------------------------------

TOO_LONG = "💡" * 1001
FOUL: list[tuple[str, dict[str, Any], int]] = [
    ("sendDocument", {"chat_id": LAN}, 404),
    ("sendmessage", {"chat_id": LAN, "text": "x"}, 404),
    ("testWebhook", {}, 404),
    ("sendMessage", {"text": "x"}, 400),
    ("sendMessage", {"chat_id": LAN, "text": ""}, 400),
    ("sendMessage", {"chat_id": LAN, "text": " \n"}, 400),
    ("sendMessage", {"chat_id": LAN, "text": 7}, 400),
    ("sendMessage", {"chat_id": 7, "text": "x"}, 400),
    ("sendMessage", {"chat_id": LAN, "text": TOO_LONG}, 400),
    ("sendMessage", {"chat_id": LAN, "text": "x", "reply_markup": {}}, 400),
    ("sendMessage", {"chat_id": LAN, "text": "x", "parse_mode": "HTML"}, 400),
    ("sendChatAction", {"chat_id": LAN, "action": "upload_photo"}, 400),
    ("sendPhoto", {"chat_id": LAN, "photo": ""}, 400),
    ("sendPhoto", {"chat_id": LAN, "photo": "data:image/png;base64,AA"}, 400),
    ("sendPhoto", {"chat_id": LAN, "photo": "https://nobody.example.vn/a.jpg"}, 400),
    ("sendPhoto", {"chat_id": LAN, "photo": "http://127.0.0.1:9/a.jpg"}, 400),
    ("setWebhook", {"url": f"{HERE}/hook"}, 400),
    ("setWebhook", {"url": f"{HERE}/hook", "secret_token": "short"}, 400),
    ("setWebhook", {"url": "http://bot.example.vn/hook", "secret_token": SECRET}, 400),
    ("setWebhook", {"url": "https://192.168.1.9/hook", "secret_token": SECRET}, 400),
    ("setWebhook", {"url": "https://localhost/hook", "secret_token": SECRET}, 400),
    ("getUpdates", {"offset": 3}, 400),
]


async def try_it(method: str, given: dict[str, Any], code: int) -> None:
    async with ZaloBotApi() as api:
        api.person(LAN, "Lan").says("xin chào")
        answer = await call(api, method, **given)
        assert (answer["ok"], answer["error_code"]) == (False, code)


@pytest.mark.parametrize(("method", "given", "code"), FOUL)
async def test_what_zalo_would_refuse_is_refused_and_fails_the_test(
    method: str, given: dict[str, Any], code: int
) -> None:
    with pytest.raises(AssertionError, match="would have refused"):
        await try_it(method, given, code)


async def test_the_words_of_a_refusal_are_those_others_have_measured(zalo: ZaloBotApi) -> None:
    told = [(await call(zalo, "sendPhoto", chat_id=LAN, photo=p))["description"] for p in ("", "x")]
    told.append((await call(zalo, "sendMessage", text="x"))["description"])
    assert told == [
        "Bad request: The photo must not be empty",
        "Bad request: The photo must start with http:// or https://",
        "Bad request: The chat_id must not be empty",
    ]
    zalo.violations.clear()


async def test_an_uploaded_photo_counts_as_none(zalo: ZaloBotApi) -> None:
    form = FormData({"chat_id": LAN})
    form.add_field("photo", PICTURE, filename="p.jpg")
    async with (
        ClientSession() as session,
        session.post(f"{zalo.url}/bot{zalo.token}/sendPhoto", data=form) as reply,
    ):
        assert (await reply.json())["description"] == "Bad request: The photo must not be empty"
    zalo.violations.clear()


async def test_parameters_may_come_in_the_address_as_a_form_or_as_json(zalo: ZaloBotApi) -> None:
    url, given = f"{zalo.url}/bot{zalo.token}/sendMessage", {"chat_id": LAN, "text": "chào"}
    async with ClientSession() as session:
        for answer in (
            await session.get(url, params=given),
            await session.post(url, data=given),
            await session.post(url, json=given),
        ):
            assert (await answer.json())["ok"]
    assert [one.how for one in zalo.calls] == ["query", "form", "json"]
    assert [seen.text for seen in zalo.person(LAN).sees()] == ["chào"] * 3


async def test_a_body_that_is_no_json_is_refused(zalo: ZaloBotApi) -> None:
    url, headers = f"{zalo.url}/bot{zalo.token}/getMe", {"Content-Type": "application/json"}
    for body in (b"{", b"[]"):
        async with ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
            assert (await answer.json())["error_code"] == 400
    zalo.violations.clear()


async def test_a_wrong_token_is_unauthorized_and_still_http_200(zalo: ZaloBotApi) -> None:
    answer = await call(zalo, "getMe", token="1:wrong")
    assert answer == {"ok": False, "description": "Unauthorized", "error_code": 401}


async def test_the_longest_permitted_text_passes_and_the_answer_names_the_message(zalo: ZaloBotApi) -> None:
    answer = await say(zalo, "💡" * 1000)
    assert len(answer["result"]["message_id"]) == 20
    assert abs(answer["result"]["date"] / 1000 - time.time()) < 60
    assert (await zalo.person(LAN).hears("💡")).id == answer["result"]["message_id"]


async def test_longer_texts_may_be_given_another_code_or_be_cut_off(zalo: ZaloBotApi) -> None:
    zalo.over_long = 0
    assert (await say(zalo, "à" * 2500))["ok"]
    assert len(zalo.person(LAN).sees()[0].text) == 2000
    zalo.over_long = 413
    assert (await say(zalo, "à" * 2500))["error_code"] == 413
    zalo.violations.clear()


@pytest.mark.parametrize(
    "shape", [(400, "chat not found"), (404, "Not found"), (403, "Internal server error")]
)
async def test_who_never_wrote_or_has_blocked_the_bot_cannot_be_written_to(
    zalo: ZaloBotApi, shape: tuple[int, str]
) -> None:
    zalo.unknown_chat = shape
    stranger = await call(zalo, "sendMessage", chat_id="ffff", text="chào")
    assert (stranger["error_code"], stranger["description"]) == shape
    zalo.person(LAN).blocks()
    assert (await say(zalo))["error_code"] == shape[0]
    zalo.person(LAN).unblocks()
    assert (await say(zalo))["ok"]


async def test_typing_is_answered_without_a_result(zalo: ZaloBotApi) -> None:
    assert await call(zalo, "sendChatAction", chat_id=LAN, action="typing") == {"ok": True}


async def test_the_bot_may_ask_who_it_is(zalo: ZaloBotApi) -> None:
    assert (await call(zalo, "getMe"))["result"]["account_type"] == "BASIC"


# -- limits ------------------------------------------------------------------------------------


async def test_the_monthly_quota_is_used_up_and_comes_back_with_the_month(zalo: ZaloBotApi) -> None:
    zalo.monthly = 2
    codes = [(await say(zalo)).get("error_code") for _ in range(3)]
    assert codes == [None, None, 429]
    assert zalo.sent_count == 2
    zalo.advance(32 * 86_400)
    assert (await say(zalo))["ok"]
    assert zalo.sent_count == 1


async def test_one_person_too_many_is_over_the_quota(zalo: ZaloBotApi) -> None:
    zalo.most_users = 1
    zalo.person("aaaa", "Ba").says("chào")
    assert (await say(zalo))["ok"]
    other = await call(zalo, "sendMessage", chat_id="aaaa", text="chào")
    assert (other["error_code"], other["description"]) == (429, "Quota exceeded")


async def test_polling_too_fast_meets_a_page_instead_of_json(zalo: ZaloBotApi) -> None:
    zalo.polls_per_second, zalo.scale = 3, 0
    async with ClientSession() as session:
        statuses = []
        for _ in range(4):
            async with session.post(f"{zalo.url}/bot{zalo.token}/getUpdates", json={"timeout": 1}) as answer:
                statuses.append((answer.status, answer.content_type))
    assert statuses[2:] == [(200, "application/json"), (429, "text/html")]


# -- events ------------------------------------------------------------------------------------


async def test_what_a_person_does_is_told_in_the_documented_words(zalo: ZaloBotApi) -> None:
    lan = zalo.person(LAN)
    events = [lan.says("a"), lan.sends_photo(PICTURE), lan.sends_sticker(), lan.sends_voice()]
    events += [lan.sends_file(), lan.sends_link("https://vnexpress.net"), lan.says_in_group("b")]
    assert [event["event_name"].split(".")[1] for event in events] == (
        ["text", "image", "sticker", "voice", "unsupported", "link", "text"]
    )
    assert {event["message"]["chat"]["chat_type"] for event in events} == {"PRIVATE", "GROUP"}
    assert len({event["message"]["message_id"] for event in events}) == len(events)
    assert events[0]["message"]["from"] == {"id": LAN, "is_bot": False, "display_name": "Lan"}
    assert "display_name" not in zalo.person("nameless").says("c")["message"]["from"]
    assert zalo.push_event({"event_name": "bot.added"}) in zalo.waiting


async def test_a_person_hears_each_message_once_and_complains_about_silence(zalo: ZaloBotApi) -> None:
    lan = zalo.person(LAN)
    for text in ("một", "hai"):
        await say(zalo, text)
    assert (await lan.hears("hai")).text == "hai"
    with pytest.raises(AssertionError, match="Lan did not hear 'một'"):
        await lan.hears("một", within=0.05)
    await lan.hears_nothing(during=0.01)


# -- faults ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "arrives"),
    [
        (spec.cut_before(), False),
        (spec.cut_after(), True),
        (spec.cut_midway(), True),
        (spec.html(502), False),
        (spec.html(504, done=True), True),
        (spec.hang(), False),
        (spec.hang(done=True), True),
        (spec.slow(0.01), True),
        (spec.answers({"ok": True}), True),
        (spec.error(403, "Internal server error"), False),
    ],
)
async def test_a_fault_leaves_the_message_where_it_says(
    zalo: ZaloBotApi, fault: spec.Fault, arrives: bool
) -> None:
    zalo.fails("sendMessage", fault)
    patience = aiohttp.ClientTimeout(0.2)
    given = {"chat_id": LAN, "text": "chào"}
    url = f"{zalo.url}/bot{zalo.token}/sendMessage"
    try:
        async with ClientSession(timeout=patience) as session, session.post(url, json=given) as answer:
            assert (await answer.read() and answer.status) == fault.status
    except (aiohttp.ClientError, TimeoutError):
        assert fault.kind in ("cut", "midway", "hang")
    assert bool(zalo.person(LAN).sees()) == arrives
    assert (await say(zalo))["ok"]


async def test_error_codes_may_be_strings_or_stand_under_another_name(zalo: ZaloBotApi) -> None:
    zalo.fails("getUpdates", spec.string_code(408))
    assert (await call(zalo, "getUpdates"))["error_code"] == "408"
    zalo.fails("*", spec.camel_code(429))
    assert (await say(zalo))["errorCode"] == 429
    zalo.codes = "string"
    assert (await call(zalo, "getUpdates", timeout=0))["error_code"] == "408"
    zalo.codes = "camel"
    assert (await call(zalo, "getUpdates", timeout=0))["errorCode"] == 408
