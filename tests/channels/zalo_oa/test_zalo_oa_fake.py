"""The fake Official Account is at least as strict as the real one; a lenient fake would prove nothing."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientSession

from tests.fakes.zalo_oa_api import ZaloOaApi
from tests.fakes.zalo_oa_asking import BY_PHONE, CS, LAN, ask, refresh, say, send, upload

pytestmark = pytest.mark.slow

MORNING = datetime(2026, 12, 1, 2, tzinfo=UTC)  # 09:00 in Vietnam
JPEG = b"\xff\xd8\xff\xe0picture"
CARD = {"title": "Công đoàn", "subtitle": "Xin số điện thoại", "image_url": "https://cdn.example.vn/l.png"}


@pytest.fixture
async def oa() -> AsyncIterator[ZaloOaApi]:
    async with ZaloOaApi(MORNING) as api:
        api.person(LAN, "Lan").follows()
        yield api


def button(title: str = "Gửi", kind: str = "oa.query.hide", payload: Any = "#1") -> dict[str, Any]:
    return {"title": title, "type": kind, "payload": payload}


def media(**element: Any) -> dict[str, Any]:
    return {"template_type": "media", "elements": [element]}


def card(**changed: Any) -> dict[str, Any]:
    return {"template_type": "request_user_info", "elements": [CARD | changed]}


# -- messages ----------------------------------------------------------------------------------


async def test_a_text_arrives_and_is_answered_as_documented(oa: ZaloOaApi) -> None:
    answer = await ask(oa, CS, {"recipient": {"user_id": LAN}, "message": {"text": "Chào chị Lan"}})
    seen = await oa.person(LAN).hears("chị Lan")
    quota = {"quota_type": "reply", "remain": "8", "total": "8"}
    data = {"message_id": seen.id, "user_id": LAN, "sent_time": "1796090400000", "quota": quota}
    assert answer == {"error": 0, "message": "Success", "data": data}
    oa.quota_in_answers = False
    answer = await ask(oa, CS, {"recipient": {"user_id": LAN}, "message": {"text": "x"}})
    assert "quota" not in answer["data"]


FOUL: dict[str, dict[str, Any]] = {
    "empty": {"text": " "},
    "too long": {"text": "ă" * 2001},
    "unknown key": {"text": "x", "parse_mode": "html"},
    "nothing": {},
    "six buttons": {"text": "x", "attachment": {"type": "template", "payload": {"buttons": [button()] * 6}}},
    "bare buttons": {"attachment": {"type": "template", "payload": {"buttons": [button()]}}},
    "list": {"attachment": {"type": "template", "payload": {"template_type": "list", "elements": [{}]}}},
    "file with words": {"text": "x", "attachment": {"type": "file", "payload": {"token": "t"}}},
    "picture by nothing": {"attachment": {"type": "template", "payload": media(media_type="image")}},
    "gif without size": {
        "attachment": {"type": "template", "payload": media(media_type="gif", url="http://a")}
    },
    "card of two": {"attachment": {"type": "template", "payload": card() | {"elements": [CARD, CARD]}}},
    "card without picture": {"attachment": {"type": "template", "payload": card(image_url="")}},
    "long card title": {"attachment": {"type": "template", "payload": card(title="x" * 101)}},
    "long card subtitle": {"attachment": {"type": "template", "payload": card(subtitle="x" * 501)}},
}
BUTTONS: dict[str, dict[str, Any]] = {
    "unknown type": button(kind="oa.query"),
    "query with object": button(payload={"x": 1}),
    "long payload": button(payload="x" * 1001),
    "address as string": button(kind="oa.open.url", payload="https://a.vn"),
    "no address": button(kind="oa.open.url", payload={"url": "a.vn"}),
    "no phone": button(kind="oa.open.phone", payload={"phone_code": ""}),
    "long title": button(title="x" * 36),
}
for _name, _button in BUTTONS.items():
    _payload = {"buttons": [_button]}
    FOUL[_name] = {"text": "x", "attachment": {"type": "template", "payload": _payload}}


@pytest.mark.parametrize("message", FOUL.values(), ids=FOUL)
async def test_what_zalo_would_refuse_is_refused_and_fails_the_test(message: dict[str, Any]) -> None:
    async def try_it() -> None:
        async with ZaloOaApi() as api:
            api.person(LAN, "Lan").says("Chào")
            body = {"recipient": {"user_id": LAN}, "message": message}
            assert (await ask(api, CS, body))["error"] in (-201, -210, -233)
            assert api.person(LAN).sees() == []

    with pytest.raises(AssertionError, match="would have refused"):
        await try_it()


WAYS: dict[str, tuple[int, str, dict[str, Any]]] = {
    "no such endpoint": (404, "/v3.0/oa/message/promotion", {"body": {}}),
    "wrong verb": (404, CS, {}),
    "form instead of JSON": (-201, CS, {"data": {"text": "x"}}),
    "query instead of data": (-201, "/v3.0/oa/user/detail?user_id=1", {}),
    "token in the address": (-201, "/v2.0/oa/getoa?access_token=1", {}),
    "bearer": (-216, "/v2.0/oa/getoa", {"headers": {"Authorization": "Bearer x"}}),
    "cs through version 2": (-240, "/v2.0/oa/message", {"body": {"recipient": {"user_id": LAN}}}),
    "phone without 84": (-108, BY_PHONE, {"body": {"phone": "090", "template_id": "1", "template_data": {}}}),
    "long list": (-201, "/v3.0/oa/user/getlist", {"params": {"data": '{"offset": 0, "count": 51}'}}),
}


@pytest.mark.parametrize(("code", "path", "more"), WAYS.values(), ids=WAYS)
async def test_calling_in_the_wrong_way_is_a_violation(
    oa: ZaloOaApi, code: int, path: str, more: dict[str, Any]
) -> None:
    assert (await ask(oa, path, **more))["error"] == code
    assert len(oa.violations) == 1
    oa.violations.clear()


async def test_buttons_of_every_kind_pass_and_a_press_comes_back_as_text(oa: ZaloOaApi) -> None:
    kinds = [
        button("Sửa", "oa.query.show", "#sua"),
        button("Xem", "oa.open.url", {"url": "https://example.vn"}),
        button("Gọi", "oa.open.phone", {"phone_code": "84900000001"}),
        button("Nhắn", "oa.open.sms", {"content": "XN", "phone_code": "84900000001"}),
        button("Gửi") | {"image_icon": ""},
    ]
    attachment = {"type": "template", "payload": {"buttons": kinds}}
    assert await say(oa, "Đúng chưa?", attachment=attachment) == 0
    lan = oa.person(LAN)
    assert (await lan.hears("Đúng")).buttons == ["Sửa", "Xem", "Gọi", "Nhắn", "Gửi"]
    event = lan.presses("Sửa")
    assert (event["event_name"], event["message"]["text"]) == ("user_send_text", "#sua")
    assert lan.presses("Xem") == {}
    with pytest.raises(AssertionError, match="Lan sees no button 'Xóa'"):
        lan.presses("Xóa")


async def test_buttons_can_be_refused_by_the_account_without_any_fault_of_ours(oa: ZaloOaApi) -> None:
    attachment = {"type": "template", "payload": {"buttons": [button()]}}
    oa.buttons = "refused_201"
    assert await say(oa, attachment=attachment) == -201
    oa.buttons = "refused_233"
    assert await say(oa, attachment=attachment) == -233
    assert await say(oa) == 0


async def test_a_card_a_quote_and_a_reaction_pass(oa: ZaloOaApi) -> None:
    lan = oa.person(LAN)
    assert await send(oa, "template", card()) == 0
    assert (await lan.hears("Xin số")).card == CARD
    assert await say(oa, "Về điều này", quote_message_id="m1") == 0
    assert (await lan.hears("Về")).quotes == "m1"
    action = {"react_icon": "/-heart", "react_message_id": "m1"}
    await ask(oa, "/v2.0/oa/message", {"recipient": {"user_id": LAN}, "sender_action": action})
    assert lan.reactions == [("/-heart", "m1")]


async def test_pictures_and_files_are_uploaded_shown_and_forgotten_after_seven_days(oa: ZaloOaApi) -> None:
    lan = oa.person(LAN)
    picture = (await upload(oa, "image", "a.jpg", JPEG, "image/jpeg"))["data"]["attachment_id"]
    token = (await upload(oa, "file", "b.pdf", b"%PDF-1.7"))["data"]["token"]
    by_id = media(media_type="image", attachment_id=picture)
    assert await send(oa, "template", by_id, text="Ảnh mẫu") == 0
    assert (await lan.hears("Ảnh mẫu")).image == JPEG
    assert await send(oa, "file", {"token": token}) == 0
    file = (await lan.hears()).file
    assert file is not None
    assert (file.name, file.content) == ("b.pdf", b"%PDF-1.7")
    address = oa.keep(JPEG, "c.jpg")
    assert await send(oa, "template", media(media_type="image", url=address)) == 0
    assert (await lan.hears()).image == JPEG
    oa.advance(timedelta(days=7))
    await refresh(oa)
    assert await send(oa, "template", by_id) == -100
    assert await send(oa, "file", {"token": token}) == -100


@pytest.mark.parametrize(
    ("kind", "name", "content", "media_type"),
    [
        ("image", "a.jpg", JPEG + b"x" * 1_000_000, "image/jpeg"),
        ("image", "a.webp", b"RIFF", "image/webp"),
        ("image", "a.jpg", JPEG, "image/png"),
        ("image", "a.jpg", b"", "image/jpeg"),
        ("gif", "a.gif", JPEG, "image/gif"),
        ("file", "a.xlsx", b"PK\x03\x04", ""),
        ("file", "a.pdf", b"no pdf", ""),
        ("file", "a.csv", b"x" * 5_000_001, ""),
    ],
    ids=["large", "webp", "mislabelled", "empty", "no gif", "sheet", "no pdf", "large file"],
)
async def test_uploads_zalo_does_not_take_are_violations(
    oa: ZaloOaApi, kind: str, name: str, content: bytes, media_type: str
) -> None:
    assert (await upload(oa, kind, name, content, media_type))["error"] in (-201, -210)
    assert oa.violations
    oa.violations.clear()


# -- windows and quotas ------------------------------------------------------------------------


async def test_free_words_cost_after_two_days_and_end_after_seven(oa: ZaloOaApi) -> None:
    oa.advance(timedelta(hours=48))
    await refresh(oa)
    assert await say(oa) == 0
    assert oa.endpoints.billed == []
    oa.advance(timedelta(days=5))
    await refresh(oa, oa.newest_refresh_token)
    assert await say(oa) == 0
    assert oa.endpoints.billed == [LAN]
    oa.advance(timedelta(seconds=1))
    assert await say(oa) == -230
    oa.window_code = -232
    assert await say(oa) == -232
    oa.person(LAN).clicks_chatnow()
    assert await say(oa) == 0


async def test_strangers_those_who_left_and_those_who_shut_us_out_are_told_apart(oa: ZaloOaApi) -> None:
    lan, minh = oa.person(LAN), oa.person("7000000000000000002", "Minh")
    body = {"recipient": {"user_id": minh.id}, "message": {"text": "x"}}
    assert (await ask(oa, CS, body))["error"] == -230
    body["recipient"]["user_id"] = "1"
    assert (await ask(oa, CS, body))["error"] == -201
    lan.unfollows()
    assert await say(oa) == -213
    lan.says("Em quay lại đây")
    assert await say(oa) == 0
    oa.blocked = {LAN}
    assert await say(oa) == -244


async def test_too_many_requests_a_minute_are_refused_and_counted_in_headers(oa: ZaloOaApi) -> None:
    oa.rate_limit = 2
    assert [await say(oa) for _ in range(3)] == [0, 0, -32]
    oa.advance(timedelta(minutes=1))
    assert await say(oa) == 0
    headers = {"access_token": oa.access_token_valid}
    async with ClientSession() as session, session.get(oa.url + "/v2.0/oa/getoa", headers=headers) as answer:
        told = answer.headers["X-RateLimit-Limit"], answer.headers["X-RateLimit-Remain"]
    assert told == ("2", "0")


async def test_questions_about_people_quotas_and_the_account_are_answered(oa: ZaloOaApi) -> None:
    one = {"data": json.dumps({"user_id": LAN})}
    detail = (await ask(oa, "/v3.0/oa/user/detail", params=one))["data"]
    assert (detail["display_name"], detail["user_last_interaction_date"]) == ("Lan", "01/12/2026")
    listed = {"data": json.dumps({"offset": 0, "count": 50, "last_interaction_period": "TODAY"})}
    assert (await ask(oa, "/v3.0/oa/user/getlist", params=listed))["data"]["users"] == [{"user_id": LAN}]
    quota = (await ask(oa, "/v3.0/oa/quota/message", {"user_id": LAN}))["data"]
    assert quota["last_interaction"] == "1796090400000"
    assert (await ask(oa, "/v2.0/oa/getoa"))["data"]["is_verified"] is True
    oa.person(LAN).unfollows()
    assert (await ask(oa, "/v3.0/oa/user/detail", params=one))["error"] == -213
