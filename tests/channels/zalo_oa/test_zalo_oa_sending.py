"""What goes over the wire for words and the card, what every failure means, and what the account tells."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs
from zalo_oa_house import CARD_IMAGE, LAN, NO_TOKEN, NOW, Ledger, Stage, stage, until

from bot.channels.abilities import ZALO_OA
from bot.channels.port import Part, SendFailed, Why
from bot.channels.zalo_oa.accounts import OfficialAccount, Quota
from handlers.events import Opened
from tests.fakes import zalo_oa_spec as spec
from tests.fakes.zalo_oa_api import ZaloOaApi
from tests.fakes.zalo_oa_people import Person

pytestmark = pytest.mark.slow

CS = "/v3.0/oa/message/cs"
HELLO = Part(text="Chào anh/chị <b>Lan</b> & *Minh* {name}")
CARD = Part(text="Số điện thoại", share_phone="Gửi số của tôi")


async def test_words_arrive_as_they_were_written(api: ZaloOaApi, scene: Stage, lan: Person) -> None:
    sent = await scene.channel.send(scene.out(HELLO))
    (seen,) = lan.sees()
    assert (seen.id, seen.text) == (sent, HELLO.text)
    assert api.calls[0].headers["access_token"] == api.access_token_valid


@pytest.mark.parametrize("content_type", ["application/json", "text/json", "text/plain"])
async def test_an_answer_is_read_whatever_it_calls_itself(
    content_type: str, api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.content_type = content_type
    api.quota_in_answers = False
    assert await scene.channel.send(scene.out(HELLO)) == lan.sees()[0].id


async def test_buttons_that_cannot_be_taken_away_are_left_where_they_are(
    api: ZaloOaApi, scene: Stage
) -> None:
    assert await scene.channel.send(scene.out(Part(strip="63ecf4"))) == "63ecf4"
    assert not api.calls


# -- failures --------------------------------------------------------------------------------

ERRORS = [
    (-32, Why.THROTTLED, 5.0),
    (-200, Why.UNREACHABLE, None),
    (-201, Why.REFUSED, None),
    (-204, Why.THROTTLED, 600.0),
    (-205, Why.THROTTLED, 600.0),
    (-209, Why.THROTTLED, 600.0),
    (-210, Why.REFUSED, None),
    (-211, Why.OVER_QUOTA, None),
    (-213, Why.OUTSIDE_WINDOW, None),
    (-217, Why.BLOCKED, None),
    (-218, Why.OVER_QUOTA, None),
    (-219, Why.THROTTLED, 600.0),
    (-221, Why.THROTTLED, 600.0),
    (-223, Why.THROTTLED, 600.0),
    (-224, Why.THROTTLED, 600.0),
    (-227, Why.BLOCKED, None),
    (-230, Why.OUTSIDE_WINDOW, None),
    (-232, Why.OUTSIDE_WINDOW, None),
    (-234, Why.THROTTLED, 1_800.0),
    (-235, Why.THROTTLED, 600.0),
    (-242, Why.THROTTLED, 600.0),
    (-244, Why.REFUSED, None),
    (-248, Why.REFUSED, None),
    (-320, Why.THROTTLED, 600.0),
    (-321, Why.THROTTLED, 600.0),
    (-9999, Why.REFUSED, None),
]


@pytest.mark.parametrize(("code", "why", "seconds"), ERRORS)
async def test_every_refusal_is_one_of_ours(
    code: int, why: Why, seconds: float | None, api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.fails(CS, spec.error(code))
    failed = await scene.fails(scene.out(HELLO))
    assert (failed.why, failed.retry_after) == (why, seconds)
    assert str(code) in failed.detail
    assert len(api.calls) == 1, "nothing may be sent again on its own account"
    assert not lan.sees()


FAULTS = [
    (spec.html(500), Why.UNCERTAIN, 0),
    (spec.html(502), Why.UNCERTAIN, 0),
    (spec.html(503), Why.UNCERTAIN, 0),
    (spec.html(403), Why.UNREACHABLE, 0),
    (spec.html(429), Why.THROTTLED, 0),
    (spec.html(504), Why.UNCERTAIN, 0),
    (spec.html(200), Why.UNCERTAIN, 0),
    (spec.hang(), Why.UNCERTAIN, 0),
    (spec.slow(0.6), Why.UNCERTAIN, 0),
    (spec.cut_before(), Why.UNCERTAIN, 0),
    (spec.cut_after(), Why.UNCERTAIN, 1),
]


@pytest.mark.parametrize(("fault", "why", "seen"), FAULTS)
async def test_every_broken_line_is_one_of_ours(
    fault: spec.Fault, why: Why, seen: int, api: ZaloOaApi, lan: Person
) -> None:
    scene = stage(api, timeout=0.3)
    api.fails(CS, fault)
    failed = await scene.fails(scene.out(HELLO))
    assert failed.why is why
    assert len(lan.sees()) == seen
    assert len(api.calls) == 1
    await scene.channel.close()


async def test_a_platform_that_cannot_be_reached_has_surely_sent_nothing(api: ZaloOaApi) -> None:
    scene = stage(api, api_url="http://127.0.0.1:9")
    assert (await scene.fails(scene.out(HELLO))).why is Why.UNREACHABLE
    await scene.channel.close()


async def test_somebody_zalo_does_not_know_is_refused(scene: Stage) -> None:
    assert (await scene.fails(scene.out(HELLO, to="7000000000000000777"))).why is Why.REFUSED


async def test_what_a_human_must_repair_is_said_loudly_but_not_at_every_message(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.fails(CS, spec.error(-224), times=3)
    with capture_logs() as logs:
        for _ in range(2):
            await scene.fails(scene.out(HELLO))
        scene.clock.seconds += 601
        await scene.fails(scene.out(HELLO))
    alarms = [line for line in logs if line["event"] == "zalo_oa_needs_attention"]
    assert [(line["log_level"], line["code"]) for line in alarms] == [("error", -224)] * 2
    assert "package" in alarms[0]["hint"]


# -- tokens ----------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [-216, -220])
async def test_a_token_that_ran_out_is_renewed_and_the_message_sent(
    code: int, api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.fails(CS, spec.error(code))
    scene.keys.access_token = "an-older-token"
    assert await scene.channel.send(scene.out(HELLO)) == lan.sees()[0].id
    assert scene.keys.renewals == ["an-older-token"]


async def test_a_token_is_renewed_only_once_for_a_message(api: ZaloOaApi, scene: Stage, lan: Person) -> None:
    api.fails(CS, spec.error(-216), times=2)
    with capture_logs() as logs:
        failed = await scene.fails(scene.out(HELLO))
    assert (failed.why, failed.retry_after) == (Why.THROTTLED, 600.0)
    assert len(scene.keys.renewals) == 1
    assert "consent" in logs[0]["hint"]


async def test_without_a_token_messages_wait_and_nothing_is_called(api: ZaloOaApi, scene: Stage) -> None:
    scene.keys.dead = NO_TOKEN
    failed = await scene.fails(scene.out(HELLO))
    assert (failed.why, failed.retry_after) == (Why.THROTTLED, 300.0)
    assert not api.calls


# -- pace ------------------------------------------------------------------------------------


async def test_after_too_many_requests_everything_rests(api: ZaloOaApi, scene: Stage, lan: Person) -> None:
    api.fails(CS, spec.error(-32))
    await scene.fails(scene.out(HELLO))
    began = scene.clock.seconds
    await scene.channel.send(scene.out(HELLO))
    assert scene.clock.seconds - began >= 5.0


async def test_when_few_requests_are_left_the_rest_is_spread(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.rate_limit = 100
    took = []
    for number in range(99):
        began = scene.clock.seconds
        # One person gets a message a second at most, so each has their own.
        person = api.person(str(7_000_000_000_000_000_100 + number))
        person.interacts()
        await scene.channel.send(scene.out(HELLO, to=person.id))
        took.append(scene.clock.seconds - began)
    assert max(took[:98]) < 1.0
    assert took[98] >= 1.9


async def test_a_message_that_would_wait_too_long_goes_back_into_the_queue(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    scene.channel._pacer.throttled(60.0)
    failed = await scene.fails(scene.out(HELLO))
    assert failed.why is Why.THROTTLED
    assert failed.retry_after == pytest.approx(60.0)
    assert not api.calls


# -- the card --------------------------------------------------------------------------------


async def test_the_phone_is_asked_for_with_a_card(scene: Stage, lan: Person) -> None:
    sent = await scene.channel.send(scene.out(CARD))
    (seen,) = lan.sees()
    assert seen.id == sent
    assert seen.card == {"title": "Số điện thoại", "subtitle": "Gửi số của tôi", "image_url": CARD_IMAGE}


async def test_a_card_is_cut_to_what_zalo_takes(scene: Stage, lan: Person) -> None:
    await scene.channel.send(scene.out(Part(text="Số " * 200, share_phone="Gửi " * 500)))
    card = lan.sees()[0].card
    assert card is not None
    assert (len(card["title"]) <= 100, len(card["subtitle"]) <= 500) == (True, True)


@pytest.mark.parametrize("code", [-201, -233, -209, -212, -224])
async def test_an_account_that_shows_no_card_goes_on_without(
    code: int, api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.fails(CS, spec.error(code), times=2)
    with capture_logs() as logs:
        assert [await scene.channel.send(scene.out(CARD)) for _ in range(2)] == ["", ""]
    assert len(logs) == 1
    assert not lan.sees()


async def test_a_card_that_only_failed_for_now_is_sent_later(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.fails(CS, spec.error(-230))
    assert (await scene.fails(scene.out(CARD))).why is Why.OUTSIDE_WINDOW
    api.fails(CS, spec.html(502))
    assert (await scene.fails(scene.out(CARD))).why is Why.UNCERTAIN


async def test_without_a_picture_for_it_no_card_is_shown(api: ZaloOaApi, lan: Person) -> None:
    scene = stage(api, card_image="")
    assert await scene.channel.send(scene.out(CARD)) == ""
    assert not api.calls
    await scene.channel.close()


# -- the account -----------------------------------------------------------------------------


async def test_at_the_start_the_account_is_looked_at(api: ZaloOaApi, scene: Stage) -> None:
    with capture_logs() as logs:
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(scene.channel.listen(Ledger().house()))
            await until(lambda: scene.channel.oa_id)
            await asyncio.sleep(0.05)
            assert not listening.done()
            listening.cancel()
    assert scene.channel.known == OfficialAccount(api.oa_id, "Công đoàn", True, "Doanh nghiệp", True)
    assert [(line["event"], line["verified"]) for line in logs] == [("zalo_oa_ready", True)]


async def test_an_account_that_may_do_little_is_told_to_the_administrator(
    api: ZaloOaApi, scene: Stage
) -> None:
    api.is_verified, api.package_name = False, ""
    with capture_logs() as logs:
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(scene.channel.listen(Ledger().house()))
            await until(lambda: scene.channel.known)
            listening.cancel()
    assert [line["event"] for line in logs] == ["zalo_oa_ready", "zalo_oa_not_verified"]


@pytest.mark.parametrize("dead", [True, False])
async def test_dead_credentials_at_the_start_are_loud_and_stop_nobody(
    dead: bool, api: ZaloOaApi, scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.channels.zalo_oa import channel

    monkeypatch.setattr(channel, "FIRST_PAUSE", 0.01)
    if dead:
        scene.keys.dead = NO_TOKEN
    else:
        api.fails("getoa", spec.error(-219), times=2)
    with capture_logs() as logs:
        async with asyncio.TaskGroup() as group:
            listening = group.create_task(scene.channel.listen(Ledger().house()))
            await until(lambda: len(logs) >= 2)
            scene.keys.dead = None
            await until(lambda: scene.channel.oa_id)
            listening.cancel()
    assert {(line["event"], line["log_level"]) for line in logs[:2]} == {("zalo_oa_not_in_order", "error")}


async def test_a_process_that_only_sends_needs_no_listener(api: ZaloOaApi, lan: Person) -> None:
    scene = stage(api)
    assert await scene.channel.send(scene.out(HELLO))
    await scene.channel.close()
    await scene.channel.close()


async def test_zalo_itself_can_be_asked_how_long_somebody_may_be_written_to(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    assert await scene.channel.quota(LAN) == Quota(NOW, 8, 8)
    api.person("7000000000000000002")
    assert await scene.channel.quota("7000000000000000002") == Quota(None, 0, 8)
    with pytest.raises(SendFailed):
        await scene.channel.quota("7000000000000000003")


async def test_noticing_an_event_costs_no_call(api: ZaloOaApi, scene: Stage) -> None:
    await scene.channel.acknowledge(Opened(conversation=f"zalo_oa:{api.app_id}:{LAN}", at=NOW))
    assert not api.calls


def test_free_words_end_after_seven_days() -> None:
    assert ZALO_OA.window == timedelta(days=7)
