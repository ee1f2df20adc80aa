"""The fake's tokens rotate, expire and get lost as the documentation says; its templates are as strict."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.fakes import zalo_oa_spec as spec
from tests.fakes.zalo_oa_api import ZaloOaApi
from tests.fakes.zalo_oa_asking import BY_PHONE, BY_UID, CS, LAN, TOKEN, ask, refresh, say
from tests.fakes.zalo_oa_spec import Fault, Param, TemplateSpec
from tests.fakes.zalo_oa_tokens import challenge

pytestmark = pytest.mark.slow

MORNING = datetime(2026, 12, 1, 2, tzinfo=UTC)  # 09:00 in Vietnam
NIGHT = datetime(2026, 12, 1, 15, tzinfo=UTC)  # 22:00
PHONE = "84900000001"
NAMES = {"ten": "Anh Ba", "so": "12"}


@pytest.fixture
async def oa() -> AsyncIterator[ZaloOaApi]:
    async with ZaloOaApi(MORNING) as api:
        api.person(LAN, "Lan", phone=PHONE).follows()
        params = [Param("ten", max_length=10), Param("so", type="NUMBER"), Param("ngay", False, "DATE")]
        api.templates = {"512345": TemplateSpec(params), "7": TemplateSpec(params, by_uid=False, night=True)}
        yield api


# -- tokens ------------------------------------------------------------------------------------


async def test_a_refresh_gives_a_new_pair_and_spends_the_old_token(oa: ZaloOaApi) -> None:
    first = await refresh(oa)
    assert first["expires_in"] == "90000"
    assert (await refresh(oa))["error"] == -14014
    assert oa.tokens.spent == [oa.refresh_token]
    assert (await refresh(oa, first["refresh_token"]))["access_token"] == oa.access_token_valid


async def test_a_token_is_good_for_twenty_five_hours(oa: ZaloOaApi) -> None:
    oa.advance(timedelta(hours=25, seconds=-1))
    assert await say(oa) == 0
    oa.advance(timedelta(seconds=1))
    assert await say(oa) == -220
    oa.expired_code = -216
    assert await say(oa) == -216


async def test_an_unknown_token_is_invalid_and_a_missing_one_a_violation(oa: ZaloOaApi) -> None:
    assert (await ask(oa, "/v2.0/oa/getoa", headers={"access_token": "x"}))["error"] == -216
    assert (await ask(oa, "/template/all", headers={"access_token": "x"}))["error"] == -124
    assert oa.violations == []
    assert (await ask(oa, "/v2.0/oa/getoa", headers={"access_token": ""}))["error"] == -216
    assert len(oa.violations) == 1
    oa.violations.clear()


@pytest.mark.parametrize(("dies", "code"), [(False, 0), (True, -220)])
async def test_whether_the_old_access_token_dies_at_a_refresh_is_a_switch(
    oa: ZaloOaApi, dies: bool, code: int
) -> None:
    oa.old_access_dies = dies
    old = oa.access_token_valid
    await refresh(oa)
    assert (await ask(oa, "/v2.0/oa/getoa", headers={"access_token": old}))["error"] == code


async def test_a_lost_answer_has_spent_the_token_and_a_lost_question_has_not(oa: ZaloOaApi) -> None:
    oa.fails(TOKEN, spec.cut_before())
    with pytest.raises(ClientError):
        await refresh(oa)
    assert oa.tokens.rotations == 0
    oa.fails(TOKEN, spec.cut_after())
    with pytest.raises(ClientError):
        await refresh(oa)
    assert oa.tokens.rotations == 1
    assert (await refresh(oa))["error"] == -14014


async def test_wrong_secrets_apps_and_consents_taken_back_are_refused(oa: ZaloOaApi) -> None:
    assert (await refresh(oa, secret="wrong"))["error"] < 0
    assert (await refresh(oa, app_id="1"))["error"] < 0
    oa.advance(timedelta(days=90))
    assert (await refresh(oa))["error"] == -14014
    oa.now = MORNING
    oa.tokens.revoke()
    assert (await refresh(oa))["error"] == -14014
    assert await say(oa) == -220


@pytest.mark.parametrize("changed", [{"grant_type": "password"}, {"state": "1"}, {"code": "1"}])
async def test_a_refresh_with_other_fields_is_a_violation(oa: ZaloOaApi, changed: dict[str, str]) -> None:
    assert (await refresh(oa, **changed))["error"] < 0
    assert oa.violations
    oa.violations.clear()


async def test_a_consent_gives_a_code_for_one_use_with_the_right_verifier(oa: ZaloOaApi) -> None:
    verifier = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    assert challenge(verifier) == "6oZqdX5MOLq_qBJ8vppAnT4fk6AP8UiP9zX8-Rev_9A"

    async def exchange(code: str, proof: str = verifier) -> dict[str, Any]:
        form = {"code": code, "app_id": oa.app_id, "grant_type": "authorization_code", "code_verifier": proof}
        headers = {"secret_key": oa.app_secret}
        async with (
            ClientSession() as session,
            session.post(oa.url + TOKEN, data=form, headers=headers) as answer,
        ):
            told: dict[str, Any] = await answer.json()
            return told

    code = oa.tokens.consent(challenge(verifier))
    assert (await exchange(code))["access_token"] == oa.access_token_valid
    assert (await exchange(code))["error"] < 0
    assert (await exchange(oa.tokens.consent(challenge(verifier)), "B" * 43))["error"] < 0
    late = oa.tokens.consent(challenge(verifier))
    oa.advance(timedelta(minutes=10))
    assert (await exchange(late))["error"] < 0
    asked = {"code_challenge": "c", "redirect_uri": "https://example.vn/back", "state": "s"}
    async with (
        ClientSession() as session,
        session.get(oa.url + "/v4/oa/permission", params=asked, allow_redirects=False) as answer,
    ):
        assert "oa_id=9000000000000000009&state=s" in answer.headers["Location"]


async def test_a_proof_of_the_secret_is_checked_when_given_and_may_be_required(oa: ZaloOaApi) -> None:
    assert (await ask(oa, "/v2.0/oa/getoa", headers={"appsecret_proof": "x"}))["error"] == -242
    oa.wants_proof = True
    assert await say(oa) == -242
    assert (await ask(oa, "/template/all"))["error"] == -1241


# -- faults ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [CS, "/message/cs", "cs", "*"])
async def test_a_fault_strikes_as_often_as_told_by_path_or_ending(oa: ZaloOaApi, path: str) -> None:
    oa.fails(path, spec.error(-200), times=2)
    assert [await say(oa) for _ in range(3)] == [-200, -200, 0]
    assert len(oa.calls_of(path)) == 3


async def test_a_whole_path_means_no_longer_one(oa: ZaloOaApi) -> None:
    oa.fails(BY_PHONE, spec.error(-100))
    body = {"user_id": LAN, "template_id": "512345", "template_data": NAMES}
    assert (await ask(oa, BY_UID, body))["error"] == 0
    assert (len(oa.calls_of(BY_PHONE)), len(oa.calls_of("message/template"))) == (0, 1)


@pytest.mark.parametrize(("fault", "heard"), [(spec.cut_before(), 0), (spec.cut_after(), 1)])
async def test_a_cut_line_tells_nothing_of_what_was_done(oa: ZaloOaApi, fault: Fault, heard: int) -> None:
    oa.fails(CS, fault)
    with pytest.raises(ClientError):
        await say(oa)
    assert len(oa.person(LAN).sees()) == heard


async def test_a_gateway_page_is_no_json_and_a_slow_answer_comes_late(oa: ZaloOaApi) -> None:
    oa.fails("*", spec.html(502))
    with pytest.raises(ClientError, match="502"):
        await say(oa)
    oa.fails("*", spec.slow(0.1))
    assert await say(oa) == 0
    oa.fails("*", spec.hang())
    body = {"recipient": {"user_id": LAN}, "message": {"text": "x"}}
    with pytest.raises(TimeoutError):
        await ask(oa, CS, body, timeout=ClientTimeout(0.1))
    assert len(oa.person(LAN).sees()) == 1


# -- templates ---------------------------------------------------------------------------------


async def test_an_approved_template_reaches_a_person_outside_the_window(oa: ZaloOaApi) -> None:
    oa.advance(timedelta(days=30))
    await refresh(oa)
    body = {"user_id": LAN, "template_id": "512345", "template_data": NAMES}
    assert (await ask(oa, BY_UID, body))["data"]["quota"] == {"quota_type": "purchase_quota", "remain": 499}
    by_phone = {"phone": PHONE, "template_id": "7", "template_data": NAMES, "tracking_id": "c-1"}
    told = (await ask(oa, BY_PHONE, by_phone))["data"]
    assert told["quota"] == {"dailyQuota": "500", "remainingQuota": "498"}
    seen = await oa.person(LAN).hears("Anh Ba")
    assert (seen.template_id, seen.template_data) == ("512345", NAMES)
    assert oa.balance == 1_000_000 - 500
    status = await ask(oa, "/message/status", params={"message_id": told["msg_id"]})
    assert status["data"]["status"] == 1
    assert len((await ask(oa, "/template/all"))["data"]) == 2
    info = (await ask(oa, "/template/info/v2", params={"template_id": "512345"}))["data"]
    assert info["listParams"][0] == {"name": "ten", "require": True, "type": "STRING", "maxLength": 10}
    quota = (await ask(oa, "/message/quota"))["data"]
    assert quota == {"dailyQuota": "500", "remainingQuota": "498"}


SWITCHES: dict[str, tuple[int, str, dict[str, Any]]] = {
    "night": (-133, BY_PHONE, {"now": NIGHT}),
    "balance": (-115, BY_PHONE, {"balance": 299}),
    "daily quota": (-144, BY_PHONE, {"daily_quota": 0}),
    "blocked by phone": (-114, BY_PHONE, {"blocked": {PHONE}}),
    "blocked by uid": (-244, BY_UID, {"blocked": {LAN}}),
    "no account": (-118, BY_PHONE, {"people": {}}),
    "unknown template": (-109, BY_UID, {"templates": {}}),
    "not by uid": (-249, BY_UID, {"templates": {"512345": TemplateSpec([Param("ten"), Param("so")], False)}}),
    "not approved": (-131, BY_UID, {"templates": {"512345": TemplateSpec(status="PENDING_REVIEW")}}),
    "disabled": (-146, BY_UID, {"templates": {"512345": TemplateSpec(status="DISABLE")}}),
    "too long": (-1121, BY_UID, {"templates": {"512345": TemplateSpec([Param("ten", max_length=5)])}}),
    "missing": (-1122, BY_UID, {"templates": {"512345": TemplateSpec([Param("ngay")])}}),
    "not in it": (-1124, BY_UID, {"templates": {"512345": TemplateSpec([])}}),
    "wrong form": (-1124, BY_UID, {"templates": {"512345": TemplateSpec([Param("ten", type="NUMBER")])}}),
}


@pytest.mark.parametrize(("code", "path", "switches"), SWITCHES.values(), ids=SWITCHES)
async def test_each_reason_to_refuse_a_template_has_its_switch(
    oa: ZaloOaApi, code: int, path: str, switches: dict[str, Any]
) -> None:
    lan = oa.person(LAN)
    for name, value in switches.items():
        setattr(oa, name, value)
    whom = {"user_id": LAN} if path == BY_UID else {"phone": PHONE}
    assert (await ask(oa, path, {**whom, "template_id": "512345", "template_data": NAMES}))["error"] == code
    assert lan.sees() == []


async def test_a_template_that_may_go_at_night_goes_and_the_day_begins_anew(oa: ZaloOaApi) -> None:
    oa.daily_quota = 1
    body = {"phone": PHONE, "template_id": "7", "template_data": NAMES}
    oa.now = NIGHT
    assert [(await ask(oa, BY_PHONE, body))["error"] for _ in range(2)] == [0, -144]
    oa.advance(timedelta(hours=2))
    assert (await ask(oa, BY_PHONE, body))["error"] == 0


async def test_tests_of_a_template_are_free_and_for_administrators(oa: ZaloOaApi) -> None:
    body = {"phone": PHONE, "template_id": "512345", "template_data": NAMES, "mode": "development"}
    assert (await ask(oa, BY_PHONE, body))["error"] == -127
    oa.admins = {PHONE}
    assert (await ask(oa, BY_PHONE, body))["error"] == 0
    assert oa.balance == 1_000_000


async def test_an_article_is_broadcast_by_day_and_nothing_else_ever(oa: ZaloOaApi) -> None:
    element = {"media_type": "article", "attachment_id": "4402c73f7e7a9724ce6b"}
    payload = {"template_type": "media", "elements": [element]}
    message = {"attachment": {"type": "template", "payload": payload}}
    body = {"recipient": {"target": {"gender": 1}}, "message": message}
    assert (await ask(oa, "/v2.0/oa/message", body))["error"] == -201
    oa.articles = {"4402c73f7e7a9724ce6b"}
    assert (await ask(oa, "/v2.0/oa/message", body))["error"] == 0
    oa.now = NIGHT
    assert (await ask(oa, "/v2.0/oa/message", body))["error"] == -234
    element["media_type"] = "image"
    assert (await ask(oa, "/v2.0/oa/message", body))["error"] == -201
    assert len(oa.violations) == 1
    oa.violations.clear()
