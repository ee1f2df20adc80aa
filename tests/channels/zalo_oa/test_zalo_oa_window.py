"""Seven days after somebody's last word, only an approved template reaches them, or nothing."""

from datetime import timedelta

import pytest
from zalo_oa_house import LAN, PHONE, Forms, Stage, stage

from bot.channels.port import Part, SendFailed, Why
from handlers.events import FileKind
from handlers.message import Shown, Template
from tests.fakes import zalo_oa_spec as spec
from tests.fakes.zalo_oa_api import ZaloOaApi
from tests.fakes.zalo_oa_people import Person

CS = "/v3.0/oa/message/cs"
DAY = timedelta(days=1)
VERDICT = Template("verdict", (("ma", "SK-12"),))
HELLO = Part(text="Sáng kiến của anh/chị đã được duyệt")
NOTICE = Part(text=HELLO.text, template=VERDICT)


@pytest.mark.parametrize("ago", [timedelta(0), 2 * DAY, 7 * DAY, -timedelta(seconds=5)])
async def test_within_seven_days_free_words_are_sent(ago: timedelta, scene: Stage, lan: Person) -> None:
    assert await scene.channel.send(scene.out(NOTICE, ago=ago)) == lan.sees()[0].id


@pytest.mark.parametrize("ago", [7 * DAY + timedelta(seconds=1), 30 * DAY, None])
@pytest.mark.parametrize("forms", [None, Forms(), Forms("reminder")])
@pytest.mark.parametrize("part", [HELLO, NOTICE, Part(file=Shown("web:photo", FileKind.PHOTO))])
async def test_after_that_nothing_is_even_tried(
    part: Part, forms: Forms | None, ago: timedelta | None, api: ZaloOaApi
) -> None:
    scene = stage(api, templates=forms)
    failed = await scene.fails(scene.out(part, ago=ago))
    assert (failed.why, failed.retry_after) == (Why.OUTSIDE_WINDOW, None)
    assert not api.calls
    await scene.channel.close()


@pytest.mark.parametrize("ago", [8 * DAY, None])
async def test_after_that_a_template_brings_the_notice(ago: timedelta | None, api: ZaloOaApi) -> None:
    forms = Forms("verdict")
    scene = stage(api, templates=forms)
    assert await scene.channel.send(scene.out(NOTICE, ago=ago, id=77)) == "by-template"
    assert forms.sent == [(LAN, PHONE, VERDICT, "77")]
    assert not api.calls
    await scene.channel.close()


async def test_words_no_template_was_made_for_still_wait(api: ZaloOaApi) -> None:
    forms = Forms("verdict")
    scene = stage(api, templates=forms)
    assert (await scene.fails(scene.out(HELLO, ago=8 * DAY))).why is Why.OUTSIDE_WINDOW
    assert not forms.sent
    await scene.channel.close()


@pytest.mark.parametrize("code", [-230, -232, -213])
async def test_what_only_zalo_knows_of_the_window_counts_the_same(
    code: int, api: ZaloOaApi, lan: Person
) -> None:
    forms = Forms("verdict")
    scene = stage(api, templates=forms)
    api.fails(CS, spec.error(code), times=2)
    assert await scene.channel.send(scene.out(NOTICE)) == "by-template"
    assert (await scene.fails(scene.out(HELLO))).why is Why.OUTSIDE_WINDOW
    assert not lan.sees()
    await scene.channel.close()


async def test_somebody_who_left_is_outside_the_window(scene: Stage, lan: Person) -> None:
    lan.unfollows()
    assert (await scene.fails(scene.out(HELLO))).why is Why.OUTSIDE_WINDOW


async def test_a_template_that_cannot_go_out_says_why(api: ZaloOaApi) -> None:
    forms = Forms("verdict")
    forms.failure = SendFailed(Why.OVER_QUOTA, detail="-144")
    scene = stage(api, templates=forms)
    assert (await scene.fails(scene.out(NOTICE, ago=8 * DAY))).why is Why.OVER_QUOTA
    await scene.channel.close()


async def test_templates_keep_the_pace_too(api: ZaloOaApi) -> None:
    scene = stage(api, templates=Forms("verdict"))
    scene.channel._pacer.throttled(60.0)
    assert (await scene.fails(scene.out(NOTICE, ago=8 * DAY))).why is Why.THROTTLED
    await scene.channel.close()
