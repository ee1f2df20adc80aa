"""What becomes of a message for each number the Official Account may answer with."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs
from zalo_oa_house import NO_TOKEN, Stage

from bot.channels.port import Part, Why
from bot.channels.zalo_oa.failures import CallFailed
from handlers.events import FileKind
from handlers.message import Button, Shown
from tests.fakes import zalo_oa_spec as spec
from tests.fakes.zalo_oa_api import ZaloOaApi
from tests.fakes.zalo_oa_people import Person
from tests.fakes.zalo_oa_spec import Fault

pytestmark = pytest.mark.slow

CS = "/v3.0/oa/message/cs"
WORDS = Part(text="Đã nhận báo cáo số 12.")
CHOICES = Part(
    text="Đúng chưa?",
    rows=((Button("Gửi", "g"),), (Button("Sửa", "s"),)),
    plain="Đúng chưa?\n1. Gửi\n2. Sửa",
)
PHOTO = Part(text="Ảnh mẫu", file=Shown("web:photo", FileKind.PHOTO, "a.png"))

#: Only a human can put these right; the message waits for them and nobody is to blame.
HUMAN = (-204, -205, -209, -219, -221, -223, -224, -135, -136, -137, -320, -321, -115)
#: They say something about the app as well, so no message may die of them.
ABOUT_THE_APP = (-212, -235, -242)
LATER = (-211, -144, -147, -1441)
QUOTA_OF_THE_PERSON = (-218, -311)
NIGHT = (-133, -234)
WINDOW = (-213, -230, -232)
GONE = (-217, -227)
FINAL = (-201, -210, -214, -233, -237, -238, -240, -241, -244, -248, -249, -305, -403, -9999)
ALL = (*HUMAN, *ABOUT_THE_APP, *LATER, *QUOTA_OF_THE_PERSON, *NIGHT, *WINDOW, *GONE, *FINAL, -32, -200)


@pytest.fixture
def logs() -> Iterator[list[Any]]:
    with capture_logs() as told:
        yield told


async def answered(scene: Stage, fault: Fault, part: Part = WORDS, times: int = 1) -> CallFailed:
    scene.api.fails(CS, fault, times)
    failed = await scene.fails(scene.out(part))
    assert isinstance(failed, CallFailed)
    return failed


# -- class by class ----------------------------------------------------------------------------


@pytest.mark.parametrize("code", ALL)
async def test_every_refusal_of_a_text_ends_its_attempt_after_one_call(
    scene: Stage, lan: Person, code: int
) -> None:
    failed = await answered(scene, spec.error(code))
    assert failed.code == code
    assert len(scene.messages) == 1
    assert lan.sees() == []


@pytest.mark.parametrize("code", [*HUMAN, *ABOUT_THE_APP])
async def test_what_only_a_human_can_repair_is_told_once_and_costs_no_attempt(
    scene: Stage, lan: Person, logs: list[Any], code: int
) -> None:
    failed = await answered(scene, spec.error(code))
    assert failed.why is Why.THROTTLED
    assert failed.retry_after is not None
    assert failed.retry_after >= 60
    await answered(scene, spec.error(code))
    told = [line for line in logs if line["event"] == "zalo_oa_needs_attention"]
    assert [(line["code"], line["log_level"]) for line in told] == [(code, "error")]
    assert told[0]["hint"]
    scene.clock.seconds += 3_600
    await answered(scene, spec.error(code))
    assert sum(line["event"] == "zalo_oa_needs_attention" for line in logs) == 2


@pytest.mark.parametrize("code", [*LATER, *QUOTA_OF_THE_PERSON])
async def test_an_allowance_that_is_used_up_is_told_apart_from_a_refusal(
    scene: Stage, lan: Person, code: int
) -> None:
    assert (await answered(scene, spec.error(code))).why is Why.OVER_QUOTA


@pytest.mark.parametrize("code", NIGHT)
async def test_the_night_makes_a_message_wait_for_hours_not_die(scene: Stage, lan: Person, code: int) -> None:
    failed = await answered(scene, spec.error(code))
    assert failed.why is Why.THROTTLED
    assert failed.retry_after is not None
    assert 600 <= failed.retry_after <= 8 * 3_600 + 300


@pytest.mark.parametrize("code", WINDOW)
async def test_somebody_who_may_not_be_written_to_freely_is_outside_the_window(
    scene: Stage, lan: Person, code: int
) -> None:
    assert (await answered(scene, spec.error(code))).why is Why.OUTSIDE_WINDOW


@pytest.mark.parametrize("code", GONE)
async def test_somebody_who_cannot_be_reached_any_more_counts_as_gone(
    scene: Stage, lan: Person, code: int
) -> None:
    assert (await answered(scene, spec.error(code))).why is Why.BLOCKED


@pytest.mark.parametrize("code", FINAL)
async def test_everything_else_is_final(scene: Stage, lan: Person, code: int) -> None:
    assert (await answered(scene, spec.error(code))).why is Why.REFUSED


async def test_a_send_that_failed_for_no_known_reason_is_tried_again(scene: Stage, lan: Person) -> None:
    assert (await answered(scene, spec.error(-200))).why is Why.UNREACHABLE
    await scene.channel.send(scene.out(WORDS))
    assert len(lan.sees()) == 1


async def test_too_many_requests_hold_everything_that_follows(scene: Stage, lan: Person) -> None:
    failed = await answered(scene, spec.error(-32))
    assert failed.why is Why.THROTTLED
    assert failed.retry_after
    before = scene.clock.seconds
    await scene.channel.send(scene.out(WORDS, id=2))
    assert scene.clock.seconds - before >= failed.retry_after * 0.9


async def test_the_last_requests_of_a_minute_are_spread(scene: Stage, lan: Person, api: ZaloOaApi) -> None:
    api.rate_limit = 1
    await scene.channel.send(scene.out(WORDS))
    before = scene.clock.seconds
    failed = await scene.fails(scene.out(WORDS, id=2))
    assert failed.why is Why.THROTTLED
    assert scene.clock.seconds > before


# -- the token ---------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [-216, -220, -124])
async def test_a_refused_token_is_renewed_once_and_the_message_goes(
    scene: Stage, lan: Person, code: int
) -> None:
    scene.api.fails(CS, spec.error(code))
    await scene.channel.send(scene.out(WORDS))
    assert len(scene.keys.renewals) == 1
    assert len(lan.sees()) == 1


@pytest.mark.parametrize("code", [-216, -220, -124])
async def test_a_new_token_that_is_refused_too_is_a_humans_to_repair(
    scene: Stage, lan: Person, logs: list[Any], code: int
) -> None:
    failed = await answered(scene, spec.error(code), times=2)
    assert failed.why is Why.THROTTLED
    assert len(scene.keys.renewals) == 1
    assert len(scene.messages) == 2
    assert any(line["event"] == "zalo_oa_needs_attention" and line["code"] == code for line in logs)


async def test_a_token_that_ran_out_is_renewed_by_the_answer_alone(
    scene: Stage, lan: Person, api: ZaloOaApi
) -> None:
    for code in (-220, -216):
        api.expired_code = code
        scene.keys.access_token = "of-last-month"
        await scene.channel.send(scene.out(WORDS))
    assert len(lan.sees()) == 2


async def test_without_any_token_nothing_is_called_and_the_message_waits(scene: Stage, lan: Person) -> None:
    scene.keys.dead = NO_TOKEN
    failed = await scene.fails(scene.out(WORDS))
    assert (failed.why, scene.api.calls) == (Why.THROTTLED, [])


# -- answers that are none ---------------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_after_a_page_of_the_gateway_nobody_knows_whether_it_went_out(
    scene: Stage, lan: Person, status: int
) -> None:
    assert (await answered(scene, spec.html(status))).why is Why.UNCERTAIN


async def test_a_gateway_that_says_too_many_throttles(scene: Stage, lan: Person) -> None:
    failed = await answered(scene, spec.html(429))
    assert (failed.why, bool(failed.retry_after)) == (Why.THROTTLED, True)


@pytest.mark.parametrize(
    ("fault", "heard"), [(spec.cut_after(), 1), (spec.cut_before(), 0), (spec.hang(), 0)]
)
async def test_a_lost_answer_leaves_it_open_whether_the_message_arrived(
    scene: Stage, lan: Person, fault: Fault, heard: int
) -> None:
    assert (await answered(scene, fault)).why is Why.UNCERTAIN
    assert len(lan.sees()) == heard


# -- buttons and files -------------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["refused_201", "refused_233"])
async def test_an_account_without_buttons_gets_numbers_and_is_not_asked_again_for_a_while(
    scene: Stage, lan: Person, api: ZaloOaApi, answer: Any
) -> None:
    api.buttons = answer
    await scene.channel.send(scene.out(CHOICES))
    await scene.channel.send(scene.out(CHOICES, id=2))
    assert [(seen.text, seen.buttons) for seen in lan.sees()] == [(CHOICES.plain, [])] * 2
    assert len(scene.messages) == 3
    api.buttons = "accepted"
    scene.clock.seconds += 24 * 3_600
    await scene.channel.send(scene.out(CHOICES, id=3))
    assert lan.sees()[-1].buttons == ["Gửi", "Sửa"]


@pytest.mark.parametrize("code", [-230, -32, -200, -211])
async def test_buttons_are_not_blamed_for_what_is_not_about_them(
    scene: Stage, lan: Person, code: int
) -> None:
    await answered(scene, spec.error(code), CHOICES)
    scene.clock.seconds += 60
    await scene.channel.send(scene.out(CHOICES))
    assert lan.sees()[-1].buttons == ["Gửi", "Sửa"]


async def test_a_wrong_recipient_does_not_cost_all_others_their_buttons(scene: Stage, lan: Person) -> None:
    failed = await scene.fails(scene.out(CHOICES, to="7999999999999999999"))
    assert failed.why is Why.REFUSED
    await scene.channel.send(scene.out(CHOICES, id=2))
    assert lan.sees()[-1].buttons == ["Gửi", "Sửa"]


async def test_a_picture_whose_upload_ran_out_is_uploaded_anew(
    scene: Stage, lan: Person, api: ZaloOaApi
) -> None:
    await scene.channel.send(scene.out(PHOTO))
    api.advance(timedelta(days=7))
    scene.keys.access_token = api.tokens.exchange_now()
    lan.interacts()
    await scene.channel.send(scene.out(PHOTO, id=2))
    assert len(api.calls_of("/upload/image")) == 2
    assert [seen.image is not None for seen in lan.sees()] == [True, True]


@pytest.mark.parametrize("code", [-216, -220])
async def test_an_upload_with_a_refused_token_is_made_again_with_its_whole_body(
    scene: Stage, lan: Person, api: ZaloOaApi, code: int
) -> None:
    api.fails("/upload/image", spec.error(code))
    await scene.channel.send(scene.out(PHOTO))
    assert len(scene.keys.renewals) == 1
    assert lan.sees()[-1].image


@pytest.mark.parametrize("fault", [spec.cut_after(), spec.cut_before(), spec.hang(), spec.html(502)])
async def test_a_lost_upload_is_trouble_that_passes_since_nobody_saw_anything(
    scene: Stage, lan: Person, api: ZaloOaApi, fault: Fault
) -> None:
    api.fails("/upload/image", fault)
    assert (await scene.fails(scene.out(PHOTO))).why is Why.UNREACHABLE
    await scene.channel.send(scene.out(PHOTO))
    assert len(lan.sees()) == 1


@pytest.mark.parametrize("code", [-230, -232, -213])
async def test_a_picture_to_somebody_outside_the_window_is_not_sent_in_another_way(
    scene: Stage, lan: Person, code: int
) -> None:
    assert (await answered(scene, spec.error(code), PHOTO)).why is Why.OUTSIDE_WINDOW
    assert len(scene.messages) == 1


# -- secrets -----------------------------------------------------------------------------------


async def test_a_failure_tells_nothing_secret_and_nobodys_number(scene: Stage, lan: Person) -> None:
    token = "xK3d" * 40  # about as long as a real one
    words = f"user_id 7000000000000000001 (+84 912 345 678) token {token} is invalid!"
    failed = await answered(scene, spec.error(-201, words))
    told = f"{failed!r} {failed} {failed.detail}"
    for secret in (token, scene.keys.access_token, "7000000000000000001", "912 345 678", scene.api.url):
        assert secret not in told
