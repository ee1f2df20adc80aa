"""Approved templates: what is filled in, whom they reach, when they rest, and what each refusal means."""

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from bot.channels.port import SendFailed, Why
from bot.channels.zalo_oa import forms
from bot.channels.zalo_oa.forms import Problem
from bot.channels.zalo_oa.templates import Templates
from bot.channels.zalo_oa.wire import Wire
from handlers.message import Template
from tests.fakes import zalo_oa_spec as spec
from tests.fakes.zalo_oa_api import ZaloOaApi

pytestmark = pytest.mark.slow

NOON = datetime(2026, 5, 4, 5, 0, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LAN, PHONE = "7000000000000000001", "84912345678"
VERDICT = Template(
    "verdict",
    (
        ("ten", "Nguyễn Thị Lan"),
        ("ma", "NT-000123"),
        ("ket_qua", "đã được duyệt"),
        ("sang_kien", "Dưỡng mica canh nắp túi áo cho chuyền may số 3"),
    ),
)
REMINDER = Template("reminder", (("chien_dich", "Tuần cao điểm"), ("khau_hieu", ""), ("han", "10/05/2026")))


class Fixed:
    """The fake's own tokens, never kept anywhere."""

    def __init__(self, api: ZaloOaApi) -> None:
        self.api = api

    async def access(self) -> str:
        return self.api.access_token_valid

    async def renewed(self, refused: str) -> str:
        self.api.tokens._issue()
        return self.api.access_token_valid


@pytest.fixture
async def api() -> AsyncIterator[ZaloOaApi]:
    async with ZaloOaApi(NOON) as api:
        api.person(LAN, "Lan", PHONE)
        names = [spec.Param("ten"), spec.Param("ma"), spec.Param("ket_qua"), spec.Param("sang_kien")]
        api.templates["512345"] = spec.TemplateSpec(names)
        days = [spec.Param("chien_dich"), spec.Param("han", type="DATE", max_length=10)]
        api.templates["512346"] = spec.TemplateSpec(days)
        yield api


@pytest.fixture
async def wire(api: ZaloOaApi) -> AsyncIterator[Wire]:
    wire = Wire(Fixed(api), api.url, api.url, timeout=1.0)
    yield wire
    await wire.close()


@pytest.fixture
def known(api: ZaloOaApi, wire: Wire) -> Templates:
    return Templates(wire, {"verdict": "512345", "reminder": "512346"}, lambda: api.now, ZONE)


@pytest.fixture
def logs() -> Iterator[list[Any]]:
    with capture_logs() as told:
        yield told


async def send(known: Templates, phone: str = "+" + PHONE, template: Template = VERDICT) -> str:
    return await known.send(LAN, phone, template, key="77")


async def refused(known: Templates, phone: str = "+" + PHONE, template: Template = VERDICT) -> SendFailed:
    with pytest.raises(SendFailed) as told:
        await send(known, phone, template)
    return told.value


def errors(logs: list[Any]) -> list[str]:
    return [line["event"] for line in logs if line["log_level"] == "error"]


# -- what is sent ----------------------------------------------------------------------------


def test_nothing_is_ever_paid_for_unless_the_administrator_names_a_template(wire: Wire) -> None:
    nothing = Templates(wire, {}, lambda: NOON, ZONE)
    assert not nothing.has("verdict")
    assert not nothing.has("reminder")


async def test_a_verdict_reaches_the_person_by_their_id(api: ZaloOaApi, known: Templates) -> None:
    assert known.has("verdict")
    number = await send(known, phone="")
    (seen,) = api.person(LAN).screen
    assert (seen.id, seen.template_id) == (number, "512345")
    assert seen.template_data == dict(VERDICT.values) | {"sang_kien": "Dưỡng mica canh nắp túi áo…"}
    assert api.calls_of("/message/template") == []


async def test_a_template_that_may_not_go_by_id_goes_by_phone(api: ZaloOaApi, known: Templates) -> None:
    api.templates["512345"].by_uid = False
    number = await send(known)
    assert [seen.id for seen in api.person(LAN).screen] == [number]
    (call,) = api.calls_of("/message/template")
    assert (call.json["phone"], call.json["tracking_id"], call.json["sending_mode"]) == (PHONE, "77", "1")


async def test_once_it_is_known_that_the_phone_is_the_way_it_is_taken_at_once(
    api: ZaloOaApi, known: Templates
) -> None:
    api.templates["512345"].by_uid = False
    await send(known)
    await send(known)
    assert len(api.calls_of("/v3.0/oa/message/template")) == 1
    assert len(api.calls_of("/message/template")) == 2


@pytest.mark.parametrize("phone", ["", "+4915112345678", "84"])
async def test_without_a_phone_in_vietnam_the_verdict_is_held(
    api: ZaloOaApi, known: Templates, phone: str
) -> None:
    api.templates["512345"].by_uid = False
    assert (await refused(known, phone)).why is Why.OUTSIDE_WINDOW
    assert api.calls_of("/message/template") == []


async def test_a_template_is_described_once_an_hour(api: ZaloOaApi, known: Templates) -> None:
    for _ in range(3):
        await send(known)
    assert len(api.calls_of("/template/info/v2")) == 1
    api.advance(timedelta(hours=1))
    await send(known)
    assert len(api.calls_of("/template/info/v2")) == 2


async def test_values_the_template_does_not_want_are_left_out(api: ZaloOaApi, known: Templates) -> None:
    await send(known, template=REMINDER)
    (seen,) = api.person(LAN).screen
    assert seen.template_data == {"chien_dich": "Tuần cao điểm", "han": "10/05/2026"}


async def test_a_value_that_is_wanted_and_empty_is_never_sent(
    api: ZaloOaApi, known: Templates, logs: list[Any]
) -> None:
    api.templates["512346"].params.append(spec.Param("khau_hieu"))
    told = await refused(known, template=REMINDER)
    assert (told.why, told.detail) == (Why.OUTSIDE_WINDOW, "template 512346: khau_hieu is empty")
    assert api.calls_of("/v3.0/oa/message/template", "/message/template") == []
    assert errors(logs) == ["zalo_template_unfit"]


async def test_a_value_that_may_be_empty_is_left_out(api: ZaloOaApi, known: Templates) -> None:
    api.templates["512346"].params.append(spec.Param("khau_hieu", require=False))
    await send(known, template=REMINDER)
    assert "khau_hieu" not in api.person(LAN).screen[0].template_data


# -- the night -------------------------------------------------------------------------------


async def test_at_night_a_template_waits_for_the_morning_without_a_call(
    api: ZaloOaApi, known: Templates
) -> None:
    api.now = datetime(2026, 5, 4, 16, 30, tzinfo=UTC)  # 23:30 in Vietnam
    told = await refused(known)
    assert (told.why, told.retry_after) == (Why.THROTTLED, 6 * 3600 + 35 * 60)
    assert api.calls == []
    api.advance(timedelta(seconds=told.retry_after or 0))
    await send(known)


@pytest.mark.parametrize("code", [-133, -234])
async def test_a_night_that_only_zalo_sees_is_waited_out(api: ZaloOaApi, known: Templates, code: int) -> None:
    api.fails("message/template", spec.error(code))
    told = await refused(known)
    assert (told.why, told.retry_after) == (Why.THROTTLED, 1800)


# -- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [-115, -135, -136, -137])
async def test_what_only_a_human_can_repair_waits_long_and_costs_the_person_nothing(
    api: ZaloOaApi, known: Templates, code: int
) -> None:
    api.fails("message/template", spec.error(code))
    told = await refused(known)
    assert told.why is Why.THROTTLED
    assert told.retry_after is not None
    assert told.retry_after >= 600
    assert getattr(told, "hint", "")  # the channel tells it to the administrator


@pytest.mark.parametrize("code", [-144, -147, -1441, -211])
async def test_a_days_quota_that_is_used_up_is_told_as_that(
    api: ZaloOaApi, known: Templates, code: int
) -> None:
    api.fails("message/template", spec.error(code))
    assert (await refused(known)).why is Why.OVER_QUOTA


@pytest.mark.parametrize("code", [-108, -114, -118, -119, -139, -140, -141, -244])
async def test_a_person_no_template_reaches_is_told_when_they_write_again(
    api: ZaloOaApi, known: Templates, code: int, logs: list[Any]
) -> None:
    api.fails("message/template", spec.error(code))
    assert (await refused(known)).why is Why.OUTSIDE_WINDOW
    assert errors(logs) == []


async def test_whoever_shut_the_account_out_is_not_tried_by_phone(api: ZaloOaApi, known: Templates) -> None:
    api.blocked.add(LAN)
    assert (await refused(known)).why is Why.OUTSIDE_WINDOW
    assert api.calls_of("/message/template") == []


@pytest.mark.parametrize("code", [-109, -117, -131, -146, -1121, -1122])
async def test_a_wrong_template_loses_nobody_their_verdict_and_is_told_to_the_administrator(
    api: ZaloOaApi, known: Templates, code: int, logs: list[Any]
) -> None:
    await send(known)
    api.fails("message/template", spec.error(code))
    assert (await refused(known)).why is Why.OUTSIDE_WINDOW
    assert errors(logs) == ["zalo_template_refused"]


async def test_a_template_that_changed_is_described_anew(api: ZaloOaApi, known: Templates) -> None:
    await send(known)
    api.templates["512345"].params[3] = spec.Param("sang_kien", max_length=20)
    assert (await refused(known)).why is Why.OUTSIDE_WINDOW
    await send(known)
    assert api.person(LAN).screen[-1].template_data["sang_kien"] == "Dưỡng mica canh nắp…"


@pytest.mark.parametrize("status", ["PENDING_REVIEW", "REJECT", "DISABLE"])
async def test_a_template_that_is_not_approved_is_not_sent(
    api: ZaloOaApi, known: Templates, status: str
) -> None:
    api.templates["512345"].status = status
    assert (await refused(known)).why is Why.OUTSIDE_WINDOW
    assert api.calls_of("message/template") == []
    api.templates["512345"].status = "ENABLE"
    await send(known)


async def test_a_passing_error_is_tried_again(api: ZaloOaApi, known: Templates) -> None:
    api.fails("message/template", spec.error(-100))
    assert (await refused(known)).why is Why.UNREACHABLE


async def test_a_lost_answer_may_have_been_a_message_and_is_not_sent_by_phone(
    api: ZaloOaApi, known: Templates
) -> None:
    api.fails("message/template", spec.cut_after())
    assert (await refused(known)).why is Why.UNCERTAIN
    assert len(api.person(LAN).screen) == 1
    assert api.calls_of("/message/template") == []


async def test_a_lost_question_about_the_template_sent_nothing_for_sure(
    api: ZaloOaApi, known: Templates
) -> None:
    api.fails("/template/info/v2", spec.cut_after(), times=2)  # the library itself asks twice
    assert (await refused(known)).why is Why.UNREACHABLE


async def test_refused_access_is_renewed_once_and_the_template_goes_out(
    api: ZaloOaApi, known: Templates
) -> None:
    api.templates["512345"].by_uid = False
    await send(known)
    api.tokens._access[api.access_token_valid] = NOON
    await send(known)
    assert len(api.person(LAN).screen) == 2


# -- looking after the templates -------------------------------------------------------------


async def test_templates_in_order_have_no_problems(known: Templates) -> None:
    assert await known.check() == []


async def test_every_problem_of_a_template_is_told_with_its_cause(
    api: ZaloOaApi, wire: Wire, known: Templates
) -> None:
    wrong = api.templates["512345"]
    wrong.status = "PENDING_REVIEW"
    wrong.params = [
        spec.Param("customer_name"),
        spec.Param("voucher", require=False),
        spec.Param("ma", type="NUMBER"),
        spec.Param("ten", type="DATE"),
    ]
    del api.templates["512346"]
    assert await known.check() == [
        Problem("verdict", "512345", "unapproved", "PENDING_REVIEW"),
        Problem("verdict", "512345", "missing", "customer_name"),
        Problem("verdict", "512345", "format", "ma"),
        Problem("verdict", "512345", "format", "ten"),
        Problem("reminder", "512346", "unknown", "-109 Template id is invalid"),
    ]


@pytest.mark.parametrize("fault", [spec.html(502), spec.cut_before(), spec.error(-32), spec.error(-115)])
async def test_a_template_nobody_could_ask_about_is_not_called_wrong(
    api: ZaloOaApi, wire: Wire, fault: spec.Fault
) -> None:
    api.fails("/template/info/v2", fault, times=2)
    known = Templates(wire, {"verdict": "512345"}, lambda: api.now, ZONE)
    assert [problem.kind for problem in await known.check()] == ["unasked"]


def test_the_values_we_give_have_the_names_we_document() -> None:
    for template in (VERDICT, REMINDER):
        assert tuple(name for name, _ in template.values) == forms.NAMES[template.purpose]
