"""What the fake Zalo Bot Platform brings and fetches: events by polls and pushes, pictures both ways."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession
from zalo_bot_site import HERE, LAN, PICTURE, SECRET, Site, call, hook, platform, say, site_of

from tests.fakes import zalo_bot_spec as spec
from tests.fakes.zalo_bot_api import ZaloBotApi

pytestmark = pytest.mark.slow


@pytest.fixture
async def zalo() -> AsyncIterator[ZaloBotApi]:
    async with platform() as api:
        yield api


@pytest.fixture
async def site(zalo: ZaloBotApi) -> AsyncIterator[Site]:
    async with site_of(zalo) as site:
        yield site


# -- polling -----------------------------------------------------------------------------------


async def test_a_poll_takes_exactly_one_update_and_it_is_gone(zalo: ZaloBotApi) -> None:
    lan = zalo.person(LAN)
    lan.says("một")
    lan.says("hai")
    texts = [(await call(zalo, "getUpdates", timeout=30))["result"]["message"]["text"] for _ in range(2)]
    assert texts == ["một", "hai"]
    assert (await call(zalo, "getUpdates", timeout="0"))["error_code"] == 408


async def test_a_poll_waits_its_scaled_time_for_something_new(zalo: ZaloBotApi) -> None:
    began = time.monotonic()
    assert (await call(zalo, "getUpdates", timeout=4))["description"] == "Request timeout"
    assert 0.19 < time.monotonic() - began < 2
    async with asyncio.TaskGroup() as group:
        poll = group.create_task(call(zalo, "getUpdates", timeout=100))
        await asyncio.sleep(0.05)
        zalo.person(LAN).says("đây")
    assert poll.result()["result"]["message"]["text"] == "đây"


@pytest.mark.parametrize(
    ("empty", "body"),
    [
        ("result_empty", {"ok": True, "result": {}}),
        ("result_null", {"ok": True, "result": None}),
        ("result_absent", {"ok": True}),
    ],
)
async def test_nothing_new_may_look_otherwise(zalo: ZaloBotApi, empty: Any, body: dict[str, Any]) -> None:
    zalo.empty = empty
    assert await call(zalo, "getUpdates", timeout=0) == body


async def test_two_polls_at_once_steal_from_each_other(zalo: ZaloBotApi) -> None:
    async with asyncio.TaskGroup() as group:
        polls = [group.create_task(call(zalo, "getUpdates", timeout=10)) for _ in range(2)]
        await asyncio.sleep(0.05)
        zalo.person(LAN).says("một")
    assert sorted(poll.result()["ok"] for poll in polls) == [False, True]


@pytest.mark.parametrize("steals", [False, True])
async def test_an_update_goes_to_a_poll_that_hung_up_only_when_told_so(
    zalo: ZaloBotApi, steals: bool
) -> None:
    zalo.abandoned_polls_steal = steals
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await call(zalo, "getUpdates", timeout=100)
    await asyncio.sleep(0.05)
    zalo.person(LAN).says("một")
    await asyncio.sleep(0.05)
    assert len(zalo.waiting) == (0 if steals else 1)


async def test_polling_beside_a_webhook_is_refused(zalo: ZaloBotApi, site: Site) -> None:
    await hook(zalo)
    zalo.polling_with_webhook = (409, "Conflict")
    assert (await call(zalo, "getUpdates"))["error_code"] == 409
    assert (await call(zalo, "getWebhookInfo"))["result"]["url"] == f"{HERE}/hook"
    assert (await call(zalo, "deleteWebhook"))["result"]["url"] == ""
    assert (await call(zalo, "getUpdates", timeout=0))["error_code"] == 408
    zalo.no_webhook = (404, "Not Found")
    assert (await call(zalo, "deleteWebhook"))["error_code"] == 404


# -- the webhook -------------------------------------------------------------------------------


async def test_setting_a_webhook_knocks_at_it_and_tells_what_it_found(zalo: ZaloBotApi, site: Site) -> None:
    assert (await hook(zalo))["result"]["verification"]["outcome"] == "webhook.ok"
    assert site.bodies == [{}]
    site.statuses = [403]
    assert (await hook(zalo))["result"]["verification"]["outcome"] == "webhook.http.403"
    zalo.verification = False
    assert "verification" not in (await hook(zalo))["result"]


async def test_an_address_that_does_not_answer_is_kept_all_the_same(zalo: ZaloBotApi) -> None:
    outcomes = [(await hook(zalo))["result"]["verification"]["outcome"]]
    zalo.redirect[HERE] = "http://127.0.0.1:9"
    outcomes.append((await hook(zalo))["result"]["verification"]["outcome"])
    assert outcomes == ["webhook.err.dns", "webhook.err.conn"]
    assert zalo.webhook == {"url": f"{HERE}/hook", "secret_token": SECRET}


@pytest.mark.parametrize("envelope", ["wrapped", "flat"])
async def test_events_come_with_the_secret_in_either_envelope(
    zalo: ZaloBotApi, site: Site, envelope: Any
) -> None:
    await hook(zalo)
    zalo.envelope = envelope
    event = zalo.person(LAN).says("chào")
    await zalo.settled()
    body = site.bodies[-1]
    assert (body["result"] if envelope == "wrapped" else body)["message"]["text"] == "chào"
    assert ("message_type" in body.get("message", {})) == (envelope == "flat")
    assert site.headers[-1]["X-Bot-Api-Secret-Token"] == SECRET
    assert site.headers[-1]["User-Agent"].startswith("Java/17")
    zalo.push_again(event)
    await zalo.settled()
    assert site.bodies[-1] == body
    assert zalo.pushes == [200, 200]


async def test_a_refused_event_is_tried_again_a_few_times_and_then_lost(zalo: ZaloBotApi, site: Site) -> None:
    await hook(zalo)
    zalo.redelivery_seconds, zalo.retries = 0.01, 2
    site.statuses = [500, 503]
    zalo.person(LAN).says("chào")
    await zalo.settled()
    assert zalo.pushes == [500, 503, 200]
    site.statuses = [500, 500, 500]
    lost = zalo.person(LAN).says("alô")
    await zalo.settled()
    assert zalo.lost == [lost]


async def test_events_can_come_in_the_wrong_order(zalo: ZaloBotApi, site: Site) -> None:
    lan = zalo.person(LAN)
    zalo.push_out_of_order(lan.says("một"), lan.says("hai"))
    await hook(zalo)
    await zalo.settled()
    assert [body["result"]["message"]["text"] for body in site.bodies[1:]] == ["hai", "một"]


async def test_any_body_can_be_brought_with_any_secret(zalo: ZaloBotApi, site: Site) -> None:
    await hook(zalo)
    site.statuses = [403]
    assert await zalo.posts(b'{"x": 1}', secret="wrong") == 403
    assert site.headers[-1]["X-Bot-Api-Secret-Token"] == "wrong"


# -- pictures ----------------------------------------------------------------------------------


async def test_a_photo_is_fetched_twice_and_reaches_the_screen(zalo: ZaloBotApi, site: Site) -> None:
    site.photo = [(200, PICTURE, "image/jpeg"), (200, PICTURE + b" again", "image/jpeg")]
    assert (await call(zalo, "sendPhoto", chat_id=LAN, photo=f"{HERE}/p.jpg", caption="Phiếu 12"))["ok"]
    seen = await zalo.person(LAN).hears("Phiếu 12")
    assert seen.photo == PICTURE
    await zalo.fetched()
    assert seen.photo == PICTURE + b" again"


async def use_up(photos: list[tuple[int, bytes, str]]) -> None:
    async with ZaloBotApi() as api, site_of(api) as site:
        api.person(LAN).says("chào")
        site.photo = photos
        answer = await call(api, "sendPhoto", chat_id=LAN, photo=f"{HERE}/p.jpg")
        assert answer["ok"] or "photo URL is invalid" in answer["description"]
        await api.fetched()


BAD_PHOTOS = {
    "gone at once": [(404, b"", "image/jpeg")],
    "gone later": [(200, PICTURE, "image/jpeg"), (404, b"", "image/jpeg")],
    "a page": [(200, b"<html>", "text/html")],
    "empty": [(200, b"", "image/jpeg")],
    "huge": [(200, b"x" * 1_000_001, "image/jpeg")],
}


@pytest.mark.parametrize("photos", BAD_PHOTOS.values(), ids=BAD_PHOTOS.keys())
async def test_a_photo_that_cannot_be_fetched_both_times_fails_the_test(
    photos: list[tuple[int, bytes, str]],
) -> None:
    with pytest.raises(AssertionError, match="could not be fetched"):
        await use_up(photos)


async def get(url: str) -> tuple[int, bytes]:
    async with ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.read()


@pytest.mark.parametrize("key", ["photo_url", "photo"])
async def test_a_sent_photo_can_be_fetched_until_it_is_gone(zalo: ZaloBotApi, key: Any) -> None:
    zalo.photo_key = key
    message = zalo.person(LAN).sends_photo(PICTURE, "đây ạ")["message"]
    assert message["caption"] == "đây ạ"
    assert await get(message[key]) == (200, PICTURE)
    zalo.fails("cdn", spec.html(503))
    assert (await get(message[key]))[0] == 503
    zalo.photos.clear()
    assert (await get(message[key]))[0] == 404
    assert len(zalo.calls_of("cdn")) == 3


async def test_the_client_can_be_sent_elsewhere(zalo: ZaloBotApi) -> None:
    url = zalo.person(LAN).sends_photo(PICTURE)["message"]["photo_url"]
    zalo.fails("cdn", spec.redirects_to("http://169.254.169.254/"))
    async with ClientSession() as session, session.get(url, allow_redirects=False) as answer:
        assert answer.headers["Location"] == "http://169.254.169.254/"


# -- the door for other processes --------------------------------------------------------------


async def test_another_process_can_move_the_platform(zalo: ZaloBotApi) -> None:
    async with ClientSession() as session:

        async def post(door: str, told: Any) -> Any:
            async with session.post(f"{zalo.url}/_fake/{door}", json=told) as answer:
                return answer.status, await answer.json()

        _, event = await post("say", {"person": "aaaa", "name": "Ba", "text": "chào"})
        await post("again", event)
        await post("event", {"event_name": "strange"})
        assert zalo.waiting == [event, event, {"event_name": "strange"}]
        broken = {"method": "sendMessage", "fault": "error", "arguments": [400, "x"]}
        assert (await post("fault", broken))[0] == 200
        assert (await post("fault", {"method": "sendMessage", "fault": "os.system"}))[0] == 400
        assert (await say(zalo))["description"] == "x"
        await say(zalo, "tới rồi")
        before = zalo.now_ms()
        assert (await post("clock", {"seconds": 3600}))[1]["now_ms"] >= before + 3_600_000
        assert (await post("switch", {"envelope": "flat", "unknown_chat": [404, "none"]}))[0] == 200
        assert (zalo.envelope, zalo.unknown_chat) == ("flat", (404, "none"))
        assert (await post("switch", {"token": "mine"}))[0] == 400
        async with session.get(f"{zalo.url}/_fake/sent", params={"person": LAN}) as answer:
            assert [one["text"] for one in await answer.json()] == ["tới rồi"]
        async with session.get(f"{zalo.url}/_fake/state") as answer:
            state = await answer.json()
    assert (state["sent_count"], state["violations"], len(state["waiting"])) == (1, [], 3)
    assert zalo.token not in str(state)
