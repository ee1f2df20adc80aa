"""Buttons are tried where the administrator wants them, and their numbers go out where Zalo does not."""

from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs
from zalo_oa_house import NOW, Stage

from bot.channels.port import Part, Why
from handlers.events import Tapped
from handlers.message import Button
from tests.fakes import zalo_oa_spec as spec
from tests.fakes.zalo_oa_api import ZaloOaApi
from tests.fakes.zalo_oa_people import Person

pytestmark = pytest.mark.slow

CS = "/v3.0/oa/message/cs"
CHOICES = Part(
    text="Báo cáo 12: đúng chưa?",
    rows=((Button("Gửi", "g:3:send"), Button("Sửa", "g:3:edit")), (Button("Quay lại", "g:3:back"),)),
    plain="Báo cáo 12: đúng chưa?\n\n1. Gửi\n2. Sửa\n3. Quay lại",
)


async def test_buttons_stand_beneath_each_other_and_give_back_what_they_carry(
    scene: Stage, lan: Person
) -> None:
    await scene.channel.send(scene.out(CHOICES))
    (seen,) = lan.sees()
    assert (seen.text, seen.buttons) == (CHOICES.text, ["Gửi", "Sửa", "Quay lại"])
    (received,) = scene.channel.events(lan.presses("Sửa"), NOW)
    assert isinstance(received.event, Tapped)
    assert received.event.data == "g:3:edit"


async def test_a_press_is_not_shown_in_the_chat(scene: Stage, lan: Person) -> None:
    await scene.channel.send(scene.out(CHOICES))
    assert {button["type"] for button in lan.sees()[0].shown} == {"oa.query.hide"}


async def test_a_label_too_long_for_zalo_is_cut(scene: Stage, lan: Person) -> None:
    part = replace(CHOICES, rows=((Button("Sáng kiến cải tiến kỹ thuật dây chuyền may số một", "x"),),))
    await scene.channel.send(scene.out(part))
    (label,) = lan.sees()[0].buttons
    assert len(label) <= 35
    assert label.endswith("…")


@pytest.mark.parametrize("refusal", ["refused_201", "refused_233"])
async def test_where_buttons_are_refused_the_numbers_go_out_at_once(
    refusal: Any, api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.buttons = refusal
    with capture_logs() as logs:
        sent = await scene.channel.send(scene.out(CHOICES))
        await scene.channel.send(scene.out(CHOICES))
    assert [(seen.text, seen.buttons) for seen in lan.sees()] == [(CHOICES.plain, [])] * 2
    assert lan.sees()[0].id == sent
    # The second message does not even try.
    assert ["attachment" in message for message in scene.messages] == [True, False, False]
    assert [line["event"] for line in logs] == ["zalo_oa_buttons_refused"]


async def test_an_hour_later_buttons_are_tried_again(api: ZaloOaApi, scene: Stage, lan: Person) -> None:
    api.buttons = "refused_201"
    await scene.channel.send(scene.out(CHOICES))
    api.buttons = "accepted"
    scene.clock.seconds += 3_599
    await scene.channel.send(scene.out(CHOICES))
    scene.clock.seconds += 2
    await scene.channel.send(scene.out(CHOICES))
    assert [len(seen.buttons) for seen in lan.sees()] == [0, 0, 3]


async def test_a_part_without_numbers_is_sent_with_its_own_text(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.buttons = "refused_233"
    await scene.channel.send(scene.out(replace(CHOICES, plain="")))
    assert lan.sees()[0].text == CHOICES.text


async def test_one_unknown_person_does_not_cost_the_others_their_buttons(scene: Stage, lan: Person) -> None:
    # -201 again, but this time it is the recipient that is wrong.
    failed = await scene.fails(scene.out(CHOICES, to="7000000000000000777"))
    assert failed.why is Why.REFUSED
    await scene.channel.send(scene.out(CHOICES))
    assert len(lan.sees()[0].buttons) == 3


@pytest.mark.parametrize(("code", "why"), [(-230, Why.OUTSIDE_WINDOW), (-32, Why.THROTTLED)])
async def test_other_refusals_are_not_taken_for_one_of_the_buttons(
    code: int, why: Why, api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.fails(CS, spec.error(code))
    assert (await scene.fails(scene.out(CHOICES))).why is why
    assert len(scene.messages) == 1
    await scene.channel.send(scene.out(CHOICES))
    assert lan.sees()[0].buttons


async def test_when_the_numbers_fail_too_the_failure_is_told(
    api: ZaloOaApi, scene: Stage, lan: Person
) -> None:
    api.fails(CS, spec.error(-233))
    api.fails(CS, spec.html(502))
    assert (await scene.fails(scene.out(CHOICES))).why is Why.UNCERTAIN
    assert not lan.sees()
