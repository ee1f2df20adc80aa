"""The fake's webhook signs, repeats, echoes and confuses as the documentation says, in every variant."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession, web

from tests.fakes.zalo_oa_api import ZaloOaApi
from tests.fakes.zalo_oa_asking import BY_PHONE, LAN, ask, say, send
from tests.fakes.zalo_oa_hooks import sign
from tests.fakes.zalo_oa_people import Person
from tests.fakes.zalo_oa_spec import TemplateSpec

pytestmark = pytest.mark.slow

VECTOR = (
    '{"app_id":"1111122223333444455","sender":{"id":"7000000000000000001"},'
    '"recipient":{"id":"9000000000000000009"},"user_id_by_app":"5000000000000000005",'
    '"event_name":"user_send_text","message":{"text":"Báo cáo sản lượng",'
    '"msg_id":"aa11bb22cc33dd44ee55"},"timestamp":"1795305600000"}'
).encode()


class Hook:
    """A webhook that keeps what it gets; `answers` are the next statuses, `wait` its slowness."""

    def __init__(self) -> None:
        self.got: list[tuple[bytes, dict[str, str]]] = []
        self.answers: list[int] = []
        self.wait = 0.0
        self.url = ""

    async def take(self, request: web.Request) -> web.Response:
        self.got.append((await request.read(), dict(request.headers)))
        await asyncio.sleep(self.wait)
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [json.loads(body) for body, _ in self.got]

    @property
    def names(self) -> list[str]:
        return [event["event_name"] for event in self.events]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    app = web.Application()
    app.router.add_post("/zalo/oa", hook.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = "http://{}:{}/zalo/oa".format(*runner.addresses[0][:2])
    yield hook
    await runner.cleanup()


@pytest.fixture
async def oa(hook: Hook) -> AsyncIterator[ZaloOaApi]:
    async with ZaloOaApi() as api:
        api.retry_seconds = (0.01, 0.01)
        api.webhook_url = hook.url
        yield api


@pytest.fixture
def lan(oa: ZaloOaApi) -> Person:
    return oa.person(LAN, "Lan")


def test_the_signature_is_that_of_the_documented_example() -> None:
    assert len(VECTOR) == 286
    mac = sign("1111122223333444455", VECTOR, "1795305600000", "oa_secret_key_example_0001")
    assert mac == "mac=cda30046bcc01c289c6fefcfd8b94718c0e246831e2ee8239855075805225391"


async def test_events_are_signed_over_their_very_bytes(oa: ZaloOaApi, hook: Hook, lan: Person) -> None:
    lan.says("Chào")
    await oa.settled()
    [(body, headers)] = hook.got
    stamp = json.loads(body)["timestamp"]
    assert headers["X-ZEvent-Signature"] == sign(oa.app_id, body, stamp, oa.oa_secret)
    assert "X-ZEvent-Timestamp" not in headers
    assert body != json.dumps(json.loads(body)).encode()
    assert [push.status for push in oa.pushes] == [200]


async def test_the_unsure_parts_of_a_signature_are_switches(oa: ZaloOaApi, hook: Hook, lan: Person) -> None:
    oa.timestamp_header, oa.sign_with, oa.sign_secret = True, "oa_id", "app"
    lan.says("Chào")
    await oa.settled()
    [(body, headers)] = hook.got
    stamp = headers["X-ZEvent-Timestamp"]
    assert headers["X-ZEvent-Signature"] == sign(oa.oa_id, body, stamp, oa.app_secret)


async def test_what_people_do_arrives_in_the_documented_shapes(
    oa: ZaloOaApi, hook: Hook, lan: Person
) -> None:
    lan.follows()
    lan.says("Chào", quote="m1")
    lan.sends_image(b"a", b"b", text="Ảnh")
    lan.sends_file("a.pdf", b"%PDF")
    lan.sends_gif(), lan.sends_audio(), lan.sends_video(), lan.sends_sticker(), lan.sends_link()
    lan.sends_location(10.77, 106.69)
    lan.sends_card(), lan.reacts(), lan.clicks_chatnow()
    lan.submits_info("Lan", "84900000001")
    lan.submits_info("Lan", "84900000001", full_address=True)
    lan.unfollows()
    lan.is_answered_by_hand("Chào chị")
    await oa.settled()
    by_name = dict(zip(hook.names, hook.events, strict=True))
    assert len(by_name) == 16
    assert by_name["follow"]["follower"] == {"id": LAN}
    assert by_name["user_send_text"]["message"]["quote_msg_id"] == "m1"
    assert len(by_name["user_send_image"]["message"]["attachments"]) == 2
    file = by_name["user_send_file"]["message"]["attachments"][0]["payload"]
    assert (file["name"], file["size"], file["type"]) == ("a.pdf", "4", "pdf")
    place = by_name["user_send_location"]["message"]["attachments"][0]["payload"]["coordinates"]
    assert place == {"latitude": "10.77", "longitude": "106.69"}
    assert by_name["user_click_chatnow"]["user_id"] == LAN
    assert by_name["user_submit_info"]["info"]["full_address"]["user_ward"] == "Phan Rang"
    assert by_name["oa_send_text"]["sender"]["admin_id"]
    stamps = [int(event["timestamp"]) for event in hook.events]
    assert stamps == sorted(set(stamps))
    async with ClientSession() as session:
        async with session.get(file["url"]) as answer:
            assert await answer.read() == b"%PDF"
        oa.forget_media()
        async with session.get(file["url"]) as answer:
            assert answer.status == 404


async def test_failures_are_retried_with_a_count_and_given_up_in_the_end(
    oa: ZaloOaApi, hook: Hook, lan: Person
) -> None:
    hook.answers = [500, 403, 202]
    lan.says("Chào")
    await oa.settled()
    assert [headers.get("num_retry") for _, headers in hook.got] == [None, "1", "2"]
    assert len({body for body, _ in hook.got}) == 1
    assert len(oa.hooks.given_up) == 1
    hook.answers = [500]
    lan.says("Còn đây")
    await oa.settled()
    assert len(oa.hooks.given_up) == 1


async def test_an_answer_that_takes_too_long_counts_as_none(oa: ZaloOaApi, hook: Hook, lan: Person) -> None:
    oa.push_timeout, oa.retry_seconds, hook.wait = 0.05, (), 0.2
    lan.says("Chào")
    await oa.settled()
    [(status, seconds)] = oa.pushes
    assert (status, seconds > 0.04) == (0, True)


async def test_the_probe_is_two_bytes_without_a_signature(oa: ZaloOaApi, hook: Hook) -> None:
    assert await oa.probe() == 200
    [(body, headers)] = hook.got
    assert (body, "X-ZEvent-Signature" in headers) == (b"{}", False)


async def test_events_come_twice_backwards_at_once_and_forged_on_demand(
    oa: ZaloOaApi, hook: Hook, lan: Person
) -> None:
    event = lan.says("một")
    oa.push_again(event, num_retry=1)
    await oa.settled()
    assert hook.got[0][0] == hook.got[1][0]
    assert hook.got[1][1]["num_retry"] == "1"
    oa.holding = True
    lan.says("hai")
    lan.says("ba")
    await oa.settled()
    oa.push_out_of_order()
    await oa.settled()
    assert [event["message"]["text"] for event in hook.events[2:]] == ["ba", "hai"]
    lan.says("bốn")
    lan.says("năm")
    oa.push_at_once()
    await oa.settled()
    assert len(hook.got) == 6
    body, headers = oa.sealed(event)
    hook.answers = [403]
    assert await oa.push_raw(body.replace(b"m", b"n"), headers) == 403


async def test_what_the_account_sends_is_echoed_and_acknowledged_when_switched_on(
    oa: ZaloOaApi, hook: Hook, lan: Person
) -> None:
    lan.says("Chào")
    await say(oa)
    await oa.settled()
    assert hook.names == ["user_send_text"]
    oa.echo = oa.receipts = True
    await say(oa)
    element = {"media_type": "image", "url": "https://cdn.example.vn/a.jpg"}
    await send(oa, "template", {"template_type": "media", "elements": [element]})
    oa.templates = {"1": TemplateSpec(night=True)}
    by_phone = {"phone": lan.phone, "template_id": "1", "template_data": {}, "tracking_id": "t"}
    await ask(oa, BY_PHONE, by_phone)
    await oa.settled()
    receipts = ["user_received_message", "user_seen_message"]
    assert hook.names[1:] == ["oa_send_text", *receipts, "oa_send_image", *receipts, receipts[0]]
    assert hook.events[1]["sender"] == {"id": oa.oa_id}
    assert hook.events[-1]["recipient"] == {"id": lan.phone}
    assert hook.events[-1]["message"]["tracking_id"] == "t"
    assert hook.got[-1][1]["X-ZEvent-Server"] == "ZNS"


async def test_a_person_hears_each_message_once_and_complains_about_silence(
    oa: ZaloOaApi, lan: Person
) -> None:
    lan.says("Chào")
    for text in ("một", "hai"):
        await say(oa, text)
    assert (await lan.hears("hai")).text == "hai"
    with pytest.raises(AssertionError, match="Lan did not hear 'một'"):
        await lan.hears("một", within=0.05)
    await lan.hears_nothing(during=0.01)


async def test_another_process_can_play_people_and_break_calls(oa: ZaloOaApi, hook: Hook) -> None:
    picture = {"base64": base64.b64encode(b"picture").decode()}

    async def post(path: str, body: Any) -> None:
        async with ClientSession() as session, session.post(f"{oa.url}/_fake/{path}", json=body) as answer:
            assert answer.status == 200

    await post("do", {"person": LAN, "name": "Lan", "verb": "says", "args": ["Chào"]})
    await post("do", {"person": LAN, "verb": "sends_image", "args": [picture]})
    await post("push", {"event_name": "user_reply_consent", "timestamp": "1"})
    await post("fault", {"path": "cs", "fault": "error", "args": [-200]})
    await post("set", {"quota_in_answers": False})
    before = oa.now
    await post("advance", {"seconds": 60})
    assert (oa.now - before).total_seconds() >= 60
    await oa.settled()
    assert hook.names == ["user_send_text", "user_send_image", "user_reply_consent"]
    assert [await say(oa), await say(oa, "Vâng")] == [-200, 0]
    async with ClientSession() as session:
        async with session.get(f"{oa.url}/_fake/sent", params={"person": LAN}) as answer:
            assert [seen["words"] for seen in await answer.json()] == ["Vâng"]
        async with session.get(f"{oa.url}/_fake/state") as answer:
            assert (await answer.json())["violations"] == []
