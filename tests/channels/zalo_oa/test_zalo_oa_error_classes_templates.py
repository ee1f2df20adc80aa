"""What becomes of an approved template for each number Zalo may answer with; nothing is paid for in vain."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs
from zalo_oa_house import LAN, NOW, PHONE, Keys, Stage, stage

from bot.channels.port import Contact, Outgoing, Part, Why
from bot.channels.zalo_oa.templates import Templates
from bot.channels.zalo_oa.wire import Wire
from handlers.message import Template
from tests.fakes import zalo_oa_spec as spec
from tests.fakes.zalo_oa_api import ZaloOaApi
from tests.fakes.zalo_oa_people import Person
from tests.fakes.zalo_oa_spec import VIETNAM, Fault, Param, TemplateSpec

pytestmark = pytest.mark.slow

BY_UID, BY_PHONE = "/v3.0/oa/message/template", "/message/template"
VALUES = (("ten", "Anh Ba"), ("ma", "SK-12"), ("ket_qua", "Được công nhận"))
VERDICT = Part(text="Sáng kiến đã được công nhận.", template=Template("verdict", VALUES))
LONG_AGO = timedelta(days=8)

HUMAN = (-115, -135, -1351, -136, -137, -320, -321)
LATER = (-211, -144, -147, -1441)
NIGHT = (-133, -234)
#: Another try would not mend these; the words wait until the person writes, if they are an answer.
FINAL = (
    *range(-114, -100),
    *(-116, -117, -118, -119, -120, -121, -122, -123, -125, -126, -127, -128, -129, -130, -131, -132),
    *(-138, -139, -140, -141, -145, -146, -148, -149, -150, -151, -152, -153),
    *range(-162, -157),
    *(-1121, -1122, -1124, -1131, -1471, -1472, -244, -9999),
)


class Now:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
async def paid(api: ZaloOaApi, now: Now) -> AsyncIterator[Stage]:
    """A channel whose administrator has one template, for verdicts."""
    params = [Param("ten", max_length=40), Param("ma", max_length=20), Param("ket_qua", max_length=40)]
    api.templates = {"512345": TemplateSpec(params)}
    keys = Keys(api)
    wire = Wire(keys, api.url, timeout=1.0)
    made = stage(api, templates=Templates(wire, {"verdict": "512345"}, now, VIETNAM), tokens=keys)
    made.keys = keys
    yield made
    await made.channel.close()
    await wire.close()


@pytest.fixture
def lan(api: ZaloOaApi) -> Person:
    """Somebody who wrote long ago."""
    return api.person(LAN, "Lan", phone=PHONE.removeprefix("+"))


@pytest.fixture
def logs() -> Iterator[list[Any]]:
    with capture_logs() as told:
        yield told


def verdict(scene: Stage, phone: str = PHONE) -> Outgoing:
    contact = Contact(interacted_at=NOW - LONG_AGO, phone=phone)
    return scene.out(VERDICT, contact=contact)


async def answered(scene: Stage, fault: Fault, path: str = BY_UID, phone: str = "", times: int = 1) -> Any:
    scene.api.fails(path, fault, times)
    failed = await scene.fails(verdict(scene, phone))
    assert scene.api.balance == 1_000_000
    return failed


async def test_a_verdict_reaches_somebody_who_wrote_long_ago_and_is_paid_once(
    paid: Stage, lan: Person, api: ZaloOaApi
) -> None:
    await paid.channel.send(verdict(paid))
    [seen] = lan.sees()
    assert seen.template_data == dict(VALUES)
    assert api.balance == 1_000_000 - 200
    assert paid.messages == []


@pytest.mark.parametrize("code", FINAL)
async def test_a_template_that_is_refused_for_good_leaves_the_words_for_when_they_write(
    paid: Stage, lan: Person, code: int
) -> None:
    assert (await answered(paid, spec.error(code))).why is Why.OUTSIDE_WINDOW
    assert len(paid.api.calls_of(BY_UID)) == 1


@pytest.mark.parametrize("code", HUMAN)
async def test_what_a_human_must_pay_or_permit_waits_and_is_told(
    paid: Stage, lan: Person, logs: list[Any], code: int
) -> None:
    failed = await answered(paid, spec.error(code))
    assert failed.why is Why.THROTTLED
    assert failed.retry_after is not None
    assert failed.retry_after >= 60
    assert any(line["event"] == "zalo_oa_needs_attention" and line["code"] == code for line in logs)


@pytest.mark.parametrize("code", LATER)
async def test_a_daily_quota_that_is_used_up_is_told_apart(paid: Stage, lan: Person, code: int) -> None:
    assert (await answered(paid, spec.error(code))).why is Why.OVER_QUOTA


@pytest.mark.parametrize("code", NIGHT)
async def test_a_night_that_zalo_sees_before_us_makes_it_wait(paid: Stage, lan: Person, code: int) -> None:
    failed = await answered(paid, spec.error(code))
    assert failed.why is Why.THROTTLED
    assert failed.retry_after is not None
    assert failed.retry_after >= 600


@pytest.mark.parametrize("hour", [22, 23, 0, 5])
async def test_at_night_nothing_is_even_asked_and_it_goes_at_five_past_six(
    paid: Stage, lan: Person, now: Now, hour: int
) -> None:
    now.at = datetime(2026, 5, 4, hour, 30, tzinfo=VIETNAM)
    if hour < 6:
        now.at += timedelta(days=1)
    failed = await paid.fails(verdict(paid))
    assert (failed.why, paid.api.calls) == (Why.THROTTLED, [])
    assert failed.retry_after is not None
    morning = now.at + timedelta(seconds=failed.retry_after)
    assert morning == datetime(2026, 5, 5, 6, 5, tzinfo=VIETNAM)


@pytest.mark.parametrize("code", [-100, -200])
async def test_an_unknown_error_is_tried_again(paid: Stage, lan: Person, code: int) -> None:
    assert (await answered(paid, spec.error(code))).why is Why.UNREACHABLE
    await paid.channel.send(verdict(paid))
    assert len(lan.sees()) == 1


async def test_too_many_requests_throttle_templates_too(paid: Stage, lan: Person) -> None:
    failed = await answered(paid, spec.error(-32))
    assert failed.why is Why.THROTTLED
    assert failed.retry_after


@pytest.mark.parametrize(("path", "code"), [(BY_UID, -216), (BY_UID, -220), (BY_UID, -124), (BY_PHONE, -124)])
async def test_a_refused_token_is_renewed_once_and_the_template_goes(
    paid: Stage, lan: Person, api: ZaloOaApi, path: str, code: int
) -> None:
    api.templates["512345"].by_uid = path == BY_UID
    api.fails(path, spec.error(code))
    await paid.channel.send(verdict(paid))
    assert len(paid.keys.renewals) == 1
    assert len(lan.sees()) == 1


@pytest.mark.parametrize(("fault", "heard"), [(spec.cut_after(), 1), (spec.cut_before(), 0)])
async def test_a_lost_answer_leaves_it_open_whether_it_was_paid(
    paid: Stage, lan: Person, fault: Fault, heard: int
) -> None:
    paid.api.fails(BY_UID, fault)
    assert (await paid.fails(verdict(paid))).why is Why.UNCERTAIN
    assert len(lan.sees()) == heard


# -- by phone ----------------------------------------------------------------------------------


async def test_a_template_not_for_ids_goes_by_phone_and_is_remembered_so(
    paid: Stage, lan: Person, api: ZaloOaApi
) -> None:
    api.templates["512345"].by_uid = False
    await paid.channel.send(verdict(paid))
    await paid.channel.send(verdict(paid))
    assert (len(api.calls_of(BY_UID)), len(api.calls_of(BY_PHONE)), len(lan.sees())) == (1, 2, 2)
    assert api.balance == 1_000_000 - 600


async def test_phones_and_descriptions_belong_to_a_host_of_their_own(api: ZaloOaApi, lan: Person) -> None:
    async with ZaloOaApi(NOW) as business:
        business.person(LAN, "Lan", phone=lan.phone)
        api.templates = business.templates = {"7": TemplateSpec([Param("ten")], by_uid=False)}
        wire = Wire(Keys(api), api.url, business.url)
        made = stage(api, templates=Templates(wire, {"verdict": "7"}, Now(), VIETNAM))
        await made.channel.send(verdict(made))
        await made.channel.close()
        await wire.close()
        assert [call.path for call in api.calls] == [BY_UID]
        assert [call.path for call in business.calls] == ["/template/info/v2", BY_PHONE]


async def test_a_template_not_for_ids_waits_for_those_whose_phone_we_do_not_know(
    paid: Stage, lan: Person, api: ZaloOaApi
) -> None:
    api.templates["512345"].by_uid = False
    for phone in ("", "+4915112345678"):
        assert (await paid.fails(verdict(paid, phone))).why is Why.OUTSIDE_WINDOW
    assert api.calls_of(BY_PHONE) == []


@pytest.mark.parametrize("code", [-108, -114, -118, -119, -139, -140, -141])
async def test_a_phone_that_no_template_reaches_leaves_the_words_for_when_they_write(
    paid: Stage, lan: Person, api: ZaloOaApi, code: int
) -> None:
    api.templates["512345"].by_uid = False
    failed = await answered(paid, spec.error(code), BY_PHONE, PHONE)
    assert failed.why is Why.OUTSIDE_WINDOW


SWITCHES: dict[str, tuple[Why, dict[str, Any]]] = {
    "no money": (Why.THROTTLED, {"balance": 0}),
    "no quota": (Why.OVER_QUOTA, {"daily_quota": 0}),
    "shut out": (Why.OUTSIDE_WINDOW, {"blocked": {LAN}}),
    "not approved": (Why.OUTSIDE_WINDOW, {"templates": {"512345": TemplateSpec(status="PENDING_REVIEW")}}),
    "disabled": (Why.OUTSIDE_WINDOW, {"templates": {"512345": TemplateSpec(status="DISABLE")}}),
    "unknown": (Why.OUTSIDE_WINDOW, {"templates": {}}),
    "wants more": (Why.OUTSIDE_WINDOW, {"templates": {"512345": TemplateSpec([Param("luong")])}}),
    "wants a number": (
        Why.OUTSIDE_WINDOW,
        {"templates": {"512345": TemplateSpec([Param("ma", type="NUMBER")])}},
    ),
}


@pytest.mark.parametrize(("why", "switches"), SWITCHES.values(), ids=SWITCHES)
async def test_every_state_of_the_account_has_its_end(
    paid: Stage, lan: Person, api: ZaloOaApi, why: Why, switches: dict[str, Any]
) -> None:
    for name, value in switches.items():
        setattr(api, name, value)
    assert (await paid.fails(verdict(paid))).why is why
    assert lan.sees() == []


async def test_a_value_too_long_is_cut_to_what_the_template_takes(
    paid: Stage, lan: Person, api: ZaloOaApi
) -> None:
    api.templates["512345"] = TemplateSpec([Param("ket_qua", max_length=9)])
    await paid.channel.send(verdict(paid))
    assert len(lan.sees()[0].template_data["ket_qua"]) <= 9


async def test_a_template_that_changed_meanwhile_is_looked_up_anew(
    paid: Stage, lan: Person, api: ZaloOaApi
) -> None:
    await paid.channel.send(verdict(paid))
    api.templates["512345"] = TemplateSpec([Param("ten", max_length=4), Param("ma"), Param("ket_qua")])
    assert (await paid.fails(verdict(paid))).why is Why.OUTSIDE_WINDOW
    await paid.channel.send(verdict(paid))
    assert len(lan.sees()) == 2
